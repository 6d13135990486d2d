"""Items and fingerprints to story assignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Why = Literal["coverage", "address", "alone"]


@dataclass(frozen=True, slots=True)
class Tie:
    """A story that an item is tied to, and by what."""

    story: int
    why: Literal["coverage", "address"]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an item goes: into `story` (None: one of its own); `merge` come with it."""

    story: int | None
    why: Why
    merge: tuple[int, ...] = ()


def place(present: int | None, ties: Sequence[Tie]) -> Placing:
    """The story of an item that stands in `present` (or in none) and has those ties.

    Both kinds of tie are certain, so every tied story is one and the same: the
    oldest, which is the one of the lowest number, takes in the others. Google's own
    list counts as the reason before a shared address.
    """
    if not ties:
        return Placing(present, "alone")
    stories = {tie.story for tie in ties} | ({present} if present else set())
    oldest = min(stories)
    why: Why = "coverage" if any(t.why == "coverage" for t in ties) else "address"
    return Placing(oldest, why, tuple(sorted(stories - {oldest})))
