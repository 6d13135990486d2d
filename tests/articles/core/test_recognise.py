"""Entries that come under another id, and the items that they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from articles.core.identity import item_key
from articles.core.recognise import There, recognised
from feeds.core.types import ParsedEntry

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
BRIDGE = ParsedEntry(
    id="1",
    link="https://paper.example/bridge",
    title="The bridge over the river opens",
    headline="The bridge over the river opens",
    published_at=NOON,
)
HALL = replace(
    BRIDGE,
    id="2",
    link="https://paper.example/hall",
    headline="The town hall gets a new roof",
    published_at=NOON - dt.timedelta(hours=1),
)
FEED = 7


def key(entry: ParsedEntry) -> str:
    return item_key(entry, FEED)


def item(entry: ParsedEntry) -> There:
    return There(key(entry), entry.link, entry.headline, entry.published_at)


def found(now: list[ParsedEntry], before: list[ParsedEntry]) -> dict[str, str]:
    there = [item(entry) for entry in before]
    entries = {key(entry): entry for entry in now}
    return recognised(entries, there, {each.key for each in there} & entries.keys())


def test_what_is_as_it_was_is_not_mentioned() -> None:
    corrected = replace(BRIDGE, headline="The bridge opens late")
    elsewhere = replace(HALL, link="https://paper.example/2026/hall")

    assert found([corrected, elsewhere], [BRIDGE, HALL]) == {}


def test_new_ids_are_seen_through_by_link_and_headline() -> None:
    again = [replace(BRIDGE, id="x", published_at=None), replace(HALL, id="y")]

    assert found(again, [BRIDGE, HALL]) == {
        key(again[0]): key(BRIDGE),
        key(again[1]): key(HALL),
    }


def test_a_new_id_and_a_corrected_headline_leave_page_and_moment() -> None:
    again = replace(BRIDGE, id="x", headline="The bridge opens late")

    assert found([again, HALL], [BRIDGE, HALL]) == {key(again): key(BRIDGE)}


def test_a_page_that_tells_ever_new_things_is_not_one_item() -> None:
    later = replace(
        BRIDGE, id="x", headline="More", published_at=NOON + dt.timedelta(hours=1)
    )

    assert found([later], [BRIDGE]) == {}
    assert found([replace(later, published_at=None)], [BRIDGE]) == {}


def test_another_domain_leaves_headline_and_moment() -> None:
    moved = replace(BRIDGE, id="x", link="https://new.example/news/1")

    assert found([moved], [BRIDGE]) == {key(moved): key(BRIDGE)}


def test_a_session_in_every_link_leaves_headline_and_path() -> None:
    before = replace(BRIDGE, id="", link="https://paper.example/a?sid=1")
    again = replace(before, link="https://paper.example/a?sid=2", published_at=None)

    assert found([again], [before]) == {key(again): key(before)}
    short = replace(again, headline="Weather")
    assert found([short], [replace(before, headline="Weather")]) == {}


def test_a_feed_that_gets_ids_or_loses_them_says_the_same() -> None:
    bare = replace(BRIDGE, id="")

    assert found([BRIDGE], [bare]) == {key(BRIDGE): key(bare)}
    assert found([bare], [BRIDGE]) == {key(bare): key(BRIDGE)}


def test_ids_that_were_swapped_are_swapped_back() -> None:
    swapped = [replace(BRIDGE, id="2"), replace(HALL, id="1")]

    assert found(swapped, [BRIDGE, HALL]) == {
        key(swapped[0]): key(BRIDGE),
        key(swapped[1]): key(HALL),
    }


def test_ids_that_only_count_the_places_move_no_item() -> None:
    new = replace(BRIDGE, link="https://paper.example/new", headline="Something new")
    pushed = [new, replace(BRIDGE, id="2"), replace(HALL, id="3")]

    told = found(pushed, [BRIDGE, HALL])

    assert told[key(pushed[1])] == key(BRIDGE)
    assert told[key(pushed[2])] == key(HALL)
    assert told[key(new)] not in {key(BRIDGE), key(HALL), key(new)}


def test_one_id_for_whatever_is_the_latest_is_not_one_item() -> None:
    later = replace(HALL, id="1")
    edited = replace(later, published_at=NOON)

    assert found([later], [BRIDGE])[key(later)] != key(BRIDGE)
    assert found([edited], [BRIDGE]) == {}


def test_an_item_that_is_still_there_is_nothing_elses() -> None:
    like = replace(BRIDGE, id="x")

    assert found([like, BRIDGE], [BRIDGE]) == {}


def test_where_several_could_be_meant_none_is() -> None:
    twins = [replace(BRIDGE, id=f"{n}", link=f"https://a.example/{n}") for n in "xy"]
    moved = replace(BRIDGE, id="z", link="https://b.example/z")

    assert found([moved], twins) == {}


def test_front_pages_and_googles_entries_say_nothing() -> None:
    front = replace(BRIDGE, link="https://paper.example/")
    google = replace(BRIDGE, google_id="CBMi1")

    assert found([replace(front, id="x")], [front]) == {}
    assert found([replace(google, google_id="CBMi2")], [google]) == {}
