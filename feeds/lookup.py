"""What feed there is at an address, shown before it is added, or why there is none.

CannotAdd
└── carries `kind`, a word, and `message`, one plain sentence for whoever asked
"""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from feeds.core import preview, site_feeds
from feeds.core.discover import (
    Candidate,
    canonical_of,
    comments_last,
    feeds_in,
    well_known,
)
from feeds.core.google_news import HOST as GOOGLE_HOST
from feeds.core.google_news import Edition, GoogleFeed, NoFeedThere, build, from_pasted
from feeds.core.google_news import edition as edition_of
from feeds.core.parse import NotAFeed, parse
from feeds.core.types import ParsedFeed
from feeds.models import Feed
from newsreader.lib import http
from newsreader.lib.said import said
from newsreader.lib.urls import BadAddress, from_typed, host, same_page

HEADLINES = 5
"""So many of the newest are shown before a feed is added."""

GUESS_S, GUESSES_S = 6.0, 20.0
"""How long one usual place is tried at a site that names no feed, and all of them."""

MAX_CANDIDATES = 30

NO_FEED = (
    "This is a web page, and neither it nor its site names a feed. Look for a link "
    "called RSS, Atom or “feed” on the site, or follow it by a Google News search."
)

_URL_LENGTH = 2000
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)
# The host itself does not speak TLS; whoever typed only a name may have meant http
_NO_TLS = frozenset({"connect", "tls", "protocol"})


class CannotAdd(Exception):  # noqa: N818 - it reads as what it is
    """There is nothing here that could be added."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind, message)
        self.kind, self.message = kind, message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Found:
    """What an address turned out to be.

    Either one feed, with its newest headlines; or several `candidates` to choose from,
    and then only `url` is told beside them. `already` is the same feed, if it is here;
    `note` says what could not be seen.
    """

    url: str
    kind: str = Feed.Kind.GENERIC.value
    title: str = ""
    site_url: str = ""
    language: str = ""
    ceid: str = ""
    newest: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    already: Feed | None = None
    note: str = ""
    seen: preview.Preview = field(default_factory=preview.Preview)

    @property
    def kind_label(self) -> str:
        return str(Feed.Kind(self.kind).label)

    @property
    def rhythm(self) -> str:
        """How often it publishes, in words, or ""."""
        return said(preview.rhythm(self.seen))

    def problems(self, now: dt.datetime) -> tuple[str, ...]:
        """What somebody should know before adding it, in sentences."""
        told = (self.note,) if self.note else ()
        return told + preview.problems(self.seen, now)


def look_up(address: str, *, edition: Edition) -> Found:
    """What is at a typed or pasted address. Stores nothing; raises CannotAdd.

    `edition` is for Google News addresses that name none.
    """
    try:
        url = from_typed(address)
        google = from_pasted(url, edition)
    except (BadAddress, NoFeedThere) as error:
        kind = error.kind if isinstance(error, NoFeedThere) else "address"
        raise CannotAdd(kind, error.message) from None
    if google is not None:
        return with_preview(_described(google))
    try:
        return _at(url)
    except CannotAdd as error:
        if error.kind not in _NO_TLS or _names_scheme(address):
            raise
        return _at(url.replace("https://", "http://", 1))


def describe(kind: str, value: str, *, edition: Edition) -> Found:
    """A Google News feed by what it follows. Asks nobody; raises CannotAdd."""
    try:
        return _described(build(kind, value, edition))
    except NoFeedThere as error:
        raise CannotAdd(error.kind, error.message) from None


def with_preview(found: Found) -> Found:
    """A Google News feed with its newest headlines, as far as Google shows them now.

    Its address is known to be right, so that it can be added while Google refuses to
    answer. Raises CannotAdd where Google says that there is no such feed.
    """
    try:
        response = _get(found.url)
        parsed = _parsed(response)
    except CannotAdd as error:
        if error.kind in {"not_found", "gone", "redirect"}:
            raise
        note = f"Google News shows no preview just now. {error.message}"
        return replace(found, note=note)
    except NotAFeed as error:
        if error.kind == "google_unsupported":
            raise CannotAdd(error.kind, error.message) from None
        note = "Google News shows no preview just now: it answered with a web page."
        return replace(found, note=note)
    if found.kind == Feed.Kind.GOOGLE_PLACE:
        found = _with_address(found, response.url)
    language = found.language or parsed.language
    seen = preview.preview(parsed)
    return replace(found, newest=_newest(parsed), language=language, seen=seen)


def _described(google: GoogleFeed) -> Found:
    edition = edition_of(google.ceid)
    title = google.label
    if edition and Feed.objects.filter(title=title).exclude(url=google.url).exists():
        title = f"{title} – {edition.name}"  # the same in another edition is here
    return Found(
        url=google.url,
        kind=google.kind,
        title=title,
        language=edition.language if edition else "",
        ceid=google.ceid,
        already=known(google.url),
    )


def _with_address(found: Found, ended: str) -> Found:
    """Google turns a place into a topic: what it ended at is asked from now on."""
    edition = edition_of(found.ceid)
    try:
        google = from_pasted(ended, edition) if edition else None
    except NoFeedThere as error:
        raise CannotAdd(error.kind, error.message) from None
    if google is None or google.kind not in {"google_topic", "google_place"}:
        return found
    return replace(found, url=google.url, already=known(google.url))


def _at(url: str) -> Found:
    """The feed at that address, or the feeds of the site."""
    found = _at_known_site(url)
    if found is not None:
        return found
    response = _get(url)
    try:
        return _feed(response)
    except NotAFeed as error:
        if error.kind != "html":
            raise CannotAdd(error.kind, error.message) from None
    candidates = comments_last(feeds_in(response.body, response.url))[:MAX_CANDIDATES]
    if len(candidates) > 1:
        return Found(url=url, candidates=candidates)
    if candidates:
        return _feed_at(candidates[0].url)
    canonical = canonical_of(response.body, response.url)
    found = _at_known_site(canonical) if canonical else None
    found = found or _guessed(response.url)
    if found is None:
        raise CannotAdd("no_feed", NO_FEED)
    return found


def _at_known_site(url: str) -> Found | None:
    """The feeds of a page whose site is known to have them; else None."""
    candidates = site_feeds.at_known_site(url)
    if len(candidates) > 1:
        return Found(url=url, candidates=candidates)
    for candidate in candidates:
        # Where the pattern no longer holds, the page itself may tell more
        with suppress(CannotAdd, NotAFeed):
            return _feed(_get(candidate.url))
    return None


def _feed_at(url: str) -> Found:
    try:
        return _feed(_get(url))
    except NotAFeed:
        told = f"The site names a feed at {url}, but there is none."
        raise CannotAdd("no_feed", told) from None


def _guessed(url: str) -> Found | None:
    """The feed at one of the usual places of a site that names none."""
    until = time.monotonic() + GUESSES_S
    places = [each.url for each in site_feeds.likely(url)]
    for place in (*places, *well_known(url)):
        if time.monotonic() > until:
            break
        with suppress(CannotAdd, NotAFeed):
            return _feed(_get(place, timeout_s=GUESS_S))
    return None


def _feed(response: http.Response) -> Found:
    """The feed in an answer; raises NotAFeed."""
    parsed = _parsed(response)
    url = _lasting(response)
    if len(url) > _URL_LENGTH:
        raise CannotAdd("address", "The feed's address is longer than can be kept.")
    return Found(
        url=url,
        title=parsed.title or host(url),
        site_url=parsed.site_url if len(parsed.site_url) <= _URL_LENGTH else "",
        language=parsed.language[:35],
        newest=_newest(parsed),
        seen=preview.preview(parsed),
        already=known(url) or known(response.url),
        note="" if parsed.entries else "This feed has no items yet.",
    )


def _lasting(response: http.Response) -> str:
    """Where the feed is for good: past redirects that say so, but no further.

    A temporary redirect may lead elsewhere tomorrow, or to a login page.
    """
    url = response.hops[0].url_from if response.hops else response.url
    for hop in response.hops:
        if hop.status not in (301, 308):
            break
        url = hop.url_to
    return url


def _get(url: str, *, timeout_s: float = 20.0) -> http.Response:
    """A good answer of that address, or CannotAdd with the sentence why not."""
    request = http.Request(url=url, headers={"Accept": _ACCEPT}, timeout_s=timeout_s)
    try:
        response = http.fetch(request)
    except http.FetchError as error:
        raise CannotAdd(error.kind, error.message) from None
    if response.status == 200:
        return response
    raise _refused(host(response.url), response.status)


def _refused(name: str, status: int) -> CannotAdd:
    match status:
        case 404:
            told = f"There is nothing at this address: {name} answers 404, not found."
            return CannotAdd("not_found", told)
        case 410:
            told = f"{name} says that what was at this address is gone for good."
            return CannotAdd("gone", told)
        case 401 | 402 | 403 | 407 | 451:
            told = f"{name} does not let us see this address: it answers {status}."
        case 429 | 503:
            told = f"{name} asks to be left alone for a while: it answers {status}."
        case 502 | 504:
            told = f"{name} cannot be reached just now: the answer is {status}."
        case _ if status >= 500:
            told = f"{name} has trouble of its own: it answers {status}."
        case _:
            told = f"{name} answers {status} instead of a feed."
    return CannotAdd("http", told)


def _parsed(response: http.Response) -> ParsedFeed:
    kind = response.headers.get("Content-Type", "")
    return parse(response.body, content_type=kind, url=response.url)


def _newest(parsed: ParsedFeed) -> tuple[str, ...]:
    long_ago = dt.datetime.min.replace(tzinfo=dt.UTC)
    entries = sorted(
        parsed.entries, key=lambda entry: entry.published_at or long_ago, reverse=True
    )
    shown = (entry.headline or entry.title or entry.summary[:200] for entry in entries)
    return tuple(islice(filter(None, shown), HEADLINES))


def _names_scheme(address: str) -> bool:
    return "://" in address


def known(url: str) -> Feed | None:
    """The feed that is here under this or another spelling of its address."""
    exact = Feed.objects.filter(url=url).first()
    if exact is not None or host(url) == GOOGLE_HOST:
        return exact
    name = host(url).removeprefix("www.")
    alike = Feed.objects.filter(url__icontains=name).order_by("pk")
    return next((feed for feed in alike if same_page(feed.url, url)), None)
