"""Publisher and PublisherPage: who is behind Google's entries, and what they
themselves tell of their articles."""

from __future__ import annotations

from django.db import models


class Publisher(models.Model):
    """A site that Google's entries name as their source."""

    host = models.CharField(max_length=253, unique=True)  # without "www."
    site_url = models.URLField(max_length=300)
    # Where it tells its articles: its news sitemaps, or else its feeds
    sitemaps = models.JSONField(default=list, blank=True)
    feeds = models.JSONField(default=list, blank=True)
    looked_at = models.DateTimeField(null=True)  # for these places
    next_at = models.DateTimeField()  # not asked before
    asking_until = models.DateTimeField(null=True)  # one worker asks at a time
    is_silent = models.BooleanField(default=False)  # it names neither
    failures = models.PositiveSmallIntegerField(default=0)
    entry_count = models.PositiveIntegerField(
        default=0, help_text="About how many entries of Google's feeds named it."
    )

    class Meta:
        ordering = ["-entry_count", "host"]
        indexes = [
            # publisher.recurring(): who is worth a feed of its own
            models.Index(name="publisher_recurring", fields=["-entry_count", "host"]),
        ]

    def __str__(self) -> str:
        return self.host


class PublisherPage(models.Model):
    """One address that a publisher told lately, with its headline."""

    publisher = models.ForeignKey(
        Publisher, on_delete=models.CASCADE, related_name="pages", db_index=False
    )
    digest = models.CharField(max_length=64)  # the SHA-256 of the address
    url = models.URLField(max_length=4000)
    url_length = models.PositiveIntegerField()  # in bytes, as Google's handles tell it
    headline = models.CharField(max_length=500)
    way = models.CharField(max_length=10)  # becomes Item.url_method
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="publisher_page_once", fields=["publisher", "digest"]
            ),
        ]
        indexes = [
            # publisher.find(): what could this handle be?
            models.Index(
                name="publisher_page_length", fields=["publisher", "url_length"]
            ),
            # forget(): which have gone unseen for long?
            models.Index(name="publisher_page_seen", fields=["seen_at"]),
        ]

    def __str__(self) -> str:
        return self.url
