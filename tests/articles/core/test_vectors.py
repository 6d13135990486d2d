"""The static vectors of English."""

from __future__ import annotations

from array import array
from itertools import pairwise
from pathlib import Path
from zlib import crc32

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


def test_every_piece_is_found_at_its_own_place() -> None:
    table = vectors._table()
    starts = table.starts

    for place, (start, end) in enumerate(pairwise(starts)):
        assert table.place(table.names[start:end].decode()) == place
    assert len(starts) > 20_000
    assert table.place("▁nopieceatall") == table.place("") == -1


def test_pieces_whose_hashes_are_the_same_are_told_apart() -> None:
    first, second = b"plumless", b"buckeroo"  # of one CRC-32
    hashes = array("I", [crc32(first), crc32(second)])
    table = vectors.Table(
        first + second, array("I", [0, 8, 16]), hashes, array("I", [0, 1]), 0,
        memoryview(b""),
    )  # fmt: skip

    assert hashes[0] == hashes[1]
    assert [table.place("plumless"), table.place("buckeroo")] == [0, 1]


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
