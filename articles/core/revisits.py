"""When to look again at an article that its publisher may have changed."""

from __future__ import annotations

import datetime as dt

AFTER = tuple(dt.timedelta(hours=hours) for hours in (1, 6, 24, 72))
"""Ages at which an article is looked at: most corrections come in the first hours."""

APART = dt.timedelta(minutes=30)
"""No look comes sooner after the last one than this."""


def next_look(
    published_at: dt.datetime | None, *, first_seen_at: dt.datetime, now: dt.datetime
) -> dt.datetime | None:
    """The next time to look, or None once the article is old.

    A time of publication in the future, as time zones gone wrong give it, is not
    believed.
    """
    born = first_seen_at
    if published_at is not None and published_at < first_seen_at:
        born = published_at
    looks = (born + age for age in AFTER)
    return next((look for look in looks if look >= now + APART), None)
