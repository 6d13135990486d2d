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

FRESH = 100
"""How near other stories are to a story is counted anew when it has grown, or one in so
many headlines has come since."""

COLD, WARM = 0.05, 800
"""So much more likeness is asked for at first; half of it after `WARM` headlines."""


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
        rated = [
            (story, *likeness(asked, story.total, join=True))
            for story in self._candidates(item, at, at)
            if story.number != but
        ]
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
        if one is None:
            return None
        total = together("", [one.total, item])
        outlets = {*one.outlets, item.outlet}
        asked, found = Asked.of(total, self._need()), None
        first, last = min(one.first, at), max(one.last, at)
        rated = [
            (other, *likeness(asked, other.total, join=False))
            for other in self._candidates(total, first, last)
            if other is not one and other.number != but
        ]
        ratios = [ratio for _, ratio, *_ in rated]
        for other, whole, score, by in rated:
            is_own = len(outlets) == 1 and outlets == set(other.outlets)
            if is_own or whole + EASE < 1:
                continue
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
        asked, rated = Asked.of(item, self._need()), []
        for story in self._candidates(item, at, at):
            if story.number != number and story.reports <= MOST:
                ratio, *_ = likeness(asked, story.total, join=True)
                if ratio >= NEAR:
                    rated.append((ratio, story))
        own = self._get(number)
        if own and own.reports >= MOST:
            return []
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
        moves = second_look(groups, self._need())
        return [move for move in moves if move.item != item.item]

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

    def _need(self) -> float:
        """How much likeness is asked for: more while little has been seen."""
        return 1 + COLD * WARM / (WARM + self._seen.headlines)

    def _crowd(self, story: Open) -> float:
        """How near the nearest other stories are; kept while little has changed."""
        seen = self._seen.headlines
        if story.crowd is None or seen > story.crowd_until:
            story.crowd = self._around(story, join=True)
            story.crowd_until = seen + seen // FRESH
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
            if (
                story is not None
                and story.first - WINDOW <= last
                and first <= story.last + WINDOW
                and last <= story.first + LONGEST
            ):
                yield story


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
    return together("", (m for m in story.members if m.outlet != outlet))
