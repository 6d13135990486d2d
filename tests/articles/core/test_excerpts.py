"""Why an item was found, in a line of its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.excerpts import LENGTH, excerpt, marked
from articles.core.query import parse


def _marked(text: str, typed: str, language: str = "en") -> str:
    pieces = excerpt(text, parse(typed), language)
    return "".join(f"[{text}]" if is_hit else text for text, is_hit in pieces)


@pytest.mark.parametrize(
    ("text", "typed", "language", "told"),
    [
        ("The ministers met", "minister", "en", "The [ministers] met"),
        ("A center, a data center", '"data center"', "en", "A center, a [data center]"),
        ("Élections à Zürich", "zurich", "fr", "Élections à [Zürich]"),
        ("政府は新しい法案を", "法案", "ja", "政府は新しい[法案]を"),
        ("北京市", "京", "zh", "北[京]市"),
        ("Semiconductors rise", "semi* rise", "en", "[Semiconductors] [rise]"),
        ("Two\n\nlines  of it", "lines", "en", "Two [lines] of it"),
        ("Nothing here", "else", "en", ""),
        ("Only title words", "title:words", "en", ""),
        ("AT&T and A T", "AT&T", "en", "[AT&T] and A T"),
        ("Anything", "", "en", ""),
    ],
)
def test_the_found_words_are_marked(
    text: str, typed: str, language: str, told: str
) -> None:
    assert _marked(text, typed, language) == told


def test_a_long_text_is_cut_between_words_around_the_first_hit() -> None:
    told = _marked("before " * 200 + "needle" + " after" * 200, "needle")

    assert told.startswith("…before ")
    assert " [needle] " in told
    assert told.endswith(" after…")
    assert len(told) <= LENGTH + 4


@given(st.text(max_size=300), st.text(max_size=60))
def test_an_excerpt_is_a_stretch_of_the_text(text: str, typed: str) -> None:
    pieces = excerpt(text, parse(typed), "")

    quoted = "".join(piece for piece, _ in pieces).strip("… ")
    assert " ".join(quoted.split()).strip("… ") in " ".join(text.split())


@given(st.text(max_size=300), st.text(max_size=20))
def test_marking_changes_no_word(text: str, typed: str) -> None:
    pieces = marked(text, parse(typed), "en")

    assert "".join(piece for piece, _ in pieces).split() == text.split()
