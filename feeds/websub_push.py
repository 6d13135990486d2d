"""Step feeds.push: read what hubs have delivered, as if it had been polled.

A delivery is a feed's body that nobody had to fetch. It goes the same way as a body
that was fetched: the feed's own claim, the same reading, the same record, and it is
gone in the transaction that stores its items. Validators stay as they are, since hubs
may leave out what they have sent before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from django.db.models import F, QuerySet

from feeds import reading
from feeds.core import parse
from feeds.core.types import FetchResult, ParsedEntry
from feeds.models import Delivery, Feed
from feeds.record import Polled
from feeds.websub_record import Push
from newsreader.lib.steps import LEASE, Done, Outcome

MAX_TRIES = 3
"""A delivery that brought its worker down so often is dropped, and the feed polled."""


def due(now: dt.datetime) -> QuerySet[Feed]:
    """Feeds for which a delivery waits."""
    waiting = Delivery.objects.filter(due_at__lte=now)
    return Feed.objects.filter(
        is_paused=False, pk__in=waiting.values("subscription__feed")
    ).order_by("pk")


class Known(Protocol):
    """Tells which of these entries are stored already, in their order."""

    def __call__(self, feed: Feed, entries: Sequence[ParsedEntry]) -> list[bool]: ...


def run(
    feeds: Sequence[Feed], *, now: dt.datetime, known: Known
) -> Iterator[tuple[Feed, Outcome]]:
    """Read the oldest delivery of each."""
    for feed in feeds:
        delivery = _take(feed, now)
        # What a poll says of its failures stays
        polled = _without_bare(_read(feed, delivery, now), feed, known)
        yield feed, Done(why=feed.last_error, found=polled)


def _take(feed: Feed, now: dt.datetime) -> Delivery | None:
    """The oldest delivery that waits. It counts how often it was taken, and waits a
    little longer each time: whatever it does to this worker, it does not do for ever.
    """
    waiting = Delivery.objects.filter(subscription__feed=feed, due_at__lte=now)
    found = waiting.order_by("pk").first()
    if found is not None:
        Delivery.objects.filter(pk=found.pk).update(
            tries=F("tries") + 1, due_at=now + LEASE
        )
    return found


def _read(feed: Feed, delivery: Delivery | None, now: dt.datetime) -> Polled:
    if delivery is None:  # its subscription has ended meanwhile
        return Polled(now, push=Push(0, 0))
    push = Push(delivery.pk, delivery.subscription_id)
    body = bytes(delivery.body)
    if delivery.tries >= MAX_TRIES:
        message = "What the hub delivered could not be read in several attempts."
        return Polled(now, FetchResult(None, "internal", message), push=push)
    if feed.body_hash and parse.body_hash(body) == feed.body_hash:
        return Polled(now, FetchResult(None), push=push)
    told = reading.read(body, content_type=delivery.content_type, url=feed.url)
    if isinstance(told, reading.Unreadable):
        message = f"What the hub delivered cannot be read: {told.message}"
        return Polled(now, FetchResult(None, told.error, message), push=push)
    seen = FetchResult(None, message="Brought by the hub.", bytes_read=delivery.size)
    return Polled(now, seen, told, push=push)


def _without_bare(polled: Polled, feed: Feed, known: Known) -> Polled:
    """Some hubs send headlines alone of entries that say more in the feed itself. They
    bring what is new, but take no words away from what is there."""
    if polled.parsed is None or polled.push is None:
        return polled
    entries = polled.parsed.entries
    is_bare = [not (entry.summary or entry.content) for entry in entries]
    if not any(is_bare):
        return polled
    kept = tuple(
        entry
        for entry, bare, there in zip(
            entries, is_bare, known(feed, entries), strict=True
        )
        if not (bare and there)
    )
    return replace(
        polled,
        parsed=replace(polled.parsed, entries=kept),
        push=replace(polled.push, is_thin=True),
    )
