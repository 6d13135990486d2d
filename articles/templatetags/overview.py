"""The top of the admin's first page: what waits for each step, and how feeds fare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from articles.models import GoogleQuota, Item
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


@register.inclusion_tag("admin/_overview.html")
def pipeline_overview() -> dict[str, Overview]:
    return {"overview": overview(timezone.now())}


def overview(now: dt.datetime) -> Overview:
    """The whole machine in three queries."""
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
