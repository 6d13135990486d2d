"""Step feeds.websub: ask hubs for subscriptions, renew them, and end them.

What is asked for counts only once the hub has verified it at our address for it
(`feeds.websub_views`), which may happen before its answer to the question is here. So
the step writes down that it has asked, unless it was told more in the meantime. A
killed step asks again; hubs must bear that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from feeds.core import websub
from feeds.models import Delivery, PushSubscription
from newsreader.lib import http
from newsreader.lib.steps import Done, Outcome, backoff

State = PushSubscription.State

TIMEOUT_S = 10.0
MAX_BYTES = 1 << 16
AT_ONCE = 16
BUSY = dt.timedelta(minutes=1)

ANSWERS_WITHIN_S = 3600.0
"""So long a hub has to verify. Then it is asked again, and each time later."""

LONGEST_S = 7 * 86_400.0
_TURNED = {301, 302, 303}

_Answer = http.Response | http.FetchError
_Pair = tuple[PushSubscription, Outcome]


def due(now: dt.datetime) -> QuerySet[PushSubscription]:
    """Subscriptions whose time has come, and those that are no longer, or again, what
    is wanted: the feed was deleted, paused or resumed, by whatever hand."""
    rows = PushSubscription.objects.select_related("feed").order_by("due_at", "pk")
    if not websub.is_public(settings.BASE_URL) and not settings.FETCH_ALLOW:
        # No hub can reach this site: what rests goes on resting
        rows = rows.exclude(state=State.OFF, is_wanted=True, feed__isnull=False)
    held = Q(state__in=[State.ASKED, State.ACTIVE])
    idle = Q(state=State.LEAVING) | Q(state=State.OFF, due_at=None)
    unwanted = Q(is_wanted=False) | Q(feed=None) | Q(feed__is_paused=True)
    wanted = Q(is_wanted=True, feed__is_paused=False)
    forgotten = Q(state=State.OFF, due_at=None) & (Q(is_wanted=False) | Q(feed=None))
    changed = (held & unwanted) | (idle & wanted) | forgotten
    return rows.filter(Q(due_at__lte=now) | changed)


def run(rows: Sequence[PushSubscription], *, now: dt.datetime) -> Iterator[_Pair]:
    """Do for each what is to be done next."""
    asked: list[tuple[PushSubscription, websub.Mode]] = []
    for row in rows:
        is_reachable = websub.is_reachable(
            settings.BASE_URL, row.hub, allowed=settings.FETCH_ALLOW
        )
        leaving = row.state == State.LEAVING
        move = websub.next_move(
            is_wanted=row.wants and is_reachable,
            is_kept=row.is_wanted and row.feed is not None,
            is_asked=is_reachable and row.state not in {State.OFF, State.REFUSED},
            tries_to_leave=row.tries if leaving else 0,
        )
        if move == "forget":
            yield row, Done(write=partial(_forget, row))
        elif move == "rest":
            yield row, Done(write=partial(_rest, row, now))
        else:
            asked.append((row, move))
    for row, mode, answer in _ask(asked):
        yield row, Done(write=partial(_note, row, mode, answer, now))


def callback(row: PushSubscription) -> str:
    """Where the hub finds us; nobody else knows this address."""
    return settings.BASE_URL + reverse("websub", args=[row.token])


def _ask(
    rows: Sequence[tuple[PushSubscription, websub.Mode]],
) -> Iterator[tuple[PushSubscription, websub.Mode, _Answer]]:
    """Over https first, where a hub is named with http and may well have both."""
    again = []
    requests = [_request(row, mode, websub.secured(row.hub)) for row, mode in rows]
    for place, answer in http.fetch_all(requests, at_once=AT_ONCE):
        row, mode = rows[place]
        is_busy = isinstance(answer, http.FetchError) and answer.kind == "busy"
        if websub.secured(row.hub) != row.hub and _refusal(answer) and not is_busy:
            again.append((row, mode))
        else:
            yield row, mode, answer
    requests = [_request(row, mode, row.hub) for row, mode in again]
    for place, answer in http.fetch_all(requests, at_once=AT_ONCE):
        yield *again[place], answer


def _request(row: PushSubscription, mode: websub.Mode, hub: str) -> http.Request:
    body = websub.form(mode, topic=row.topic, callback=callback(row), secret=row.secret)
    return http.Request(
        url=hub,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        body=body,
        max_bytes=MAX_BYTES,
        timeout_s=TIMEOUT_S,
        patience_s=30.0,
        max_redirects=3,
    )


def _refusal(answer: _Answer) -> str:
    """Why the hub does not take the request; "" if it does."""
    if isinstance(answer, http.FetchError):
        return answer.message
    if any(hop.status in _TURNED for hop in answer.hops):
        return "The hub redirects in a way that loses the request."
    if 200 <= answer.status < 300:
        return ""
    return f"The hub answered {answer.status}."


def _note(
    row: PushSubscription, mode: websub.Mode, answer: _Answer, now: dt.datetime
) -> None:
    """It was asked; when to ask again, unless it says something until then."""
    why, tries = _refusal(answer), row.tries
    state = _asked_for(row, now)
    if mode == "unsubscribe":
        Delivery.objects.filter(subscription=row).delete()
        tries = row.tries if row.state == State.LEAVING else 0
        state = State.LEAVING
    is_busy = isinstance(answer, http.FetchError) and answer.kind == "busy"
    wait = BUSY if is_busy else backoff(tries, ANSWERS_WITHIN_S, LONGEST_S)
    untold = PushSubscription.objects.filter(pk=row.pk, told_at=row.told_at)
    untold.update(
        state=state,
        due_at=now + wait,
        tries=tries if is_busy else tries + 1,
        asked_at=now,
        last_error=why,
    )


def _asked_for(row: PushSubscription, now: dt.datetime) -> PushSubscription.State:
    """While a lease is renewed it holds."""
    is_running = row.lease_until is not None and row.lease_until > now
    return State.ACTIVE if row.state == State.ACTIVE and is_running else State.ASKED


def _rest(row: PushSubscription, now: dt.datetime) -> None:
    """Nothing is asked for: the feed is paused, or the hub could not reach us. The
    one shows by itself when it ends, for the other we look again."""
    Delivery.objects.filter(subscription=row).delete()
    is_paused = row.feed is not None and row.feed.is_paused
    PushSubscription.objects.filter(pk=row.pk).update(
        state=State.OFF,
        due_at=None if is_paused else now + dt.timedelta(seconds=ANSWERS_WITHIN_S),
        tries=0,
        is_relied_on=False,
        lease_until=None,
        last_error="",
    )


def _forget(row: PushSubscription) -> None:
    PushSubscription.objects.filter(pk=row.pk).delete()
