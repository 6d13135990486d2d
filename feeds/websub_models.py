"""PushSubscription and Delivery: which hub tells of which feed, and what it sent."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import models
from django.db.models import Q

from newsreader.lib.steps import Outcome, QueueRow, Retry

MANY_TRIES = 4

TOKEN_LENGTH = 43
"""Of what `secrets.token_urlsafe` gives: 32 bytes that nobody guesses."""


class PushSubscription(QueueRow):
    """One feed at one hub: what we want there, and how far it has come.

    `state` is what we know to be so; what is wanted follows from `is_wanted` and the
    feed (`wants`). The row outlives its feed until the hub is told to stop.
    """

    class State(models.TextChoices):
        OFF = "off", "not asked for"
        ASKED = "asked", "asked for"
        ACTIVE = "active", "active"
        REFUSED = "refused", "refused"
        LEAVING = "leaving", "being ended"

    feed = models.ForeignKey(
        "feeds.Feed",
        null=True,
        on_delete=models.SET_NULL,
        related_name="push_subscriptions",
    )
    hub = models.URLField(max_length=2000)
    topic = models.URLField(max_length=2000)
    token = models.CharField(
        max_length=TOKEN_LENGTH, unique=True, default=secrets.token_urlsafe
    )
    secret = models.CharField(max_length=TOKEN_LENGTH, default=secrets.token_urlsafe)
    is_wanted = models.BooleanField(
        default=True, help_text="The feed names this hub, and no other took its place."
    )
    state = models.CharField(max_length=10, choices=State, default=State.OFF)
    asked_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(
        null=True, help_text="When the hub verified or refused last."
    )
    lease_until = models.DateTimeField(null=True)

    pushed_at = models.DateTimeField(null=True, help_text="Its last good delivery.")
    mistrusted_at = models.DateTimeField(
        null=True, help_text="Its last delivery with a wrong signature."
    )
    is_relied_on = models.BooleanField(
        default=False,
        help_text="Its deliveries brought new items, and polls found none beside them.",
    )
    hushed_until = models.DateTimeField(
        null=True, help_text="Until then its deliveries are not taken."
    )
    window_at = models.DateTimeField(null=True)
    in_window = models.PositiveIntegerField(
        default=0, help_text="Deliveries since `window_at`."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="push_subscription_state_known",
                condition=Q(state__in=["off", "asked", "active", "refused", "leaving"]),
            ),
            models.UniqueConstraint(
                name="push_subscription_one_wanted",
                fields=["feed"],
                condition=Q(is_wanted=True),
            ),
        ]
        indexes = [
            # feeds.websub.due(): asked every tick
            models.Index(name="push_subscription_due", fields=["due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.topic} at {self.hub}"

    @property
    def wants(self) -> bool:
        """Whether deliveries are welcome. Needs `feed` to be loaded."""
        return self.is_wanted and self.feed is not None and not self.feed.is_paused

    @property
    def is_in_vain(self) -> bool:
        """Whether the hub has refused, or has not agreed for hours."""
        is_silent = self.state == self.State.ASKED and self.tries >= MANY_TRIES
        return is_silent or self.state == self.State.REFUSED

    def relied_until(self, now: dt.datetime) -> dt.datetime | None:
        """Until when this hub can be counted on; None if it cannot."""
        is_active = self.state == self.State.ACTIVE and self.is_relied_on
        until = self.lease_until
        return until if is_active and until is not None and until > now else None

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """The step writes what it did itself. Without that, something broke."""
        if outcome.write is not None:
            return {}
        after = outcome.after if isinstance(outcome, Retry) else dt.timedelta(days=1)
        return {
            "state": self.State.REFUSED,
            "due_at": now + max(after, dt.timedelta(hours=1)),
            "last_error": outcome.why,
        }


class Delivery(models.Model):
    """What a hub has sent, signed and not yet read."""

    subscription = models.ForeignKey(
        PushSubscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=200, blank=True, default="")
    body = models.BinaryField()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            # feeds.websub_push.due(): asked every tick
            models.Index(name="delivery_due", fields=["due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.size} bytes"
