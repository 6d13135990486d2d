"""Static word vectors: what an English headline is about, beyond its very words.

A table of word-piece vectors and the loader for it; see README.md beside it. Not for
any other language: every text of another script would come out alike.
"""

from __future__ import annotations

import math
import re
import struct
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

FILE = Path(__file__).with_name("english.bin")
_WORDS = re.compile(r"[^\W\d_]+|\d|[^\w\s]")
_LONGEST = 24
"""Letters of a word that are looked at: no English word is longer."""


class Table(NamedTuple):
    """Vectors and the pieces that they stand for, in a few long arrays.

    A mapping of all pieces would be three times as large, and processes that part
    would each soon have their own: Python counts references inside each string.
    """

    names: bytes
    """All pieces in the order in which pairs are merged."""
    starts: array[int]
    """Where each piece begins in `names`, and where the last one ends."""
    hashes: array[int]
    """CRC-32 of the pieces, sorted, ..."""
    places: array[int]
    """... and the place in `names` of each of them."""
    dimensions: int
    rows: memoryview

    def place(self, piece: str) -> int:
        """Which piece it is, or -1 for none."""
        name = piece.encode()
        hashed = crc32(name)
        at = bisect_left(self.hashes, hashed)
        while at < len(self.hashes) and self.hashes[at] == hashed:
            place = self.places[at]
            if self.names[self.starts[place] : self.starts[place + 1]] == name:
                return place
            at += 1
        return -1

    def row(self, place: int) -> memoryview:
        """The vector of this piece."""
        return self.rows[place * self.dimensions : (place + 1) * self.dimensions]


@cache
def _table() -> Table:
    if not FILE.exists():  # left out, for its origin (README.md): words alone count
        return Table(b"", array("I"), array("I"), array("I"), 0, memoryview(b""))
    packed = FILE.read_bytes()
    count, dimensions, length = struct.unpack_from("<IHI", packed)
    start = struct.calcsize("<IHI")
    names = packed[start : start + length].split(b"\n")
    rows = memoryview(packed)[start + length :].cast("b")
    if len(names) != count or len(rows) != count * dimensions:
        raise ValueError(f"{FILE.name} is damaged")
    hashed = sorted((crc32(name), place) for place, name in enumerate(names))
    return Table(
        b"".join(names),
        array("I", accumulate(map(len, names), initial=0)),
        array("I", [key for key, _ in hashed]),
        array("I", [place for _, place in hashed]),
        dimensions,
        rows,
    )


def load() -> None:
    """Have the table in memory: processes that part afterwards share it."""
    _table()


def forget() -> None:
    """Give back what is remembered of words; the table stays."""
    _word.cache_clear()


def pieces(word: str) -> list[str]:
    """The word in the vocabulary's pieces: the commonest pair is merged first.

    Letters that the vocabulary lacks fall away.
    """
    place_of = _table().place
    parts = list("▁" + word[:_LONGEST])
    places = [place_of(left + right) for left, right in pairwise(parts)]
    while known := [place for place in places if place >= 0]:
        at = places.index(min(known))
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
        around = parts[max(at - 1, 0) : at + 2]
        places[max(at - 1, 0) : at + 2] = [
            place_of(left + right) for left, right in pairwise(around)
        ]
    return [part for part in parts if part != "▁" and place_of(part) >= 0]


@lru_cache(maxsize=4_096)
def _word(word: str) -> array[int]:
    """The sum of the word's piece vectors; empty for a word of unknown letters.

    In two bytes a number, for many words are kept.
    """
    table = _table()
    rows = [table.row(table.place(part)) for part in pieces(word)]
    return array("h", map(sum, zip(*rows, strict=True)))


def meaning(text: str, words: int = 60) -> tuple[float, ...]:
    """The direction of the text's first words; empty where none of them is known."""
    vectors = filter(None, map(_word, _WORDS.findall(text)[:words]))
    total = [*map(sum, zip(*vectors, strict=True))]
    length = math.hypot(*total)
    return tuple(value / length for value in total) if length else ()
