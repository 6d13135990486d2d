"""Texts taken apart: folded, stemmed, known again in another form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.wording import (
    alike,
    context_of,
    fold,
    is_known,
    same_root,
    sources_of,
    stem,
    take_apart,
)


def test_marks_of_one_kind_become_one() -> None:
    assert fold("“It’s\u00a0so” – he\u200b said…") == '"It\'s so" - he said.'


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"), [("reported", "reports"), ("building", "builds")]
)
def test_endings_are_left_out(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_know_whether_they_are_large_and_open_a_sentence() -> None:
    first, second, *_ = take_apart("Ada Quill said so.").tokens

    assert (first.is_capital, first.opens) == (True, True)
    assert (second.is_capital, second.opens) == (True, False)


def test_scripts_without_blanks_are_compared_by_pairs() -> None:
    assert "新し" in take_apart("新しい橋").lows


@pytest.mark.parametrize("low", ["wto", "japanese", "acme"])
def test_a_name_is_known_in_short_and_in_another_form(low: str) -> None:
    sources = sources_of(["The World Trade Organization met in Japan with Acme."])

    assert is_known(low, sources)
    assert not is_known("nato", sources)


def test_roots_are_compared_with_care() -> None:
    assert same_root("japan", "japanese")
    assert not same_root("austria", "australia")


def test_a_sentence_in_two_passages_counts_once() -> None:
    assert len(sources_of(["Acme grew.", "Acme grew. Widget fell."]).sentences) == 2


def test_near_words_weigh_more() -> None:
    said = take_apart("the council of the town voted for the bridge on monday")
    same, far = context_of(said, 5), context_of(said, 8)

    assert alike(same, same) > alike(same, far)
