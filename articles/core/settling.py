"""Where a report belongs, by what else is near: the likeness as it counts, and the
second look at reports that have their stories already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from articles.core.likeness import Asked, Member, likeness, together

EASE = 0.31
"""So much less likeness does a story of many ask for than a single report does. That
several tell of one event is known of it already; of two single reports it is not."""

CROWD, FREE = 5, 0.05
"""Who is as like to the `CROWD` nearest other stories as this on average, or less,
stands free. Where more is near they share a theme, and likeness tells less."""

CLOSE = 0.5
"""How much what is nearer than that counts against a likeness."""

THEMES = 0.33
"""The same where two stories may be one."""

WELL = 10
"""With so many reports a story is one in spite of what is near: parts of a large event
are near each other, too."""

AGAIN = 1.2
"""So much more is asked for where the story has a report of that outlet: two pieces of
one outlet are mostly of two events."""

NEAR, GROUPS, MOST = 0.5, 6, 12
"""A second look takes in this many stories at most, so like to the report that came,
and none with more than `MOST` reports: large ones stay as they are."""

FIRMER = 1.1
"""So much better must another story do for a report to leave its own. Far enough from 1
that nothing goes to and fro."""

LOOSE = 0.8
"""With less of what is needed a report stands by itself again, and a story of few whose
parts are no more like each other is two."""

PART = 2
"""So many reports at least leave a story together: a single one is as well told apart
by what it is like."""


@dataclass(frozen=True)
class Group:
    """A story that is looked at anew."""

    number: int
    members: Sequence[Member]
    crowd: float

    @cached_property
    def total(self) -> Member:
        return together(self.members)

    def without(self, member: Member) -> Member | None:
        """The sum of its other reports, if it has any."""
        rest = [one for one in self.members if one is not member]
        if len(rest) == len(self.members):
            return self.total
        return together(rest) if rest else None


@dataclass(frozen=True, slots=True)
class Move:
    """The item leaves its story for another one, or (None) for one of its own.

    `reports` is how many that story had when it was looked at, and `gain` by how much
    more of the likeness needed there is. In `company` are those that leave with it, for
    the same story.
    """

    item: int
    out_of: int
    into: int | None
    reports: int
    gain: float
    score: float = 0.0
    by: str = ""
    company: tuple[Move, ...] = ()


def crowd(ratios: Iterable[float], but: float | None = None) -> float:
    """How near the nearest stories are, the one with the likeness `but` left out."""
    most = sorted(ratios, reverse=True)[: CROWD + (but is not None)]
    if but is not None and most:
        most.remove(but if but in most else most[-1])
    return sum(most) / CROWD


def settled(ratio: float, own: float, theirs: float, reports: int) -> float:
    """How much of what is needed there is, with the surroundings of both (`crowd`)
    and the size of the story taken into account."""
    ease = EASE * (1 - 1 / reports)
    dense = max(0.0, own - FREE) + max(0.0, theirs - FREE)
    return ratio + ease - CLOSE * dense * min(1.0, WELL / reports)


def as_one(ratio: float, own: float, theirs: float, fewer: int, more: int) -> float:
    """The same for two stories of so many reports each: one that stands by itself goes
    with a story more easily than what others have told of, too."""
    dense = max(0.0, own - FREE) + max(0.0, theirs - FREE)
    return ratio + EASE / fewer - THEMES * dense * min(1.0, WELL / more)


def second_look(groups: Sequence[Group], came: int, need: float) -> list[Move]:
    """Which single reports of these stories are better placed elsewhere; what gains
    the most comes first, and what comes after it does not count on it. Last, whether
    the story of the report that `came` falls apart.

    One that is a story by itself goes where it would go if it came now. The report that
    came is where it belongs already.
    """
    moves = [
        move
        for group in groups
        for member in group.members
        if member.item != came and (move := _move(member, group, groups, need))
    ]
    parts = (_part(group, came, need) for group in groups)
    return [*sorted(moves, key=lambda move: -move.gain), *filter(None, parts)]


def _move(
    member: Member, group: Group, groups: Sequence[Group], need: float
) -> Move | None:
    asked, reports = Asked.of(member, need), len(group.members)
    rests = [other.without(member) for other in groups]
    rated = [
        likeness(asked, rest, join=True) if rest else (0.0, 0.0, "") for rest in rests
    ]
    ratios = [ratio for ratio, *_ in rated]
    here, best, found = 0.0, 0.0, None
    for other, rest, (whole, score, by) in zip(groups, rests, rated, strict=True):
        if other is not group and whole + EASE < 1:
            continue
        outlets = {one.outlet for one in other.members if one is not member}
        if rest is None or outlets <= {member.outlet}:
            continue
        ratio = whole / AGAIN if member.outlet in outlets else whole
        ratio = settled(ratio, crowd(ratios, but=whole), other.crowd, rest.reports)
        if other is group:
            here = ratio
        elif ratio > best:
            best, found = ratio, (other.number, score, by)
    if found and best >= max(1.0, FIRMER * here):
        into, score, by = found
        return Move(member.item, group.number, into, reports, best - here, score, by)
    if reports > 1 and here < LOOSE:
        return Move(member.item, group.number, None, reports, LOOSE - here)
    return None


def _part(group: Group, came: int, need: float) -> Move | None:
    """The smaller part of the story, if it is two as seen from the report that came and
    the one least like it."""
    members = group.members
    new = next((one for one in members if one.item == came), None)
    if new is None or len(members) < 2 * PART:
        return None
    to_new = _ratios(new, members, need)
    far = members[to_new.index(min(to_new))]
    to_far = _ratios(far, members, need)
    sides: tuple[list[Member], list[Member]] = [], []
    for one, near, away in zip(members, to_new, to_far, strict=True):
        sides[near < away].append(one)
    fewer, more = sorted(sides, key=len)
    if len(fewer) < PART:
        return None
    ratio, *_ = likeness(Asked.of(together(fewer), need), together(more), join=True)
    if ratio >= LOOSE:
        return None
    first, *others = sorted(fewer, key=lambda one: one.item)
    move = Move(first.item, group.number, None, len(members), LOOSE - ratio)
    asked, company = Asked.of(first, need), []
    for one in others:
        _, score, by = likeness(asked, one, join=True)
        company.append(replace(move, item=one.item, score=score, by=by))
    return replace(move, company=tuple(company))


def _ratios(of: Member, others: Iterable[Member], need: float) -> list[float]:
    asked = Asked.of(of, need)
    return [likeness(asked, one, join=True)[0] for one in others]
