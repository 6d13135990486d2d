"""Commission, ModelCall, ModelDay, ModelEndpoint: what models are asked, and what that
costs.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models.item import Item
from feeds.models import Feed
from newsreader.lib.steps import Fail, Outcome, QueueRow, Retry

PATIENT = frozenset({"busy", "rate", "in_flight", "going_on"})
"""Why a commission waits its turn; nothing has gone wrong, and nothing is counted."""


class CommissionQuerySet(QuerySet["Commission"]):
    def due(self, now: dt.datetime) -> Self:
        """Those that wait at `now`: what somebody is looking at first."""
        return self.filter(state="waiting", due_at__lte=now).order_by(
            "urgency", "due_at", "pk"
        )


class Commission(QueueRow):
    """That a model is to write an item's analysis, and how that goes."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    class Urgency(models.IntegerChoices):
        OPENED = 1, "opened"
        OWNER = 2, "asked for by the owner"
        ARRIVAL = 3, "on arrival"

    item = models.OneToOneField(
        Item, on_delete=models.CASCADE, related_name="commission"
    )
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(
        max_length=20, blank=True, default="", help_text="What stands in the way."
    )
    model = models.CharField(max_length=100, blank=True, default="")
    edition = models.PositiveIntegerField(
        default=0, help_text="Goes up when the owner wants it asked again all the same."
    )
    is_trial = models.BooleanField(
        default=False, help_text="Its analysis is for the owner to look at, not shown."
    )
    wanted_at = models.DateTimeField()

    objects = CommissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commission_state_known",
                condition=Q(state__in=["waiting", "done", "failed"]),
            ),
        ]
        indexes = [
            # CommissionQuerySet.due(): every tick
            models.Index(
                name="commission_due",
                fields=["urgency", "due_at"],
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.state}"

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """`outcome.found` is the word for what stands in the way."""
        why = str(outcome.found or "")
        if isinstance(outcome, Retry):
            step = 0 if why in PATIENT else 1
            return {
                "due_at": now + outcome.after,
                "tries": F("tries") + step,
                "why": why or "fault",
                "last_error": outcome.why,
            }
        failed = isinstance(outcome, Fail)
        return {
            "state": self.State.FAILED if failed else self.State.DONE,
            "due_at": None,
            "tries": 0,
            "why": (why or "fault") if failed else "",
            "last_error": outcome.why,
        }


class ModelCall(models.Model):
    """One question to a model: reserved, asked, answered once, and kept.

    `until` is both the end of the time in which it is taken for being asked, and the
    token by which whoever asks is known.
    """

    class State(models.TextChoices):
        ASKING = "asking", _("Asking")
        ANSWERED = "answered", _("Answered")
        FAILED = "failed", _("Failed")

    fingerprint = models.CharField(max_length=64, unique=True)
    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=100)
    purpose = models.CharField(max_length=20)
    item = models.ForeignKey(
        Item, null=True, on_delete=models.SET_NULL, related_name="model_calls"
    )
    feed = models.ForeignKey(
        Feed,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="The feed that brought the item first.",
    )
    state = models.CharField(max_length=10, choices=State)
    until = models.DateTimeField(null=True)
    error = models.CharField(max_length=20, blank=True, default="")
    message = models.CharField(max_length=500, blank=True, default="")
    day = models.DateField(help_text="The day whose budget it is taken from.")
    reserved = models.PositiveIntegerField(help_text="Tokens.")
    reserved_money = models.PositiveBigIntegerField(help_text="Millionths.")
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    money = models.PositiveBigIntegerField(default=0, help_text="Millionths.")
    asked = models.PositiveSmallIntegerField(default=0, help_text="How often.")
    asked_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    answer = models.TextField(blank=True, default="", editable=False)

    class Meta:
        verbose_name = "question to a model"
        verbose_name_plural = "questions to models"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="model_call_state_known",
                condition=Q(state__in=["asking", "answered", "failed"]),
            ),
        ]
        indexes = [
            # the budget: how many are being asked right now?
            models.Index(
                name="model_call_asking", fields=["until"], condition=Q(state="asking")
            ),
            # the admin: what each feed cost since a day; retention: the oldest ones
            models.Index(name="model_call_cost", fields=["day", "feed"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.fingerprint[:8]}: {self.state}"


class ModelDay(models.Model):
    """What of a day's budget is used or reserved."""

    day = models.DateField(unique=True)
    tokens = models.PositiveBigIntegerField(default=0)
    money = models.PositiveBigIntegerField(default=0, help_text="Millionths.")

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.tokens}"


class ModelEndpoint(models.Model):
    """How an endpoint wants to be asked, how often it was, and whether it refuses."""

    key = models.CharField(max_length=64, unique=True)
    manner = models.CharField(max_length=60, blank=True, default="")
    window_at = models.DateTimeField(null=True)
    window_calls = models.PositiveIntegerField(default=0)
    strikes = models.PositiveSmallIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.key[:8]
