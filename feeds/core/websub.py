"""WebSub, where it only takes thinking: hubs named, leases, signatures, the next move.

After the W3C recommendation (https://www.w3.org/TR/websub/). What a hub says is as
hostile as what a feed says: every length and number that comes from outside is bounded
here.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode, urljoin, urlsplit

from newsreader.lib import addresses, urls

MAX_ADDRESS = 2000
MAX_LINKS = 8_000
MAX_HUBS = 5
MAX_CHALLENGE = 2_000

LEASE_S = 10 * 86_400
"""So long a subscription is asked for; hubs do as they like."""

SHORTEST_LEASE_S = 60
LONGEST_LEASE_S = 30 * 86_400
"""A lease below the one is none at all, and above the other not believed."""

SOONEST_RENEWAL_S = 10 * 60

TOO_OFTEN_ASKED_TO_LEAVE = 3
"""A hub that was told so often is left: it will see that nobody takes deliveries."""

Mode = Literal["subscribe", "unsubscribe"]
Move = Literal["subscribe", "unsubscribe", "rest", "forget"]

_METHODS = ("sha1", "sha256", "sha384", "sha512")
_NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)
_PARAMETER = re.compile(
    r'\s*;\s*(?P<name>[^\s=;,"<>]+)(?:\s*=\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s;,"]*)))?'
)


# ---- which hub, and what to ask it for


@dataclass(frozen=True, slots=True)
class Offer:
    """The hubs that a feed names, and the address that they know it by (its topic)."""

    hubs: tuple[str, ...] = ()
    topic: str = ""


def offer(*, links: str, hubs: Iterable[str], topic: str, url: str) -> Offer:
    """What a feed at `url` offers: its Link headers come first, then its own text."""
    linked = list(link_header(links))
    named = [href for rel, href in linked if rel == "hub"] or list(hubs)
    own = [href for rel, href in linked if rel == "self"] + [topic, url]
    found = dict.fromkeys(filter(None, (address(url, href) for href in named)))
    if not found:
        return Offer()
    first = next(filter(None, (address(url, href) for href in own)), "")
    return Offer(tuple(found)[:MAX_HUBS], first)


def link_header(text: str) -> Iterator[tuple[str, str]]:
    """The relations and addresses of a Link header (RFC 8288 §3).

    Links that are about something else than the answer itself (`anchor`) are left out.
    """
    text = text[:MAX_LINKS]
    at = text.find("<")
    while at >= 0:
        end = text.find(">", at)
        if end < 0:
            return
        href, at = text[at + 1 : end], end + 1
        told: dict[str, str] = {}
        while match := _PARAMETER.match(text, at):
            value = match["quoted"] if match["quoted"] is not None else match["bare"]
            told.setdefault(match["name"].lower(), value or "")
            at = match.end()
        if "anchor" not in told:
            for rel in told.get("rel", "").lower().split():
                yield rel, href
        at = text.find("<", at)


def address(base: str, href: str) -> str:
    """The absolute http(s) address that is meant, as it was written; "" for none.

    As it was written, because hubs compare topics letter by letter.
    """
    text = href.strip()
    if not text or len(text) > MAX_ADDRESS or not text.isprintable() or " " in text:
        return ""
    try:
        joined = urljoin(base, text).partition("#")[0]
        urls.normalise(joined)
    except ValueError:  # BadAddress, and urljoin's own for broken brackets
        return ""
    return joined if len(joined) <= MAX_ADDRESS else ""


def choose(named: Offer, *, current: str, in_vain: Collection[str] = ()) -> str:
    """One of the hubs: the present one if it is still named, else a safe one. Those
    that were asked in vain only if there is no other."""
    hubs = [hub for hub in named.hubs if hub not in in_vain] or list(named.hubs)
    if current in hubs:
        return current
    hubs.sort(key=lambda hub: not hub.startswith("https:"))
    return hubs[0] if hubs else ""


def is_topic(told: str, topic: str) -> bool:
    """Whether both name one topic; some hubs write addresses anew."""
    if told == topic:
        return True
    try:
        return urls.normalise(told) == urls.normalise(topic)
    except urls.BadAddress:
        return False


def secured(hub: str) -> str:
    """The hub's address under https, to be tried first, unless it has a port."""
    parts = urlsplit(hub)
    if parts.scheme == "http" and parts.port is None:
        return f"https{hub[4:]}"
    return hub


def is_public(base_url: str) -> bool:
    """Whether hubs out there can reach this site, safely, under that address."""
    host = urls.host(base_url)
    if not base_url.startswith("https://") or not host:
        return False
    if addresses.is_literal(host):
        return addresses.is_public(host)
    return not addresses.is_inside_name(host)


def is_reachable(base_url: str, hub: str, *, allowed: Collection[str]) -> bool:
    """Whether this hub can reach this site: one inside the operator's own network,
    which he lets us ask (`allowed` holds host:port), needs no public address."""
    if is_public(base_url):
        return True
    parts = urlsplit(hub)
    port = parts.port or urls.DEFAULT_PORTS.get(parts.scheme, 0)
    return bool(base_url) and f"{parts.hostname}:{port}" in allowed


def form(mode: Mode, *, topic: str, callback: str, secret: str) -> bytes:
    """The body of a request to a hub."""
    fields = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    if mode == "subscribe":
        fields |= {"hub.lease_seconds": str(LEASE_S), "hub.secret": secret}
    return urlencode(fields).encode()


# ---- leases


def lease_s(told: str) -> int | None:
    """The seconds of a lease, within bounds; None for what is no lease."""
    if not _NUMBER.fullmatch(told.strip()):
        return None
    seconds = int(told)
    return min(seconds, LONGEST_LEASE_S) if seconds >= SHORTEST_LEASE_S else None


def renew_after_s(lease: int) -> int:
    """When to ask again: half of the lease is left then, for a hub that is away."""
    return max(lease // 2, SOONEST_RENEWAL_S)


# ---- deliveries


def is_signed(body: bytes, *, header: str, secret: str) -> bool:
    """Whether an X-Hub-Signature is that of this body under this secret."""
    method, _, told = header.strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    right = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(
        right.encode(), told.strip().lower().encode("utf-8", "replace")
    )


def is_challenge(text: str) -> bool:
    """Whether this may be said back to a hub: short, and nothing but plain text."""
    return 0 < len(text) <= MAX_CHALLENGE and text.isascii() and text.isprintable()


# ---- what to do with a subscription


def next_move(
    *, is_wanted: bool, is_kept: bool, is_asked: bool, tries_to_leave: int
) -> Move:
    """What is to be done now for a subscription that is due.

    `is_wanted`: the feed is there, is polled, and still names this hub, which can
    reach us. `is_kept`: its row is of use later, for a feed that only rests.
    `is_asked`: the hub was asked for it, and not yet asked to end it in vain.
    """
    if is_wanted:
        return "subscribe"
    if is_asked and tries_to_leave < TOO_OFTEN_ASKED_TO_LEAVE:
        return "unsubscribe"
    return "rest" if is_kept else "forget"
