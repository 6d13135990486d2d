"""How common a term is in any language, before a single item has been seen.

A new index has seen so little that "best" and "guide" look as rare as a name. The
table beside the vectors tells how common the usual terms of about a hundred languages
are; what it does not have is rare.
"""

from __future__ import annotations

import math
import struct
from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

FILE = Path(__file__).parent / "vectors" / "common.bin"
SPECIFIC = 4.0
"""What a term that is nowhere common tells of an event; everything else tells less."""

_FROM = 9.0
"""Terms as common as one word in `e ** 9` tell nothing."""

_NUMBERS = {
    crc32(str(number).encode()): 0.5 if 1900 <= number < 2100 else 1.5
    for number in range(3000)
}
"""Years tell next to nothing, and counts ("12 best") little."""

_NAMED = """
    advice analysi basic beginner benefit best brief budget challeng checklist choos
    comparison compar complet editor essential everyth example explain explainer expert
    fact faq feature forecast free gallery gift guid highlight horoscop idea interview
    introduction key learn list listicl live newsletter need offer opinion outlook
    overview photo pick podcast practic predict preview pric pro-con quiz rank rated
    reason recap recip review roundup secret smart start step story tested thing tip
    top topic trend tutorial type ultimat updat video view watch way weekend
    anleitung einblick kommentar ratgeber tipp trend überblick vergleich vorschau
    astuce conseil guide portrait sélection consejo guía clave consigli guida
    """
_KINDS = frozenset(crc32(term.encode()) for term in _NAMED.split())
"""Words that tell what kind of piece it is, and nothing of what happened."""

_OF_KINDS = 0.7
"""What they weigh in a likeness, compared with other words as rare."""


@cache
def _table() -> tuple[array[int], bytes]:
    """Hashes of terms, sorted, and for each minus ten times the logarithm of how
    often it stands among all words."""
    packed = FILE.read_bytes()
    (count,) = struct.unpack_from("<I", packed)
    hashes, rates = array("I", packed[4 : 4 + 4 * count]), packed[4 + 4 * count :]
    if len(rates) != count:
        raise ValueError(f"{FILE.name} is damaged")
    return hashes, rates


def load() -> None:
    """Have the table in memory: processes that part afterwards share it."""
    _table()


def forget() -> None:
    """Give back what is remembered of terms; the table stays."""
    share.cache_clear()
    telling.cache_clear()


@lru_cache(maxsize=4_096)
def share(term: int) -> float:
    """The share of all words that this (hashed) term makes up, 0 for a rare one."""
    hashes, rates = _table()
    place = bisect_left(hashes, term)
    if place == len(hashes) or hashes[place] != term:
        return 0.0
    return math.exp(-rates[place] / 10)


def stress(term: int) -> float:
    """How much the term weighs, beside its rarity."""
    return _OF_KINDS if term in _KINDS else 1.0


@lru_cache(maxsize=4_096)
def telling(term: int) -> float:
    """From 0 for a term that stands anywhere to `SPECIFIC` for one that is rare."""
    if term in _KINDS:
        return 0.5
    if (number := _NUMBERS.get(term)) is not None:
        return number
    common = share(term)
    return min(SPECIFIC, max(0.0, -math.log(common) - _FROM)) if common else SPECIFIC
