"""Article: the extracted full text of one publisher URL."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsreader.lib.steps import Outcome, QueueRow, Retry


class ArticleQuerySet(models.QuerySet["Article"]):
    def due(self, now: dt.datetime) -> ArticleQuerySet:
        """Articles that may have been changed by now, the longest due first."""
        return self.filter(due_at__lte=now).order_by("due_at")


class Article(QueueRow):
    """What a publisher's page says, shared by every item that leads to it.

    Where each part comes from: the canonical address (`url`) from the page's own
    `link`, else `og:url`, else where the request ended; title, authors, times, outlet,
    language, direction and picture as `core.metadata` tells; the text and its HTML
    from `core.extraction`; `word_count` is counted in that text, and the reading time
    follows from it. The outlet's icon is its site's: see `Icon`.

    As a row that waits for work it waits to be looked at again; `due_at` is empty
    where that is over.
    """

    class Source(models.TextChoices):
        PAGE = "page", _("The publisher's page")
        FEED = "feed", _("The feed")

    url = models.URLField("canonical address", max_length=4000)
    url_hash = models.CharField(max_length=64, unique=True, editable=False)
    title = models.CharField(max_length=1000, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="", editable=False)
    description = models.TextField(
        blank=True, default="", help_text="The publisher's own summary of the page."
    )
    authors = models.CharField(max_length=500, blank=True, default="")
    outlet = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    is_rtl = models.BooleanField(
        "from right to left",
        null=True,
        help_text="In which direction its text runs, where page or language tells.",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(
        null=True, blank=True, help_text="When the publisher says it changed it last."
    )
    image_url = models.URLField(max_length=4000, blank=True, default="")
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    word_count = models.PositiveIntegerField(default=0)
    source = models.CharField(
        "text from", max_length=10, choices=Source, default=Source.PAGE
    )
    content_hash = models.CharField(max_length=64, blank=True, default="")
    wall = models.CharField(
        max_length=20,
        blank=True,
        default="",
        help_text="Why the page gave no text, or empty where it gave some.",
    )
    forget_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="The publisher allows no copy: the text serves until then, and goes.",
    )
    etag = models.CharField(max_length=500, blank=True, default="", editable=False)
    last_modified = models.CharField(
        max_length=100, blank=True, default="", editable=False
    )
    found_at = models.DateTimeField(
        null=True, editable=False, help_text="When it was first read."
    )
    fetched_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(
        null=True, editable=False, help_text="When another text was found there."
    )
    earlier_titles = models.JSONField(
        default=list,
        editable=False,
        help_text="Headlines that the publisher has replaced, the latest first.",
    )
    extractor = models.CharField(max_length=60, blank=True, default="", editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-fetched_at"]
        constraints = [
            models.CheckConstraint(
                name="article_source_known", condition=Q(source__in=["page", "feed"])
            ),
        ]
        indexes = [
            # ArticleQuerySet.due(): asked every tick
            models.Index(
                name="article_due", fields=["due_at"], condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def has_text(self) -> bool:
        return self.wall == ""

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """A look writes its own next time. Without one, this was the last."""
        if isinstance(outcome, Retry):
            due_at = now + outcome.after
            return {
                "due_at": due_at,
                "tries": F("tries") + 1,
                "last_error": outcome.why,
            }
        return {"due_at": None, "tries": 0, "last_error": outcome.why}
