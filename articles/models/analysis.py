"""Analysis: what an engine wrote about an item, with which engine and version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.item import Item


class Analysis(models.Model):
    """One analysis of one item, made once from one set of sources."""

    class Basis(models.TextChoices):
        FULL_TEXT = "full_text", _("the full text")
        SNIPPET = "snippet", _("the snippet only")

    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, related_name="analyses", db_index=False
    )
    key = models.CharField(max_length=64, editable=False)
    engine = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    model = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text="The language model that wrote it, if one did.",
    )
    basis = models.CharField(max_length=10, choices=Basis)
    outlets = models.PositiveSmallIntegerField(
        default=0, help_text="Other outlets it rests on."
    )
    language = models.CharField(max_length=35, blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    counterparty = models.CharField(max_length=200, blank=True, default="")
    dropped = models.PositiveSmallIntegerField(
        default=0, help_text="Sentences that the check removed."
    )
    removed = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="The sentences that the check removed, with its reasons.",
    )
    own_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The same for the same text of the item itself.",
    )
    sources_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The same for the same sources, whichever the engine.",
    )
    made_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name_plural = "analyses"
        constraints = [
            # also the index by which an item's analyses are found
            models.UniqueConstraint(name="analysis_once", fields=["item", "key"]),
            # the item page shows one
            models.UniqueConstraint(
                name="analysis_one_current",
                fields=["item"],
                condition=Q(is_current=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.engine} {self.version}: {self.item_id}"


class AnalysisSentence(models.Model):
    """One sentence of an analysis; `move` says which of the five it belongs to."""

    class Move(models.TextChoices):
        HAPPENED = "happened", _("What happened")
        ACTOR = "actor", _("Where it fits")
        CONTEXT = "context", _("The wider picture")
        MEANS = "means", _("What it means")
        OUTLOOK = "outlook", _("Taken together")

    analysis = models.ForeignKey(
        Analysis, on_delete=models.CASCADE, related_name="sentences", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=10, choices=Move)
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="sentence_position_once", fields=["analysis", "position"]
            ),
            models.CheckConstraint(
                name="sentence_move_known",
                condition=Q(
                    move__in=["happened", "actor", "context", "means", "outlook"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Citation(models.Model):
    """The passage a sentence rests on: `passage` stood at start..end of the text."""

    sentence = models.ForeignKey(
        AnalysisSentence,
        on_delete=models.CASCADE,
        related_name="citations",
        db_index=False,
    )
    position = models.PositiveSmallIntegerField()
    article = models.ForeignKey(
        Article, null=True, on_delete=models.SET_NULL, related_name="citations"
    )
    outlet = models.CharField(max_length=200, blank=True, default="")
    url = models.URLField(max_length=4000, blank=True, default="")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    passage = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="citation_position_once", fields=["sentence", "position"]
            ),
            models.CheckConstraint(
                name="citation_has_length", condition=Q(end__gt=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return self.passage


class MistakeReport(models.Model):
    """What a reader says is wrong with an analysis."""

    analysis = models.ForeignKey(
        Analysis, on_delete=models.CASCADE, related_name="reports"
    )
    what = models.CharField(max_length=1000)
    by = models.CharField(max_length=150, blank=True, default="")
    at = models.DateTimeField()
    is_settled = models.BooleanField(default=False)

    class Meta:
        ordering = ["is_settled", "-pk"]
        verbose_name = "reported mistake"

    def __str__(self) -> str:
        return self.what
