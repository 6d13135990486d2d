"""What is common before anything was seen."""

from __future__ import annotations

from zlib import crc32

import pytest

from articles.core import rarity


def _told(word: str) -> float:
    return rarity.telling(crc32(word.encode()))


@pytest.mark.parametrize("word", ["best", "guid", "neue", "года", "2025"])
def test_what_stands_everywhere_tells_little(word: str) -> None:
    assert _told(word) < 3


@pytest.mark.parametrize("word", ["gundremmingen", "benintendi", "zzyzx"])
def test_what_stands_nowhere_is_specific(word: str) -> None:
    assert _told(word) == rarity.SPECIFIC
    assert rarity.share(crc32(word.encode())) == 0


def test_a_commoner_word_has_the_larger_share() -> None:
    assert rarity.share(crc32(b"best")) > rarity.share(crc32(b"travel")) > 0


def test_kinds_of_pieces_weigh_less() -> None:
    assert rarity.stress(crc32(b"guid")) < rarity.stress(crc32(b"zomborg")) == 1.0
