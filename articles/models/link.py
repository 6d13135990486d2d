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
    tries = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url or self.status


class GoogleQuota(models.Model):
    """The one row that all workers share before they ask Google for an article page."""

    day = models.DateField()
    used = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    open_until = models.DateTimeField(null=True)  # the circuit breaker
    strikes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="google_quota_one_row", condition=Q(id=1))
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.used}"
