"""The open stories, and which of them an item is most like.

Stories are found through the rarest terms they share with the item, so the cost does
not grow with their number. A term weighs by its rarity among the items seen. Nothing
here is for ever: an index can be filled anew from fingerprints at any time.
"""

from __future__ import annotations

import datetime as dt
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from operator import add, mul
from typing import Any

from articles.core.similarity import Fingerprint, coarse

WINDOW = dt.timedelta(hours=72)
"""How long after its last report (or before its first) a story takes in another."""

LONGEST = dt.timedelta(days=10)
"""Nothing joins a story by likeness that began longer ago."""

POSTINGS = 1500
CANDIDATES = 30
TEXT_KEPT = 100
TEXT_POSTED = 12
MEMBERS = 40
FEW = 3
"""With fewer terms than this a headline ("Weekend sports") tells nothing for sure."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How two things are compared: the share of their terms in it (the rest is the
    static vectors'), and how like they must be to join or merge.

    The numbers were chosen on the dev halves of the measuring data (see
    `benchmarks/stories.py`) and go with this form of fingerprint only.
    """

    terms: float
    join: float
    merge: float


MEANT = Rule(terms=0.7, join=0.25, merge=0.30)  # English headlines
WORDS = Rule(terms=1.0, join=0.16, merge=0.30)  # headlines of other alphabets
GRAMS = Rule(terms=1.0, join=0.11, merge=0.26)  # headlines without blanks
TEXTS = Rule(terms=1.0, join=0.175, merge=0.35)


@dataclass(frozen=True, slots=True)
class Match:
    """A story that is like enough; `score` and `by` are what the owner is shown."""

    story: int
    ratio: float
    score: float
    by: str


@dataclass(slots=True)
class Sum:
    """Added up: weights of terms, and the length of the whole."""

    ids: array[int] = field(default_factory=lambda: array("I"))
    weights: array[float] = field(default_factory=lambda: array("f"))
    norm: float = 0.0

    @classmethod
    def of(cls, weights: dict[int, float]) -> Sum:
        norm = math.sqrt(sum(map(mul, weights.values(), weights.values())))
        return cls(array("I", weights), array("f", weights.values()), norm)

    def as_dict(self) -> dict[int, float]:
        return dict(zip(self.ids, self.weights, strict=True))

    def heaviest(self, most: int) -> list[int]:
        pairs = zip(self.weights, self.ids, strict=True)
        return [term for _, term in nlargest(most, pairs)]


@dataclass(slots=True)
class Member:
    """One item's part in a story, or the sum of several."""

    outlet: str
    words: Sum
    text: Sum
    about: array[Any]
    has_grams: bool


@dataclass(slots=True)
class Open:
    """A story that may still grow."""

    number: int
    total: Member
    members: list[Member]
    outlets: tuple[str, ...]
    first: dt.datetime
    last: dt.datetime


class Neighbours:
    """The index of open stories."""

    def __init__(self) -> None:
        self._slots: list[Open | None] = []
        self._slot_of: dict[int, int] = {}
        self._postings: dict[int, array[int]] = {}
        self._seen: Counter[int] = Counter()
        self._items = 0
        self._seen_text: Counter[int] = Counter()
        self._texts = 0

    def __len__(self) -> int:
        return len(self._slot_of)

    def __contains__(self, story: int) -> bool:
        return story in self._slot_of

    def count(self, print_: Fingerprint) -> None:
        """Let an item's terms count towards what is rare; once for each item."""
        if print_.headline:
            self._items += 1
            self._seen.update(print_.headline.keys())
        if print_.text:
            self._texts += 1
            self._seen_text.update(print_.text.keys())

    def weigh(
        self, print_: Fingerprint, outlet: str, *, is_new: bool = False
    ) -> Member:
        """The item as it is compared, by what is rare at present.

        `is_new`: it was not counted yet, and is counted in for the occasion.
        """
        own = int(is_new)
        words = _weighted(print_.headline, self._seen, self._items, own)
        text = _weighted(print_.text, self._seen_text, self._texts, own)
        if len(text) > TEXT_KEPT:
            text = dict(nlargest(TEXT_KEPT, text.items(), key=lambda pair: pair[1]))
        return Member(
            outlet.casefold(),
            Sum.of(words),
            Sum.of(text),
            coarse(print_.about),
            print_.has_grams,
        )

    def best(
        self, item: Member, at: dt.datetime, *, but: int | None = None
    ) -> Match | None:
        """The open story that the item is most like, if it is like enough to any.

        `but` is the story it stands in already, which is not looked at.
        """
        words, text = item.words.as_dict(), item.text.as_dict()
        found = None
        for story in self._candidates(item, at, at):
            if story.number == but:
                continue
            if item.outlet and story.outlets == (item.outlet,):
                continue  # one outlet's reports are never joined by likeness alone
            ratio, score, by = _likeness(item, words, text, story.total, join=True)
            if ratio < 1 or (found and ratio <= found.ratio):
                continue
            if item.outlet and item.outlet in story.outlets:
                others = _without(story, item.outlet)
                ratio, score, by = _likeness(item, words, text, others, join=True)
                if ratio < 1 or (found and ratio <= found.ratio):
                    continue
            found = Match(story.number, ratio, score, by)
        return found

    def like_story(
        self, number: int, item: Member, at: dt.datetime, *, but: int | None = None
    ) -> Match | None:
        """With that item taken in, is the story one and the same as another one?

        `but` is a story that is about to go, and is not looked at.
        """
        one = self._get(number)
        if one is None:
            return None
        total = _together("", [one.total, item])
        outlets = {*one.outlets, item.outlet}
        words, text = total.words.as_dict(), total.text.as_dict()
        found = None
        first, last = min(one.first, at), max(one.last, at)
        for other in self._candidates(total, first, last):
            if other is one or other.number == but:
                continue
            if len(outlets) == 1 and outlets == set(other.outlets):
                continue
            ratio, score, by = _likeness(total, words, text, other.total, join=False)
            if ratio >= 1 and (not found or ratio > found.ratio):
                found = Match(other.number, ratio, score, by)
        return found

    def compare(self, item: Member, number: int) -> Match | None:
        """How like the item is to that story's other outlets, where texts are known."""
        story = self._get(number)
        if story is None:
            return None
        others = _without(story, item.outlet)
        if not others.text.ids or not item.text.ids:
            return None
        words, text = item.words.as_dict(), item.text.as_dict()
        ratio, score, by = _likeness(item, words, text, others, join=True)
        return Match(number, ratio, score, by)

    def add(self, number: int, item: Member, at: dt.datetime) -> None:
        """The item is in that story now."""
        story = self._get(number)
        if story is None:
            story = Open(number, item, [item], (item.outlet,), at, at)
            self._slot_of[number] = len(self._slots)
            self._slots.append(story)
            self._post(story, item, is_new=True)
            return
        self._post(story, item)
        story.total = _together("", [story.total, item])
        story.members = [*story.members[-MEMBERS + 1 :], item]
        if item.outlet not in story.outlets:
            story.outlets = (*story.outlets, item.outlet)
        story.first, story.last = min(story.first, at), max(story.last, at)

    def merge(self, loser: int, into: int) -> None:
        """The loser's items are in the other story now."""
        gone, kept = self._get(loser), self._get(into)
        self.drop(loser)
        if gone is None or kept is None:
            return
        self._post(kept, gone.total)
        kept.total = _together("", [kept.total, gone.total])
        kept.members = [*kept.members, *gone.members][-MEMBERS:]
        kept.outlets = tuple(dict.fromkeys((*kept.outlets, *gone.outlets)))
        kept.first, kept.last = min(kept.first, gone.first), max(kept.last, gone.last)

    def drop(self, number: int) -> None:
        """Forget that story."""
        slot = self._slot_of.pop(number, None)
        if slot is not None:
            self._slots[slot] = None
        if len(self._slots) > 2 * len(self._slot_of) + 1000:
            self._tidy()

    def close(self, before: dt.datetime) -> None:
        """Forget the stories whose last report is older."""
        old = [s.number for s in self._slots if s is not None and s.last < before]
        for number in old:
            self.drop(number)

    def _get(self, number: int) -> Open | None:
        slot = self._slot_of.get(number)
        return None if slot is None else self._slots[slot]

    def _post(self, story: Open, item: Member, *, is_new: bool = False) -> None:
        """Let the story be found by the item's terms, where it is not already."""
        slot = self._slot_of[story.number]
        terms = {*item.words.ids, *item.text.heaviest(TEXT_POSTED)}
        if not is_new:
            terms -= {*story.total.words.ids, *story.total.text.ids}
        for term in terms:
            self._postings.setdefault(term, array("I")).append(slot)

    def _tidy(self) -> None:
        """Fill the postings anew, without the stories that are gone."""
        stories = [story for story in self._slots if story is not None]
        self._slots, self._postings, self._slot_of = [], {}, {}
        for story in stories:
            self._slot_of[story.number] = len(self._slots)
            self._slots.append(story)
            self._post(story, story.total, is_new=True)

    def _candidates(
        self, item: Member, first: dt.datetime, last: dt.datetime
    ) -> Iterator[Open]:
        """Stories near in time that share the most of the rarest terms."""
        shared: dict[int, float] = {}
        left = POSTINGS
        for weight, term in _rarest(item):
            posted = self._postings.get(term, ())
            for slot in posted[-left:]:
                shared[slot] = shared.get(slot, 0.0) + weight * weight
            left -= len(posted)
            if left <= 0:
                break
        for slot in nlargest(CANDIDATES, shared, key=shared.__getitem__):
            story = self._slots[slot]
            if (
                story is not None
                and story.first - WINDOW <= last
                and first <= story.last + WINDOW
                and last <= story.first + LONGEST
            ):
                yield story


def _weighted(
    counts: dict[int, int], seen: Counter[int], items: int, own: int
) -> dict[int, float]:
    """Weights by how often a term stands there and how rare it is, length one."""
    weights = {
        term: (1 + math.log(count))
        * max(math.log((items + own + 1) / (seen[term] + own + 0.5)), 0.1)
        for term, count in counts.items()
    }
    length = math.sqrt(sum(map(mul, weights.values(), weights.values()))) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def _rarest(item: Member) -> list[tuple[float, int]]:
    words = nlargest(16, zip(item.words.weights, item.words.ids, strict=True))
    text = nlargest(16, zip(item.text.weights, item.text.ids, strict=True))
    return sorted([*words, *text], reverse=True)


def _together(outlet: str, members: Iterable[Member]) -> Member:
    """The sum of several."""
    words: dict[int, float] = {}
    text: dict[int, float] = {}
    about: array[Any] = array("f")  # or whole numbers, where it is of one item
    grams = False
    for member in members:
        for into, part in ((words, member.words), (text, member.text)):
            for term, weight in zip(part.ids, part.weights, strict=True):
                into[term] = into.get(term, 0.0) + weight
        if member.about:
            both = map(add, about, member.about) if about else member.about
            about = array("f", both)
        grams = grams or member.has_grams
    return Member(outlet, Sum.of(words), Sum.of(text), about, grams)


def _without(story: Open, outlet: str) -> Member:
    """What the other outlets report."""
    return _together("", (m for m in story.members if m.outlet != outlet))


def _likeness(
    one: Member, words: dict[int, float], text: dict[int, float], other: Member, *,
    join: bool,
) -> tuple[float, float, str]:  # fmt: skip
    """How much of what is needed is there, the score itself, and by what."""
    rule = WORDS
    if one.has_grams or other.has_grams:
        rule = GRAMS
    elif one.about and other.about:
        rule = MEANT
    score = _cosine(words, one.words, other.words)
    if rule.terms < 1:
        score = rule.terms * score + (1 - rule.terms) * _angle(one.about, other.about)
    if min(len(one.words.ids), len(other.words.ids)) < FEW:
        score = 0.0
    ratio = score / (rule.join if join else rule.merge)
    if not one.text.ids or not other.text.ids:
        return ratio, score, "headline"
    deep = _cosine(text, one.text, other.text)
    deep_ratio = deep / (TEXTS.join if join else TEXTS.merge)
    if deep_ratio >= ratio:
        return deep_ratio, deep, "text"
    return (ratio + deep_ratio) / 2, score, "headline"


def _cosine(terms: dict[int, float], one: Sum, other: Sum) -> float:
    if not one.norm or not other.norm:
        return 0.0
    pairs = zip(other.ids, other.weights, strict=True)
    dot = sum(weight * terms[term] for term, weight in pairs if term in terms)
    return dot / (one.norm * other.norm)


def _angle(one: array[Any], other: array[Any]) -> float:
    dot = sum(map(mul, one, other))
    length = sum(map(mul, one, one)) * sum(map(mul, other, other))
    return dot / math.sqrt(length) if length else 0.0
