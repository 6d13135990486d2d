"""The neighbours of an item."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.models import Item
from articles.pages.around import around
from articles.visibility import WHOLE, Sight, sight_of
from feeds.models import Feed
from tests.factories import NOON, make_feed, make_item

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def _names(item: Item, feed: Feed | None, sight: Sight = WHOLE) -> tuple[str, str]:
    found = around(item, feed, sight)
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


@pytest.mark.parametrize("is_in_feed", [True, False])
def test_what_a_visitor_may_not_see_is_no_neighbour(is_in_feed: bool) -> None:
    feed, secret = make_feed(), make_feed(visibility="members")
    item = make_item(feeds=[feed], published_at=NOON)
    make_item("Hidden", feeds=[secret], published_at=NOON - HOUR)
    make_item("Open", feeds=[feed], published_at=NOON - 2 * HOUR)
    place = feed if is_in_feed else None

    assert _names(item, place, sight_of(AnonymousUser())) == ("", "Open")
    assert _names(item, None) == ("", "Hidden")
    assert _names(item, place, Sight(False, frozenset(), False)) == ("", "")
