"""Feed, Category, Fetch (log)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify

from feeds.querysets import CategoryQuerySet, FeedQuerySet
from newsreader.lib.steps import Outcome, QueueRow, Retry


class Category(models.Model):
    """A named group of feeds; a feed is in one category or in none."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])


class Feed(QueueRow):
    """A source of items that is polled: an address, its health, its rhythm."""

    class Kind(models.TextChoices):
        GENERIC = "generic", "Feed"
        GOOGLE_TOP = "google_top", "Google News: top stories"
        GOOGLE_SECTION = "google_section", "Google News: section"
        GOOGLE_TOPIC = "google_topic", "Google News: topic"
        GOOGLE_SEARCH = "google_search", "Google News: search"
        GOOGLE_PUBLICATION = "google_publication", "Google News: publication"
        GOOGLE_PLACE = "google_place", "Google News: place"

    class FullText(models.TextChoices):
        ALWAYS = "always", "Always"
        OPENED = "opened", "When a reader opens one"
        NEVER = "never", "Never"

    HEALTHS = ("fine", "new", "failing", "paused")

    url = models.URLField("address", max_length=2000, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.GENERIC)
    title = models.CharField(max_length=300)
    site_url = models.URLField(max_length=2000, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    edition = models.CharField(
        "Google News edition", max_length=20, blank=True, default=""
    )  # the ceid, such as "US:en"
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="feeds"
    )
    full_text = models.CharField(
        "full texts",
        max_length=10,
        choices=FullText,
        default=FullText.ALWAYS,
        help_text="When the articles behind the headlines are fetched.",
    )
    holds_full_text = models.BooleanField(
        "feed holds full texts",
        null=True,
        blank=True,
        help_text="Then they are taken from the feed, and no page is fetched. "
        "Found out by comparing with one page.",
    )
    is_paused = models.BooleanField(
        "paused", default=False, help_text="A paused feed keeps its items."
    )
    paused_why = models.CharField(
        max_length=200,
        blank=True,
        default="",
        editable=False,
        help_text="Set where polling stopped by itself.",
    )
    added_at = models.DateTimeField(editable=False)
    interval_s = models.PositiveIntegerField(default=1800, editable=False)

    etag = models.CharField(max_length=500, blank=True, default="", editable=False)
    last_modified = models.CharField(
        max_length=100, blank=True, default="", editable=False
    )
    body_hash = models.CharField(max_length=64, blank=True, default="", editable=False)

    # What the feed said when it was last read, for polls that find it unchanged
    ttl_s = models.PositiveIntegerField(null=True, editable=False)
    skip_hours = models.PositiveIntegerField(
        default=0, editable=False, help_text="Bit n: not in the hour n of UTC."
    )
    skip_days = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Bit n: not on the weekday n, Monday is 0."
    )

    moved_to = models.URLField(
        max_length=2000,
        blank=True,
        default="",
        editable=False,
        help_text="Where permanent redirects have led lately.",
    )
    moved_seen = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Polls in a row that were led there."
    )
    missing_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when there is nothing there (404)."
    )

    polled_at = models.DateTimeField("last polled", null=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Polls that failed, one after the other."
    )
    error = models.CharField(max_length=20, blank=True, default="", editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="feed_kind_known",
                condition=Q(
                    kind__in=[
                        "generic",
                        "google_top",
                        "google_section",
                        "google_topic",
                        "google_search",
                        "google_publication",
                        "google_place",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="feed_full_text_known",
                condition=Q(full_text__in=["always", "opened", "never"]),
            ),
            models.CheckConstraint(
                name="feed_url_is_http",
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
            ),
        ]
        indexes = [
            # FeedQuerySet.due(): asked every tick
            models.Index(
                name="feed_due", fields=["due_at"], condition=Q(is_paused=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title, allow_unicode=True) or "feed"

    def get_absolute_url(self) -> str:
        return reverse("feed", args=[self.pk, self.slug])

    @property
    def is_google(self) -> bool:
        return self.kind != Feed.Kind.GENERIC

    @property
    def health(self) -> str:
        """One of `HEALTHS`; `FeedQuerySet.that_fare` asks for it."""
        if self.is_paused:
            return "paused"
        if self.failures:
            return "failing"
        return "fine" if self.polled_at else "new"

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """A poll writes its own next time. Without one, something unforeseen broke."""
        if outcome.found is not None:
            return {"last_error": outcome.why}
        after = outcome.after if isinstance(outcome, Retry) else dt.timedelta(days=1)
        return {
            "due_at": now + after,
            "tries": F("tries") + 1,
            "failures": F("failures") + 1,
            "error": "internal",
            "last_error": outcome.why,
        }


class Fetch(models.Model):
    """One poll of one feed, as it went."""

    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="fetches", db_index=False
    )
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=20, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="")
    new_items = models.PositiveIntegerField(default=0)
    changed_items = models.PositiveIntegerField(default=0)
    bytes_read = models.PositiveIntegerField(default=0)
    elapsed_ms = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "fetches"
        ordering = ["-at"]
        indexes = [
            # the log on a feed's admin page, newest first; retention by feed
            models.Index(name="fetch_log", fields=["feed", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.error or self.status}"


class Beginning(models.Model):
    """The one row which says that this site has had its first feeds.

    Whoever deletes them all does not get them back.
    """

    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="beginning_one_row", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
