"""The open stories, and which of them an item is most like.

Stories are found through the rarest terms they share with the item, so the cost does
not grow with their number. A term weighs by its rarity among the items seen. Nothing
here is for ever: an index can be filled anew from fingerprints at any time.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain

from articles.core.likeness import Asked, Member, likeness, together
from articles.core.open_story import Open
from articles.core.settling import (
    AGAIN,
    EASE,
    GROUPS,
    MOST,
    NEAR,
    Group,
    Move,
    as_one,
    crowd,
    second_look,
    settled,
)
from articles.core.weighing import Seen

WINDOW = dt.timedelta(hours=72)
"""How long after its last report (or before its first) a story takes in another."""

LONGEST = dt.timedelta(days=10)
"""Nothing joins a story by likeness that began longer ago."""

POSTINGS = 1500
CANDIDATES = 30
TEXT_POSTED = 12

BITS = 12
"""Numbers of the model's vector whose signs together make one band: reports that mean
the same mostly agree in one band or another, and are found by it."""

BAND, BANDED = 0.05, 300
"""What a shared band counts beside shared terms, and how many of a band are looked at:
the latest."""

FRESH, GROWN = 100, 8
"""How near other stories are to a story is counted anew when one in so many headlines
has come since, or it has grown by one in so many reports."""

COLD, WARM = 0.05, 800
"""So much more likeness is asked for at first; half of it after `WARM` headlines."""


_Near = tuple[Open, float, float, str]
"""A story, and how like it something is (`likeness`)."""


@dataclass(frozen=True, slots=True)
class Match:
    """A story that is like enough; `score` and `by` are what the owner is shown."""

    story: int
    ratio: float
    score: float
    by: str


class Neighbours:
    """The index of open stories."""

    def __init__(self) -> None:
        self._slots: list[Open | None] = []
        self._slot_of: dict[int, int] = {}
        self._postings: dict[int, array[int]] = {}
        self._seen = Seen()
        self.count, self.weigh = self._seen.count, self._seen.weigh
        self._near_to: Member | None = None
        self._found: list[_Near] = []

    def __len__(self) -> int:
        return len(self._slot_of)

    def __contains__(self, story: int) -> bool:
        return story in self._slot_of

    def best(
        self, item: Member, at: dt.datetime, *, but: int | None = None
    ) -> Match | None:
        """The open story that the item is most like, if it is like enough to any.

        `but` is the story it stands in already, which is not looked at.
        """
        asked, found = Asked.of(item, self._need()), None
        rated = [one for one in self._near(item, at) if one[0].number != but]
        ratios = [ratio for _, ratio, *_ in rated if ratio >= NEAR]
        for story, whole, score, by in rated:
            ratio = whole
            if ratio + EASE < 1:
                continue
            if item.outlet and item.outlet in story.outlets:
                if story.outlets == (item.outlet,):
                    continue  # one outlet's reports are never joined by likeness alone
                others = _without(story, item.outlet)
                ratio, score, by = likeness(asked, others, join=True)
                ratio /= AGAIN
            own, reports = crowd(ratios, but=whole), story.reports
            least = found.ratio if found else 1.0
            if settled(ratio, own, 0.0, reports) < least:
                continue
            ratio = settled(ratio, own, self._crowd(story), reports)
            if ratio >= 1 and (not found or ratio > found.ratio):
                found = Match(story.number, ratio, score, by)
        return found

    def like_story(
        self, number: int, item: Member, at: dt.datetime, *, but: int | None = None
    ) -> Match | None:
        """With that item taken in, is the story one and the same as another one?

        `but` is a story that is about to go, and is not looked at.
        """
        one = self._get(number)
        near = [other for other, ratio, *_ in self._near(item, at) if ratio >= NEAR]
        near = [other for other in near if other.number not in (number, but)]
        if one is None or not near:
            return None
        total, outlets = together([one.total, item]), {*one.outlets, item.outlet}
        first, last = min(one.first, at), max(one.last, at)
        asked, found = Asked.of(total, self._need()), None
        ratios: list[float] = []
        for other in near:
            is_own = len(outlets) == 1 and outlets == set(other.outlets)
            if is_own or not _is_open(other, first, last):
                continue
            whole, score, by = likeness(asked, other.total, join=False)
            if whole + EASE < 1:
                continue
            ratios = ratios or [
                likeness(asked, beside.total, join=False)[0]
                for beside in self._candidates(total, first, last)
                if beside is not one and beside.number != but
            ]
            own = crowd(ratios, but=whole)
            sizes = sorted((total.reports, other.reports))
            if as_one(whole, own, 0.0, *sizes) < (found.ratio if found else 1.0):
                continue
            theirs = self._around(other, join=False, but=one)
            ratio = as_one(whole, own, theirs, *sizes)
            if ratio >= 1 and (not found or ratio > found.ratio):
                found = Match(other.number, ratio, score, by)
        return found

    def look_again(self, number: int, item: Member, at: dt.datetime) -> list[Move]:
        """With that item taken in, which reports of the stories around it are better
        placed elsewhere? What gains the most comes first; nothing is changed here.
        """
        own = self._get(number)
        if own and own.reports >= MOST:
            return []
        rated = [
            (ratio, story)
            for story, ratio, *_ in self._near(item, at)
            if story.number != number and story.reports <= MOST and ratio >= NEAR
        ]
        rated.sort(key=lambda pair: -pair[0])
        near = [story for _, story in rated[: GROUPS - 1]]
        if not own and all(story.reports == 1 for story in near):
            return []  # of single reports each has been compared with those before it
        groups = [Group(number, [item], 0.0)]
        if own:
            groups = [Group(number, [*_others(own, item), item], self._crowd(own))]
        groups += [
            Group(one.number, _others(one, item), self._crowd(one)) for one in near
        ]
        return second_look(groups, item.item, self._need())

    def compare(self, item: Member, number: int) -> Match | None:
        """How like the item is to that story's other outlets, where texts are known."""
        story = self._get(number)
        if story is None:
            return None
        others = _without(story, item.outlet)
        if not others.text.ids or not item.text.ids:
            return None
        ratio, score, by = likeness(Asked.of(item), others, join=True)
        return Match(number, ratio, score, by)

    def add(self, number: int, item: Member, at: dt.datetime) -> None:
        """The item is in that story now."""
        self._near_to = None
        story = self._get(number)
        if story is None:
            story = Open.of(number, item, at)
            self._slot_of[number] = len(self._slots)
            self._slots.append(story)
            self._post(story, item, is_new=True)
            self._post_bands(story, [item])
            return
        self._post(story, item)
        self._post_bands(story, [item])
        story.take(item, at)

    def merge(self, loser: int, into: int) -> None:
        """The loser's items are in the other story now."""
        gone, kept = self._get(loser), self._get(into)
        self.drop(loser)
        if gone is None or kept is None:
            return
        self._post(kept, gone.total)
        self._post_bands(kept, gone.members)
        kept.take_over(gone)

    def drop(self, number: int) -> None:
        """Forget that story."""
        self._near_to = None
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

    def _near(self, item: Member, at: dt.datetime) -> list[_Near]:
        """The stories found for the item; kept while nothing changes, for it is asked
        for several times."""
        if self._near_to is not item:
            asked = Asked.of(item, self._need())
            self._found = [
                (story, *likeness(asked, story.total, join=True))
                for story in self._candidates(item, at, at)
            ]
            self._near_to = item
        return self._found

    def _need(self) -> float:
        """How much likeness is asked for: more while little has been seen."""
        return 1 + COLD * WARM / (WARM + self._seen.headlines)

    def _crowd(self, story: Open) -> float:
        """How near the nearest other stories are; kept while little has changed."""
        seen, reports = self._seen.headlines, story.reports
        is_old = seen > story.crowd_until or reports > story.crowd_upto
        if story.crowd is None or is_old:
            story.crowd = self._around(story, join=True)
            story.crowd_until = seen + seen // FRESH
            story.crowd_upto = reports + reports // GROWN
        return story.crowd

    def _around(self, story: Open, *, join: bool, but: Open | None = None) -> float:
        """How near other stories are to it, as a report joins or as stories merge."""
        total = story.total
        asked = Asked.of(total, self._need())
        return crowd(
            likeness(asked, other.total, join=join)[0]
            for other in self._candidates(total, story.first, story.last)
            if other is not story and other is not but
        )

    def _get(self, number: int) -> Open | None:
        slot = self._slot_of.get(number)
        return None if slot is None else self._slots[slot]

    def _post(self, story: Open, item: Member, *, is_new: bool = False) -> None:
        """Let the story be found by the item's terms, where it is not already."""
        slot = self._slot_of[story.number]
        terms = {*item.words.ids, *item.text.heaviest(TEXT_POSTED)}
        if not is_new:
            total = story.total
            terms -= {*total.words.ids, *total.text.ids}
        for term in terms:
            self._postings.setdefault(term, array("I")).append(slot)

    def _post_bands(self, story: Open, items: Iterable[Member]) -> None:
        """Let the story be found by what the model makes of these items."""
        slot = self._slot_of[story.number]
        for item in items:
            for band in _bands(item) if item.is_modelled else ():
                self._postings.setdefault(band, array("I")).append(slot)

    def _tidy(self) -> None:
        """Fill the postings anew, without the stories that are gone."""
        stories = [story for story in self._slots if story is not None]
        self._slots, self._postings, self._slot_of = [], {}, {}
        for story in stories:
            self._slot_of[story.number] = len(self._slots)
            self._slots.append(story)
            self._post(story, story.total, is_new=True)
            self._post_bands(story, story.members)

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
        if item.is_modelled:
            for band in _bands(item):
                for slot in self._postings.get(band, ())[-BANDED:]:
                    shared[slot] = shared.get(slot, 0.0) + BAND
        for slot in nlargest(CANDIDATES, shared, key=shared.__getitem__):
            story = self._slots[slot]
            if story is not None and _is_open(story, first, last):
                yield story


def _is_open(story: Open, first: dt.datetime, last: dt.datetime) -> bool:
    """Does it take in what was reported between these times?"""
    return (
        story.first - WINDOW <= last
        and first <= story.last + WINDOW
        and last <= story.first + LONGEST
    )


def _rarest(item: Member) -> list[tuple[float, int]]:
    parts = (item.words, item.text)
    rarest = (nlargest(16, ((w, term) for term, w in part.pairs())) for part in parts)
    return sorted(chain.from_iterable(rarest), reverse=True)


def _bands(item: Member) -> Iterator[int]:
    """Places in the postings, beyond those of terms, for a vector of the model."""
    for start in range(0, len(item.about) - BITS + 1, BITS):
        signs = sum(
            (value > 0) << bit
            for bit, value in enumerate(item.about[start : start + BITS])
        )
        yield (start + 1) << 32 | signs


def _others(story: Open, item: Member) -> list[Member]:
    """The story's reports but that item, in whatever form it is there."""
    return [one for one in story.members if one.item != item.item or not item.item]


def _without(story: Open, outlet: str) -> Member:
    """What the other outlets report."""
    return together(m for m in story.members if m.outlet != outlet)
