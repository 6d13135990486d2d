"""The search box language to a small tree.

Words, "phrases in quotes" and -words to leave out. Nothing typed is ever an error:
what makes no sense is read as plain words, and what is too long is cut.

The same folding makes the words of a text and the words of a query, so that every
search back end agrees on what a word is: no case, no accents, and scripts that do
not part words by spaces are taken character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TYPED = 300
MAX_PARTS = 16
MAX_WORD = 64
"""A longer run of letters is cut here, in texts and in queries alike."""

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_WORD = re.compile(rf"[{_UNSPACED}](?<=\w)|[^\W_{_UNSPACED}]+")
_ACCENT = re.compile("[\u0300-\u036f]+")
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_QUOTES = str.maketrans("“”„«»", '"""""')

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What to find: all of `wanted`, none of `unwanted`; each part stands in a row."""

    wanted: tuple[Words, ...] = ()
    unwanted: tuple[Words, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)


def parse(typed: str) -> Query:
    """What the person at the search box asks for; an empty query finds nothing."""
    wanted: list[Words] = []
    unwanted: list[Words] = []
    for part in _PART.finditer(typed[:MAX_TYPED].translate(_QUOTES)):
        minus, phrase, word = part.groups()
        found = tuple(words(phrase if phrase is not None else word))
        if found and len(wanted) + len(unwanted) < MAX_PARTS:
            (unwanted if minus else wanted).append(found)
    return Query(tuple(wanted), tuple(unwanted))


def words(text: str) -> Iterator[str]:
    """The folded words of a text, in order."""
    for match in _WORD.finditer(_fold(text)):
        yield match[0][:MAX_WORD]


def excerpt(text: str, query: Query, *, length: int = 240) -> str:
    """The stretch of a plain text around the first wanted words, or "" without one."""
    found = _first(text, query)
    if found is None:
        return ""
    start = max(0, found - length // 3)
    if start:
        space = text.find(" ", start, found)
        start = space + 1 if space != -1 else start
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", found + 1, end)
        end = space if space != -1 else end
    piece = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{piece}{'…' if end < len(text) else ''}"


def _first(text: str, query: Query) -> int | None:
    """Where the first wanted part begins, in characters of the text as it is."""
    spans = [
        (match.start(), _fold(match[0])[:MAX_WORD]) for match in _WORD.finditer(text)
    ]
    folded = [word for _, word in spans]
    for place, (start, word) in enumerate(spans):
        for part in query.wanted:
            if word == part[0] and tuple(folded[place : place + len(part)]) == part:
                return start
    return None


def _fold(text: str) -> str:
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", plain).casefold()
