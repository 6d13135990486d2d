"""Icon: the small picture by which a site is known."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q

from newsreader.lib.steps import Done, Outcome, QueueRow, Retry


class IconQuerySet(models.QuerySet["Icon"]):
    def due(self, now: dt.datetime) -> IconQuerySet:
        """Icons that are to be asked for by now, the longest due first."""
        return self.filter(due_at__lte=now).order_by("due_at")


class Icon(QueueRow):
    """A site's icon, as its host is shown in lists; without `body` there is none.

    As a row that waits for work it waits to be asked for: at once when a page has
    shown its host for the first time, then about once a month while it is shown.
    """

    FRESH = dt.timedelta(days=30)

    host = models.CharField(max_length=253, unique=True)
    url = models.CharField(
        max_length=2000,
        blank=True,
        default="",
        help_text="What the site's own pages name as their icon.",
    )
    kind = models.CharField(max_length=20, blank=True, default="")
    body = models.BinaryField(default=b"")
    shown_on = models.DateField(help_text="A day on which it was shown, of late.")

    objects = IconQuerySet.as_manager()

    class Meta:
        indexes = [
            # IconQuerySet.due(): asked every tick
            models.Index(
                name="icon_due", fields=["due_at"], condition=Q(due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.host

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """What is kept is asked for anew when it is no longer fresh."""
        if isinstance(outcome, Done):
            return {"due_at": now + self.FRESH, "tries": 0, "last_error": ""}
        after = outcome.after if isinstance(outcome, Retry) else self.FRESH
        return {
            "due_at": now + after,
            "tries": F("tries") + 1,
            "last_error": outcome.why,
        }
