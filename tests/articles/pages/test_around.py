"""The neighbours of an item."""

from __future__ import annotations

import datetime as dt

import pytest

from articles.models import Item
from articles.pages.around import around
from articles.visibility import WHOLE
from feeds.models import Feed
from tests.factories import NOON, make_feed, make_item

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def _names(item: Item, feed: Feed | None) -> tuple[str, str]:
    found = around(item, feed, WHOLE)
    return (
        found.newer.name if found.newer else "",
        found.older.name if found.older else "",
    )


def test_neighbours_are_those_of_the_list_one_comes_from() -> None:
    feed = make_feed()
    newest = make_item("Newest", feeds=[feed], published_at=NOON)
    make_item("Between, elsewhere", published_at=NOON - HOUR)
    oldest = make_item("Oldest", feeds=[feed], published_at=NOON - 2 * HOUR)

    assert _names(newest, feed) == ("", "Oldest")
    assert _names(oldest, feed) == ("Newest", "")
    assert _names(newest, None) == ("", "Between, elsewhere")
    link = around(newest, feed, WHOLE).older
    assert link is not None
    assert link.url == f"{oldest.get_absolute_url()}?feed={feed.pk}"


def test_items_of_one_moment_follow_by_their_ids() -> None:
    feed = make_feed()
    items = [make_item(f"{n}", feeds=[feed]) for n in range(3)]

    assert _names(items[1], feed) == _names(items[1], None) == ("2", "0")
