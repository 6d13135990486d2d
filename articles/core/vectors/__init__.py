"""Static word vectors: what an English headline is about, beyond its very words.

A table of word-piece vectors and the loader for it; see README.md beside it. Not for
any other language: every text of another script would come out alike.
"""

from __future__ import annotations

import math
import re
import struct
from array import array
from functools import cache, lru_cache
from itertools import pairwise
from operator import add
from pathlib import Path

FILE = Path(__file__).with_name("english.bin")
_WORDS = re.compile(r"[^\W\d_]+|\d|[^\w\s]")
_LONGEST = 24
"""Letters of a word that are looked at: no English word is longer."""


@cache
def _table() -> tuple[dict[str, int], int, memoryview]:
    """Each piece's number, the dimensions, and all vectors one after the other."""
    if not FILE.exists():  # left out, for its origin (README.md): words alone count
        return {}, 0, memoryview(b"")
    packed = FILE.read_bytes()
    count, dimensions, length = struct.unpack_from("<IHI", packed)
    start = struct.calcsize("<IHI")
    names = packed[start : start + length].decode().split("\n")
    rows = memoryview(packed)[start + length :].cast("b")
    if len(names) != count or len(rows) != count * dimensions:
        raise ValueError(f"{FILE.name} is damaged")
    return {name: place for place, name in enumerate(names)}, dimensions, rows


def pieces(word: str) -> list[str]:
    """The word in the vocabulary's pieces: the commonest pair is merged first.

    Letters that the vocabulary lacks fall away.
    """
    ranks = _table()[0]
    parts = list("▁" + word[:_LONGEST])
    while len(parts) > 1:
        pairs = [
            (ranks[left + right], place)
            for place, (left, right) in enumerate(pairwise(parts))
            if left + right in ranks
        ]
        if not pairs:
            break
        place = min(pairs)[1]
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    return [part for part in parts if part in ranks and part != "▁"]


@lru_cache(maxsize=8192)
def _word(word: str) -> array[int]:
    """The sum of the word's piece vectors; empty for a word of unknown letters.

    In two bytes a number, for many words are kept.
    """
    ranks, dimensions, rows = _table()
    total: tuple[int, ...] = ()
    for part in pieces(word):
        at = ranks[part] * dimensions
        row = rows[at : at + dimensions]
        total = tuple(map(add, total, row)) if total else tuple(row)
    return array("h", total)


def meaning(text: str, words: int = 60) -> tuple[float, ...]:
    """The direction of the text's first words; empty where none of them is known."""
    total: tuple[int, ...] = ()
    for word in _WORDS.findall(text)[:words]:
        if vector := _word(word):
            total = tuple(map(add, total, vector)) if total else tuple(vector)
    length = math.sqrt(sum(value * value for value in total))
    return tuple(value / length for value in total) if length else ()
