"""What the owner sees of engines: settings, budget and cost; and two analyses of one
item side by side."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import commissions
from articles.engines import get_dialect
from articles.models import (
    Analysis,
    Commission,
    Item,
    ModelCall,
    ModelDay,
    ModelEndpoint,
)
from articles.pages.analysis import AnalysisBlock, block_of
from articles.pages.model_note import REASONS

MONTH = dt.timedelta(days=29)
MOST_FEEDS = 50
MOST_LOOKED_AT = 3_000
"""Analyses whose removed sentences are counted, the latest ones."""
MOST_VERSIONS = 20
CHECKS = {
    "citation": gettext_lazy("cites nothing"),
    "evidence": gettext_lazy("its evidence stands in no passage"),
    "addressed": gettext_lazy("speaks to a reader or a machine"),
    "length": gettext_lazy("too long, or one too many"),
    "quotation": gettext_lazy("a quotation is altered"),
    "figure": gettext_lazy("a figure is in no source"),
    "name": gettext_lazy("a name is in no source"),
    "negation": gettext_lazy("says the opposite"),
    "opposite": gettext_lazy("has the opposite of a word"),
    "replaced": gettext_lazy("a word was replaced"),
    "roles": gettext_lazy("who does what is swapped"),
    "coverage": gettext_lazy("too little of it is in the passages"),
}
"""The parts of the check, in words."""


@dataclass(frozen=True, slots=True)
class Used:
    """So much of so much; `most` is "" where there is no limit."""

    name: str
    used: str
    most: str
    percent: int


@dataclass(frozen=True, slots=True)
class FeedCost:
    """What one feed's items cost."""

    feed: str
    questions: int
    tokens_today: int
    tokens: int
    money_today: str
    money: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """How often a part of the check said no, by engine."""

    why: str
    engine: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginesPage:
    """Which engine writes, what that cost, and what was left out and why."""

    engine: str
    model: str
    address: str
    when: str
    rest: str
    used: tuple[Used, ...]
    waiting: int
    failed: tuple[tuple[str, int], ...]
    feeds: tuple[FeedCost, ...]
    dropped: tuple[Dropped, ...]
    written: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A sentence that the check removed."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Side:
    """One analysis of the two."""

    pk: int
    name: str
    is_current: bool
    block: AnalysisBlock | None
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the choice of analyses."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """Two analyses of one item; `progress` while a model is asked."""

    item_pk: int
    headline: str
    url: str
    has_model: bool
    model: str
    progress: str
    is_waiting: bool
    versions: tuple[Version, ...]
    sides: tuple[Side, ...]


def engines_page(*, now: dt.datetime) -> EnginesPage:
    today = now.date()
    is_set = commissions.is_set()
    line = ModelEndpoint.objects.filter(open_until__gt=now).first() if is_set else None
    failed = (
        Commission.objects.filter(
            state=Commission.State.FAILED, wanted_at__gte=now - MONTH
        )
        .values_list("why")
        .annotate(count=Count("pk"))
        .order_by("-count")
    )
    return EnginesPage(
        engine=settings.ANALYSIS_ENGINE,
        model=settings.ANALYSIS_MODEL if is_set else "",
        address=_address() if is_set else "",
        when=settings.ANALYSIS_WHEN,
        rest=line.why if line else "",
        used=used(today),
        waiting=Commission.objects.filter(state=Commission.State.WAITING).count(),
        failed=tuple(
            (str(REASONS.get(why, why or _("something went wrong"))), count)
            for why, count in failed
        ),
        feeds=_feeds(today),
        dropped=_dropped(now),
        written=_written(now),
    )


def _address() -> str:
    return settings.ANALYSIS_BASE_URL or get_dialect(settings.ANALYSIS_ENGINE).home


def used(today: dt.date) -> tuple[Used, ...]:
    day = ModelDay.objects.filter(day=today).first() or ModelDay(day=today)
    most = settings.ANALYSIS_DAILY_TOKENS
    tokens = Used(
        _("tokens"), f"{day.tokens:,}", f"{most:,}", _percent(day.tokens, most)
    )
    if not (settings.ANALYSIS_PRICE_IN or settings.ANALYSIS_PRICE_OUT):
        return (tokens,)
    limit = settings.ANALYSIS_DAILY_MONEY
    money = Used(
        _("money"),
        _money(day.money),
        "" if limit is None else f"{limit:.2f}",
        0 if limit is None else _percent(day.money, int(limit * 1_000_000)),
    )
    return (tokens, money)


def _percent(used: int, most: int) -> int:
    return min(100, round(100 * used / most)) if most else 100


def _money(millionths: int) -> str:
    return f"{millionths / 1_000_000:.4f}"


def _feeds(today: dt.date) -> tuple[FeedCost, ...]:
    """Today and in thirty days, the dearest first."""
    is_today = Q(day=today)
    tokens = F("tokens_in") + F("tokens_out")
    rows = (
        ModelCall.objects.filter(day__gte=today - MONTH)
        .order_by()
        .values("feed", "feed__title")
        .annotate(
            questions=Sum("asked"),
            today=Coalesce(Sum(tokens, filter=is_today), 0),
            month=Coalesce(Sum(tokens), 0),
            spent_today=Coalesce(Sum("money", filter=is_today), 0),
            spent=Coalesce(Sum("money"), 0),
        )
        .order_by("-spent", "-month", "feed")[:MOST_FEEDS]
    )
    return tuple(
        FeedCost(
            row["feed__title"] or _("no feed any more"),
            row["questions"],
            row["today"],
            row["month"],
            _money(row["spent_today"]),
            _money(row["spent"]),
        )
        for row in rows
    )


def _dropped(now: dt.datetime) -> tuple[Dropped, ...]:
    """What the check said no to in thirty days, and which of its parts."""
    found: Counter[tuple[str, str]] = Counter()
    rows = (
        Analysis.objects.filter(made_at__gte=now - MONTH, dropped__gt=0)
        .order_by("-pk")
        .values_list("engine", "model", "removed")[:MOST_LOOKED_AT]
    )
    for engine, model, removed in rows:
        for one in removed:
            for why in one.get("reasons", ()):
                found[(why, model or engine)] += 1
    return tuple(
        Dropped(str(CHECKS.get(why, why)), engine, count)
        for (why, engine), count in found.most_common(40)
    )


def _written(now: dt.datetime) -> tuple[tuple[str, int], ...]:
    rows = (
        Analysis.objects.filter(made_at__gte=now - MONTH)
        .order_by()
        .values("engine", "model")
        .annotate(count=Count("pk"))
        .order_by("-count")
    )
    return tuple((row["model"] or row["engine"], row["count"]) for row in rows)


def compare_page(
    item_pk: int, *, left: int | None = None, right: int | None = None
) -> ComparePage:
    """Raises Item.DoesNotExist. Without a choice: the latest of either kind."""
    item = Item.objects.only("headline").get(pk=item_pk)
    analyses = list(
        Analysis.objects.filter(item=item).order_by("-made_at", "-pk")[:MOST_VERSIONS]
    )
    chosen = [
        _chosen(analyses, left, is_model=False),
        _chosen(analyses, right, is_model=True),
    ]
    row = Commission.objects.filter(item=item).first()
    is_waiting = row is not None and row.state == Commission.State.WAITING
    return ComparePage(
        item_pk=item.pk,
        headline=item.headline,
        url=item.get_absolute_url(),
        has_model=commissions.is_set(),
        model=settings.ANALYSIS_MODEL,
        progress=_progress(row),
        is_waiting=is_waiting,
        versions=tuple(Version(one.pk, _name(one)) for one in analyses),
        sides=tuple(_side(one) for one in chosen if one is not None),
    )


def _chosen(
    analyses: Sequence[Analysis], pk: int | None, *, is_model: bool
) -> Analysis | None:
    if pk is not None:
        return next((one for one in analyses if one.pk == pk), None)
    return next((one for one in analyses if bool(one.model) == is_model), None)


def _name(analysis: Analysis) -> str:
    written = f"{analysis.made_at:%Y-%m-%d %H:%M}"
    name = analysis.model or analysis.engine
    shown = " · " + _("shown") if analysis.is_current else ""
    return f"{name} · {written} UTC{shown}"


def _side(analysis: Analysis) -> Side:
    return Side(
        analysis.pk,
        _name(analysis),
        analysis.is_current,
        block_of(analysis),
        tuple(
            Left(one["text"], ", ".join(_check(why) for why in one["reasons"]))
            for one in analysis.removed
        ),
    )


def _check(why: str) -> str:
    return str(CHECKS.get(why, why))


def _progress(row: Commission | None) -> str:
    if row is None:
        return ""
    if row.state == Commission.State.WAITING:
        why = str(REASONS.get(row.why, ""))
        return " ".join((_("The model is being asked."), why)).strip()
    if row.state == Commission.State.FAILED:
        told = _("The model gave nothing: %(why)s.")
        return told % {"why": REASONS.get(row.why, _("something went wrong"))}
    return ""


def compare_url(item_pk: int) -> str:
    return reverse("admin:articles_compare", args=[item_pk])
