"""Mark read, star, share: what a reader does to items."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser

from articles.models import Item, ReadMark, Star


def mark_read(user: AbstractBaseUser, item: Item, *, now: dt.datetime) -> None:
    """The user has read the item. Read twice is read: the first time stays."""
    ReadMark.objects.bulk_create(
        [ReadMark(user_id=user.pk, item_id=item.pk, at=now)], ignore_conflicts=True
    )


def mark_unread(user: AbstractBaseUser, item: Item) -> None:
    """The user wants to see the item as new again."""
    ReadMark.objects.filter(user_id=user.pk, item_id=item.pk).delete()


def star(user: AbstractBaseUser, item: Item, *, now: dt.datetime) -> None:
    """The user keeps the item at hand."""
    Star.objects.bulk_create(
        [Star(user_id=user.pk, item_id=item.pk, at=now)], ignore_conflicts=True
    )


def unstar(user: AbstractBaseUser, item: Item) -> None:
    """The user no longer keeps the item at hand."""
    Star.objects.filter(user_id=user.pk, item_id=item.pk).delete()
