"""Tombstone: what is left of an item that was removed."""

from __future__ import annotations

from django.db import models

from articles.models.tally import FeedSet


class Tombstone(models.Model):
    """An item's permalink never dies: it goes on to say where the original is."""

    item_id = models.BigIntegerField(primary_key=True)
    headline = models.CharField(max_length=1000)
    url = models.URLField(max_length=9000, blank=True, default="")
    removed_at = models.DateTimeField()
    # As the item's: whoever could not see the item does not see its headline now
    feed_set = models.ForeignKey(
        FeedSet, null=True, editable=False, on_delete=models.DO_NOTHING, db_index=False
    )

    # As the item's, where it was removed not to come back with its feed's next poll
    key = models.CharField(max_length=64, blank=True, default="", db_default="")
    likeness = models.BigIntegerField(null=True)

    objects: models.Manager[Tombstone] = models.Manager()

    class Meta:
        indexes = [
            # ingest: was this entry removed?
            models.Index(name="tombstone_key", fields=["key"]),
            models.Index(name="tombstone_likeness", fields=["likeness"]),
        ]

    def __str__(self) -> str:
        return self.headline
