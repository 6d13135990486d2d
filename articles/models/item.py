"""Item: one entry as published, identified once, with the feeds it came from
(Origin), and how far along the pipeline it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from articles.core import identity
from articles.models.article import Article
from articles.models.story import Story
from articles.models.tally import FeedSet
from articles.querysets import ItemQuerySet
from feeds.models import Feed
from newsreader.lib.routes import route
from newsreader.lib.steps import Outcome, QueueRow, Retry


def slug_of(headline: str) -> str:
    return identity.slug(headline) or "item"


def item_path(pk: int, headline: str) -> str:
    """The permalink of the item."""
    return route("item")(pk, slug_of(headline))


class Item(QueueRow):
    """One entry of a feed. A Google entry exists once, wherever it turns up."""

    class Stage(models.TextChoices):
        PLACE = "place", pgettext_lazy("stage", "Place")
        RESOLVE = "resolve", pgettext_lazy("stage", "Resolve")
        EXTRACT = "extract", pgettext_lazy("stage", "Extract")
        CLUSTER = "cluster", pgettext_lazy("stage", "Cluster")
        ANALYSE = "analyse", pgettext_lazy("stage", "Analyse")
        READY = "ready", pgettext_lazy("stage", "Ready")

    NEXT = {
        Stage.PLACE: Stage.RESOLVE,
        Stage.RESOLVE: Stage.EXTRACT,
        Stage.EXTRACT: Stage.CLUSTER,
        Stage.CLUSTER: Stage.ANALYSE,
        Stage.ANALYSE: Stage.READY,
    }

    key = models.CharField(max_length=64, unique=True, editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    headline = models.CharField(max_length=1000)
    snippet = models.TextField(
        blank=True, default="", help_text="The feed's own words beyond the headline."
    )
    content_html = models.TextField(blank=True, default="", editable=False)
    outlet = models.CharField(max_length=200, blank=True, default="")
    outlet_url = models.URLField(max_length=2000, blank=True, default="")
    author = models.CharField(max_length=300, blank=True, default="")
    # Null and not "": such a column is added without writing a million rows anew
    image_url = models.CharField(
        max_length=2000,
        null=True,
        editable=False,
        help_text="The picture that the feed gives with it.",
    )
    language = models.CharField(max_length=35, blank=True, default="")

    link = models.URLField(
        max_length=9000, blank=True, default="", help_text="As the feed gave it."
    )
    google_id = models.TextField(blank=True, default="", editable=False)
    likeness = models.BigIntegerField(
        null=True,
        editable=False,
        help_text="The same for what one feed says under one link and headline.",
    )
    url = models.URLField(
        "publisher's address", max_length=4000, blank=True, default=""
    )
    url_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    url_status = models.CharField(max_length=20, blank=True, default="", editable=False)
    url_method = models.CharField(max_length=10, blank=True, default="", editable=False)
    resolve_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Unresolved: when the last stage leads back to the first.",
    )

    published_at = models.DateTimeField(null=True, blank=True)
    day_only = models.BooleanField(
        default=False, help_text="The feed tells the day of publication, not the time."
    )
    first_seen_at = models.DateTimeField(editable=False)
    sort_at = models.DateTimeField(editable=False)

    article = models.ForeignKey(
        Article,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="items",
    )
    no_article_why = models.CharField(max_length=200, blank=True, default="")
    text_wanted = models.BooleanField(
        default=False,
        editable=False,
        help_text="A reader has opened the item: its text may be fetched.",
    )
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    story_why = models.CharField(max_length=20, blank=True, default="", editable=False)
    story_score = models.FloatField(null=True, editable=False)
    is_pinned = models.BooleanField(
        "pinned to its story",
        default=False,
        help_text="The owner put it there, and there it stays.",
    )
    copy_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="copies",
        help_text="The report of the same story with almost the same text.",
    )

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.RESOLVE)

    feeds = models.ManyToManyField(Feed, through="Origin", related_name="items")
    # Follows from the origins: the database keeps it right (`articles.tallies`)
    feed_set = models.ForeignKey(
        FeedSet,
        null=True,
        editable=False,
        on_delete=models.DO_NOTHING,
        related_name="items",
        db_index=False,
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["-sort_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="item_stage_known",
                condition=Q(
                    stage__in=[
                        "place",
                        "resolve",
                        "extract",
                        "cluster",
                        "analyse",
                        "ready",
                    ]
                ),
            ),
        ]
        indexes = [
            # ItemQuerySet.due_for(): every tick, every step
            models.Index(
                name="item_due",
                fields=["stage", "due_at", "-id"],
                condition=~Q(stage="ready"),
            ),
            # ItemQuerySet.headlines(): the front page, newest first
            models.Index(name="item_headlines", fields=["-sort_at", "-id"]),
            # ItemQuerySet.of_outlet(): an outlet's headlines, newest first
            models.Index(
                name="item_outlet",
                fields=["outlet", "-sort_at", "-id"],
                condition=~Q(outlet=""),
            ),
            # a category's headlines, or a visitor's: the newest of each feed set
            models.Index(name="item_feed_set", fields=["feed_set", "-sort_at", "-id"]),
            # extract, cluster: is this address known already?
            models.Index(name="item_url", fields=["url_hash"], condition=~Q(url="")),
            # ingest: is this entry known under another id?
            models.Index(
                name="item_likeness",
                fields=["likeness"],
                condition=Q(likeness__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def slug(self) -> str:
        return slug_of(self.headline)

    def get_absolute_url(self) -> str:
        return item_path(self.pk, self.headline)

    @property
    def original_url(self) -> str:
        """The publisher's address, or the feed's link while that is not known."""
        return self.url or self.link

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        if isinstance(outcome, Retry):
            return {
                "due_at": now + outcome.after,
                "tries": F("tries") + 1,
                "last_error": outcome.why,
            }
        stage = self.NEXT[Item.Stage(self.stage)]
        due_at: object = now
        if stage == Item.Stage.READY and self.resolve_at and not self.url:
            stage, due_at = Item.Stage.RESOLVE, self.resolve_at
        return {
            "stage": stage,
            "due_at": due_at,
            "tries": 0,
            "last_error": outcome.why,
        }


class Origin(models.Model):
    """That a feed brought an item, and when it did so first."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="origins")
    feed = models.ForeignKey(
        Feed, on_delete=models.CASCADE, related_name="origins", db_index=False
    )
    first_seen_at = models.DateTimeField()
    sort_at = models.DateTimeField()  # the item's own, so that one index serves a page

    class Meta:
        constraints = [
            models.UniqueConstraint(name="origin_once", fields=["item", "feed"]),
        ]
        indexes = [
            # ItemQuerySet.headlines() of one feed or of a category's feeds
            models.Index(name="origin_headlines", fields=["feed", "-sort_at", "-item"]),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} → {self.item_id}"


class Coverage(models.Model):
    """One line of Google's related-coverage list under an item."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="coverage", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    headline = models.CharField(max_length=1000)
    outlet = models.CharField(max_length=200, blank=True, default="")
    link = models.URLField(max_length=9000)
    key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(
                name="coverage_position_once", fields=["item", "position"]
            ),
        ]
        indexes = [
            # cluster: which lists name this item? (key is the named item's key)
            models.Index(name="coverage_key", fields=["key"], condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.headline


class HeadlineChange(models.Model):
    """A headline that an item had before its feed changed it."""

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="headline_changes", db_index=False
    )
    headline = models.CharField(max_length=1000)
    changed_at = models.DateTimeField(help_text="When another one took its place.")

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            # the item's page; ingest: how many are there already?
            models.Index(name="headline_change", fields=["item", "-changed_at"]),
        ]

    def __str__(self) -> str:
        return self.headline
