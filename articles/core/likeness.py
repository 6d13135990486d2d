"""How like two reports, or a report and a story, are: the numbers that decide."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import repeat
from operator import add, mul
from typing import Any

from articles.core.rarity import telling

FEW = 3
"""With fewer terms than this a headline ("Weekend sports") tells nothing for sure."""

TOLD = 5.0
"""What the terms that two headlines share must tell in sum (`rarity.telling`): more
than one name, and far more than "best", "guide" and "2026"."""

ONE = 4.0
"""What a single name tells; that is enough where the headlines' vectors come as near
as `NEAR` and the likeness is by `FIRM` more than it takes."""

NEAR = 0.4
FIRM = 1 / 0.95

UNTOLD = 1.5
"""So much more alike must texts be whose headlines do not share that."""

SHORT, CLEAR = 0.65, 0.2
"""What is there of the likeness needed, at most, where they do not and the vectors come
no nearer than `CLEAR`, or where texts do not bear it out: what else speaks for a story
(`core/settling.py`) is not enough then."""

NEARLY = 0.9
"""The same where the vectors do: a story of several may be joined all the same."""

SURE = 1.2
"""So much more than is needed must the model find, where no word bears it out."""

BORNE_OUT = 0.6
"""How much of the likeness it takes by text there must be where headlines match."""

SPREAD = 0.38
"""How much a story whose reports differ counts for less; 1 compares with the average
report, 0 with the middle of all, which draws in everything as a story grows."""

SMALL = 6
"""With so many reports that a story's spread is its theme's; in a larger one it counts
for less and less, for what twenty outlets tell of one event differs by itself."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How two things are compared: the share of their terms in it (the rest is the
    static vectors'), and how like they must be to join or merge.

    The numbers were chosen on dev halves of the measuring data (see
    `benchmarks/stories.py`) and go with this form of fingerprint only.
    """

    terms: float
    join: float
    merge: float


MEANT = Rule(terms=0.7, join=0.246, merge=0.279)  # English headlines
WORDS = Rule(terms=1.0, join=0.17, merge=0.30)  # headlines of other alphabets
GRAMS = Rule(terms=1.0, join=0.13, merge=0.18)  # headlines without blanks
MODEL = Rule(terms=0.4, join=0.36, merge=0.44)  # headlines that the model has read
TEXTS = Rule(terms=1.0, join=0.175, merge=0.35)


@dataclass(frozen=True, slots=True)
class Sum:
    """Added up: weights of terms, in so many times `unit`, and the length of the whole.

    Those of a single report are kept in one byte each, for most open stories have but
    one.
    """

    ids: array[int] = field(default_factory=lambda: array("I"))
    weights: array[Any] = field(default_factory=lambda: array("B"))
    unit: float = 1.0
    norm: float = 0.0

    @classmethod
    def of(cls, weights: dict[int, float], *, is_fine: bool = True) -> Sum:
        if not weights:
            return NOTHING  # one for all: most open stories have no text yet
        kept: array[Any] = array("f", weights.values())
        unit = 1.0
        if not is_fine:
            unit = max(weights.values()) / 255
            kept = array("B", (round(weight / unit) for weight in weights.values()))
        norm = unit * math.sqrt(sum(map(mul, kept, kept)))
        return cls(array("I", weights), kept, unit, norm)

    def pairs(self) -> Iterator[tuple[int, float]]:
        return zip(self.ids, map(self.unit.__mul__, self.weights), strict=True)

    def heaviest(self, most: int) -> list[int]:
        pairs = zip(self.weights, self.ids, strict=True)
        return [term for _, term in nlargest(most, pairs)]


NOTHING = Sum()


@dataclass(slots=True)
class Member:
    """One item's part in a story, or the sum of several; `length` is the vector's."""

    outlet: str
    words: Sum
    text: Sum
    about: array[Any]
    has_grams: bool
    reports: int = 1
    is_modelled: bool = False
    item: int = 0
    length: float = field(init=False)

    def __post_init__(self) -> None:
        self.length = math.hypot(*self.about)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item or a story for which likenesses are looked for, made ready once.

    `need` is how much is asked for: more than 1 while little has been seen.
    """

    member: Member
    words: dict[int, float]
    text: dict[int, float]
    about: tuple[float, ...]
    need: float = 1.0

    @classmethod
    def of(cls, member: Member, need: float = 1.0) -> Asked:
        words, text = dict(member.words.pairs()), dict(member.text.pairs())
        return cls(member, words, text, tuple(map(float, member.about)), need)


def together(members: Iterable[Member]) -> Member:
    """The sum of several, of no outlet; a single one is itself."""
    members = [*members]
    if len(members) == 1:
        return members[0]
    words: dict[int, float] = {}
    text: dict[int, float] = {}
    about: Sequence[float] = ()
    grams, reports, modelled = False, 0, False
    for member in members:
        for into, part in ((words, member.words), (text, member.text)):
            for term, weight in part.pairs():
                into[term] = into.get(term, 0.0) + weight
        if member.is_modelled and not modelled:
            about, modelled = (), True  # the two kinds do not add up
        if member.about and member.is_modelled == modelled:
            about = [*map(add, about, member.about)] if about else member.about
        grams = grams or member.has_grams
        reports += member.reports
    kept = array("f", about)
    return Member("", Sum.of(words), Sum.of(text), kept, grams, reports, modelled)


def likeness(asked: Asked, other: Member, *, join: bool) -> tuple[float, float, str]:
    """How much of what is needed is there, the score itself, and by what."""
    one = asked.member
    score, needed, near = _by_headline(asked, other, join=join)
    ratio = score / needed
    has_texts = bool(one.text.ids and other.text.ids)
    if ratio < SHORT and not has_texts:
        return ratio, score, "headline"
    told = sum(telling(term) for term in other.words.ids if term in asked.words)
    if one.is_modelled and other.is_modelled and ratio >= SURE:
        told = TOLD  # the model knows other words for the same
    if told < TOLD:
        is_firm = told >= ONE and near >= NEAR
        most = NEARLY if near >= CLEAR else SHORT
        ratio = ratio / FIRM if is_firm else min(ratio, most)
    if not has_texts:
        return ratio, score, "headline"
    deep = _cosine(asked.text, one.text, other.text)
    deep_ratio = deep / (TEXTS.join if join else TEXTS.merge)
    if told < TOLD and asked.words and other.words.ids:
        deep_ratio /= UNTOLD
    if deep_ratio >= ratio:
        return deep_ratio, deep, "text"
    if deep_ratio < BORNE_OUT:
        return min(ratio, SHORT) * max(deep_ratio, 0.0) / BORNE_OUT, score, "headline"
    return (ratio + deep_ratio) / 2, score, "headline"


def _by_headline(
    asked: Asked, other: Member, *, join: bool
) -> tuple[float, float, float]:
    """The headlines' score, the one that it takes, and how near their vectors are."""
    one, rule, near = asked.member, WORDS, 0.0
    if one.is_modelled and other.is_modelled:
        rule = MODEL
    elif one.has_grams or other.has_grams:
        rule = GRAMS
    elif one.about and other.about and one.is_modelled == other.is_modelled:
        rule = MEANT
    score = _cosine(asked.words, one.words, other.words)
    score *= _tight(one) * _tight(other)
    if rule.terms < 1:
        near = max(0.0, _angle(asked, other))
        score = rule.terms * score + (1 - rule.terms) * near
    if min(len(one.words.ids), len(other.words.ids)) < FEW:
        score = 0.0
    return score, (rule.join if join else rule.merge) * asked.need, near


def _tight(of: Member) -> float:
    """How much its headlines are one: 1 for a single report, less the more differ."""
    if of.reports == 1 or not of.words.norm:
        return 1.0
    share = min(1.0, SMALL / of.reports)
    return float(min(1.0, of.words.norm / of.reports) ** (SPREAD * share))


def _cosine(terms: dict[int, float], one: Sum, other: Sum) -> float:
    if not one.norm or not other.norm:
        return 0.0
    dot = sum(map(mul, other.weights, map(terms.get, other.ids, repeat(0.0))))
    return float(dot * other.unit / (one.norm * other.norm))


def _angle(asked: Asked, other: Member) -> float:
    length = asked.member.length * other.length
    return sum(map(mul, asked.about, other.about)) / length if length else 0.0
