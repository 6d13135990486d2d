"""Which items a list holds, and that looking for few among many has an end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from articles import marking, tallies
from articles.models import Item
from articles.pages import listing
from articles.pages.listing import Asked, Wish
from articles.visibility import WHOLE, Sight
from feeds.models import Category
from tests.factories import (
    NOON,
    make_category,
    make_feed,
    make_item,
    make_origin,
    make_story,
)

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

    page, end, _ = _ask(reader, Wish(unread=True, unread_page=True)).page()

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
        page, end, _ = _ask(reader, Wish(unread=True, after=after)).page()
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
        assert asked.page() == ([], None, 0)


def test_every_unread_report_of_a_story_is_in_the_list_that_counts_it() -> None:
    reader = User.objects.create(username="bob")
    lead, other = _items(2)
    make_story(lead, other, lead=lead)
    marking.mark_read(reader, lead, now=NOON)

    page, *_ = _ask(reader, Wish(unread=True, unread_page=True)).page()

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

    page, end, _ = _ask(reader, Wish(), category).page()
    rest, last, _ = _ask(reader, Wish(after=str(end)), category).page()

    assert [item.pk for item in (*page, *rest)] == [item.pk for item in items]
    assert last is None
    marking.mark_read(reader, items[0], now=NOON)
    page, *_ = _ask(reader, Wish(unread=True), category).page()
    assert [item.pk for item in page] == [items[1].pk, items[2].pk]


def _folded(asked: Asked) -> list[str]:
    return [item.headline for item in asked.page().items]


def _reported(outlets: str, **fields: Any) -> list[Item]:
    """A story with a report of each of these outlets, the newest first."""
    items = [
        make_item(
            f"{outlet}{n}", outlet=outlet, published_at=NOON - dt.timedelta(hours=n),
            **fields,
        )
        for n, outlet in enumerate(outlets)
    ]  # fmt: skip
    make_story(*items, lead=items[-1])
    return items


def test_the_unread_list_follows_what_is_unread_of_a_story() -> None:
    reader = User.objects.create(username="bob")
    items = _reported("ABC")
    wish = Wish(unread=True, unread_page=True)

    before = _folded(_ask(reader, wish))
    marking.mark_read(reader, items[0], now=NOON)
    marking.mark_read(reader, items[2], now=NOON)

    assert before == ["A0"]
    assert _folded(_ask(reader, wish)) == ["B1"]


def test_a_story_that_stood_on_an_earlier_page_does_not_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "WIDER", 1)
    monkeypatch.setattr(listing, "PAGE", 2)
    reader = User.objects.create(username="bob")
    _reported("ABC")
    make_item("Other", published_at=NOON - dt.timedelta(hours=9))
    wish = Wish(unread=True, unread_page=True)

    end = _ask(reader, wish).page().end
    rest = _ask(reader, Wish(unread=True, unread_page=True, after=str(end)))

    assert _folded(rest) == ["Other"]


def test_a_page_of_reports_that_stood_before_is_not_blank(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "WIDER", 1)
    monkeypatch.setattr(listing, "PAGE", 2)
    reader = User.objects.create(username="bob")
    _reported("ABCDE")

    end = _ask(reader, Wish(unread=True)).page().end

    assert len(_folded(_ask(reader, Wish(unread=True, after=str(end))))) == 1


def test_a_page_is_full_also_where_many_reports_fold_into_few_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    reader = User.objects.create(username="bob")
    _reported("ABC")
    others = [
        make_item(f"{n}", published_at=NOON - dt.timedelta(days=n)) for n in (1, 2, 3)
    ]
    wish = Wish(unread=True, unread_page=True)

    first = _ask(reader, wish).page()
    again = Wish(unread=True, unread_page=True, after=str(first.end))

    assert [item.headline for item in first.items] == ["A0", "1"]
    assert first.passed == 4  # B1 and C2 stood there, too
    rest = _ask(reader, again).page()
    assert [item.pk for item in rest.items] == [others[1].pk, others[2].pk]
    assert rest.end is None


def test_a_story_whose_lead_is_gone_is_one_row_all_the_same() -> None:
    reader = User.objects.create(username="bob")
    items = _reported("ABC")
    items[2].delete()  # it led

    assert _folded(_ask(reader, Wish())) == ["A0"]


@pytest.fixture(params=[64, 0], ids=["by sets", "by origins"])
def _either_way(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_SETS", request.param)


@pytest.mark.usefixtures("_either_way")
def test_a_category_folds_what_its_own_feeds_brought() -> None:
    reader = User.objects.create(username="bob")
    category = make_category()
    items = _reported("ABC")
    mine = make_feed(category=category)
    for item in items[1:]:
        make_origin(item, mine)

    asked = _ask(reader, Wish(), category)

    assert _folded(asked) == ["B1"]


@pytest.mark.usefixtures("_either_way")
def test_a_feed_folds_different_outlets_and_not_one_outlets_reports() -> None:
    reader = User.objects.create(username="bob")
    google, own = make_feed(), make_feed()
    _reported("AB", feeds=[google])
    _reported("CC", feeds=[own])

    assert _folded(_ask(reader, Wish(), feed=google.pk)) == ["A0"]
    assert _folded(_ask(reader, Wish(), feed=own.pk)) == ["C0", "C1"]


@pytest.mark.usefixtures("_either_way")
def test_a_report_of_another_feed_stands_for_none_in_a_feeds_list() -> None:
    reader = User.objects.create(username="bob")
    newer, older = _reported("AB")
    feed = make_feed()
    make_origin(older, feed)

    assert newer.sort_at > older.sort_at
    assert _folded(_ask(reader, Wish(), feed=feed.pk)) == ["B1"]


@pytest.mark.usefixtures("_either_way")
def test_a_feeds_page_is_looked_for_further_back_where_many_fold_into_one_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAGE", 3)
    reader = User.objects.create(username="bob")
    feed = make_feed()
    _reported("ABC", feeds=[feed])
    for n in (1, 2, 3, 4):
        make_item(f"{n}", feeds=[feed], published_at=NOON - dt.timedelta(days=n))

    first = _ask(reader, Wish(), feed=feed.pk).page()
    rest = _ask(reader, Wish(after=str(first.end)), feed=feed.pk).page()

    assert [item.headline for item in first.items] == ["A0", "1", "2"]
    assert [item.headline for item in rest.items] == ["3", "4"]
    assert rest.end is None


def test_stars_and_an_outlets_own_page_fold_nothing() -> None:
    reader = User.objects.create(username="bob")
    for item in _reported("AA"):
        marking.star(reader, item, now=NOON)

    assert _folded(_ask(reader, Wish(starred=True))) == ["A0", "A1"]
    assert _folded(_ask(reader, Wish(outlet="A"))) == ["A0", "A1"]


def test_what_is_hidden_stands_for_nothing() -> None:
    newer, older = _reported("AB")
    older.refresh_from_db()
    sets = frozenset({older.feed_set_id or 0})
    sight = Sight(is_whole=False, open=sets, is_public=False)
    nobody = AnonymousUser()
    asked = Asked(Wish(), None, None, nobody, sight, tallies.unread(nobody), NOON)

    assert newer.sort_at > older.sort_at
    assert _folded(asked) == ["B1"]
