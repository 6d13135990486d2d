"""Write down how polls went: items, validators, health, addresses, next times.

All of it for several feeds at once, in the transaction that settles them. Validators
are kept in the same transaction as the items they stand for: a poll that is cut short
leaves neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from feeds import websub_record
from feeds.core import schedule
from feeds.core.types import FetchResult, ParsedFeed
from feeds.core.websub import Offer
from feeds.models import Feed, Fetch
from feeds.websub_record import Push
from newsreader.lib.steps import Pair

MOVES_AFTER = 3
"""So many polls in a row must be led to one place before it becomes the address."""

MISSING_POLLS = 8
MISSING_FOR = dt.timedelta(days=7)
"""Where nothing is found for so long and so often, polling stops."""

OFFLINE_S = 5 * 60

_COLUMNS = (
    "etag", "last_modified", "body_hash", "ttl_s", "skip_hours", "skip_days",
    "moved_to", "moved_seen", "missing_since", "polled_at", "succeeded_at", "failures",
    "error", "due_at", "interval_s", "tries",
)  # fmt: skip

_BY_HAND = (
    "url", "site_url", "language", "failures", "missing_since", "moved_to",
    "moved_seen", "paused_why", "is_paused",
)  # fmt: skip
"""What people may change while a poll is under way, and a poll builds upon."""


class StoreResult(Protocol):
    """How many items were new, and how many had changed."""

    @property
    def new(self) -> int: ...
    @property
    def changed(self) -> int: ...


class Store(Protocol):
    """Makes the entries of feeds ready to be stored. What it gives puts those of the
    feeds it is told into the database, inside the caller's transaction."""

    def __call__(
        self, polled: Sequence[tuple[Feed, ParsedFeed]], *, now: dt.datetime
    ) -> Callable[[Collection[int]], Mapping[int, StoreResult]]: ...


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll brought: a feed, "unchanged" (no `parsed`), or an error.

    `wait_s` says that the poll is put off, and that nothing is held against the feed;
    then a `result` is for the log only. `is_slow`: next time, ask with more patience.
    `offer` tells which hubs a feed that was read names; a `push` is what a hub
    delivered, and no poll at all: it changes nothing but items.
    """

    now: dt.datetime
    result: FetchResult | None = None
    parsed: ParsedFeed | None = None
    kept: Mapping[str, str] = field(default_factory=dict)  # columns: validators
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str = ""  # where permanent redirects led
    wait_s: int | None = None
    is_slow: bool = False
    offer: Offer | None = None
    push: Push | None = None


_Poll = tuple[Feed, Polled]


def record(pairs: Sequence[Pair], *, store: Store) -> Callable[[Collection[Any]], None]:
    """Make ready what these polls brought; what it gives writes it down.

    For `lib.steps.Step.together`.
    """
    polls: list[_Poll] = [(feed, outcome.found) for feed, outcome in pairs]
    read = [(feed, polled.parsed) for feed, polled in polls if polled.parsed]
    store_items = store(read, now=polls[0][1].now) if read else None

    def write(held: Collection[int]) -> None:
        mine = _caught_up([each for each in polls if each[0].pk in held])
        read = {feed.pk for feed, polled in mine if polled.parsed}
        stored = store_items(read) if store_items else {}
        asked = [each for each in mine if each[1].push is None]
        if asked:
            _note_all(asked, stored)
            _say_more(asked)
        for feed, polled in mine:
            if polled.push is not None:
                _note_push(feed, polled, stored.get(feed.pk))
        Fetch.objects.bulk_create(_log(mine, stored))

    return write


def _caught_up(polls: list[_Poll]) -> list[_Poll]:
    """The polls, with what people have changed of their feeds meanwhile.

    What an address answered that is no longer the feed's says nothing of the feed:
    it is due again, and keeps everything it has, above all its validators.
    """
    rows = Feed.objects.filter(pk__in=[feed.pk for feed, _ in polls])
    now_there = {row[0]: row[1:] for row in rows.values_list("pk", *_BY_HAND)}
    caught_up = []
    for feed, polled in polls:
        asked = feed.url
        for column, value in zip(_BY_HAND, now_there[feed.pk], strict=True):
            setattr(feed, column, value)
        if feed.url != asked:
            feed.refresh_from_db(fields=_COLUMNS)
            polled = Polled(polled.now, wait_s=0, push=polled.push)
        caught_up.append((feed, polled))
    return caught_up


def _note_all(polls: Sequence[_Poll], stored: Mapping[int, StoreResult]) -> None:
    pushed_until = websub_record.after_polls(
        {
            feed.pk: polled.offer
            for feed, polled in polls
            if polled.result and not polled.result.error and not feed.is_google
        },
        {pk for pk, each in stored.items() if each.new},
        now=polls[0][1].now,
    )
    for feed, polled in polls:
        _note(feed, polled, stored.get(feed.pk), pushed_until.get(feed.pk))
    # An upsert of rows that are there and locked: one statement for all of them
    Feed.objects.bulk_create(
        [feed for feed, _ in polls],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_COLUMNS,
    )


def _note_push(feed: Feed, polled: Polled, stored: StoreResult | None) -> None:
    if polled.push is not None:
        websub_record.after_push(
            feed,
            polled.push,
            is_readable=polled.result is None or not polled.result.error,
            new_items=stored.new if stored else 0,
            now=polled.now,
        )


def _note(
    feed: Feed,
    polled: Polled,
    stored: StoreResult | None,
    pushed_until: dt.datetime | None,
) -> None:
    """Set the columns that every poll changes."""
    result, parsed, now = polled.result, polled.parsed, polled.now
    feed.tries = int(polled.is_slow)
    if polled.wait_s is not None or result is None:
        feed.due_at = now + dt.timedelta(seconds=polled.wait_s or 0)
        return
    for column, value in polled.kept.items():
        setattr(feed, column, value)
    if parsed is not None:
        feed.ttl_s = parsed.ttl_s
        feed.skip_hours, feed.skip_days = parsed.skip_hours, parsed.skip_days
    feed.polled_at, feed.error = now, result.error
    feed.failures = feed.failures + 1 if result.error else 0
    if not result.error:
        feed.succeeded_at = now
    if result.status is not None:
        feed.missing_since = (
            (feed.missing_since or now) if result.status == 404 else None
        )
    is_again = bool(polled.moved_to) and polled.moved_to == feed.moved_to
    feed.moved_seen = feed.moved_seen + 1 if is_again else int(bool(polled.moved_to))
    feed.moved_to = polled.moved_to
    feed.due_at, feed.interval_s = schedule.next_poll(
        now,
        interval_s=feed.interval_s,
        new_items=stored.new if stored else 0,
        failures=feed.failures,
        is_google=feed.is_google,
        ttl_s=feed.ttl_s,
        max_age_s=schedule.freshness(
            polled.headers.get("Cache-Control", ""),
            polled.headers.get("Expires", ""),
            now,
        ),
        retry_after=polled.headers.get("Retry-After") or None,
        error=result.error,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        pushed_until=pushed_until,
        seed=feed.pk,
    )


def _say_more(polls: Iterable[_Poll]) -> None:
    """Write what few polls bring, and what people may be changing meanwhile."""
    for feed, polled in polls:
        changes: dict[str, Any] = {}
        if polled.parsed is not None:
            if not feed.site_url and polled.parsed.site_url:
                changes["site_url"] = polled.parsed.site_url[:2000]
            if not feed.language and polled.parsed.language:
                changes["language"] = polled.parsed.language[:35]
        if polled.wait_s is None and polled.result is not None:
            changes |= _stopped(feed, polled.result, polled.now) | _moved(feed)
        if changes:
            Feed.objects.filter(pk=feed.pk).update(**changes)


def _stopped(feed: Feed, result: FetchResult, now: dt.datetime) -> dict[str, Any]:
    why = ""
    if result.error == "gone":
        why = "The server says that this feed is gone for good (410)."
    elif feed.missing_since is not None and feed.failures >= MISSING_POLLS:
        days = (now - feed.missing_since).days
        if now - feed.missing_since >= MISSING_FOR:
            why = f"Nothing has been found at this address for {days} days (404)."
    if why:
        return {"is_paused": True, "paused_why": why}
    return {"paused_why": ""} if feed.paused_why and not result.error else {}


def _moved(feed: Feed) -> dict[str, Any]:
    """The new address, unless another feed has it already."""
    url = feed.moved_to
    if feed.moved_seen < MOVES_AFTER or feed.is_google or len(url) > 2000:
        return {}
    if Feed.objects.filter(url=url).exists():
        return {}
    return {"url": url, "moved_to": "", "moved_seen": 0}


def _log(polls: Iterable[_Poll], stored: Mapping[int, StoreResult]) -> list[Fetch]:
    return [
        Fetch(
            feed=feed,
            at=polled.now,
            status=polled.result.status,
            error=polled.result.error,
            message=polled.result.message[:500],
            new_items=stored[feed.pk].new if feed.pk in stored else 0,
            changed_items=stored[feed.pk].changed if feed.pk in stored else 0,
            bytes_read=polled.result.bytes_read,
            elapsed_ms=round(polled.result.elapsed_s * 1000),
        )
        for feed, polled in polls
        if polled.result is not None and (polled.push is None or polled.result.message)
    ]
