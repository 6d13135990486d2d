"""History, headers and now to the next poll time; back-off.

The words for what went wrong with a poll, used all over this wing:

    blocked       the address leads where this site does not go (a private network)
    address       it is no web address at all
    dns           the host has no address
    connect       no connection, or lost before an answer
    tls           the certificate or the handshake is not in order
    timeout       it took too long
    too_large     more bytes or markup than are read
    redirect      the redirects do not end, or lead nowhere
    protocol      the answer is not HTTP
    truncated     the answer broke off
    decode        the packing or the letters of the answer cannot be read
    busy          asked too often for now; nobody's fault
    http          any other answer than success
    auth          a password is wanted
    gone          the feed was withdrawn for good
    rate_limited  the server wants to be asked less often
    not_a_feed    the answer is something else than a feed
    parse         the feed is broken
    internal      the fault is here
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import re
from typing import Literal, get_args

ErrorWord = Literal[
    "blocked", "address", "dns", "connect", "tls", "timeout", "too_large", "redirect",
    "protocol", "truncated", "decode", "busy", "http", "auth", "gone", "rate_limited",
    "not_a_feed", "parse", "internal",
]  # fmt: skip
ERRORS: tuple[str, ...] = get_args(ErrorWord)

START_S = 30 * 60
SHORTEST_S = 5 * 60
GOOGLE_SHORTEST_S = 15 * 60
LONGEST_S = 24 * 60 * 60
PUSHED_SHORTEST_S = 60 * 60
PUSHED_FACTOR = 12
"""How much more rarely a feed is polled whose hub brings what is new: a hub that falls
silent is found out after so many intervals, and within a day."""

JITTER = 0.12

_BY_STATUS: dict[int, ErrorWord] = {
    401: "auth", 407: "auth", 408: "timeout", 410: "gone", 429: "rate_limited",
}  # fmt: skip
# These say how long to wait in their own way, or that it will not change soon
_SLOW: dict[str, int] = {
    "gone": LONGEST_S, "rate_limited": 15 * 60, "auth": 60 * 60, "blocked": 60 * 60,
    "address": 60 * 60,
}  # fmt: skip


def classify(status: int) -> ErrorWord:
    """The word for an HTTP answer that is no success."""
    if 300 <= status < 400 and status != 304:
        return "redirect"
    return _BY_STATUS.get(status, "http")


def next_poll(
    now: dt.datetime,
    *,
    interval_s: int,
    new_items: int,
    failures: int,
    is_google: bool,
    ttl_s: int | None = None,
    max_age_s: int | None = None,
    retry_after: str | None = None,
    error: str = "",
    skip_hours: int = 0,
    skip_days: int = 0,
    pushed_until: dt.datetime | None = None,
    seed: int,
) -> tuple[dt.datetime, int]:
    """When to poll next, and the feed's new interval in seconds.

    `failures` counts this poll if it failed (then `error` is its word). A failure
    leaves the interval as it is. `seed` should differ from feed to feed and from poll
    to poll: it spreads polls a little, always the same for the same seed and `now`.
    `pushed_until` says that a hub brings what is new until then, as far as is known:
    polls that find nothing more say nothing of the feed's rhythm, and only see to it
    that nothing is lost.
    """
    shortest = GOOGLE_SHORTEST_S if is_google else SHORTEST_S
    interval = interval_s if interval_s > 0 else START_S
    if failures or error:
        interval = _within(interval, shortest)
        wait = _back_off(failures, error, shortest)
    else:
        slower = interval if pushed_until else interval * 3 // 2
        interval = _within(interval // 2 if new_items else slower, shortest)
        wait = max(interval, *(_asked(each) for each in (ttl_s, max_age_s)))
    asked = _retry_after_s(retry_after, now)
    spread = _within(_spread(wait, seed, now), shortest)
    # A wait that the server asked for is kept to the second, or is longer
    when = now + dt.timedelta(seconds=max(spread, asked))
    if pushed_until and not error:
        rarely = _within(wait * PUSHED_FACTOR, PUSHED_SHORTEST_S)
        seconds = _within(_spread(rarely, seed, now), PUSHED_SHORTEST_S)
        when = max(when, min(now + dt.timedelta(seconds=seconds), pushed_until))
    latest = now + dt.timedelta(seconds=LONGEST_S)
    return _not_skipped(when, skip_hours, skip_days, latest), interval


def _back_off(failures: int, error: str, shortest: int) -> int:
    """Doubles with each failure, from the shortest wait to a day; it never stops."""
    if error == "busy":
        return shortest
    doubled = shortest * 2 ** min(max(failures, 1) - 1, 20)
    return _within(max(doubled, _SLOW.get(error, 0)), shortest)


def max_age(cache_control: str) -> int | None:
    """The seconds of `max-age` in a Cache-Control header (RFC 9111 §5.2.2.1)."""
    found = re.search(r"(?i)\bmax-age\s*=\s*\"?([0-9]{1,9})\b", cache_control)
    return int(found[1]) if found else None


def freshness(cache_control: str, expires: str, now: dt.datetime) -> int | None:
    """The seconds for which an answer says that it stays as it is (RFC 9111 §4.2.1):
    Cache-Control is the last word, Expires the one before."""
    if cache_control.strip():
        return max_age(cache_control)
    return _until(expires, now) or None


def _not_skipped(
    when: dt.datetime, hours: int, days: int, latest: dt.datetime
) -> dt.datetime:
    """The first of `when` and the hours after it at which the feed may be polled."""
    when = when.astimezone(dt.UTC)
    while hours >> when.hour & 1 or days >> when.weekday() & 1:
        when += dt.timedelta(hours=1)
        if when >= latest:
            return latest
    return when


def _within(seconds: int, shortest: int) -> int:
    return max(shortest, min(seconds, LONGEST_S))


def _asked(seconds: int | None) -> int:
    """What the feed or the server asks for, as long as it is no more than a day."""
    return min(seconds, LONGEST_S) if seconds is not None and seconds > 0 else 0


def _retry_after_s(header: str | None, now: dt.datetime) -> int:
    """The seconds of a Retry-After header, which holds seconds or a date; 0 for one
    that makes no sense, never more than a day."""
    text = (header or "").strip()
    if re.fullmatch(r"[0-9]+", text, re.ASCII):
        return LONGEST_S if len(text) > 6 else _asked(int(text))
    return _until(text, now)


def _until(date: str, now: dt.datetime) -> int:
    """The seconds from now to a date in a header; 0 if it is past or makes no sense,
    never more than a day."""
    text = date.strip()
    if not text or len(text) > 60:
        return 0
    try:
        until = email.utils.parsedate_to_datetime(text)
        until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
        return _asked(int((until - now).total_seconds()) + 1)
    except (ValueError, OverflowError):
        return 0


def _spread(seconds: int, seed: int, now: dt.datetime) -> int:
    """A little more or less, so that many feeds do not come due together."""
    digest = hashlib.sha256(f"{seed}:{now.timestamp():.0f}".encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32 * 2 - 1  # from -1 to 1
    return round(seconds * (1 + JITTER * share))
