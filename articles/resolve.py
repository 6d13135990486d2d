"""Step 3: Google link to the publisher's URL.

In this order: the address that the link id holds; the cache of ids already known; what
the publishers themselves tell of their articles; Google itself within its budget, for
what somebody has opened first. An item that must wait goes on without an address (it
keeps Google's link) and comes back when it is due again.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from django.conf import settings
from django.db.models import prefetch_related_objects

from articles import google, publisher, quota
from articles.core import identity
from articles.models import GoogleLink, Item, Publisher, ReadMark, Star
from feeds.core import google_link
from newsreader.lib import urls, wake
from newsreader.lib.steps import Done, Outcome, Retry, Skip

PATIENCE_S = 30.0
"""How long one batch may take over asking Google, spacing included."""

LATE_S = 50.0
"""A batch that has taken so long leaves Google for another time."""

SOON = dt.timedelta(seconds=5)

YOUNG = dt.timedelta(hours=6)
"""An item so young may not stand in its publisher's list yet: it is looked for again
when the publisher is asked again."""

GIVE_UP = dt.timedelta(days=14)
"""An item that nobody opened waits no longer than this for its turn at Google."""

WAITS = "Waits for its turn to ask Google."

AGAIN = (dt.timedelta(days=1), dt.timedelta(days=7))
"""When an id that Google would not tell is asked for again; after that, never."""


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """Give each item the publisher's address, or the reason why it has none yet."""
    started = time.monotonic()
    known = _known(items)
    publishers = publisher.note((item for item in items if item.google_id), now=now)
    handles: dict[int, Item] = {}
    for item in items:
        outcome = _without_asking(item, known, publishers, now=now)
        if outcome is None:
            handles[item.pk] = item
        else:
            yield item, outcome
    wants = {pk: want for pk, item in handles.items() if (want := _want(item))}
    for pk, match in publisher.find(wants, publishers, now=now):
        item = handles.pop(pk)
        write = partial(_set_told, item, match, now=now)
        yield item, Done(write=write)
    left = []
    for item in handles.values():
        outcome = _not_to_ask(item, known)
        if outcome is None:
            left.append(item)
        else:
            yield item, outcome
    if left:
        is_late = time.monotonic() - started > LATE_S
        yield from _with_google(left, known, publishers, now=now, is_late=is_late)
    wake.ring("articles.extract")


def _known(items: Iterable[Item]) -> dict[str, GoogleLink]:
    keys = [identity.google_key(item.google_id) for item in items if item.google_id]
    return {link.key: link for link in GoogleLink.objects.filter(key__in=keys)}


def _without_asking(
    item: Item,
    known: Mapping[str, GoogleLink],
    publishers: Mapping[str, Publisher],
    *,
    now: dt.datetime,
) -> Outcome | None:
    if not item.google_id:
        return _plain(item)
    told = known.get(identity.google_key(item.google_id))
    if told and told.url:
        return Done(write=partial(_set_url, item, told.url, "cache"))
    decoded = google_link.decode(item.google_id)
    if decoded.kind == "url":
        url = decoded.url
        if google_link.verdict(url, decoded) == "ok" and _usable(url):
            source = publishers.get(publisher.host_of(item))
            return Done(write=partial(_set_offline, item, url, source, now=now))
        return _never(item, "invalid_url", "The link leads to no web address.")
    if decoded.kind == "unknown":
        return _never(item, "bad_id", "The link's id is of a form not known.")
    return None


def _want(item: Item) -> publisher.Want | None:
    """What the publisher can be asked for, if the handle tells enough."""
    length = google_link.decode(item.google_id).url_length
    host = publisher.host_of(item)
    if not host or not length:
        return None
    return publisher.Want(item.headline, item.outlet, host, length)


def _not_to_ask(item: Item, known: Mapping[str, GoogleLink]) -> Outcome | None:
    """Why Google is not asked for this item, or None."""
    told = known.get(identity.google_key(item.google_id))
    if told and told.status in google.FINAL:
        return _never(item, told.status, "Google does not tell this address.")
    if not settings.GOOGLE_LINKS:
        return _never(item, "off", "Google is not asked for its links (GOOGLE_LINKS).")
    return None


def _plain(item: Item) -> Outcome:
    """A link of any other feed is the publisher's address as it is."""
    if not item.link or not _usable(item.link):
        return _never(item, "no_link", "The feed gives no address for this item.")
    return Done(write=partial(_set_url, item, item.link, "feed"))


def _usable(url: str) -> bool:
    try:
        return len(urls.clean(url)) <= 4000
    except urls.BadAddress:
        return False


def _set_url(item: Item, url: str, method: str) -> None:
    url = urls.clean(url)
    Item.objects.filter(pk=item.pk).update(
        url=url,
        url_hash=identity.url_hash(url),
        url_status="ok",
        url_method=method,
        resolve_at=None,
    )


def _set_offline(
    item: Item, url: str, source: Publisher | None, *, now: dt.datetime
) -> None:
    _set_url(item, url, "offline")
    if source:
        publisher.remember(source, url, item.headline, now)


def _set_told(item: Item, match: publisher.Match, *, now: dt.datetime) -> None:
    """An address that the publisher told holds as if Google had told it."""
    _set_url(item, match.url, match.way)
    GoogleLink.objects.update_or_create(
        key=identity.google_key(item.google_id),
        defaults={
            "google_id": item.google_id,
            "url": match.url,
            "status": "ok",
            "method": match.way,
            "checked_at": now,
        },
    )


def _never(item: Item, status: str, why: str) -> Skip:
    changes = {"url_status": status, "resolve_at": None}
    return Skip(why=why, write=partial(_change, item, changes))


def _change(item: Item, changes: Mapping[str, object]) -> None:
    Item.objects.filter(pk=item.pk).update(**changes)


def _later(
    item: Item, status: str, why: str, back_at: dt.datetime, *, now: dt.datetime
) -> Outcome:
    """Come back at that time. The first time round, the later steps come first."""
    changes = {"url_status": status, "resolve_at": back_at}
    write = partial(_change, item, changes)
    if item.resolve_at is None:
        return Skip(why=why, write=write)
    return Retry(after=max(back_at - now, SOON), why=why, write=write)


def _with_google(
    items: Sequence[Item],
    known: Mapping[str, GoogleLink],
    publishers: Mapping[str, Publisher],
    *,
    now: dt.datetime,
    is_late: bool,
) -> Iterator[tuple[Item, Outcome]]:
    """Ask for as many as the budget and one batch's time allow; the others wait."""
    prefetch_related_objects(items, "origins__feed")
    opened = _opened(items)
    items = sorted(items, key=lambda item: item.pk not in opened)
    spacing_s = settings.GOOGLE_LINK_SPACING
    wanted = min(len(items), google.BATCH, 1 + int(PATIENCE_S / max(spacing_s, 0.3)))
    first = min(wanted, len(opened))
    turn = quota.take(0 if is_late else wanted, first=first, now=now)
    asked, waiting = items[: turn.pages], items[turn.pages :]
    handles = [_handle(item, known) for item in asked]
    answers = google.ask(handles, spacing_s=spacing_s, now=now) if handles else []
    blocked_until = None
    for item, answer in zip(asked, answers, strict=True):
        blocked_until = answer.back_at if answer.status == "blocked" else blocked_until
        yield item, _judge(item, answer, now=now)
    for place, item in enumerate(waiting, start=1):
        queue = dt.timedelta(seconds=spacing_s * place)
        back_at = blocked_until or turn.back_at + max(queue, SOON)
        why = google.BLOCKED if blocked_until else turn.why or WAITS
        source = publishers.get(publisher.host_of(item))
        if source and now - item.first_seen_at < YOUNG:
            soonest = max(publisher.back_at(source, now=now), now + SOON)
            back_at = min(back_at, soonest)
        if now - item.first_seen_at > GIVE_UP and item.pk not in opened:
            yield item, _never(item, "waiting", "Nobody asked for it in time.")
        else:
            yield item, _later(item, "waiting", why, back_at, now=now)


def _opened(items: Sequence[Item]) -> set[int]:
    """Those that somebody has opened or starred."""
    marks = ReadMark.objects.filter(item__in=items).values_list("item", flat=True)
    return {*marks, *Star.objects.filter(item__in=items).values_list("item", flat=True)}


def _handle(item: Item, known: Mapping[str, GoogleLink]) -> google.Handle:
    key = identity.google_key(item.google_id)
    editions = (origin.feed.edition for origin in item.origins.all())
    ceid = next((ceid for ceid in editions if ceid), "US:en")
    return google.Handle(item.google_id, key, ceid, known.get(key))


def _judge(item: Item, answer: google.Answer, *, now: dt.datetime) -> Outcome:
    if answer.status == "ok" and _usable(answer.url):
        return Done(write=partial(_set_url, item, answer.url, "google"))
    why = "Google did not tell the address."
    if answer.status == "blocked" and answer.back_at:
        return _later(item, "blocked", google.BLOCKED, answer.back_at, now=now)
    if answer.status in google.FINAL or answer.tries > len(AGAIN):
        return _never(item, answer.status, why)
    back_at = now + AGAIN[max(answer.tries, 1) - 1]
    return _later(item, answer.status, why, back_at, now=now)
