"""What the admin tells of feeds beyond their rows: a week in numbers, a chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from feeds.models import Feed

WEEK = dt.timedelta(days=7)
DAYS = 30
"""So many days the chart shows: as long as the log of polls is kept."""

BAR, GAP, HEIGHT = 12, 4, 60


@dataclass(frozen=True, slots=True)
class Week:
    """The items of one feed in the last seven days, and how far they have come."""

    items: int = 0
    resolved: int = 0
    extracted: int = 0
    analysed: int = 0

    @property
    def a_day(self) -> str:
        """Items a day, in as many digits as say something."""
        rate = self.items / WEEK.days
        digits = 0 if rate >= 10 or not self.items else 1
        return number_format(round(rate, digits), digits)

    @property
    def shares(self) -> str:
        """Percent that have an address, a text and an analysis."""
        if not self.items:
            return "–"
        parts = (self.resolved, self.extracted, self.analysed)
        return " · ".join(f"{part * 100 // self.items} %" for part in parts)


def weeks(feeds: Iterable[Feed], *, now: dt.datetime) -> dict[int, Week]:
    """The last week of each of these feeds, in one query."""

    def counted(such: Q) -> Count:
        return Count("origins", distinct=True, filter=such)

    rows = (
        Feed.objects.filter(
            pk__in=[feed.pk for feed in feeds], origins__sort_at__gte=now - WEEK
        )
        .order_by()
        .values("pk")
        .annotate(
            count=counted(Q()),
            resolved=counted(Q(origins__item__url__gt="")),
            extracted=counted(Q(origins__item__article__wall="")),
            analysed=counted(Q(origins__item__analyses__is_current=True)),
        )
    )
    return {
        row["pk"]: Week(
            row["count"], row["resolved"], row["extracted"], row["analysed"]
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: its two columns, and what they say."""

    x: int
    items_y: float
    items_height: float
    errors_height: float
    told: str


@dataclass(frozen=True, slots=True)
class History:
    """The polls of a feed, day by day; `told` says the chart in a sentence."""

    bars: tuple[Bar, ...]
    told: str
    most: int
    first: dt.date
    last: dt.date
    width: int = DAYS * (BAR + GAP)
    height: int = HEIGHT
    bar: int = BAR


def history(feed: Feed, *, now: dt.datetime) -> History | None:
    """The last days' new items and failed polls; None where there was no poll."""
    last = timezone.localtime(now).date()
    first = last - dt.timedelta(days=DAYS - 1)
    rows = (
        feed.fetches.filter(at__gte=now - dt.timedelta(days=DAYS))
        .order_by()
        .values(day=TruncDate("at"))
        .annotate(
            polls=Count("pk"),
            items=Sum("new_items"),
            errors=Count("pk", filter=~Q(error="")),
        )
    )
    by_day: dict[dt.date, dict[str, Any]] = {row["day"]: dict(row) for row in rows}
    if not by_day:
        return None
    most = max(row["items"] for row in by_day.values())
    bars = []
    for place in range(DAYS):
        row = by_day.get(first + dt.timedelta(days=place))
        if row:
            bars.append(_bar(place, row["day"], row, most))
    items = sum(row["items"] for row in by_day.values())
    errors = sum(row["errors"] for row in by_day.values())
    polls = sum(row["polls"] for row in by_day.values())
    told = _(
        "%(items)d new items and %(errors)d failed of %(polls)d polls in the last "
        "%(days)d days; at most %(most)d items in a day."
    ) % {"items": items, "errors": errors, "polls": polls, "days": DAYS, "most": most}
    return History(tuple(bars), told, most, first, last)


def _bar(place: int, day: dt.date, row: Mapping[str, int], most: int) -> Bar:
    height = round(row["items"] / most * HEIGHT, 1) if most else 0.0
    failed = round(row["errors"] / row["polls"] * HEIGHT / 3, 1)
    told = _("%(day)s: %(items)d new items, %(errors)d of %(polls)d polls failed") % {
        "day": f"{day:%Y-%m-%d}",
        "items": row["items"],
        "errors": row["errors"],
        "polls": row["polls"],
    }
    return Bar(place * (BAR + GAP), HEIGHT - height, height, failed, told)
