"""Where hubs find us: they verify, refuse and deliver at an address for each feed.

Nothing is parsed here. A delivery is measured, its signature is checked, and its body
is kept for a worker; whatever a hub sends costs this process no more than that. The
address itself is the hub's password, so no session, login or form token is asked for.
"""

from __future__ import annotations

import datetime as dt
import threading

from django.contrib.auth.decorators import login_not_required
from django.db.models import F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from feeds.core import websub
from feeds.models import Delivery, Feed, PushSubscription
from newsreader.lib.wake import ring

State = PushSubscription.State

MAX_BYTES = 4 << 20
MAX_WAITING = 8
MAX_WAITING_BYTES = 64 << 20
"""Of one hub's deliveries for a feed as many may wait, and of all so many bytes."""

WINDOW = dt.timedelta(minutes=10)
MAX_IN_WINDOW = 30

REFUSED_FOR = dt.timedelta(days=7)
"""Then a hub that refused is asked again."""

MAX_REASON = 200

_SENDING = threading.BoundedSemaphore(2)
"""Hubs that send slowly shall not hold all threads of this process."""


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, token: str) -> HttpResponse:
    """A hub speaks: by GET of the subscription, by POST of the feed."""
    rows = PushSubscription.objects.select_related("feed").filter(token=token)
    row = rows.first()
    if request.method == "POST":
        return _deliver(request, row)
    return _answer(request, row) if row is not None else _plain(404)


def _answer(request: HttpRequest, row: PushSubscription) -> HttpResponse:
    """Verify what we want ourselves, and take a refusal as it is."""
    told = request.GET
    now = timezone.now()
    mode = told.get("hub.mode", "")
    if not websub.is_topic(told.get("hub.topic", ""), row.topic):
        return _plain(404)
    if mode == "denied":
        _refused(row, told.get("hub.reason", ""), now)
        return _plain(200)
    challenge = told.get("hub.challenge", "")
    if not websub.is_challenge(challenge):
        return _plain(404)
    if mode == "subscribe" and row.wants:
        lease = websub.lease_s(told.get("hub.lease_seconds", str(websub.LEASE_S)))
        if lease is None:
            _tell(row, last_error="The hub named no time for which it would deliver.")
            return _plain(404)
        _verified(row, lease, now)
        return _plain(200, challenge)
    if mode == "unsubscribe" and not row.wants:
        _end(row, state=State.OFF, due_at=None, told_at=now)
        return _plain(200, challenge)
    return _plain(404)


def _verified(row: PushSubscription, lease: int, now: dt.datetime) -> None:
    _tell(
        row,
        state=State.ACTIVE,
        lease_until=now + dt.timedelta(seconds=lease),
        due_at=now + dt.timedelta(seconds=websub.renew_after_s(lease)),
        told_at=now,
        tries=0,
        last_error="",
    )


def _refused(row: PushSubscription, reason: str, now: dt.datetime) -> None:
    """The feed is polled in its own rhythm again, beginning now."""
    words = "".join(filter(str.isprintable, reason[:MAX_REASON])).strip()
    why = f"The hub refused: {words}" if words else "The hub refused."
    due_at = now + REFUSED_FOR if row.wants else now
    _end(row, state=State.REFUSED, due_at=due_at, told_at=now, last_error=why)
    if row.is_relied_on and row.feed_id is not None:
        feeds = Feed.objects.filter(pk=row.feed_id, is_paused=False, due_at__gt=now)
        feeds.update(due_at=now)


def _end(row: PushSubscription, **changes: object) -> None:
    _tell(row, tries=0, lease_until=None, is_relied_on=False, **changes)


def _tell(row: PushSubscription, **changes: object) -> None:
    PushSubscription.objects.filter(pk=row.pk).update(**changes)


def _deliver(request: HttpRequest, row: PushSubscription | None) -> HttpResponse:
    if row is None or not row.wants or row.state not in {State.ACTIVE, State.ASKED}:
        return _plain(410)  # which tells the hub to stop
    now = timezone.now()
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        return _plain(411)
    if len(length) > 9 or int(length) > MAX_BYTES:
        return _plain(413)
    if row.hushed_until is not None and row.hushed_until > now:
        return _later(row.hushed_until - now)
    if not _is_admitted(row, now):
        return _later(WINDOW)
    body = _body(request)
    if body is None:
        return _later(dt.timedelta(seconds=10))
    signature = request.headers.get("X-Hub-Signature", "")[:200]
    if not websub.is_signed(body, header=signature, secret=row.secret):
        _tell(row, mistrusted_at=now)
        return _plain(202)  # ignored; whoever guesses does not learn that
    if not _is_room_for(row, len(body)):
        return _later(dt.timedelta(minutes=1))
    Delivery.objects.create(
        subscription=row,
        at=now,
        due_at=now,
        size=len(body),
        content_type=request.headers.get("Content-Type", "")[:200],
        body=body,
    )
    ring("feeds.push")
    return _plain(202)


def _body(request: HttpRequest) -> bytes | None:
    """What was sent; None if others are sending, or if it broke off."""
    if not _SENDING.acquire(blocking=False):
        return None
    try:
        return request.read(MAX_BYTES)
    except OSError:
        return None
    finally:
        _SENDING.release()


def _is_admitted(row: PushSubscription, now: dt.datetime) -> bool:
    """Count this delivery, unless there were too many lately."""
    mine = PushSubscription.objects.filter(pk=row.pk)
    is_over = Q(window_at=None) | Q(window_at__lte=now - WINDOW)
    if mine.filter(is_over).update(window_at=now, in_window=1):
        return True
    allowed = mine.filter(in_window__lt=MAX_IN_WINDOW)
    return bool(allowed.update(in_window=F("in_window") + 1))


def _is_room_for(row: PushSubscription, size: int) -> bool:
    if row.deliveries.count() >= MAX_WAITING:
        return False
    waiting = Delivery.objects.aggregate(total=Sum("size"))["total"] or 0
    return int(waiting) + size <= MAX_WAITING_BYTES


def _later(wait: dt.timedelta) -> HttpResponse:
    answer = _plain(429)
    answer.headers["Retry-After"] = str(max(1, round(wait.total_seconds())))
    return answer


def _plain(status: int, text: str = "") -> HttpResponse:
    """Text that no browser takes for a page."""
    return HttpResponse(
        text,
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
