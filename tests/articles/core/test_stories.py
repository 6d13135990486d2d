"""Where an item goes, by what it is tied to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.neighbours import Match
from articles.core.stories import (
    Certain,
    Placing,
    Report,
    Tie,
    heat,
    parts,
    place,
    summary,
)

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)


def test_an_item_with_no_tie_gets_a_story_of_its_own() -> None:
    assert place(None, []) == Placing(None, "alone")


def test_an_item_with_no_tie_stays_where_it_is() -> None:
    assert place(7, []) == Placing(7, "alone")


def test_a_tie_brings_the_item_into_that_story() -> None:
    assert place(None, [Tie(3, "address")]) == Placing(3, "address")


def test_two_tied_stories_become_the_older_one() -> None:
    ties = [Tie(9, "address"), Tie(4, "coverage")]

    assert place(None, ties) == Placing(4, "coverage", (9,))


def test_the_items_present_story_is_merged_too() -> None:
    assert place(5, [Tie(2, "address")]) == Placing(2, "address", (5,))
    assert place(2, [Tie(5, "address")]) == Placing(2, "address", (5,))


ties = st.lists(
    st.builds(Tie, st.integers(1, 9), st.sampled_from(["coverage", "address"]))
)


@given(st.none() | st.integers(1, 9), ties)
def test_the_order_of_the_ties_does_not_matter(
    present: int | None, found: list[Tie]
) -> None:
    assert place(present, found) == place(present, found[::-1])


@given(st.none() | st.integers(1, 9), ties)
def test_no_story_is_merged_into_itself(present: int | None, found: list[Tie]) -> None:
    placing = place(present, found)

    assert placing.story not in placing.merge


def like(story: int, ratio: float = 1.5) -> Match:
    return Match(story, ratio, 0.4321, "headline")


def test_likeness_brings_an_item_that_nothing_else_holds() -> None:
    placing = place(None, [], like(4))

    assert (placing.story, placing.why, placing.score) == (4, "likeness", 0.432)


def test_one_headline_counts_more_than_likeness() -> None:
    assert place(None, [Tie(7, "title")], like(4)).story == 7


def test_an_item_among_others_is_not_led_away_by_likeness_or_headline() -> None:
    placing = place(3, [Tie(7, "title")], like(4), is_alone=False)

    assert (placing.story, placing.merge) == (3, ())


def test_the_empty_story_of_an_item_that_leaves_is_a_signpost() -> None:
    assert place(9, [], like(4)) == Placing(4, "likeness", (9,), 0.432, "headline")
    assert place(3, [], like(4)).merge == (4,)


@pytest.mark.parametrize("why", ["coverage", "address"])
def test_what_the_owner_arranged_is_never_merged(why: Certain) -> None:
    both = place(None, [Tie(1, why), Tie(2, why), Tie(3, why)], kept={1})
    assert (both.story, both.merge) == (2, (3,))

    assert place(5, [Tie(1, why)], is_alone=False, kept={1}).story == 5
    assert place(5, [Tie(1, why)], is_alone=True, kept={1}).story == 1
    assert place(5, [Tie(1, why)], is_alone=True, kept={5}).story == 5
    assert place(5, [], like(1), kept={5}).story == 5


def report(pk: int, hours: float, **fields: Any) -> Report:
    given: dict[str, Any] = {
        "outlet": f"Paper {pk}",
        "headline": f"H{pk}",
        "words": 400,
    }
    at = NOON + dt.timedelta(hours=hours)
    return Report(pk=pk, at=at, is_copy=False, **(given | fields))


def test_the_first_full_report_leads() -> None:
    told = summary([report(1, 0, words=20), report(2, 1), report(3, 2)])

    assert (told.lead, told.title) == (2, "H2")
    assert (told.first, told.last) == (NOON, NOON + dt.timedelta(hours=2))


def test_a_preferred_outlet_leads_before_all() -> None:
    assert summary([report(1, 0), report(2, 5)], ["paper 2"]).lead == 2


def test_copies_are_outlets_but_no_voices() -> None:
    copies = [replace(report(pk, pk), is_copy=True) for pk in range(2, 11)]

    told = summary([report(1, 0), *copies])

    assert (told.outlets, told.voices) == (10, 1)


def test_growth_is_that_of_the_last_hours() -> None:
    assert (
        summary([report(1, 0), *(report(n, 48 + n / 4) for n in range(9))]).growth > 2
    )
    assert summary([report(1, 0)]).growth == 0


def test_a_story_ranks_by_outlets_and_freshness() -> None:
    hour = dt.timedelta(hours=1)

    assert heat(10, 0, hour) > heat(3, 0, hour) > heat(3, 0, 9 * hour)
    assert heat(3, 5, hour) > heat(3, 0, hour)


def test_a_text_parts_what_it_contradicts_only() -> None:
    assert parts(like(1, 0.1))
    assert not parts(like(1, 0.9))
    assert not parts(None)
