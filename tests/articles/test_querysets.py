"""Named questions about items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from articles.marking import mark_read, star
from articles.models import Item
from articles.querysets import Cursor, ItemQuerySet
from tests.factories import (
    NOON,
    make_category,
    make_feed,
    make_item,
    make_origin,
)
from tests.people import alice, bob

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def _read_by_pages(
    page_after: Callable[[Cursor | None], ItemQuerySet], size: int = 3
) -> list[int]:
    seen: list[int] = []
    cursor = None
    while page := list(page_after(cursor)[:size]):
        seen += [item.pk for item in page]
        cursor = Cursor.read(str(Cursor(page[-1].sort_at, page[-1].pk)))
    return seen


def test_headlines_come_newest_first() -> None:
    old, new = (make_item(published_at=NOON + n * HOUR) for n in range(2))

    assert [item.pk for item in Item.objects.headlines()] == [new.pk, old.pk]


def test_pages_lose_and_double_nothing_where_times_are_equal() -> None:
    same = [make_item(published_at=NOON).pk for _ in range(7)]

    assert _read_by_pages(Item.objects.headlines().page_after) == same[::-1]


def test_pages_of_one_feed_lose_and_double_nothing() -> None:
    feed, other = make_feed(), make_feed()
    mine = [
        make_item(feeds=[feed], published_at=NOON + n // 2 * HOUR) for n in range(7)
    ]
    make_item(feeds=[other])

    seen = _read_by_pages(
        lambda after: Item.objects.headlines().of_feed(feed, after=after)
    )

    assert seen == [item.pk for item in reversed(mine)]


def test_an_item_of_two_feeds_stands_once_in_their_category() -> None:
    category = make_category()
    one, two = make_feed(category=category), make_feed(category=category)
    item = make_item(feeds=[one, two])
    make_item()

    assert list(Item.objects.in_category(category)) == [item]


def test_a_new_item_does_not_move_the_next_page() -> None:
    items = [make_item(published_at=NOON + n * HOUR) for n in range(4)]
    cursor = Cursor(items[2].sort_at, items[2].pk)
    make_item(published_at=NOON + 9 * HOUR)

    page = Item.objects.headlines().page_after(cursor)

    assert [item.pk for item in page] == [items[1].pk, items[0].pk]


@pytest.mark.parametrize(
    "text", ["", "x", "1-", "-1", "1-2-3", "9" * 19 + "-1", "١-٢٣x"]
)
def test_a_wrong_cursor_is_no_cursor(text: str) -> None:
    assert Cursor.read(text) is None


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = Cursor(NOON + dt.timedelta(microseconds=7), 12)

    assert Cursor.read(str(cursor)) == cursor


def test_what_one_reader_marks_is_not_marked_for_another() -> None:
    item, a, b = make_item(), alice(), bob()
    mark_read(b, item, now=NOON)
    star(b, item, now=NOON)

    assert list(Item.objects.unread_by(a)) == [item]
    assert list(Item.objects.unread_by(b)) == []
    assert list(Item.objects.starred_by(b)) == [item]


def test_one_feeds_page_is_read_from_its_own_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("asks SQLite for its plan; this database is another")
    feed = make_feed()
    item = make_item(feeds=[feed])
    make_origin(item, make_feed())
    question = Item.objects.headlines().of_feed(feed, after=Cursor(NOON, 9))[:50]

    plan = question.explain()

    assert "origin_headlines" in plan
    assert "TEMP B-TREE" not in plan


def test_due_for_gives_only_what_waits_at_that_stage() -> None:
    due = make_item(stage="extract", due_at=NOON)
    make_item(stage="extract", due_at=NOON + HOUR)
    make_item(stage="resolve", due_at=NOON)

    assert list(Item.objects.due_for("extract", NOON)) == [due]
