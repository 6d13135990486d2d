"""ReadMark and Star: one user, one item."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from articles.models.item import Item


class ReadMark(models.Model):
    """That a user has read an item."""

    # The key serves as the index of its first column, which gets none of its own
    pk = models.CompositePrimaryKey("user_id", "item_id")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="read_marks")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} read {self.item_id}"


class Star(models.Model):
    """That a user has starred an item."""

    pk = models.CompositePrimaryKey("user_id", "item_id")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="stars")
    at = models.DateTimeField()
    sort_at = models.DateTimeField()  # the item's own, so that one index serves a page

    class Meta:
        indexes = [
            # ItemQuerySet.starred_by(): a reader's starred items, newest first
            models.Index(name="star_headlines", fields=["user", "-sort_at", "-item"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} starred {self.item_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # Any: as Django has it
        self.sort_at = self.sort_at or self.item.sort_at
        super().save(*args, **kwargs)
