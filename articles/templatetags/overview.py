"""The top of the admin's first page: what waits for each step, and how feeds fare."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import publisher
from articles.admin_parts import WAYS
from articles.models import Article, GoogleQuota, Item, Publisher
from feeds import websub_words
from feeds.models import Feed
from newsreader.lib.said import said

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

register = template.Library()

STEPS = {
    "poll": _("poll"),
    Item.Stage.PLACE: _("place"),
    Item.Stage.RESOLVE: _("resolve"),
    Item.Stage.EXTRACT: _("extract"),
    Item.Stage.CLUSTER: _("cluster"),
    Item.Stage.ANALYSE: _("analyse"),
    "recheck": _("recheck"),
}
"""What the steps are called."""

STAGES = (
    Item.Stage.PLACE,
    Item.Stage.RESOLVE,
    Item.Stage.EXTRACT,
    Item.Stage.CLUSTER,
    Item.Stage.ANALYSE,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step: how many rows are due, being done, and due at a later time; and how
    many of all these it has failed over."""

    name: _StrOrPromise
    where: str
    due: int = 0
    claimed: int = 0
    later: int = 0
    failed: int = 0
    oldest_at: dt.datetime | None = None


WEEK = dt.timedelta(days=7)

MOST_STOPPED = 10
"""So many feeds that stopped by themselves are named; the list of feeds has all."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to an address: how many links went it, and which share of all."""

    told: _StrOrPromise
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A feed whose polling has stopped by itself, and why."""

    title: str
    why: str
    where: str


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
    stopped: tuple[Stopped, ...] = ()
    hubs: str = ""


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
        **_counts(now, Q(failures__gt=0), among=Q(is_paused=False)),
    )
    total, failing, paused = (feeds.pop(key) for key in ("feeds", "failing", "paused"))
    # Not the ready ones: they are by far the most, and the index leaves them out
    waiting = Item.objects.order_by().exclude(stage=Item.Stage.READY).values("stage")
    counts = _counts(now, Q(tries__gt=0), among=Q())
    by_stage = {row["stage"]: row for row in waiting.annotate(**counts)}
    quota = GoogleQuota.objects.first()
    used = quota.used if quota and quota.day == now.date() else 0
    closed = quota.open_until if quota else None
    return Overview(
        feeds=total,
        failing=failing,
        paused=paused,
        steps=(
            Waiting(STEPS["poll"], reverse("admin:feeds_feed_changelist"), **feeds),
            *(_step(stage, by_stage.get(stage)) for stage in STAGES),
            _rechecks(now),
        ),
        google_used=used,
        google_budget=settings.GOOGLE_LINK_BUDGET if settings.GOOGLE_LINKS else 0,
        google_closed_until=closed if closed and closed > now else None,
        ways=_ways(now),
        publishers=tuple(publisher.recurring()),
        stopped=_stopped(),
        hubs=websub_words.at_a_glance(now),
    )


def _stopped() -> tuple[Stopped, ...]:
    feeds = Feed.objects.filter(is_paused=True).exclude(paused_why="")
    return tuple(
        Stopped(
            feed.title,
            said(feed.paused_why),
            reverse("admin:feeds_feed_change", args=[feed.pk]),
        )
        for feed in feeds.order_by("-polled_at")[:MOST_STOPPED]
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


def _counts(now: dt.datetime, failed: Q, *, among: Q) -> dict[str, Any]:
    free = among & (Q(claimed_until=None) | Q(claimed_until__lte=now))
    return {
        "due": Count("pk", filter=free & Q(due_at__lte=now)),
        "claimed": Count("pk", filter=among & Q(claimed_until__gt=now)),
        "later": Count("pk", filter=free & Q(due_at__gt=now)),
        "failed": Count("pk", filter=among & failed),
        "oldest_at": Min("due_at", filter=free & Q(due_at__lte=now)),
    }


def _rechecks(now: dt.datetime) -> Waiting:
    """Articles that are to be looked at again; by far the most are past that."""
    waiting = Article.objects.order_by().filter(due_at__isnull=False)
    articles = reverse("admin:articles_article_changelist", query={"again": "yes"})
    counts = _counts(now, Q(tries__gt=0), among=Q())
    return Waiting(STEPS["recheck"], articles, **waiting.aggregate(**counts))


def _step(stage: Item.Stage, counts: Mapping[str, Any] | None) -> Waiting:
    items = reverse("admin:articles_item_changelist", query={"stage__exact": stage})
    if counts is None:
        return Waiting(STEPS[stage], items)
    return Waiting(
        STEPS[stage],
        items,
        due=counts["due"],
        claimed=counts["claimed"],
        later=counts["later"],
        failed=counts["failed"],
        oldest_at=counts["oldest_at"],
    )
