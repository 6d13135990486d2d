"""Story: items from several publishers about one event."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.core import identity
from newsreader.lib.routes import route


def slug_of(title: str) -> str:
    return identity.slug(title) or "story"


def story_path(pk: int, title: str) -> str:
    """The page of the story."""
    return route("story")(pk, slug_of(title))


class Story(models.Model):
    """What several items tell of. A merged story keeps its address and leads on."""

    title = models.CharField(max_length=1000)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    lead = models.ForeignKey(
        "articles.Item",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The report that stands for the story in a list."),
    )
    outlets = models.PositiveIntegerField(default=1)
    voices = models.PositiveIntegerField(
        default=1, help_text=_("Outlets with a report of their own, copies left out.")
    )
    growth = models.FloatField(
        _("reports per hour"), default=0, help_text=_("In its last three hours.")
    )
    is_kept = models.BooleanField(
        _("arranged by the owner"),
        default=False,
        help_text=_(
            "It may take in other items, but is never merged into another story."
        ),
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )

    class Meta:
        ordering = ["-last_at"]
        verbose_name_plural = "stories"
        indexes = [
            # cluster: which stories are still open? Admin: the latest first
            models.Index(name="story_latest", fields=["-last_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return story_path(self.pk, self.title)

    @property
    def slug(self) -> str:
        return slug_of(self.title)


class StoryEvent(models.Model):
    """One line of a story's history: what happened to it or to an item in it, and why.

    The numbers go up in the order in which things happened (only one worker at a time
    writes here), so a worker that has read as far as one knows all before it.
    """

    class Kind(models.TextChoices):
        PLACED = "placed", _("Item placed")
        READ = "read", _("Text of the item known")
        MERGED = "merged", _("Story merged into this one")
        PARTED = "parted", _("Item taken out")
        PINNED = "pinned", _("Item pinned")
        FREED = "freed", _("Pin taken off")

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.ForeignKey(
        "articles.Item", null=True, on_delete=models.CASCADE, related_name="events"
    )
    other = models.ForeignKey(
        Story, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    why = models.CharField(max_length=20)
    by = models.CharField(max_length=150, blank=True, default="")
    score = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="story_event_kind_known",
                condition=Q(
                    kind__in=["placed", "read", "merged", "parted", "pinned", "freed"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}: {self.get_kind_display()}"


class ItemFingerprint(models.Model):
    """What is compared of an item when stories are looked for (`core.similarity`)."""

    item = models.OneToOneField(
        "articles.Item",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="fingerprint",
    )
    packed = models.BinaryField()
    title = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            # cluster: who has the same headline? 0 is for one too short to tell
            models.Index(
                name="fingerprint_title", fields=["title"], condition=~Q(title=0)
            ),
        ]

    def __str__(self) -> str:
        return f"fingerprint of item {self.item_id}"
