"""Items and fingerprints to story assignments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from articles.core.neighbours import Match

Certain = Literal["coverage", "address", "title"]
Why = Literal["coverage", "address", "title", "likeness", "alone", "owner"]

_TRUST: tuple[Certain, ...] = ("coverage", "address", "title")
SPLIT = 0.4
"""With so little of the likeness that joining needs, its text parts an item from a
story that its headline had led it to. Far below one: nothing shall go to and fro."""

GROWTH = dt.timedelta(hours=3)
"""The last stretch of a story in which its growth is measured."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A story that an item is tied to, and by what."""

    story: int
    why: Certain


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an item goes: into `story` (None: one of its own); `merge` come with it."""

    story: int | None
    why: Why
    merge: tuple[int, ...] = ()
    score: float | None = None
    by: str = ""


def place(
    present: int | None,
    ties: Sequence[Tie],
    like: Match | None = None,
    *,
    is_alone: bool = True,
    kept: Collection[int] = (),
) -> Placing:
    """The story of an item that stands in `present` (or in none) and has those ties.

    A coverage list or a shared address is certain: all those stories are one, and the
    oldest, which has the lowest number, takes in the others. A shared headline is a
    little less, and likeness the last resort: they bring the item, if nothing else
    holds it, but join no stories of several. Stories in `kept` were arranged by the
    owner: items come into them one by one, but they merge with no other story.
    """
    certain = [tie for tie in ties if tie.why != "title"]
    if certain:
        return _certain(present, certain, is_alone, kept)
    if present is not None and not is_alone:
        return Placing(present, "alone")
    if titled := [tie.story for tie in ties if tie.story != present]:
        return _moved(present, min(titled), "title", kept)
    if like is not None and like.story != present:
        placing = _moved(present, like.story, "likeness", kept)
        return replace(placing, score=round(like.score, 3), by=like.by)
    return Placing(present, "alone")


def _certain(
    present: int | None, ties: Sequence[Tie], is_alone: bool, kept: Collection[int]
) -> Placing:
    why = next(w for w in _TRUST if any(tie.why == w for tie in ties))
    tied = {tie.story for tie in ties}
    free = {story for story in tied if story not in kept}
    if not free and present not in kept and is_alone:
        into = min(tied)
        return Placing(into, why, (present,) if present else ())
    if present in kept or not free:
        return Placing(present, "alone")
    stories = free | ({present} if present else set())
    return Placing(min(stories), why, tuple(sorted(stories - {min(stories)})))


def _moved(present: int | None, story: int, why: Why, kept: Collection[int]) -> Placing:
    """The item goes there; the story it leaves is empty then, and becomes a signpost.

    The older of the two keeps its address.
    """
    if present is None:
        return Placing(story, why)
    if present in kept:
        return Placing(present, "alone")
    into = story if story in kept else min(present, story)
    return Placing(into, why, (present if into == story else story,))


def parts(like: Match | None) -> bool:
    """Does an item whose text is known now leave the story its headline led it to?"""
    return like is not None and like.ratio < SPLIT


@dataclass(frozen=True, slots=True)
class Report:
    """One item of a story, as far as choosing among them goes."""

    pk: int
    outlet: str
    headline: str
    at: dt.datetime
    words: int
    is_copy: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What the reports of a story come to."""

    lead: int
    title: str
    first: dt.datetime
    last: dt.datetime
    outlets: int
    voices: int
    growth: float


def summary(reports: Sequence[Report], trusted: Collection[str] = ()) -> Summary:
    """The story's lead item, title and numbers.

    The lead is a report of a source the owner prefers, if there is one; then one that
    is no copy; then one with a full text; then the first to come. Voices are outlets
    with a report of their own: copies of one agency text count once.
    """
    preferred = {name.casefold() for name in trusted}

    def merit(report: Report) -> tuple[bool, bool, bool, dt.datetime, int]:
        return (
            report.outlet.casefold() not in preferred,
            report.is_copy,
            report.words < 150,
            report.at,
            report.pk,
        )

    lead = min(reports, key=merit)
    first = min(report.at for report in reports)
    last = max(report.at for report in reports)
    recent = sum(last - report.at <= GROWTH for report in reports)
    hours = max(1.0, min(GROWTH, last - first) / dt.timedelta(hours=1))
    return Summary(
        lead=lead.pk,
        title=lead.headline,
        first=first,
        last=last,
        outlets=len({_name(report) for report in reports}),
        voices=len({_name(report) for report in reports if not report.is_copy}) or 1,
        growth=round((recent - 1) / hours, 1),
    )


def heat(voices: int, growth: float, age: dt.timedelta) -> float:
    """How high a story ranks: by outlets with a report of their own and by freshness.

    Every eight hours since the latest report halve it; growth counts a little.
    """
    hours = max(0.0, age / dt.timedelta(hours=1))
    outlets: float = max(1, voices) ** 0.7
    return float(outlets * (1 + min(max(growth, 0.0), 20) / 20) * 0.5 ** (hours / 8))


def _name(report: Report) -> str:
    return report.outlet.casefold() or f"item {report.pk}"
