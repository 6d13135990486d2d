"""Mark read, star, share: what a reader does to items."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser

from articles.models import Item, ReadMark, Star
from articles.querysets import ItemQuerySet
from newsreader.lib import wake

_ROUND = 5_000


def mark_read(user: AbstractBaseUser, item: Item, *, now: dt.datetime) -> None:
    """The user has read the item. Read twice is read: the first time stays."""
    pks = [item.pk]
    if settings.READ_WHOLE_STORY:
        told = Item.objects.filter(pk=item.pk).values("story")
        pks += Item.objects.filter(story__in=told).values_list("pk", flat=True)
    ReadMark.objects.bulk_create(
        [ReadMark(user_id=user.pk, item_id=pk, at=now) for pk in set(pks)],
        ignore_conflicts=True,
        batch_size=500,
    )
    if item.google_id and not item.url:
        # What somebody opens has its turn at Google before what nobody does
        waits = Item.objects.filter(pk=item.pk, url="", url_status="waiting")
        waits.filter(stage=Item.Stage.RESOLVE, claimed_until=None).update(due_at=now)


def mark_unread(user: AbstractBaseUser, item: Item) -> None:
    """The user wants to see the item as new again."""
    ReadMark.objects.filter(user_id=user.pk, item_id=item.pk).delete()


def mark_all(user: AbstractBaseUser, items: ItemQuerySet, *, now: dt.datetime) -> int:
    """The user has read all of these; gives how many were unread until now.

    In rounds, so that a long list does not keep other writers waiting.
    """
    unread = items.unread_by(user).order_by("pk").values_list("pk", flat=True)
    count, last = 0, 0
    while pks := list(unread.filter(pk__gt=last)[:_ROUND]):
        ReadMark.objects.bulk_create(
            [ReadMark(user_id=user.pk, item_id=pk, at=now) for pk in pks],
            ignore_conflicts=True,
        )
        count, last = count + len(pks), pks[-1]
    return count


def mark_for_everybody(items: ItemQuerySet, *, now: dt.datetime) -> None:
    """Whoever has an account need not look at these any more."""
    for user in get_user_model().objects.all():
        mark_all(user, items, now=now)


def unmark(user: AbstractBaseUser, *, at: dt.datetime) -> None:
    """Take back the marks that one `mark_all` made: they all bear its moment."""
    ReadMark.objects.filter(user_id=user.pk, at=at).delete()


def star(user: AbstractBaseUser, item: Item, *, now: dt.datetime) -> None:
    """The user keeps the item at hand."""
    Star.objects.bulk_create(
        [Star(user_id=user.pk, item_id=item.pk, at=now, sort_at=item.sort_at)],
        ignore_conflicts=True,
    )


def unstar(user: AbstractBaseUser, item: Item) -> None:
    """The user no longer keeps the item at hand."""
    Star.objects.filter(user_id=user.pk, item_id=item.pk).delete()


def want_text(item: Item, *, now: dt.datetime) -> None:
    """A reader has opened the item, and its feed's texts are fetched only then."""
    stages = Item.Stage
    asked = Item.objects.filter(pk=item.pk, text_wanted=False)
    asked.filter(stage__in=[stages.CLUSTER, stages.ANALYSE, stages.READY]).exclude(
        url=""
    ).update(
        text_wanted=True,
        stage=stages.EXTRACT,
        due_at=now,
        claimed_until=None,  # a worker that has the row right now loses its claim
        attempts=0,
        tries=0,
    )
    asked.update(text_wanted=True)  # those before the step come to it by themselves
    wake.ring("articles.extract")
