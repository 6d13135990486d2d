"""Where an item goes, by what it is tied to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.core.stories import Placing, Tie, place


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
