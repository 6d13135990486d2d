"""A story that may still grow, as small as it can be kept in memory.

Most open stories have one report. Of such a one a single run of bytes is kept, which is
spread out into numbers whenever the story is compared with something.
"""

from __future__ import annotations

import datetime as dt
import struct
from array import array
from dataclasses import dataclass

from articles.core.likeness import NOTHING, Member, Sum, together

MEMBERS = 40
"""So many reports of a story are known one by one: the latest."""

_HEAD = struct.Struct("<BHHHqdddd")
_GRAMS, _MODELLED = 1, 2


@dataclass(slots=True)
class Open:
    """A story that may still grow.

    `crowd` is how near the nearest other stories were when it was counted last; that
    holds until so many headlines have been seen, and for so many reports of its own.
    """

    number: int
    outlets: tuple[str, ...]
    first: dt.datetime
    last: dt.datetime
    crowd: float | None = None
    crowd_until: int = 0
    crowd_upto: int = 0
    _lone: bytes = b""
    _total: Member | None = None
    _members: tuple[Member, ...] = ()

    @classmethod
    def of(cls, number: int, item: Member, at: dt.datetime) -> Open:
        return cls(number, (item.outlet,), at, at, _lone=folded(item))

    @property
    def reports(self) -> int:
        return self._total.reports if self._total else 1

    @property
    def total(self) -> Member:
        """The sum of all reports."""
        return self._total or unfolded(self._lone, self.outlets[0])

    @property
    def members(self) -> tuple[Member, ...]:
        """The latest reports one by one."""
        return self._members or (self.total,)

    def take(self, item: Member, at: dt.datetime) -> None:
        """The item is in the story now."""
        self._join(item, (item,), (item.outlet,), at, at)

    def take_over(self, gone: Open) -> None:
        """The other story's reports are in this one now."""
        self._join(gone.total, gone.members, gone.outlets, gone.first, gone.last)

    def _join(
        self,
        total: Member,
        members: tuple[Member, ...],
        outlets: tuple[str, ...],
        first: dt.datetime,
        last: dt.datetime,
    ) -> None:
        self._members = (*self.members, *members)[-MEMBERS:]
        self._total = together([self.total, total])
        self._lone = b""
        if not {*outlets} <= {*self.outlets}:
            self.outlets = tuple(dict.fromkeys((*self.outlets, *outlets)))
        self.first, self.last = min(self.first, first), max(self.last, last)


def folded(item: Member) -> bytes:
    """A single report (whose weights take up a byte each) as one run of bytes."""
    words, text = item.words, item.text
    head = _HEAD.pack(
        _GRAMS * item.has_grams | _MODELLED * item.is_modelled,
        len(words.ids),
        len(text.ids),
        len(item.about),
        item.item,
        words.unit,
        words.norm,
        text.unit,
        text.norm,
    )
    numbers = (words.ids, text.ids, words.weights, text.weights, item.about)
    return head + b"".join(part.tobytes() for part in numbers)


def unfolded(run: bytes, outlet: str) -> Member:
    """What `folded` wrote."""
    flags, words, texts, abouts, item, *sizes = _HEAD.unpack_from(run)
    ids = _HEAD.size + 4 * words
    text_ids = ids + 4 * texts
    weights = text_ids + words
    text_weights = weights + texts
    headline = Sum(
        array("I", run[_HEAD.size : ids]),
        array("B", run[text_ids:weights]),
        sizes[0],
        sizes[1],
    )
    text = NOTHING
    if texts:
        text = Sum(
            array("I", run[ids:text_ids]),
            array("B", run[weights:text_weights]),
            sizes[2],
            sizes[3],
        )
    about = array("b", run[text_weights : text_weights + abouts])
    return Member(
        outlet,
        headline,
        text,
        about,
        bool(flags & _GRAMS),
        is_modelled=bool(flags & _MODELLED),
        item=item,
    )
