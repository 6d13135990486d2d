"""When a model is to write an item's analysis: what its feeds wish, and who asked."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from articles.models import Analysis, Commission, Item, Origin
from newsreader.lib import wake

STEP = "articles.compose"
AGAIN_AFTER = dt.timedelta(hours=6)
"""A model is not asked again more often because another outlet reports as well."""


def is_set() -> bool:
    """Is there a model to ask?"""
    return (
        settings.ANALYSIS
        and settings.ANALYSIS_ENGINE != "extractive"
        and bool(settings.ANALYSIS_MODEL)
    )


def wish_of(item_pk: int) -> str:
    """When a model writes about this item: "arrival", "opened" or "never".

    Of several feeds that brought it, the one that asks for most has its way.
    """
    if not is_set():
        return "never"
    wishes = set(
        Origin.objects.filter(item=item_pk)
        .annotate(
            wish=Coalesce(
                NullIf("feed__model_wish", Value("")),
                NullIf("feed__category__model_wish", Value("")),
                Value(settings.ANALYSIS_WHEN),
            )
        )
        .values_list("wish", flat=True)
    ) or {settings.ANALYSIS_WHEN}
    for wish in ("arrival", "opened"):
        if wish in wishes:
            return wish
    return "never"


def has_arrived(item: Item, sources_key: str, *, now: dt.datetime) -> None:
    """The default engine has written; where the wish is so, a model is next."""
    if not is_set() or is_written(item.pk, sources_key):
        return
    if wish_of(item.pk) == "arrival":
        _want(item.pk, Commission.Urgency.ARRIVAL, now=now)


def was_opened(item_pk: int, *, now: dt.datetime) -> bool:
    """Somebody with an account reads the item; True where a model is asked now.

    The first opening asks. What was refused or failed once is not asked for again by
    opening the page again.
    """
    if wish_of(item_pk) == "never":
        return False
    return _want(item_pk, Commission.Urgency.OPENED, now=now)


def by_owner(
    item_pk: int, *, now: dt.datetime, is_trial: bool = False, is_forced: bool = False
) -> None:
    """The owner wants it written, whatever the feeds wish; if forced, asked again
    even of a model that has answered the same before."""
    _want(item_pk, Commission.Urgency.OWNER, now=now)
    mine = Commission.objects.filter(item=item_pk)
    row = mine.get()
    mine.update(
        state=Commission.State.WAITING,
        urgency=Commission.Urgency.OWNER,
        is_trial=is_trial,
        edition=row.edition + is_forced,
        wanted_at=now,
        due_at=now,
        claimed_until=None,  # a worker that has the row right now loses its claim
        attempts=0,
        tries=0,
        why="",
        last_error="",
    )
    wake.ring(STEP)


def forget(item_pk: int) -> None:
    """The text that a model wrote about is no more: as if nobody had asked yet."""
    Commission.objects.filter(item=item_pk).exclude(
        state=Commission.State.WAITING
    ).delete()


def is_written(item_pk: int, sources_key: str) -> bool:
    """Has a model written about these very sources?"""
    return (
        Analysis.objects.filter(item=item_pk, sources_key=sources_key)
        .exclude(model="")
        .exists()
    )


def _want(item_pk: int, urgency: int, *, now: dt.datetime) -> bool:
    """One commission an item: twenty openings at once make one."""
    row, is_new = Commission.objects.get_or_create(
        item_id=item_pk,
        defaults={
            "urgency": urgency,
            "wanted_at": now,
            "due_at": now,
            "model": settings.ANALYSIS_MODEL,
        },
    )
    again = False
    if not is_new and row.state != Commission.State.WAITING:
        # other sources than it was written from, as `has_arrived` knows
        again = urgency == Commission.Urgency.ARRIVAL and bool(
            Commission.objects.filter(pk=row.pk, state=row.state).update(
                state=Commission.State.WAITING,
                urgency=urgency,
                due_at=max(now, row.wanted_at + AGAIN_AFTER),
                wanted_at=now,
                is_trial=False,
                tries=0,
            )
        )
    elif not is_new and row.state == Commission.State.WAITING and urgency < row.urgency:
        Commission.objects.filter(pk=row.pk).update(urgency=urgency)
    if is_new or again:
        wake.ring(STEP)
    return is_new
