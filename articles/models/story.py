"""Story: items from several publishers about one event."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from articles.core import identity


class Story(models.Model):
    """What several items tell of. A merged story keeps its address and leads on."""

    title = models.CharField(max_length=1000)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )

    class Meta:
        ordering = ["-last_at"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("story", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return identity.slug(self.title) or "story"
