"""Poll a batch of feeds: fetch overlapped, parse, hand to `store`, record, set next
times.

The storing function is an argument, so that this wing need not know the articles'.
Validators are kept in the same transaction as the items they stand for: a poll that
is cut short leaves neither.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from django.conf import settings

from feeds.core import parse, schedule
from feeds.core.types import FetchResult, ParsedFeed
from feeds.models import Feed, Fetch
from newsreader.lib import http
from newsreader.lib.steps import Done, Outcome

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
GOOGLE_SPACING_S = 3.0
"""Google answers a hurried reader with 503: never faster than this."""


class StoreResult(Protocol):
    """How many items were new, and how many had changed."""

    @property
    def new(self) -> int: ...
    @property
    def changed(self) -> int: ...


class Store(Protocol):
    """Puts the entries of a feed into the database, inside the caller's transaction."""

    def __call__(
        self, feed: Feed, parsed: ParsedFeed, *, now: dt.datetime
    ) -> StoreResult: ...


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one request brought: a feed, "unchanged" (parsed is None), or an error."""

    result: FetchResult
    parsed: ParsedFeed | None = None
    kept: dict[str, str] = field(default_factory=dict)  # columns to keep: validators
    headers: dict[str, str] = field(default_factory=dict)


def run(
    feeds: Sequence[Feed], *, now: dt.datetime, store: Store
) -> Iterator[tuple[Feed, Outcome]]:
    """Fetch all at once, and give each feed back as its answer is read."""
    for place, answer in http.fetch_all([request(feed) for feed in feeds]):
        feed = feeds[place]
        if isinstance(answer, http.FetchError) and answer.kind == "busy":
            yield feed, Done(write=partial(_wait, feed, now=now))
            continue
        read = _read(feed, answer)
        yield (
            feed,
            Done(
                why=read.result.message,
                write=partial(_record, feed, read, now=now, store=store),
            ),
        )


def request(feed: Feed) -> http.Request:
    """A conditional GET (RFC 9110 §13) of the feed's address."""
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    spacing = max(GOOGLE_SPACING_S, settings.FETCH_SPACING) if feed.is_google else None
    return http.Request(url=feed.url, headers=headers, spacing_s=spacing)


def _read(feed: Feed, answer: http.Response | http.FetchError) -> _Answer:
    if isinstance(answer, http.FetchError):
        return _Answer(FetchResult(None, answer.kind, answer.message))
    seen = partial(
        FetchResult,
        answer.status,
        bytes_read=answer.bytes_read,
        elapsed_s=answer.elapsed_s,
    )
    headers = {
        name: answer.headers.get(name, "")
        for name in ("Retry-After", "Cache-Control", "ETag", "Last-Modified")
    }
    if answer.status == 304 and (feed.etag or feed.last_modified):
        kept = {"etag": headers["ETag"][:500]} if headers["ETag"] else {}
        return _Answer(seen(), kept=kept, headers=headers)
    if answer.status != 200:
        message = f"The server answered {answer.status} instead of a feed."
        error = schedule.classify(answer.status)
        return _Answer(seen(error=error, message=message), headers=headers)
    kept = {
        "etag": headers["ETag"][:500],
        "last_modified": headers["Last-Modified"][:100],
        "body_hash": parse.body_hash(answer.body),
    }
    if kept["body_hash"] == feed.body_hash:
        return _Answer(seen(), kept=kept, headers=headers)
    try:
        parsed = parse.parse(
            answer.body,
            content_type=answer.headers.get("Content-Type", ""),
            url=answer.url,
        )
    except parse.NotAFeed as problem:
        error = "parse" if problem.kind == "parse" else "not_a_feed"
        return _Answer(seen(error=error, message=problem.message), headers=headers)
    return _Answer(seen(), parsed, kept=kept, headers=headers)


def _wait(feed: Feed, *, now: dt.datetime) -> None:
    """The host had no free place in time: no fault of the feed's."""
    Feed.objects.filter(pk=feed.pk).update(due_at=now + dt.timedelta(minutes=1))


def _record(feed: Feed, read: _Answer, *, now: dt.datetime, store: Store) -> None:
    """Store the items and write down how the poll went and when the next one is."""
    new = changed = 0
    changes: dict[str, object] = dict(read.kept)
    if read.parsed is not None:
        stored = store(feed, read.parsed, now=now)
        new, changed = stored.new, stored.changed
        changes["site_url"] = feed.site_url or read.parsed.site_url[:2000]
        changes["language"] = feed.language or read.parsed.language[:35]
    failures = feed.failures + 1 if read.result.error else 0
    due_at, interval_s = schedule.next_poll(
        now,
        interval_s=feed.interval_s,
        new_items=new,
        failures=failures,
        is_google=feed.is_google,
        ttl_s=read.parsed.ttl_s if read.parsed else None,
        max_age_s=schedule.max_age(read.headers.get("Cache-Control", "")),
        retry_after=read.headers.get("Retry-After") or None,
        error=read.result.error,
        seed=feed.pk,
    )
    if not read.result.error:
        changes["succeeded_at"] = now
    Feed.objects.filter(pk=feed.pk).update(
        **changes,
        polled_at=now,
        failures=failures,
        error=read.result.error,
        due_at=due_at,
        interval_s=interval_s,
    )
    Fetch.objects.create(
        feed=feed,
        at=now,
        status=read.result.status,
        error=read.result.error,
        message=read.result.message[:500],
        new_items=new,
        changed_items=changed,
        bytes_read=read.result.bytes_read,
        elapsed_ms=round(read.result.elapsed_s * 1000),
    )
