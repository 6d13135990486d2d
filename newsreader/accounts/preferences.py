"""How this reader likes to read: from the account, else from the cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from newsreader.accounts.models import FIELDS, Preferences

COOKIE = "newsreader_look"
_AGE_S = 365 * 86_400


def of(request: HttpRequest) -> Preferences:
    """The preferences of whoever asks; never None, and no question of its own."""
    user = getattr(request, "user", None)  # not there yet on an early error page
    if user is not None and user.is_authenticated:
        kept: Preferences | None = getattr(user, "preferences", None)
        if kept is not None:
            return kept
    return Preferences.from_cookie(request.COOKIES.get(COOKIE, ""))


def keep(request: HttpRequest, response: HttpResponse, chosen: Preferences) -> None:
    """Remember them: with the account if there is one, and in this browser."""
    if request.user.is_authenticated:
        given = {name: getattr(chosen, name) for name in FIELDS}
        Preferences.objects.update_or_create(user_id=request.user.pk, defaults=given)
    response.set_cookie(
        COOKIE,
        chosen.to_cookie(),
        max_age=_AGE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def context(request: HttpRequest) -> dict[str, Preferences]:
    """For every template: the frame of a page says how it is to look."""
    return {"preferences": of(request)}
