"""What a feed is like before it is added: how often it publishes, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from feeds.core.types import ParsedFeed

ASLEEP = dt.timedelta(days=180)
AHEAD = dt.timedelta(days=1)
_DAY = dt.timedelta(days=1)
_UNITS = (
    ("an hour", 1 / 24),
    ("a day", 1),
    ("a week", 7),
    ("a month", 30),
    ("a year", 365),
)


@dataclass(frozen=True, slots=True)
class Preview:
    """Counts and times of what a feed holds now."""

    items: int = 0
    dated: int = 0
    linked: int = 0
    newest_at: dt.datetime | None = None
    oldest_at: dt.datetime | None = None


def preview(feed: ParsedFeed) -> Preview:
    """What this feed holds."""
    dates = [entry.published_at for entry in feed.entries if entry.published_at]
    return Preview(
        items=len(feed.entries),
        dated=len(dates),
        linked=sum(1 for entry in feed.entries if entry.link),
        newest_at=max(dates, default=None),
        oldest_at=min(dates, default=None),
    )


def rhythm(seen: Preview) -> str:
    """How often it publishes, in words; "" where its dates do not tell."""
    if seen.dated < 2 or not seen.newest_at or not seen.oldest_at:
        return ""
    span = seen.newest_at - seen.oldest_at
    if span < dt.timedelta(minutes=1):
        return ""
    a_day = (seen.dated - 1) / (span / _DAY)
    for unit, days in _UNITS:
        count = a_day * days
        if count >= 0.95:
            number = f"{round(count)} item" + ("s" if round(count) > 1 else "")
            return f"about {number} {unit}"
    return "less than one item a year"


def problems(seen: Preview, now: dt.datetime) -> tuple[str, ...]:
    """What somebody should know before following it, in sentences."""
    return tuple(_problems(seen, now)) if seen.items else ()


def _problems(seen: Preview, now: dt.datetime) -> Iterable[str]:
    if not seen.dated:
        yield "Its items have no dates: each will stand at the time it is first seen."
    if not seen.linked:
        yield "Its items lead nowhere: there will be only what the feed itself says."
    if seen.newest_at and now - seen.newest_at > ASLEEP:
        months = (now - seen.newest_at) // dt.timedelta(days=30)
        age = f"{months} months" if months < 24 else f"{months // 12} years"
        yield f"Its newest item is {age} old: it may have been given up."
    if seen.newest_at and seen.newest_at - now > AHEAD:
        yield "Its newest item is dated in the future."
