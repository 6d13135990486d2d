"""Fingerprints of headlines and text, and their distance."""

from __future__ import annotations

import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

from articles.core.lexicon import guess
from articles.core.terms import bare, has_grams, named, normalised, terms
from articles.core.vectors import meaning

VERSION = 3
"""Of the form in which fingerprints are kept; another one's are made anew."""

TEXT_LETTERS = 2500
"""Reports tell at their beginning what they are about."""

TEXT_TERMS = 250
SKETCH = 32
SHINGLE = 5
COPY = 0.5
"""Share of common shingles from which two texts are one text."""

_FINE = 254
"""Steps of a vector's value: hardly one of so many is above a half."""

_MODELLED = 2
"""Flag: the vector is the model's, whose numbers are counted in packs of `_FOLD`."""

_FOLD = 8
_HEAD = struct.Struct("<BBHHBHI")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of an item: hashed terms with their counts, and more.

    A name counts twice in the headline.
    `about` is the headline's static vector, empty in all languages but English; or,
    `is_modelled`, what the optional model makes of it in any language.
    `sketch` stands for the text's runs of words. `title` is the hash of the
    normalised headline, 0 where it is too short to tell anything.
    """

    headline: dict[int, int]
    about: tuple[float, ...]
    text: dict[int, int]
    sketch: tuple[int, ...]
    title: int
    has_grams: bool
    is_modelled: bool = False

    def packed(self) -> bytes:
        """As bytes for the database."""
        about = coarse(self.about)
        head = _HEAD.pack(
            VERSION,
            self.has_grams | (_MODELLED if self.is_modelled else 0),
            len(self.headline),
            len(self.text),
            len(about) // (_FOLD if self.is_modelled else 1),
            len(self.sketch),
            self.title,
        )
        numbers = array("I", [*self.headline, *self.text, *self.sketch])
        counts = (*self.headline.values(), *self.text.values())
        said = bytes(min(count, 255) for count in counts)
        return head + numbers.tobytes() + said + about.tobytes()


def coarse(about: Iterable[float]) -> array[int]:
    """The vector in small whole numbers: the direction is what counts."""
    steps = [round(value * _FINE) for value in about]
    try:
        return array("b", steps)
    except OverflowError:
        return array("b", (max(-127, min(127, step)) for step in steps))


def unpacked(packed: bytes) -> Fingerprint | None:
    """What `packed` wrote; None for another version's or a damaged one."""
    try:
        version, flags, words, longs, abouts, sketched, title = _HEAD.unpack_from(
            packed
        )
        abouts *= _FOLD if flags & _MODELLED else 1
        end = _HEAD.size + 4 * (words + longs + sketched)
        if version != VERSION or len(packed) != end + words + longs + abouts:
            return None
    except struct.error:
        return None
    numbers = array("I", packed[_HEAD.size : end])
    counts = packed[end : end + words + longs]
    about = array("b", packed[end + words + longs :])
    return Fingerprint(
        headline=dict(zip(numbers[:words], counts, strict=False)),
        about=tuple(value / _FINE for value in about),
        text=dict(zip(numbers[words : words + longs], counts[words:], strict=False)),
        sketch=tuple(numbers[words + longs :]),
        title=title,
        has_grams=bool(flags & 1),
        is_modelled=bool(flags & _MODELLED),
    )


def fingerprint(
    headline: str,
    text: str = "",
    *,
    outlet: str = "",
    language: str = "",
    modelled: Sequence[float] = (),
) -> Fingerprint:
    """The fingerprint of an item as far as it is known now.

    `modelled` is what the optional model makes of the headline, if there is one.
    """
    plain = bare(headline, outlet)
    language = language or guess(f"{plain} {text[:500]}")
    same = normalised(headline, outlet)
    english = language[:2].lower() == "en"
    grams = has_grams(plain or text[:500])
    body = text[:TEXT_LETTERS]
    words = list(terms(body, language))
    is_plain = english and plain.isprintable() and not grams
    return Fingerprint(
        headline=_counted(
            [*terms(plain[:500], language), *named(plain[:500], language)], 60
        ),
        about=tuple(modelled) or (meaning(plain) if is_plain else ()),
        text=_counted(words, TEXT_TERMS),
        sketch=sketch(words),
        title=crc32(same.encode()) if same else 0,
        has_grams=grams,
        is_modelled=bool(modelled),
    )


def _counted(words: Iterable[str], most: int) -> dict[int, int]:
    counts = Counter(crc32(word.encode()) for word in words)
    return dict(counts.most_common(most))


def sketch(words: Sequence[str]) -> tuple[int, ...]:
    """The lowest hashes of all runs of five terms: a sample that copies share."""
    runs = {
        crc32(" ".join(words[start : start + SHINGLE]).encode())
        for start in range(len(words) - SHINGLE + 1)
    }
    return tuple(sorted(runs)[:SKETCH]) if len(runs) >= SKETCH // 2 else ()


def shared(one: Sequence[int], other: Sequence[int]) -> float:
    """About which share of two texts' runs is common to both, by their sketches."""
    if not one or not other:
        return 0.0
    size = min(SKETCH, len(set(one) | set(other)))
    lowest = sorted(set(one) | set(other))[:size]
    both = set(one) & set(other)
    return sum(value in both for value in lowest) / size


def voices(sketches: Sequence[Sequence[int]]) -> list[int]:
    """For each text the place of the first that it is a copy of, mostly its own."""
    leaders: list[int] = []
    heard: list[int] = []
    for place, one in enumerate(sketches):
        first = next((p for p in leaders if shared(one, sketches[p]) >= COPY), place)
        if first == place:
            leaders.append(place)
        heard.append(first)
    return heard
