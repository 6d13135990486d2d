"""The top of the admin's first page: what waits for each step, and how feeds fare."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from articles import publisher
from articles.models import GoogleQuota, Item, Publisher
from feeds.models import Feed

register = template.Library()

STAGES = (
    Item.Stage.RESOLVE,
    Item.Stage.EXTRACT,
    Item.Stage.CLUSTER,
    Item.Stage.ANALYSE,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step: how many rows are due, being done, and due at a later time."""

    name: str
    where: str
    due: int = 0
    claimed: int = 0
    later: int = 0
    oldest_at: dt.datetime | None = None


WEEK = dt.timedelta(days=7)

WAYS = {
    "offline": "held by the link itself",
    "cache": "known from before",
    "known": "known from elsewhere",
    "sitemap": "told by the publisher's sitemap",
    "site_feed": "told by the publisher's feed",
    "google": "asked of Google",
    "waiting": "waits",
    "": "not to be had",
}
"""How Google's links came to their addresses (`Item.url_method`), in this order."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an address: how many links went it, and which share of all."""

    told: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Health at a glance."""

    feeds: int
    failing: int
    paused: int
    steps: tuple[Waiting, ...]
    google_used: int
    google_budget: int
    google_closed_until: dt.datetime | None
    ways: tuple[Way, ...] = ()
    publishers: tuple[Publisher, ...] = ()


@register.inclusion_tag("admin/_overview.html", takes_context=True)
def pipeline_overview(context: template.Context) -> dict[str, Any]:
    may_add = context["request"].user.has_perm("feeds.add_feed")
    return {
        "overview": overview(timezone.now()),
        "may_add": may_add,
        "csrf_token": context.get("csrf_token"),
    }


def overview(now: dt.datetime) -> Overview:
    """The whole machine in a handful of queries."""
    feeds = Feed.objects.aggregate(
        feeds=Count("pk"),
        failing=Count("pk", filter=Q(is_paused=False, failures__gt=0)),
        paused=Count("pk", filter=Q(is_paused=True)),
        **_counts(now, Q(is_paused=False)),
    )
    total, failing, paused = (feeds.pop(key) for key in ("feeds", "failing", "paused"))
    # Not the ready ones: they are by far the most, and the index leaves them out
    waiting = Item.objects.order_by().exclude(stage=Item.Stage.READY).values("stage")
    by_stage = {row["stage"]: row for row in waiting.annotate(**_counts(now))}
    quota = GoogleQuota.objects.first()
    used = quota.used if quota and quota.day == now.date() else 0
    closed = quota.open_until if quota else None
    return Overview(
        feeds=total,
        failing=failing,
        paused=paused,
        steps=(
            Waiting("poll", reverse("admin:feeds_feed_changelist"), **feeds),
            *(_step(stage, by_stage.get(stage)) for stage in STAGES),
        ),
        google_used=used,
        google_budget=settings.GOOGLE_LINK_BUDGET if settings.GOOGLE_LINKS else 0,
        google_closed_until=closed if closed and closed > now else None,
        ways=_ways(now),
        publishers=tuple(publisher.recurring()),
    )


def _ways(now: dt.datetime) -> tuple[Way, ...]:
    """How the links of Google's feeds of the last week found their addresses."""
    rows = (
        Item.objects.filter(sort_at__gte=now - WEEK)
        .exclude(google_id="")
        .exclude(url_status="")
        .order_by()
        .values_list("url_method", "url_status")
        .annotate(count=Count("pk"))
    )
    counts: Counter[str] = Counter()
    for method, status, count in rows:
        waits = status in {"waiting", "blocked"}
        counts[method or ("waiting" if waits else "")] += count
    total = counts.total()
    return tuple(
        Way(told, counts[way], round(100 * counts[way] / total))
        for way, told in WAYS.items()
        if counts[way]
    )


def _counts(now: dt.datetime, among: Q | None = None) -> dict[str, Any]:
    among = among or Q()
    free = among & (Q(claimed_until=None) | Q(claimed_until__lte=now))
    return {
        "due": Count("pk", filter=free & Q(due_at__lte=now)),
        "claimed": Count("pk", filter=among & Q(claimed_until__gt=now)),
        "later": Count("pk", filter=free & Q(due_at__gt=now)),
        "oldest_at": Min("due_at", filter=free & Q(due_at__lte=now)),
    }


def _step(stage: Item.Stage, counts: Mapping[str, Any] | None) -> Waiting:
    items = reverse("admin:articles_item_changelist", query={"stage__exact": stage})
    if counts is None:
        return Waiting(stage.value, items)
    return Waiting(
        stage.value,
        items,
        due=counts["due"],
        claimed=counts["claimed"],
        later=counts["later"],
        oldest_at=counts["oldest_at"],
    )
