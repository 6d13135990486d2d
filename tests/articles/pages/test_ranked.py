"""Which stories most outlets report now, and why each stands where it does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.models import Item, Story
from articles.pages.ranked import most_reported
from articles.visibility import WHOLE, sight_of
from feeds.models import Feed
from tests.factories import NOON, make_category, make_feed, make_item, make_story

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def _reported(
    outlets: str, feed: Feed, *, hours: int = 0, growth: float = 0.0
) -> list[Item]:
    at = NOON - hours * HOUR
    items = [
        make_item(f"By {outlet}", outlet=outlet, feeds=[feed], published_at=at)
        for outlet in outlets
    ]
    story = make_story(*items, lead=items[0])
    Story.objects.filter(pk=story.pk).update(
        voices=len(outlets), growth=growth, first_at=at, last_at=at
    )
    return items


def test_what_more_outlets_report_stands_higher_and_says_so() -> None:
    feed = make_feed()
    few, many = _reported("A", feed), _reported("BCD", feed, growth=2.0)
    _reported("EFGHI", feed, hours=99)

    ranked = most_reported(None, sight=WHOLE, reader=None, now=NOON)

    assert [(item.pk, why) for item, why in ranked.items()] == [
        (many[0].pk, "3 outlets, 2 reports an hour, the latest within the hour"),
        (few[0].pk, "1 outlet, the latest within the hour"),
    ]


def test_a_category_ranks_what_its_feeds_brought() -> None:
    category = make_category()
    mine = _reported("A", make_feed(category=category))
    _reported("BC", make_feed())

    ranked = most_reported(category, sight=WHOLE, reader=None, now=NOON)

    assert [item.pk for item in ranked] == [mine[0].pk]


def test_a_visitor_is_told_by_what_is_open_alone() -> None:
    opened, secret = make_feed(), make_feed(visibility="members")
    hidden = _reported("ABC", secret)
    seen = _reported("D", opened)
    mixed = _reported("EF", secret, hours=2)
    story = mixed[0].story
    shown = make_item("By G", outlet="G", feeds=[opened], published_at=NOON - HOUR)
    Item.objects.filter(pk=shown.pk).update(story=story)

    ranked = most_reported(None, sight=sight_of(AnonymousUser()), reader=None, now=NOON)

    assert hidden[0].pk not in {item.pk for item in ranked}
    assert {item.pk: why for item, why in ranked.items()} == {
        seen[0].pk: "1 outlet, the latest within the hour",
        shown.pk: "1 outlet, the latest 1 h ago",
    }
