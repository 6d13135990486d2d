"""The stretch of a text that shows why it was found, with the found words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from articles.core.query import Part, Query
from articles.core.words import spans

LENGTH = 240
LOOKED_AT = 40_000
"""Characters of a text that are looked through: excerpts are made while one waits."""

_BLOCK = re.compile(r".{1,1500}(?:(?=\s)|$)|.{1,1500}", re.DOTALL)

Piece: TypeAlias = tuple[str, bool]
"""A stretch of plain text, and whether it is what was looked for."""
_Span: TypeAlias = tuple[int, int, str]


def excerpt(text: str, query: Query, language: str) -> tuple[Piece, ...]:
    """The stretch around the first wanted words, in pieces; none without such words."""
    rows = _rows(query.wanted, language)
    text = text[:LOOKED_AT]
    found = _first(text, rows, language)
    if found is None:
        return ()
    start = max(0, found[0] - LENGTH // 3)
    if start:
        space = text.find(" ", start, found[0])
        start = space + 1 if space != -1 else start
    end = min(len(text), max(start + LENGTH, found[1]))
    if end < len(text):
        space = text.rfind(" ", found[1], end)
        end = space if space != -1 else end
    pieces = marked(text[start:end], query, language)
    before: tuple[Piece, ...] = (("…", False),) if start else ()
    after: tuple[Piece, ...] = (("…", False),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _first(text: str, rows: Sequence[_Row], language: str) -> tuple[int, int] | None:
    """Where the first hit stands, looked for block by block: most are near the top."""
    if not rows:
        return None
    for block in _BLOCK.finditer(text):
        for start, end in _hits(spans(block[0], language), rows):
            return block.start() + start, block.start() + end
    return None


def marked(
    text: str, query: Query, language: str, where: str = ""
) -> tuple[Piece, ...]:
    """The whole text in pieces. It is looked through for what may stand anywhere, and
    for what is wanted `where` it stands."""
    rows = _rows(query.wanted, language, where)
    pieces: list[Piece] = []
    done = 0
    for start, end in _hits(spans(text, language), rows):
        if start < done:
            continue
        pieces += [(_flat(text[done:start]), False), (_flat(text[start:end]), True)]
        done = end
    pieces.append((_flat(text[done:]), False))
    return tuple(piece for piece in pieces if piece[0])


@dataclass(frozen=True, slots=True)
class _Row:
    """Words in a row as they are stemmed in a text; `start` begins the last one."""

    words: list[str]
    start: str = ""

    def is_at(self, place: int, found: Sequence[_Span]) -> bool:
        said = [word for _, _, word in islice(found, place, place + len(self.words))]
        if said == self.words:
            return True
        if not self.start or said[:-1] != self.words[:-1]:
            return False
        return len(said) == len(self.words) and (
            said[-1].rpartition("_")[2].startswith(self.start)
        )


def _rows(parts: Sequence[Part], language: str, where: str = "") -> list[_Row]:
    rows = []
    for part in parts:
        words = [word for _, _, word in spans(part.text, language)]
        if words and part.where in ("", where):
            start = spans(part.text, "")[-1][2] if part.is_start else ""
            rows.append(_Row(words, start))
    return rows


def _hits(found: Sequence[_Span], rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
    for place, (start, _, _) in enumerate(found):
        for row in rows:
            if row.is_at(place, found):
                yield start, found[place + len(row.words) - 1][1]
                break


def _flat(text: str) -> str:
    """One line of it, with the spaces at its ends."""
    flat = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    after = " " if flat and text[-1:].isspace() else ""
    return f"{before}{flat}{after}"
