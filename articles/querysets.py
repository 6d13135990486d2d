"""Named questions about items: due_for(step), unread_by(user), headlines(), page_after(cursor)."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet


class ItemQuerySet(QuerySet["Item"]):
    def due_for(self, stage: str, now: dt.datetime) -> ItemQuerySet:
        """Items that wait for that stage at `now`, oldest promise first, then newest."""
        return self.filter(stage=stage, due_at__lte=now).order_by("due_at", "-id")
