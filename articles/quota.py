"""How often Google may be asked for article pages: daily budget, turns, breaker.

Google counts the pages an address asks for and blocks it for an unknown time once
they are too many, so that every worker asks this one row first.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from articles.models import GoogleQuota
from newsreader.lib.steps import backoff

log = logging.getLogger(__name__)

TURN = dt.timedelta(seconds=90)
"""How long one worker may ask before another takes it for dead."""

RESERVE = 4
"""This part of the budget (a fourth) is kept for items that somebody has opened."""

_ROW = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to ask for `pages` pages, or (0) the time to come back and `why`."""

    pages: int
    back_at: dt.datetime
    why: str = ""


def take(wanted: int, *, now: dt.datetime, first: int = 0) -> Turn:
    """Reserve up to `wanted` pages of today's budget, if it is anybody's turn.

    The `first` of them are for items that somebody has opened.
    """
    if not wanted:
        return Turn(0, now)
    today = now.date()
    with transaction.atomic():
        GoogleQuota.objects.get_or_create(pk=_ROW, defaults={"day": today})
        row = GoogleQuota.objects.select_for_update().get(pk=_ROW)
        if row.day != today:
            row.day, row.used = today, 0
        budget = settings.GOOGLE_LINK_BUDGET
        left = budget - row.used
        tomorrow = dt.datetime.combine(today, dt.time(), dt.UTC) + dt.timedelta(days=1)
        if row.open_until and row.open_until > now:
            return Turn(0, row.open_until, "Google has blocked this address for now.")
        if left <= 0:
            return Turn(0, tomorrow, "Today's budget is used up.")
        if row.asking_until and row.asking_until > now:
            return Turn(0, now + dt.timedelta(seconds=10), "Another worker is asking.")
        pages = min(wanted, max(left - budget // RESERVE, min(first, left)))
        if not pages:
            return Turn(
                0, tomorrow, "The rest of today's budget is for what is opened."
            )
        row.used += pages
        row.asking_until = now + TURN
        row.save()
    return Turn(pages, now)


def give_back(unused: int, *, answered: bool) -> None:
    """End the turn; pages not asked for go back, and an answer closes the breaker."""
    row = GoogleQuota.objects.filter(pk=_ROW)
    row.update(asking_until=None, used=Greatest(F("used") - unused, 0))
    if answered:
        row.update(strikes=0, open_until=None)


def trip(why: str, *, now: dt.datetime) -> dt.datetime:
    """Open the breaker, longer each time in a row; give the time it closes."""
    with transaction.atomic():
        row = GoogleQuota.objects.select_for_update().get(pk=_ROW)
        row.open_until = now + backoff(row.strikes, 3600)
        row.strikes += 1
        row.asking_until = None
        row.save()
    log.error("Google's links: %s; not asked again before %s", why, row.open_until)
    return row.open_until
