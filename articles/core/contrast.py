"""How the headlines of one event differ: what each outlet's alone says.

Words are compared by their stems. Where a script sets no blanks between its words,
letters are compared in pairs (Thai and its like: in threes), and what is left over is
told only where it is long enough to mean something.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.core.lexicon import guess
from articles.core.stopwords import stopwords
from articles.core.terms import bare
from articles.core.words import spans

_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc\u31f0-\u31ff]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3006\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\uac00-\ud7a3]"
)
_JOINT = re.compile(r"\s+|[-‐‑'’.,]")
"""Between two words that are told as one piece."""

_UNITS = ("%", "‰", "°", "€", "$", "£", "¥")

_AFTER_A_WORD = frozenset("がをはにでとのもへや")
"""Japanese particles: they say nothing at the end of what an outlet alone says."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and whose it is."""

    text: str
    outlet: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a headline; `is_own`: no other outlet's headline says it."""

    text: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to put it, and the outlets that put it so.

    `first` is the place of the first such headline among those given. One that has no
    word in common with the others `is_apart`: then nothing in it is marked, for all of
    it would be.
    """

    first: int
    outlets: tuple[str, ...]
    pieces: tuple[Piece, ...]
    is_apart: bool = False

    @property
    def own(self) -> tuple[str, ...]:
        """What no other outlet's headline says."""
        return tuple(piece.text for piece in self.pieces if piece.is_own)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, or a letter of a script without blanks, by what it is compared."""

    start: int
    end: int
    keys: frozenset[str]
    is_letter: bool = False


def contrast(headlines: Sequence[Headline]) -> list[Wording]:
    """The different wordings in the order in which they came; [] if there is but one,
    or but one outlet."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    plain = [bare(one.text, one.outlet).strip() for one in headlines]
    for place, text in enumerate(plain):
        same[_letters(text)].append(place)
    outlets = {one.outlet.casefold() for one in headlines}
    if len(same) < 2 or len(outlets) < 2:
        return []
    users: defaultdict[str, set[str]] = defaultdict(set)
    tokens = [
        _tokens(text, one.language) for text, one in zip(plain, headlines, strict=True)
    ]
    for one, found in zip(headlines, tokens, strict=True):
        for token in found:
            for key in token.keys:
                users[key].add(one.outlet.casefold())
    wordings = []
    for places in same.values():
        names = list(dict.fromkeys(headlines[place].outlet for place in places))
        theirs = {name.casefold() for name in names}
        first = places[0]
        own = [t for t in tokens[first] if all(users[k] <= theirs for k in t.keys)]
        is_apart = len(own) == len(tokens[first])
        stretches = [] if is_apart else _stretches(plain[first], own)
        wordings.append(
            Wording(
                first,
                tuple(name for name in names if name),
                tuple(_pieces(plain[first], stretches)),
                is_apart,
            )
        )
    return wordings


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum()) or folded


def _tokens(text: str, language: str) -> list[_Token]:
    """What is compared of a headline: no words that every headline may have."""
    language = language or guess(text)
    common = stopwords(language)
    found: list[_Token] = []
    run: list[tuple[int, int]] = []
    for start, end, stem in spans(text, language):
        word = text[start:end]
        if _UNSPACED.match(word):
            if run and run[-1][1] != start:
                found += _of_run(text, run)
                run = []
            run.append((start, end))
            continue
        told = word.casefold()
        is_told = len(told) > 1 or told.isdigit()
        if told.isdigit() and text[end : end + 1] in _UNITS:
            end += 1
        if is_told and told not in common:
            # A name is the same in another language, though not always its stem
            keys = frozenset([stem.rpartition("_")[2], told])
            found.append(_Token(start, end, keys))
    found += _of_run(text, run)
    return sorted(found, key=lambda token: token.start)


def _of_run(text: str, run: Sequence[tuple[int, int]]) -> Iterator[_Token]:
    """The letters of a run without blanks; Katakana, of borrowed words, by the word."""
    parts: list[list[tuple[int, int]]] = []
    was_katakana = None
    for start, end in run:
        is_katakana = bool(_KATAKANA.match(text[start:end]))
        if is_katakana != was_katakana:
            parts.append([])
        parts[-1].append((start, end))
        was_katakana = is_katakana
    for part in parts:
        if _KATAKANA.match(text[part[0][0]]):
            word = text[part[0][0] : part[-1][1]]
            yield _Token(part[0][0], part[-1][1], frozenset([word]))
        else:
            yield from _of_letters(text, part)


def _of_letters(text: str, part: Sequence[tuple[int, int]]) -> Iterator[_Token]:
    letters = [unicodedata.normalize("NFKC", text[start:end]) for start, end in part]
    size = 3 if _THAI.match(letters[0]) else 2
    grams = [
        "".join(letters[place : place + size])
        for place in range(max(1, len(letters) - size + 1))
    ]
    for place, (start, end) in enumerate(part):
        keys = grams[max(0, place - size + 1) : place + 1]
        yield _Token(start, end, frozenset(keys), is_letter=True)


def _stretches(text: str, own: Sequence[_Token]) -> list[tuple[int, int]]:
    """Where what is its own stands: neighbours together, without bits and ends."""
    found: list[tuple[int, int]] = []
    for is_letter in (False, True):
        runs: list[tuple[int, int]] = []
        for token in own:
            if token.is_letter != is_letter:
                continue
            between = text[runs[-1][1] : token.start] if runs else " "
            joins = not between or (not is_letter and _JOINT.fullmatch(between))
            if runs and joins:
                runs[-1] = (runs[-1][0], token.end)
            else:
                runs.append((token.start, token.end))
        found += [_trimmed(text, *run) for run in runs] if is_letter else runs
    whole: list[tuple[int, int]] = []
    for start, end in sorted(one for one in found if one[0] < one[1]):
        if whole and whole[-1][1] == start:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of letters without the particles around it; empty if too short."""
    if _THAI.match(text[start]):
        while start < end and unicodedata.category(text[start]).startswith("M"):
            start += 1
        while end < len(text) and unicodedata.category(text[end]).startswith("M"):
            end += 1
        return (start, end) if end - start >= 4 else (start, start)
    while start < end and _HIRAGANA.match(text[start]):
        start += 1
    while end > start and text[end - 1] in _AFTER_A_WORD:
        end -= 1
    return (start, end) if end - start >= 2 else (start, start)


def _pieces(text: str, stretches: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, end in stretches:
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], is_own=True)
        done = end
    if done < len(text):
        yield Piece(text[done:])
