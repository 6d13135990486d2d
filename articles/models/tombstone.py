"""Tombstone: what is left of an item that was removed."""

from __future__ import annotations

from django.db import models


class Tombstone(models.Model):
    """An item's permalink never dies: it goes on to say where the original is."""

    item_id = models.BigIntegerField(primary_key=True)
    headline = models.CharField(max_length=1000)
    url = models.URLField(max_length=9000, blank=True, default="")
    removed_at = models.DateTimeField()

    objects: models.Manager[Tombstone] = models.Manager()

    def __str__(self) -> str:
        return self.headline
