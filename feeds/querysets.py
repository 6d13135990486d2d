"""Named questions about feeds: due(), that_fare(), in_order()."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

if TYPE_CHECKING:
    from feeds.models import Category, Feed  # noqa: F401 - named in strings below


class FeedQuerySet(QuerySet["Feed"]):
    def due(self, now: dt.datetime) -> FeedQuerySet:
        """Feeds that are to be polled at `now`, the longest waiting first."""
        return self.filter(is_paused=False, due_at__lte=now).order_by("due_at", "pk")

    def that_fare(self, health: str) -> FeedQuerySet:
        """Feeds with that word of `Feed.HEALTHS`; each feed has just one."""
        if health == "paused":
            return self.filter(is_paused=True)
        active = self.filter(is_paused=False)
        if health == "failing":
            return active.filter(failures__gt=0)
        return active.filter(failures=0, polled_at__isnull=health == "new")

    def in_order(self) -> FeedQuerySet:
        """As the sidebar lists them: by category, then by title."""
        return self.select_related("category").order_by(
            "category__position", "category__name", "title", "pk"
        )


class CategoryQuerySet(QuerySet["Category"]):
    def with_feeds(self) -> CategoryQuerySet:
        """Categories that hold at least one feed."""
        return self.annotate(feed_count=Count("feeds")).filter(feed_count__gt=0)
