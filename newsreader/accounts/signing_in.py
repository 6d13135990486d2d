"""Note where somebody signs in, list those places, and end one of them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from newsreader.accounts.models import SignIn

_BROWSERS = (
    ("Edge", r"\bEdgA?/"),
    ("Opera", r"\bOPR/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:HeadlessChrome|Chrome|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("Android", r"\bAndroid\b"),
    (gettext_noop("iPhone or iPad"), r"\b(?:iPhone|iPad)\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMac OS X\b"),
    ("Linux", r"\bLinux\b"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where somebody is signed in, as the settings page tells it."""

    pk: str
    device: str
    address: str
    since: datetime
    is_here: bool


def client_address(request: HttpRequest) -> str | None:
    """The address that a request comes from, as far as it can be trusted.

    Behind TLS there is a proxy, and the last address in X-Forwarded-For is the one
    that this proxy saw; those before it are the client's own claim. Without TLS
    nothing of the header is believed.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        given = forwarded.strip() or given
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        return None


def client_address_of(request: HttpRequest) -> str:
    """The same for the login throttle, which wants a text in any case."""
    return client_address(request) or ""


def note(request: HttpRequest, user: AbstractBaseUser, **others: Any) -> None:
    """Remember that this session is the user's. Any: as Django's signal has it."""
    key = getattr(request.session, "session_key", None)
    if key is None or not Session.objects.filter(pk=key).exists():
        return  # sessions that are kept elsewhere cannot be listed
    SignIn.objects.update_or_create(
        session_id=key,
        defaults={
            "user_id": user.pk,
            "at": timezone.now(),
            "address": client_address(request),
            "browser": request.META.get("HTTP_USER_AGENT", "")[:300],
        },
    )


def places(request: HttpRequest) -> list[Place]:
    """Where the user is signed in, here first, then the latest first."""
    here = request.session.session_key
    found = [
        Place(
            sign_in.pk[:12],
            device(sign_in.browser),
            sign_in.address or "",
            sign_in.at,
            sign_in.pk == here,
        )
        for sign_in in _living(request)
    ]
    return sorted(found, key=lambda place: not place.is_here)


def end(request: HttpRequest, pk: str) -> int:
    """End the session that `Place.pk` names, or with "" all but this one."""
    others = _living(request).exclude(pk=request.session.session_key)
    if pk:
        others = others.filter(session__session_key__startswith=pk)
    keys = list(others.values_list("pk", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def _living(request: HttpRequest) -> QuerySet[SignIn]:
    living = SignIn.objects.filter(session__expire_date__gt=timezone.now())
    return living.filter(user__pk=request.user.pk or 0)


def device(browser: str) -> str:
    """A browser's long name for itself, in two words."""
    name = next((said for said, sign in _BROWSERS if re.search(sign, browser)), "")
    system = next((said for said, sign in _SYSTEMS if re.search(sign, browser)), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": _(system)}
    return name or (_(system) if system else _("An unknown program"))
