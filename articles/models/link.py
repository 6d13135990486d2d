"""GoogleLink and GoogleQuota: what Google's links lead to, and how often we may ask."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class GoogleLink(models.Model):
    """One Google News link id and what became of it. An address is kept for ever."""

    key = models.CharField(max_length=64, unique=True)  # the SHA-256 of the id
    google_id = models.TextField()
    url = models.URLField(max_length=4000, blank=True, default="")
    status = models.CharField(max_length=20)
    method = models.CharField(max_length=10, blank=True, default="")
    # Google's signature of the link, paid for with an article page and not yet used
    signature = models.TextField(blank=True, default="")
    signed_at = models.BigIntegerField(default=0)  # Google's own clock, seconds
    tries = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url or self.status


class GoogleQuota(models.Model):
    """The one row that all workers share before they ask Google for article pages."""

    day = models.DateField()
    used = models.PositiveIntegerField(default=0)  # article pages on that day
    asking_until = models.DateTimeField(null=True)  # one worker asks at a time
    open_until = models.DateTimeField(null=True)  # the circuit breaker
    strikes = models.PositiveSmallIntegerField(default=0)  # blocks in a row

    class Meta:
        constraints = [
            models.CheckConstraint(name="google_quota_one_row", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.used}"
