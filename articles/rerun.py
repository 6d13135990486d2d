"""Put items back to a step of the pipeline, due now."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from articles.models import Article, Item, Origin
from feeds.querysets import FeedQuerySet
from newsreader.lib.wake import ring

RECENT = dt.timedelta(days=7)
"""Of whole feeds only what came so lately is done again."""


def items(chosen: QuerySet[Item], stage: Item.Stage, *, now: dt.datetime) -> int:
    """These items, from that step on; gives how many.

    A worker that has one of them right now loses its claim, and so its result.
    """
    if stage == Item.Stage.EXTRACT:  # an article that is there is looked at again
        pks = chosen.order_by().values("pk")
        articles(Article.objects.filter(items__in=pks), now=now)
    count = chosen.order_by().update(
        stage=stage,
        due_at=now,
        claimed_until=None,
        attempts=0,
        tries=0,
        last_error="",
    )
    ring(f"articles.{stage}")
    return count


def articles(chosen: QuerySet[Article], *, now: dt.datetime) -> int:
    """Ask for these pages again, whole; gives how many. Texts of feeds have no page,
    and one of which no copy may be kept is left alone."""
    theirs = chosen.order_by().filter(source=Article.Source.PAGE, forget_at=None)
    count = theirs.exclude(wall="no_copy").update(
        due_at=now, claimed_until=None, tries=0, etag="", last_modified=""
    )
    ring("articles.recheck")
    return count


def of_feeds(feeds: FeedQuerySet, stage: Item.Stage, *, now: dt.datetime) -> int:
    """The late items of these feeds; for the first step those without an address."""
    late = Origin.objects.filter(
        feed__in=feeds.order_by().values("pk"), sort_at__gte=now - RECENT
    )
    wanted = Q(pk__in=late.values("item"))
    if stage == Item.Stage.RESOLVE:
        wanted &= Q(url="")
    return items(Item.objects.filter(wanted), stage, now=now)
