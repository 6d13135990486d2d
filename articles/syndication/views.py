"""Answers to feed readers, and the page on which somebody's secret addresses stand."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from articles.models import SavedSearch
from articles.syndication import keys
from articles.syndication.channels import Channel, Kind, channel, etag, stamps
from articles.syndication.entries import Syndicated, entries, tag_of
from articles.syndication.formats import FORMATS
from articles.visibility import Hidden
from newsreader.accounts.posting import back_url, readers_post

_FIRST = dt.date(2026, 1, 1)
"""The date in the names of our feeds: whoever has the host now had it then, or has
had it since."""
_PRIVATE = gettext_noop(
    "This feed is for people who have an account here. Sign in, and take its secret "
    "address from the page “Follow”."
)


@login_not_required
@require_safe
@translation.override(settings.LANGUAGE_CODE)
def outgoing(
    request: HttpRequest, kind: Kind, form: str, value: str = "", slug: str = ""
) -> HttpResponse:
    """A view of ours as a feed."""
    reader = keys.reader_of(request)
    if reader is None or not (reader.is_authenticated or _is_open(kind)):
        return _private()
    typed = request.GET.get("q", "") if kind == "search" else ""
    after = request.GET.get("after", "")
    try:
        page = channel(kind, typed or str(value), user=reader, after=after)
    except ObjectDoesNotExist:
        raise Http404 from None
    except Hidden:
        return _private()
    states = stamps(page.pks)
    root = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    path = escape_uri_path(request.path)
    key = request.GET.get("key", "")
    weak = etag(page, states, form, root, request.get_full_path())
    updated = max((stamp.updated for stamp in states.values()), default=None)
    response = get_conditional_response(request, etag=weak)
    if response is None:
        query = {name: text for name, text in (("q", typed), ("key", key)) if text}
        feed = Syndicated(
            tag=tag_of(root, _FIRST, _name(page, typed)),
            title=page.title,
            page_url=f"{root}{page.path}{_query({'q': typed} if typed else {})}",
            self_url=f"{root}{path}{_query(query, after)}",
            first_url=f"{root}{path}{_query(query)}" if after or page.older else "",
            next_url=f"{root}{path}{_query(query, page.older)}" if page.older else "",
            updated=updated or timezone.now(),
            entries=tuple(entries(page, states, root)),
        )
        response = HttpResponse(
            FORMATS[form].write(feed),
            content_type=f"{FORMATS[form].media_type}; charset=utf-8",
        )
    # No Last-Modified: no date tells of an item that came late, left or was starred
    response["ETag"] = weak
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True)
    if reader.is_authenticated:
        patch_cache_control(response, private=True)
    return response


def _private() -> HttpResponse:
    return HttpResponse(
        _(_PRIVATE) + "\n",
        status=403,
        content_type="text/plain; charset=utf-8",
        headers={"X-Robots-Tag": "noindex", "Cache-Control": "no-store"},
    )


def _is_open(kind: Kind) -> bool:
    """May strangers have it?"""
    return settings.PUBLIC and kind not in ("starred", "unread")


def _name(page: Channel, typed: str) -> str:
    return page.path + _query({"q": typed} if typed else {})


def _query(query: dict[str, str], after: str = "") -> str:
    said = query | ({"after": after} if after else {})
    return f"?{urlencode(said)}" if said else ""


@login_required
@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Somebody's secret addresses."""
    root = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    key = keys.key_of(request.user)
    searches = SavedSearch.objects.filter(user_id=request.user.pk or 0)
    places: list[tuple[str, str, str, int | None]] = [
        (_("All headlines"), reverse("headlines"), "", None)
    ]
    places += [(_("Unread"), reverse("unread"), "", None)]
    places += [(_("Starred"), reverse("starred"), "", None)]
    places += [(row.typed, reverse("search"), row.typed, row.pk) for row in searches]
    lines = [
        {
            "name": name,
            "url": f"{path}{_query({'q': typed} if typed else {})}",
            "search": pk,
            "feeds": [
                (form.title, f"{root}{path}feed.{form.name}{_query(_with(typed, key))}")
                for form in FORMATS.values()
            ]
            if key
            else [],
        }
        for name, path, typed, pk in places
    ]
    response = render(
        request,
        "articles/follow.html",
        {"lines": lines, "key": key, "query": _query({"key": key})},
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _with(typed: str, key: str) -> dict[str, str]:
    return ({"q": typed} if typed else {}) | {"key": key}


@readers_post(otherwise="follow")
def change(request: HttpRequest, verb: str) -> HttpResponse:
    """A new key, or none; a search kept, or forgotten."""
    user = request.user
    assert isinstance(user, AbstractBaseUser)  # noqa: S101 (readers_post has seen to it)
    match verb:
        case "renew":
            keys.renew(user, now=timezone.now())
        case "revoke":
            keys.revoke(user)
        case "keep":
            if keys.keep_search(user, request.POST.get("q", ""), now=timezone.now()):
                said = _("The search is kept: it stands beside the headlines.")
                messages.success(request, said)
            else:
                messages.error(request, _("The search could not be kept."))
        case "forget":
            pk = request.POST.get("search", "")
            if pk.isdecimal() and len(pk) < 19:
                keys.forget_search(user, int(pk))
    response = redirect(back_url(request, "follow"))
    response.status_code = 303
    return response
