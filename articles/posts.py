"""Form posts: what a reader does to one item, to some, or to a whole list."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles import marking, pages
from articles.models import Item
from articles.querysets import ItemQuerySet
from feeds.models import Category, Feed
from newsreader.accounts.posting import back_url, readers_post

UNDO = "undo_marks"
"""In the session: which marks were made last, and how many."""
_MOST_AT_ONCE = 200
_OLDER_DAYS = ("1", "3", "7", "30")


@readers_post()
def mark(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A reader's word on one item; the script asks for the changed fragment only."""
    reader, back = _reader(request), back_url(request)
    found = get_object_or_404(Item.objects.only("sort_at"), pk=pk)
    match verb:
        case "read":
            marking.mark_read(reader, found, now=timezone.now())
        case "unread":
            marking.mark_unread(reader, found)
        case "star":
            marking.star(reader, found, now=timezone.now())
        case "unstar":
            marking.unstar(reader, found)
    fragment = request.headers.get("X-Fragment")
    if fragment not in ("marks", "row"):
        return _see(back)
    marks = pages.marks_of(pk, user=reader, back_url=back)
    if fragment == "marks":
        return render(request, "_fragments/marks.html", {"marks": marks})
    given = {"marks": marks, "back": back.partition("#")[0]}
    return render(request, "row_acts.jinja", given, using="jinja2")


@readers_post()
def mark_some(request: HttpRequest) -> HttpResponse:
    """Items that were scrolled past. Those that are unknown or read change nothing."""
    given = request.POST.getlist("item")[:_MOST_AT_ONCE]
    pks = [int(pk) for pk in given if pk.isdecimal() and len(pk) < 19]
    marking.mark_all(
        _reader(request), Item.objects.filter(pk__in=pks), now=timezone.now()
    )
    return HttpResponse(status=204)


@readers_post()
def mark_list(request: HttpRequest) -> HttpResponse:
    """All of a list, or what is older than some days, as the reader saw it.

    What came in after the page was shown stays unread.
    """
    now = timezone.now()
    items = _listed(request, now)
    seen_until = _moment(request.POST.get("until", ""))
    if seen_until:
        items = items.filter(first_seen_at__lte=seen_until)
    if is_older := bool(older := request.POST.get("older", "")):
        if older not in _OLDER_DAYS:
            raise BadRequest(f"older is one of {', '.join(_OLDER_DAYS)}")
        items = items.filter(sort_at__lt=now - dt.timedelta(days=int(older)))
    count = marking.mark_all(_reader(request), items, now=now)
    if count:
        request.session[UNDO] = {"at": now.isoformat(), "count": count}
    elif is_older:  # what was marked before can still be taken back
        messages.info(request, _("Nothing unread is older than that."))
    else:
        messages.info(request, _("There was nothing unread."))
    return _see(back_url(request))


@readers_post()
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last marks back, or with `keep` only the offer to do so."""
    made = request.session.pop(UNDO, None)
    if made and "keep" not in request.POST and (at := _moment(made["at"])):
        marking.unmark(_reader(request), at=at)
    return _see(back_url(request))


def _listed(request: HttpRequest, now: dt.datetime) -> ItemQuerySet:
    """The items of the list that the form names, whatever page of it is shown."""
    items = Item.objects.all()
    if pk := request.POST.get("feed", ""):
        is_number = pk.isdecimal() and len(pk) < 19
        feed = get_object_or_404(Feed, pk=int(pk) if is_number else 0)
        items = items.filter(origins__feed=feed)
    # PostgreSQL cannot be asked for a NUL
    if slug := request.POST.get("category", "").replace("\0", " "):
        items = items.in_category(get_object_or_404(Category, slug=slug))
    if outlet := request.POST.get("outlet", "").replace("\0", " "):
        items = items.of_outlet(outlet)
    if "today" in request.POST:
        items = items.since(pages.midnight(now))
    if "starred" in request.POST and request.user.is_authenticated:
        items = items.starred_by(request.user)
    return items


def _reader(request: HttpRequest) -> AbstractBaseUser:
    """Whoever signed in; the views that ask for one are closed to others."""
    if not isinstance(request.user, AbstractBaseUser):
        raise PermissionDenied
    return request.user


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
        return moment.astimezone(dt.UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _see(url: str) -> HttpResponse:
    """303: the answer to a post is to look at that page."""
    response = redirect(url)
    response.status_code = 303
    return response
