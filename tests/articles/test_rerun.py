"""Steps that are run again, for items and for the late items of feeds."""

from __future__ import annotations

import datetime as dt

import pytest

from articles import rerun
from articles.models import Article, Item
from feeds.models import Feed
from tests.factories import NOON, make_article, make_feed, make_item

pytestmark = pytest.mark.django_db


def test_an_item_is_due_again_and_its_claim_is_over() -> None:
    item = make_item(claimed_until=NOON + dt.timedelta(minutes=1), tries=3)

    count = rerun.items(Item.objects.all(), Item.Stage.ANALYSE, now=NOON)

    item.refresh_from_db()
    assert count == 1
    assert (item.stage, item.due_at, item.tries) == ("analyse", NOON, 0)
    assert item.claimed_until is None


def test_an_article_that_is_there_is_looked_at_again() -> None:
    article = make_article(etag="x", source="page")
    make_item(article=article)

    rerun.items(Item.objects.all(), Item.Stage.EXTRACT, now=NOON)

    article.refresh_from_db()
    assert (article.due_at, article.etag) == (NOON, "")


def test_of_a_feed_what_came_lately_is_done_again() -> None:
    feed, other = make_feed(), make_feed()
    late = make_item(feeds=[feed])
    make_item(feeds=[feed], published_at=NOON - dt.timedelta(days=8))
    make_item(feeds=[other])
    chosen = Feed.objects.filter(pk=feed.pk)

    assert rerun.of_feeds(chosen, Item.Stage.EXTRACT, now=NOON) == 1
    assert Item.objects.exclude(stage="ready").get() == late


def test_an_address_that_is_known_is_not_looked_for_again() -> None:
    feed = make_feed()
    make_item(feeds=[feed])
    unknown = make_item(feeds=[feed], url="")

    count = rerun.of_feeds(Feed.objects.all(), Item.Stage.RESOLVE, now=NOON)

    assert count == 1
    assert Item.objects.get(stage="resolve") == unknown


def test_pages_are_fetched_again_whole_and_texts_of_feeds_are_not() -> None:
    page = make_article(etag='"1"', last_modified="x", tries=2)
    make_article(source="feed")
    make_article(wall="no_copy", text="")
    make_article(forget_at=NOON)

    assert rerun.articles(Article.objects.all(), now=NOON) == 1
    page.refresh_from_db()
    assert (page.due_at, page.etag, page.last_modified, page.tries) == (NOON, "", "", 0)
