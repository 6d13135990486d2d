"""Which items a list holds, and that looking for few among many has an end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User

from articles import marking, tallies
from articles.models import Item
from articles.pages import listing
from articles.pages.listing import Asked, Wish
from articles.visibility import WHOLE
from feeds.models import Category
from tests.factories import NOON, make_category, make_feed, make_item, make_story

pytestmark = pytest.mark.django_db


def _ask(
    reader: User, wish: Wish, category: Category | None = None, feed: int | None = None
) -> Asked:
    count = tallies.unread(reader)
    return Asked(wish, feed, category, reader, WHOLE, count, NOON)


def _items(count: int) -> list[Item]:
    feed = make_feed()
    return [
        make_item(feeds=[feed], published_at=NOON - dt.timedelta(minutes=n))
        for n in range(count)
    ]


def test_few_unread_items_are_found_among_many_read_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "WINDOWS", (2, 4, 8))
    reader = User.objects.create(username="bob")
    items = _items(7)
    marking.mark_all(reader, Item.objects.exclude(pk=items[6].pk), now=NOON)

    page, end = _ask(reader, Wish(unread=True, unread_page=True)).page()

    assert [item.pk for item in page] == [items[6].pk]
    assert end is None


def test_a_page_may_end_early_and_the_next_goes_on_from_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "WINDOWS", (1, 2))
    reader = User.objects.create(username="bob")
    items = _items(6)
    read = Item.objects.exclude(pk__in=[items[0].pk, items[5].pk])
    marking.mark_all(reader, read, now=NOON)
    found: list[int] = []
    after, pages = "", 0

    while pages < 6:
        page, end = _ask(reader, Wish(unread=True, after=after)).page()
        found += [item.pk for item in page]
        pages += 1
        if end is None:
            break
        after = str(end)

    assert found == [items[0].pk, items[5].pk]
    assert 1 < pages < 6


def test_where_nothing_is_unread_nobody_looks(
    django_assert_num_queries: object,
) -> None:
    reader = User.objects.create(username="bob")
    _items(3)
    marking.mark_all(reader, Item.objects.all(), now=NOON)
    asked = _ask(reader, Wish(unread=True))

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert asked.page() == ([], None)


def test_every_unread_report_of_a_story_is_in_the_list_that_counts_it() -> None:
    reader = User.objects.create(username="bob")
    lead, other = _items(2)
    make_story(lead, other, lead=lead)
    marking.mark_read(reader, lead, now=NOON)

    page, _ = _ask(reader, Wish(unread=True, unread_page=True)).page()

    assert [item.pk for item in page] == [other.pk]


@pytest.mark.parametrize("most", [64, 1])
def test_a_category_gives_its_newest_by_either_way(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(listing, "MOST_SETS", most)
    monkeypatch.setattr(listing, "PAGE", 2)
    reader = User.objects.create(username="bob")
    category = make_category()
    first, second = make_feed(category=category), make_feed(category=category)
    make_item(feeds=[make_feed()])
    items = [
        make_item(feeds=feeds, published_at=NOON - dt.timedelta(minutes=n))
        for n, feeds in enumerate([[first], [second], [first, second], [second]])
    ]

    page, end = _ask(reader, Wish(), category).page()
    rest, last = _ask(reader, Wish(after=str(end)), category).page()

    assert [item.pk for item in (*page, *rest)] == [item.pk for item in items]
    assert last is None
    marking.mark_read(reader, items[0], now=NOON)
    page, _ = _ask(reader, Wish(unread=True), category).page()
    assert [item.pk for item in page] == [items[1].pk, items[2].pk]
