"""Article: the extracted full text of one publisher URL."""

from __future__ import annotations

from django.db import models


class Article(models.Model):
    """What a publisher's page says, shared by every item that leads to it."""

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
    published_at = models.DateTimeField(null=True, blank=True)
    image_url = models.URLField(max_length=4000, blank=True, default="")
    word_count = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True, default="")
    wall = models.CharField(
        max_length=20,
        blank=True,
        default="",
        help_text="Why the page gave no text, or empty where it gave some.",
    )
    fetched_at = models.DateTimeField(editable=False)
    extractor = models.CharField(max_length=60, blank=True, default="", editable=False)

    class Meta:
        ordering = ["-fetched_at"]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def has_text(self) -> bool:
        return self.wall == ""
