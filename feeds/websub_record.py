"""What polls and deliveries tell of hubs, written down in the transaction that settles
them.

A hub is relied on from the delivery on that brought something new, until a poll finds
something that no delivery had brought, or the lease ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from feeds.core import websub
from feeds.models import Delivery, Feed, PushSubscription
from newsreader.lib.wake import ring

STEP = "feeds.websub"

MAX_OF_A_FEED = 3
"""Subscriptions of one feed, those that are being ended included: one that names
another hub at every poll does not make us ask the whole world."""

FILL_AFTER = dt.timedelta(minutes=15)
"""Headlines that a hub brought without a word more are filled by a poll as soon."""

HUSH = dt.timedelta(hours=1)
"""So long nothing is taken from a hub whose delivery could not be read."""


@dataclass(frozen=True, slots=True)
class Push:
    """Which delivery was read, by primary keys; `is_thin`: it held bare headlines."""

    delivery: int
    subscription: int
    is_thin: bool = False


def after_polls(
    offers: Mapping[int, websub.Offer | None],
    with_new_items: Collection[int],
    *,
    now: dt.datetime,
) -> dict[int, dt.datetime]:
    """Follow what feeds that were polled well offer (None: it is not known this time).

    Gives until when the hubs of feeds can be relied on, where they can.
    """
    if not offers:
        return {}
    rows: dict[int | None, list[PushSubscription]] = {}
    for each in PushSubscription.objects.filter(feed__in=list(offers)).order_by("pk"):
        rows.setdefault(each.feed_id, []).append(each)
    relied: dict[int, dt.datetime] = {}
    for feed_id, offer in offers.items():
        mine = rows.get(feed_id, [])
        row = next((one for one in mine if one.is_wanted), None)
        if offer is not None and (offer.hubs or row):
            row = _follow(feed_id, offer, mine, row, now)
        if row is None:
            continue
        if row.is_relied_on and feed_id in with_new_items:
            row.is_relied_on = False
            PushSubscription.objects.filter(pk=row.pk).update(is_relied_on=False)
        if until := row.relied_until(now):
            relied[feed_id] = until
    return relied


def after_push(
    feed: Feed, push: Push, *, is_readable: bool, new_items: int, now: dt.datetime
) -> None:
    """A delivery is done with. Where one cannot be read, the feed is polled instead."""
    Delivery.objects.filter(pk=push.delivery).delete()
    sender = PushSubscription.objects.filter(pk=push.subscription)
    if not is_readable:
        sender.update(is_relied_on=False, hushed_until=now + HUSH)
        Feed.objects.filter(pk=feed.pk).update(due_at=now)
        return
    sender.update(pushed_at=now, **({"is_relied_on": True} if new_items else {}))
    if push.is_thin:
        soon = now + FILL_AFTER
        Feed.objects.filter(pk=feed.pk, due_at__gt=soon).update(due_at=soon)


def _follow(
    feed_id: int,
    offer: websub.Offer,
    mine: Sequence[PushSubscription],
    wanted: PushSubscription | None,
    now: dt.datetime,
) -> PushSubscription | None:
    """The subscription that this offer asks for, made if need be."""
    hub = websub.choose(
        offer,
        current=wanted.hub if wanted else "",
        in_vain={row.hub for row in mine if row.is_in_vain},
    )
    place = (hub, offer.topic)
    if wanted is not None:
        if (wanted.hub, wanted.topic) == place:
            return wanted
        PushSubscription.objects.filter(pk=wanted.pk).update(
            is_wanted=False, is_relied_on=False, due_at=now
        )
    ring(STEP)
    if not hub:
        return None
    for row in mine:
        if (row.hub, row.topic) == place:
            row.is_wanted, row.due_at = True, now
            row.save(update_fields=["is_wanted", "due_at"])
            return row
    if len(mine) >= MAX_OF_A_FEED:
        return None
    return PushSubscription.objects.create(
        feed_id=feed_id, hub=hub, topic=offer.topic, due_at=now
    )
