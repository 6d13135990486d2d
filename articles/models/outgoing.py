"""FeedKey and SavedSearch: the secret in the addresses of a person's own feeds, and
searches kept at hand."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse

from articles.core.query import MAX_TYPED


def new_key() -> str:
    return secrets.token_urlsafe(32)


class FeedKey(models.Model):
    """What makes an address of our feeds secret: who has it reads as this user."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True
    )
    key = models.CharField(max_length=64, unique=True, default=new_key)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"key of {self.user_id}"


class SavedSearch(models.Model):
    """A search that somebody wants to make again, here or in a feed reader."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False
    )
    typed = models.CharField(max_length=MAX_TYPED)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["typed"]
        verbose_name_plural = "saved searches"
        constraints = [
            # also the index by which a person's searches are found
            models.UniqueConstraint(name="saved_search_once", fields=["user", "typed"]),
        ]

    def __str__(self) -> str:
        return self.typed

    def get_absolute_url(self) -> str:
        return f"{reverse('search')}?{urlencode({'q': self.typed})}"

    @staticmethod
    def told(typed: str) -> str:
        """What was typed as it is kept, so that nothing is kept twice."""
        return " ".join(typed[:MAX_TYPED].replace("\0", "").split())
