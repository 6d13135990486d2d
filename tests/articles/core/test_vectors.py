"""The static vectors of English."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import vectors
from articles.core.vectors import meaning, pieces


def _likeness(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(meaning(one), meaning(other), strict=True))


def test_words_are_cut_into_pieces_of_the_vocabulary() -> None:
    assert pieces("president") == ["▁president"]
    assert "".join(pieces("jetblue")) == "▁jetblue"


def test_what_is_about_the_same_is_nearer() -> None:
    near = _likeness("Stocks fall on Wall Street", "Markets slide in New York")

    assert (
        near > _likeness("Stocks fall on Wall Street", "A recipe for apple pie") + 0.1
    )


def test_another_script_has_no_meaning_here() -> None:
    assert meaning("日本語の見出し") == ()
    assert meaning("") == ()


@given(st.text(max_size=120))
def test_any_text_gives_a_direction_or_nothing(text: str) -> None:
    found = meaning(text)

    assert not found or abs(sum(value * value for value in found) - 1) < 1e-6


def test_the_table_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "FILE", Path("/nowhere/english.bin"))
    vectors._table.cache_clear()
    vectors._word.cache_clear()
    try:
        assert meaning("Stocks fall on Wall Street") == ()
    finally:
        vectors._table.cache_clear()
        vectors._word.cache_clear()
