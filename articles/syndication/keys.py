"""Whose a secret address is: keys made, found and revoked, and searches kept."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest

from articles.core.query import parse
from articles.models import FeedKey, SavedSearch
from articles.models.outgoing import new_key

MAX_SEARCHES = 200
_KEY = re.compile(r"[\w-]{20,64}", re.ASCII)


def key_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """The user's key, or "" while there is none."""
    if not user.is_authenticated:
        return ""
    found = FeedKey.objects.filter(user_id=user.pk).values_list("key", flat=True)
    return found.first() or ""


def renew(user: AbstractBaseUser, *, now: dt.datetime) -> None:
    """A new key: addresses with the old one lead nowhere from now on."""
    FeedKey.objects.update_or_create(
        user_id=user.pk, defaults={"key": new_key(), "made_at": now}
    )


def revoke(user: AbstractBaseUser) -> None:
    """No key at all."""
    FeedKey.objects.filter(user_id=user.pk).delete()


def reader_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser | None:
    """Who asks: by the key in the address, else by the session. None: a wrong key."""
    if "key" not in request.GET:
        return request.user
    if not _KEY.fullmatch(key := request.GET["key"]):
        return None
    return User.objects.filter(feedkey__key=key, is_active=True).first()


def keep_search(user: AbstractBaseUser, typed: str, *, now: dt.datetime) -> bool:
    """Keep a search that asks for something; False where there are too many."""
    typed = SavedSearch.told(typed)
    mine = SavedSearch.objects.filter(user_id=user.pk)
    if not parse(typed) or mine.count() >= MAX_SEARCHES:
        return False
    mine.get_or_create(user_id=user.pk, typed=typed, defaults={"made_at": now})
    return True


def forget_search(user: AbstractBaseUser, pk: int) -> None:
    SavedSearch.objects.filter(user_id=user.pk, pk=pk).delete()
