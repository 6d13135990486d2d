"""The search box language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.query import MAX_PARTS, MAX_WORD, Query, excerpt, parse, words


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", (), ()),
        ("   ", (), ()),
        ("data center", (("data",), ("center",)), ()),
        ('"data center" deal', (("data", "center"), ("deal",)), ()),
        ('"never closed', (("never", "closed"),), ()),
        ("“typographic quotes”", (("typographic", "quotes"),), ()),
        ("deal -spacex", (("deal",),), (("spacex",),)),
        ('-"two words" one', (("one",),), (("two", "words"),)),
        ("AT&T", (("at", "t"),), ()),
        ("Ünïcode STRASSE straße", (("unicode",), ("strasse",), ("strasse",)), ()),
        ("東京", (("東", "京"),), ()),
        ("NEAR( OR * ^ : ' \\ ; --", (("near",), ("or",)), ()),
    ],
)
def test_what_is_typed_becomes_a_tree(
    typed: str, wanted: tuple[object, ...], unwanted: tuple[object, ...]
) -> None:
    assert parse(typed) == Query(wanted, unwanted)  # type: ignore[arg-type]


@given(st.text(max_size=400))
def test_nothing_typed_is_an_error(typed: str) -> None:
    query = parse(typed)

    parts = query.wanted + query.unwanted
    assert len(parts) <= MAX_PARTS
    for word in (word for part in parts for word in part):
        assert 0 < len(word) <= MAX_WORD
        assert word.isalnum()


@given(st.text(max_size=300), st.text(max_size=60))
def test_an_excerpt_is_a_stretch_of_the_text(text: str, typed: str) -> None:
    plain = " ".join(text.split())

    quoted = excerpt(text, parse(typed)).strip("…")

    assert quoted in plain or quoted.strip() in plain


@given(st.text(max_size=300))
def test_words_are_the_same_whatever_their_case(text: str) -> None:
    assert list(words(text)) == list(words(text.casefold()))


def test_an_excerpt_shows_the_phrase_and_not_its_words_apart() -> None:
    text = "Data here. " + "Filler words go on. " * 30 + "The data center opens."

    assert "data center opens" in excerpt(text, parse('"data center"'))
    assert excerpt(text, parse('"center data"')) == ""
