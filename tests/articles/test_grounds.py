"""What an analysis may rest on, and what a headline alone leads to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from articles import grounds
from articles.models import Item
from articles.search import get_search
from tests.contracts.test_engines import ARTICLE, OTHER
from tests.factories import NOON, make_article, make_feed, make_item, make_story

pytestmark = pytest.mark.django_db


def report(outlet: str, text: str = OTHER, **columns: Any) -> Item:
    return make_item(outlet=outlet, article=make_article(text=text), **columns)


def indexed(headline: str, *, days_ago: int) -> Item:
    at = NOON - dt.timedelta(days=days_ago)
    item = make_item(headline, published_at=at, article=make_article())
    get_search().index([item.pk])
    return item


def outlets(item: Item) -> list[str]:
    found = grounds.of(Item.objects.select_related("article").get(pk=item.pk))
    return [source.outlet for source in found.request.sources] if found else []


def test_a_reprint_is_no_second_voice() -> None:
    own = report("Gazette", ARTICLE)
    other = report("Herald")
    reprint = report("Echo", copy_of=other)
    make_story(own, other, reprint)

    assert outlets(own) == ["Gazette", "Herald"]


def test_a_reprint_of_the_item_itself_is_no_other_voice() -> None:
    own = report("Gazette", ARTICLE)
    reprint = report("Echo", copy_of=own)
    make_story(own, reprint)

    assert outlets(own) == ["Gazette"]
    assert outlets(reprint) == ["Echo"]


def test_what_visitors_read_rests_on_nothing_that_is_for_members() -> None:
    private = make_feed(visibility="members")
    own = report("Gazette", ARTICLE)
    other = report("Herald", feeds=[private])
    make_story(own, other)

    assert outlets(own) == ["Gazette"]
    assert outlets(other) == ["Herald", "Gazette"]


def test_a_headline_alone_has_no_grounds() -> None:
    assert outlets(make_item("Acme buys Widget Corp")) == []


def test_earlier_items_that_share_most_with_a_headline_are_found() -> None:
    related = indexed("Ada Quill wins the vote on the Northbridge bridge", days_ago=9)
    indexed("Weather stays fine all week", days_ago=9)
    item = make_item("Mayor Ada Quill opens Northbridge bridge", published_at=NOON)

    assert grounds.earlier(item) == [related.pk]


def test_what_is_as_new_or_of_the_same_story_is_no_archive() -> None:
    today = indexed("Ada Quill opens the Northbridge bridge today", days_ago=0)
    same = indexed("Ada Quill to open the Northbridge bridge", days_ago=9)
    item = make_item("Mayor Ada Quill opens Northbridge bridge", published_at=NOON)
    make_story(item, same, today)
    item.refresh_from_db()

    assert grounds.earlier(item) == []


def test_any_headline_is_searched_for_without_harm() -> None:
    for headline in ('"', "title:", "市議会は橋の建設を決めた", "a" * 900, "- - -"):
        assert grounds.earlier(make_item(headline, published_at=NOON)) == []
