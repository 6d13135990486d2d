"""The sentences that say most are found, and none says what another has said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.core.ranking import rank, summarise

ONE = (
    "The council of Northbridge agreed on Monday to build a new bridge. The weather in "
    "the valley was fine and warm all day. The bridge over the river will cost 42 "
    "million pounds, the council said on Monday."
)
OTHER = "On Monday the council agreed to build a new bridge in Northbridge."


def test_what_others_tell_too_is_known() -> None:
    parts = [ONE.split(". "), [OTHER]]

    ranked = rank(parts, "", "en")

    assert ranked[0].support == 1
    assert ranked[1].support == 0


def test_a_summary_is_in_order_and_says_nothing_twice() -> None:
    found = summarise([ONE, OTHER], "en", length=200)

    assert len(found) == len(set(found))
    assert not (OTHER in found and found[0].startswith("The council of Northbridge"))


def test_a_summary_has_no_more_sentences_than_asked_for() -> None:
    assert len(summarise([ONE], "en", count=2)) == 2
    assert summarise([], "en", count=2) == []


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_texts_can_be_summarised(texts: list[str]) -> None:
    assert len(summarise(texts, "en", count=3)) <= 3
