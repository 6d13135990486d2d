"""Texts taken apart for comparing: folded, their words and stems, names in short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from articles.core import lexicon
from articles.core.figures import Figure, figures
from articles.core.sentences import split

WINDOW = 4
LONGEST = 2_000

_FOLD = str.maketrans(
    {
        "’": "'", "‘": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "“": '"',
        "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "『": '"',
        "』": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": ".",
        "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
    }
)  # fmt: skip
_BLANK = re.compile(r"\s+")
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_SUFFIX = re.compile(r"(?:ations?|ments?|ings?|edly|ed|ies|es|ers?|ors?|ly|s|e|y|n)$")
MONTHS = frozenset(lexicon.MONTHS.split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, and what it looks like."""

    low: str
    stem: str
    is_capital: bool
    opens: bool  # begins its sentence, or a quotation in it
    at: int
    end: int


@dataclass(frozen=True)
class Said:
    """A sentence taken apart."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def lows(self) -> list[str]:
        return [token.low for token in self.tokens]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def figures(self) -> list[Figure]:
        return figures(self.text)


@dataclass(frozen=True)
class Sources:
    """The cited passages, sentence by sentence."""

    text: str
    sentences: tuple[Said, ...]
    language: str

    @cached_property
    def lows(self) -> frozenset[str]:
        return frozenset(low for one in self.sentences for low in one.lows)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for one in self.sentences for stem in one.stems)

    @cached_property
    def figures(self) -> list[Figure]:
        return [figure for one in self.sentences for figure in one.figures]

    @cached_property
    def initials(self) -> frozenset[str]:
        """ "wto" for World Trade Organization, with and without its small words."""
        return frozenset(_initials(self.sentences))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words written large where a small word would be small."""
        return frozenset(
            token.low
            for one in self.sentences
            for token in one.tokens
            if token.is_capital and not token.opens
        )


def fold(text: str) -> str:
    """One kind of quotation mark, dash and blank; nothing that cannot be seen."""
    return _BLANK.sub(" ", text.translate(_FOLD)).strip()


def stem(word: str) -> str:
    """The word without its ending, roughly, in any language with endings."""
    if len(word) <= 4 or not word.isascii():
        return word[:6]
    bare = _SUFFIX.sub("", word) if len(word) > 4 else word
    return (bare if len(bare) >= 3 else word)[:7]


def take_apart(text: str) -> Said:
    """The words of a folded text."""
    found: list[Token] = []
    for match in WORD.finditer(text[:LONGEST]):
        word = match[0]
        before = text[max(0, match.start() - 2) : match.start()].rstrip(" ")
        opens = not found or before.endswith(('"', ":", ".", "!", "?"))
        if _UNSPACED.match(word):
            found += [
                Token(word[n : n + 2], word[n : n + 2], False, False,
                      match.start() + n, match.start() + n + 2)
                for n in range(max(1, len(word) - 1))
            ]  # fmt: skip
            continue
        low = word.lower().removesuffix("'s").removesuffix("'")
        low = low.replace(".", "") if word.endswith(".") else low
        found.append(
            Token(low, stem(low), word[0].isupper(), opens, match.start(), match.end())
        )
    return Said(text, tuple(found))


@lru_cache(maxsize=256)
def _passage(text: str) -> tuple[Said, ...]:
    return tuple(take_apart(one.text) for one in split(text))


def sources_of(cited: Sequence[str], language: str = "") -> Sources:
    """The passages made ready to be compared with; a sentence in two counts once."""
    folded = [fold(passage) for passage in cited]
    known = {one.text: one for passage in folded for one in _passage(passage)}
    text = " \n ".join(folded)
    return Sources(text, tuple(known.values()), language or lexicon.guess(text))


def is_known(low: str, sources: Sources) -> bool:
    if low in sources.lows or low in sources.initials:
        return True
    if low in MONTHS and low[:3] in sources.lows:
        return True
    if low in lexicon.SAME_PLACE and lexicon.SAME_PLACE[low] & sources.lows:
        return True
    return any(same_root(low, other) for other in sources.lows)


def same_root(one: str, other: str) -> bool:
    """Japan and Japanese, Tunis and Tunisia; but not Austria and Australia."""
    short, long = sorted((one, other), key=len)
    return (
        len(short) >= 4
        and len(long) - len(short) <= 5
        and long.startswith(
            short[: max(4, len(short) - 1)] if len(short) > 5 else short
        )
    )


def _initials(sentences: Iterable[Said]) -> Iterator[str]:
    for one in sentences:
        run: list[Token] = []
        for token in one.tokens:
            if token.is_capital or (run and token.low in ("of", "the", "and", "for")):
                run.append(token)
                continue
            yield from _of_run(run)
            run = []
        yield from _of_run(run)


def _of_run(run: list[Token]) -> Iterator[str]:
    dotted = {"us": "us", "uk": "uk", "un": "un", "eu": "eu"}
    large = "".join(
        dotted.get(token.low, token.low[0]) for token in run if token.is_capital
    )
    for start in range(max(0, len(large) - 1)):
        for end in range(start + 2, len(large) + 1):
            yield large[start:end]


Context = tuple[dict[str, float], dict[str, float]]


def context_of(said: Said, start: int, stop: int | None = None) -> Context:
    """The words before and after a place; the nearer, the heavier."""
    stop = start + 1 if stop is None else stop
    before = {
        token.stem: 1 / (1 + 0.25 * distance)
        for distance, token in enumerate(
            reversed(said.tokens[max(0, start - WINDOW) : start])
        )
    }
    after = {
        token.stem: 1 / (1 + 0.25 * distance)
        for distance, token in enumerate(said.tokens[stop : stop + WINDOW])
    }
    return before, after


def alike(one: Context, other: Context) -> float:
    return sum(
        min(weight, theirs.get(word, 0.0)) * (1.0 if len(word) > 3 else 0.3)
        for mine, theirs in zip(one, other, strict=True)
        for word, weight in mine.items()
    )
