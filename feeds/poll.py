"""Poll a batch of feeds: fetch overlapped, parse, and tell network from feed.

What takes long must not hold up what is quick: large answers are read when nothing
else is there to do, reading has a bound in time, and so has the whole batch.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial

from django.conf import settings

from feeds import reading
from feeds.core import parse, schedule, websub
from feeds.core.types import FetchResult
from feeds.models import Feed
from feeds.record import OFFLINE_S, Polled
from newsreader.lib import http, urls
from newsreader.lib.steps import Done, Outcome

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
GOOGLE_SPACING_S = 3.0
GOOGLE_AT_ONCE = 3
GOOGLE_A_MINUTE = 6
"""Google answers a hurried reader with 503: a few feeds one after the other, so that
a new reader sees headlines soon, and no more than these in any minute."""

BUDGET_S = 70.0
"""So long a batch may take, well within its claim; what is left then is put off."""

LULL_S = 0.2
HEAVY_BYTES = 64_000
MAX_HEAVY_BYTES = 16_000_000
"""Answers above the one wait for a quiet moment, as long as they are below the other
together."""

AT_ONCE = 48
QUICK_S = 5.0
TIMEOUT_S = 20.0
SLOW_AFTER_S = 10
"""Who does not answer quickly is asked again a little later, with all patience, and
from then on as long as it stays slow: a hundred others need not wait for it."""

BUSY_S = 60
_UNREACHED = {"connect", "dns", "timeout"}
_ENOUGH_HOSTS = 3
_LATELY = dt.timedelta(minutes=15)

_Answer = http.Response | http.FetchError


def run(
    feeds: Sequence[Feed], *, now: dt.datetime
) -> Iterator[tuple[Feed, Outcome] | None]:
    """Fetch all at once, and give each feed back as its answer is read."""
    until = time.monotonic() + BUDGET_S
    wait = partial(_put_off, now=now)
    asked, google = _in_turn(feeds, now)
    for place, feed in enumerate(google, start=1):
        yield feed, wait(60 // GOOGLE_A_MINUTE * place)
    left = {feed.pk: feed for feed in asked}
    unreached: list[tuple[Feed, http.FetchError]] = []
    is_online = False
    for pair in _light_first(asked):
        if time.monotonic() > until:
            break
        if pair is None:
            yield None
            continue
        feed, answer = pair
        del left[feed.pk]
        kind = answer.kind if isinstance(answer, http.FetchError) else ""
        if kind == "busy":
            yield feed, wait(BUSY_S)
        elif kind == "timeout" and not feed.tries:
            yield feed, wait(SLOW_AFTER_S, is_slow=True)
        elif isinstance(answer, http.FetchError) and kind in _UNREACHED:
            unreached.append((feed, answer))
        else:
            is_online = is_online or kind not in {"blocked", "address"}
            yield feed, _done(_read(feed, answer, now))
    is_ours = not is_online and _is_our_network([feed for feed, _ in unreached], now)
    for feed, error in unreached:
        yield (
            feed,
            _done(_offline(error, now) if is_ours else _read(feed, error, now)),
        )
    for feed in left.values():
        yield feed, wait(0)


def request(feed: Feed) -> http.Request:
    """A conditional GET (RFC 9110 §13) of the feed's address."""
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    if not feed.is_google:
        patience_s = TIMEOUT_S if feed.tries else QUICK_S
        return http.Request(url=feed.url, headers=headers, timeout_s=patience_s)
    return http.Request(
        url=feed.url,
        headers=headers,
        timeout_s=TIMEOUT_S,
        spacing_s=max(GOOGLE_SPACING_S, settings.FETCH_SPACING),
        patience_s=30.0,
    )


def _in_turn(feeds: Sequence[Feed], now: dt.datetime) -> tuple[list[Feed], list[Feed]]:
    """The feeds to ask now, sound ones first, and those of Google's that must wait: a
    batch that waited for their turns would hold up the others."""
    google = [feed for feed in feeds if feed.is_google]
    minute = Feed.objects.filter(polled_at__gt=now - dt.timedelta(minutes=1))
    lately = minute.exclude(kind=Feed.Kind.GENERIC).count() if google else 0
    free = max(0, min(GOOGLE_AT_ONCE, GOOGLE_A_MINUTE - lately))
    asked = [feed for feed in feeds if not feed.is_google] + google[:free]
    return sorted(asked, key=lambda feed: feed.failures), google[free:]


def _light_first(feeds: Sequence[Feed]) -> Iterator[tuple[Feed, _Answer] | None]:
    """The feeds with their answers, small ones first; None where there is nothing to
    do but wait, and between small and large ones."""
    heavy: deque[tuple[Feed, http.Response]] = deque()
    held, has_light = 0, False
    fetching = http.fetch_all(
        [request(feed) for feed in feeds],
        at_once=AT_ONCE,
        lull_s=lambda: LULL_S if has_light or not heavy else 0.0,
    )
    with closing(fetching) as answers:
        for each in answers:
            if each is not None:
                place, answer = each
                if isinstance(answer, http.FetchError) or not _is_heavy(answer):
                    has_light = True
                    yield feeds[place], answer
                    continue
                held += len(answer.body)
                heavy.append((feeds[place], answer))
                if held <= MAX_HEAVY_BYTES:
                    continue
            if has_light or not heavy:
                has_light = False
                yield None
            if heavy:
                held -= len(heavy[0][1].body)
                yield heavy.popleft()
    if has_light:
        yield None
    yield from heavy


def _is_heavy(answer: http.Response) -> bool:
    return len(answer.body) >= HEAVY_BYTES


def _put_off(seconds: int, *, now: dt.datetime, is_slow: bool = False) -> Outcome:
    """No fault of the feed's."""
    return Done(found=Polled(now, wait_s=seconds, is_slow=is_slow))


def _done(polled: Polled) -> Outcome:
    return Done(why=polled.result.message if polled.result else "", found=polled)


def _is_our_network(unreached: Sequence[Feed], now: dt.datetime) -> bool:
    """Whether the fault is rather here, when not one host has answered.

    Feeds that were fine until now speak for it, if they are of several hosts; they
    may have been polled in other batches of the last minutes. A feed that was reached
    there speaks against it.
    """
    if not unreached:
        return False
    others = Feed.objects.exclude(pk__in=[feed.pk for feed in unreached])
    others = others.filter(polled_at__gt=now - _LATELY)
    if others.exclude(error__in=_UNREACHED).exists():
        return False
    fine = [feed.url for feed in unreached if not feed.failures]
    fine += others.filter(failures=1).values_list("url", flat=True)[:100]
    return len({urls.host(url) for url in fine}) >= _ENOUGH_HOSTS


def _offline(error: http.FetchError, now: dt.datetime) -> Polled:
    message = (
        f"{error.message} Nor did any other site answer, so this is put down to the "
        "network of this server."
    )
    return Polled(now, FetchResult(None, error.kind, message), wait_s=OFFLINE_S)


def _read(feed: Feed, answer: _Answer, now: dt.datetime) -> Polled:
    if isinstance(answer, http.FetchError):
        result = FetchResult(None, answer.kind, answer.message)
        return Polled(now, result, is_slow=answer.kind == "timeout")
    seen = partial(
        FetchResult,
        answer.status,
        bytes_read=answer.bytes_read,
        elapsed_s=answer.elapsed_s,
    )
    headers = {
        name: answer.headers.get(name, "")
        for name in ("Retry-After", "Cache-Control", "Expires")
    }
    etag = answer.headers.get("ETag", "")[:500]
    is_slow = answer.elapsed_s > QUICK_S / 2
    brought = partial(Polled, now, headers=headers, is_slow=is_slow)
    if answer.status == 304 and (feed.etag or feed.last_modified):
        kept = {"etag": etag} if etag else {}
        return brought(seen(), kept=kept, moved_to=_moved_to(answer))
    if answer.status != 200:
        message = f"The server answered {answer.status} instead of a feed."
        error = schedule.classify(answer.status)
        return brought(seen(error=error, message=message))
    kept = {
        "etag": etag,
        "last_modified": answer.headers.get("Last-Modified", "")[:100],
        "body_hash": parse.body_hash(answer.body),
    }
    if kept["body_hash"] == feed.body_hash:
        return brought(seen(), kept=kept, moved_to=_moved_to(answer))
    content_type = answer.headers.get("Content-Type", "")
    told = reading.read(answer.body, content_type=content_type, url=answer.url)
    if isinstance(told, reading.Unreadable):
        return brought(seen(error=told.error, message=told.message))
    offer = websub.offer(
        links=answer.headers.get("Link", ""),
        hubs=told.hubs,
        topic=told.topic,
        url=answer.url,
    )
    return brought(seen(), told, kept=kept, moved_to=_moved_to(answer), offer=offer)


def _moved_to(answer: http.Response) -> str:
    """Where the permanent redirects (301, 308) before all others led; "" for none."""
    url = ""
    for hop in answer.hops:
        if hop.status not in {301, 308}:
            break
        url = hop.url_to
    return url
