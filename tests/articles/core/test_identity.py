"""An item stays the same item, whatever its feed does to it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import identity
from feeds.core.types import ParsedEntry

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
ENTRY = ParsedEntry(id="tag:a", link="https://a.example/1", title="One", headline="One")


def test_a_google_entry_has_one_key_in_all_feeds() -> None:
    entry = replace(ENTRY, google_id="CBMi")

    assert identity.item_key(entry, 1) == identity.item_key(entry, 2)
    assert identity.item_key(entry, 1) == identity.google_key("CBMi")
    assert identity.google_key("CBMi") == hashlib.sha256(b"CBMi").hexdigest()


def test_feeds_do_not_share_other_keys() -> None:
    assert identity.item_key(ENTRY, 1) != identity.item_key(ENTRY, 2)


def test_a_corrected_headline_and_a_moved_page_keep_the_key() -> None:
    edited = replace(ENTRY, headline="Two", link="https://a.example/2")

    assert identity.item_key(edited, 1) == identity.item_key(ENTRY, 1)
    assert identity.content_hash(edited) != identity.content_hash(ENTRY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/?p=1", "https://a.example/?p=1"),
        ("http://a.example/?p=1", "https://www.a.example/?p=1"),
        (" tag:a ", "tag:a"),
    ],
)
def test_ids_that_mean_the_same_are_one(one: str, other: str) -> None:
    ids = [identity.item_key(replace(ENTRY, id=id_), 1) for id_ in (one, other)]

    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("one", "other"), [("abc", "ABC"), ("x" * 65_536 + "1", "x" * 65_536 + "2")]
)
def test_ids_that_differ_are_two(one: str, other: str) -> None:
    ids = [identity.item_key(replace(ENTRY, id=id_), 1) for id_ in (one, other)]

    assert ids[0] != ids[1]


def test_without_an_id_the_link_counts_but_not_its_tracking_nor_its_scheme() -> None:
    one = replace(ENTRY, id="", link="http://a.example/1/?utm_source=x")
    other = replace(ENTRY, id=" ", link="https://www.a.example/1?utm_source=y")

    assert identity.item_key(one, 1) == identity.item_key(other, 1)


def test_without_id_and_link_the_words_and_the_time_count() -> None:
    one = replace(ENTRY, id="", link="", published_at=NOON)

    assert identity.item_key(one, 1) == identity.item_key(replace(one), 1)
    later = replace(one, published_at=NOON + dt.timedelta(hours=1))
    assert identity.item_key(one, 1) != identity.item_key(later, 1)


def test_entries_that_share_a_guid_are_told_apart_by_their_links() -> None:
    entries = [replace(ENTRY, link=f"https://a.example/{n}") for n in range(10)]

    keys = identity.item_keys(entries, 1)

    assert len(set(keys)) == 10
    assert set(identity.item_keys(entries[::-1], 1)) == set(keys)


def test_entries_that_share_a_link_are_told_apart_by_their_headlines() -> None:
    entries = [replace(ENTRY, id="", headline=f"Headline {n}") for n in range(10)]

    assert len(set(identity.item_keys(entries, 1))) == 10


def test_an_entry_that_is_merely_repeated_keeps_one_key() -> None:
    assert identity.item_keys([ENTRY, ENTRY], 1) == [identity.item_key(ENTRY, 1)] * 2


def test_one_guid_with_one_link_is_one_item_whatever_its_headlines() -> None:
    edited = replace(ENTRY, headline="One, corrected")

    assert len(set(identity.item_keys([ENTRY, edited], 1))) == 1


def test_a_repeated_google_entry_is_never_told_apart() -> None:
    entry = replace(ENTRY, google_id="CBMi")
    keys = identity.item_keys([entry, replace(entry, headline="Other")], 1)

    assert keys == [identity.google_key("CBMi")] * 2


def test_spellings_of_one_address_have_one_hash() -> None:
    spellings = [
        "http://a.example/b",
        "https://www.a.example/b/",
        "HTTPS://A.example/b?utm_medium=rss#top",
    ]

    assert len({identity.url_hash(url) for url in spellings}) == 1
    assert identity.url_hash("https://a.example/b?id=1") != identity.url_hash(
        spellings[0]
    )
    assert identity.url_hash("not an address")


def test_an_item_stands_where_it_was_published() -> None:
    early = NOON - dt.timedelta(hours=3)

    assert identity.sort_at(early, False, NOON) == early


@pytest.mark.parametrize(
    "published_at",
    [
        None,
        NOON + dt.timedelta(days=9000),
        dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        dt.datetime.min.replace(tzinfo=dt.UTC),
        dt.datetime.max.replace(tzinfo=dt.UTC),
    ],
)
def test_a_senseless_date_counts_as_now(published_at: dt.datetime | None) -> None:
    assert identity.sort_at(published_at, False, NOON) == NOON


def test_an_item_of_some_day_stands_below_those_of_that_day() -> None:
    morning = NOON.replace(hour=0, minute=1)

    assert identity.sort_at(NOON, True, NOON) < morning


def test_a_slug_keeps_the_script_and_stays_short() -> None:
    assert identity.slug("Straße & Café: 10 % mehr!") == "straße-café-10-mehr"
    assert identity.slug("日本の 見出し") == "日本の-見出し"
    assert identity.slug("…") == ""
    assert len(identity.slug("word " * 100)) <= 80


@given(st.text(), st.text(), st.text(), st.integers())
def test_any_entry_has_a_key_and_a_slug(
    id_: str, link: str, headline: str, feed_id: int
) -> None:
    entry = ParsedEntry(id=id_, link=link, title="", headline=headline)

    assert len(identity.item_key(entry, feed_id)) == 64
    assert identity.item_keys([entry], feed_id) == [identity.item_key(entry, feed_id)]
    assert len(identity.content_hash(entry)) == 64
    assert len(identity.slug(headline)) <= 80
