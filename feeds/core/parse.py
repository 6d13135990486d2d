"""Bytes and headers to ParsedFeed; the only user of feedparser.

feedparser's two parsers get text that `feed_text` made harmless, in memory, with their
own cleaning of HTML off: what is shown is cleaned when it is shown, and cleaning costs
half of the time. They are driven as `feedparser.parse` does it, but with bounds, and
without its first half, which guesses encodings and can open files and addresses.
"""

from __future__ import annotations

import hashlib
import io
import re
import xml.sax
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.handler import feature_external_ges, feature_namespaces
from xml.sax.xmlreader import InputSource

from feedparser.api import LooseFeedParser, StrictFeedParser

from feeds.core import entry_image, google_link, google_news, json_feed
from feeds.core import entry_text as say
from feeds.core.feed_text import MAX_BYTES, NotAFeed, decoded, harmless
from feeds.core.types import Coverage, ParsedEntry, ParsedFeed
from newsreader.lib import urls

__all__ = ["MAX_BYTES", "NotAFeed", "body_hash", "parse"]

MAX_ELEMENTS = 100_000
MAX_DEPTH = 500
MAX_AUTHOR = 500
MAX_LINKS = 5

# How feedparser's bookkeeping fails over elements in places it does not foresee
_TRIPPED = (LookupError, AttributeError, TypeError, ValueError, AssertionError)
_HTML_TYPES = {"text/html", "application/xhtml+xml"}
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200}
_UNSUPPORTED = "This feed is not available."
_WEB = re.compile(r"\s*https?://", re.IGNORECASE)
_BUILT = re.compile(
    rb"<(lastBuildDate|pubDate|updated|dc:date)>[^<]{0,100}</\1>", re.IGNORECASE
)
_FIRST_ENTRY = re.compile(rb"<(?:item|entry)[\s>]")
_AFTER_END = re.compile(rb"(</(?:rss|feed|rdf:RDF)>)[^>]*(?:<!--.*)?\Z", re.DOTALL)


def parse(body: bytes, *, content_type: str, url: str) -> ParsedFeed:
    """The feed in these bytes, which came from `url`. Raises `NotAFeed`."""
    text = decoded(body, content_type)
    if text.lstrip()[:1] == "{":
        feed = json_feed.read(text, url=url)
    else:
        text = harmless(text)
        feed = _read(_parsed(text), url)
    hours, days = say.skipped(text)
    return replace(feed, body_hash=body_hash(body), skip_hours=hours, skip_days=days)


def body_hash(body: bytes) -> str:
    """A digest of what a feed says, without when it was made: where it is unchanged,
    there is nothing to parse."""
    first = _FIRST_ENTRY.search(body)
    start = first.start() if first else len(body)
    end = _AFTER_END.sub(rb"\1", body[max(start, len(body) - 2_000) :])
    middle = body[start : max(start, len(body) - 2_000)]
    return hashlib.sha256(_BUILT.sub(b"", body[:start]) + middle + end).hexdigest()


class _Enough(Exception):  # noqa: N818 - it reads as what it is
    """As many entries as are kept have been read."""


class _Bounded:
    """What a stranger may make feedparser do. For each element it calls
    `unknown_starttag`; the other two are its parts that take quadratic time."""

    elements = 0
    depth: int
    entries: list[Any]

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            raise NotAFeed("too_large", "This feed holds more markup than can be read.")
        if tag in {"item", "entry"} and len(self.entries) >= say.MAX_ENTRIES:
            raise _Enough
        super().unknown_starttag(tag, attrs)  # type: ignore[misc]

    def _add_tag(self, _term: object, _scheme: object, _label: object) -> None:
        # Categories are not used; each would be compared with each
        self._context().setdefault("tags", [])

    def _sync_author_detail(self, key: str = "author") -> None:
        # Looks for a mail address at every letter of a long word
        if len(self._context().get(key) or "") <= MAX_AUTHOR:
            super()._sync_author_detail(key)  # type: ignore[misc]

    def _context(self) -> Any:
        return self._get_context()  # type: ignore[attr-defined]


# feedparser has no types
class _Strict(_Bounded, StrictFeedParser):  # type: ignore[misc]
    """Hands text over in one piece: it comes by the line, and by the letter where
    HTML is escaped."""

    _pieces: list[str]

    def characters(self, text: str) -> None:
        self._pieces.append(text)

    def startElementNS(self, *told: Any) -> None:  # noqa: N802 - SAX has named it
        self._hand_over()
        super().startElementNS(*told)

    def endElementNS(self, *told: Any) -> None:  # noqa: N802 - SAX has named it
        self._hand_over()
        super().endElementNS(*told)

    def _hand_over(self) -> None:
        if self._pieces:
            super().characters("".join(self._pieces))
            self._pieces.clear()


class _Loose(_Bounded, LooseFeedParser):  # type: ignore[misc]
    pass


def _parsed(text: str) -> Any:
    """feedparser's strict parser after it read the text, else its forgiving one."""
    strict = _without_cleaning(_Strict("", None, "utf-8"))
    strict._pieces = []
    reader = xml.sax.make_parser()  # noqa: S317 - no document type comes this far
    reader.setFeature(feature_namespaces, True)
    reader.setFeature(feature_external_ges, False)
    reader.setContentHandler(strict)
    reader.setErrorHandler(strict)
    source = InputSource()
    source.setByteStream(io.BytesIO(text.encode()))
    try:
        reader.parse(source)
    except _Enough:
        return strict
    except (xml.sax.SAXException, *_TRIPPED):
        return _parsed_loosely(text)
    if not strict.entries and not strict.version:
        raise NotAFeed("not_a_feed", "This is XML, but no feed.")
    return strict


def _parsed_loosely(text: str) -> Any:
    loose = _without_cleaning(_Loose("", None, "utf-8", {}))
    # What was read before it tripped is as good as any
    with suppress(_Enough, *_TRIPPED):
        loose.feed(text)
    if not loose.entries:
        raise NotAFeed("parse", "This feed is broken: no entry of it can be read.")
    return loose


def _without_cleaning(parser: Any) -> Any:
    parser.resolve_relative_uris = False
    parser.sanitize_html = False
    return parser


def _read(result: Any, url: str) -> ParsedFeed:
    feed = result.feeddata
    is_google = urls.host(url) == google_news.HOST or str(
        feed.get("generator", "")
    ).startswith("NFE/")
    if is_google and _is_unsupported(result, url):
        raise NotAFeed(
            "google_unsupported",
            "Google News says that it has no such feed. Try a search instead.",
        )
    entries = result.entries[: say.MAX_ENTRIES]
    read_entry = _google_entry if is_google else _entry
    return ParsedFeed(
        title=say.title_text(feed.get("title"), is_html=_is_html(feed, "title"))[:300],
        site_url=say.link(url, feed.get("link")),
        language=say.language(feed.get("language")),
        version=result.version,
        entries=tuple(read_entry(entry, url) for entry in entries),
        ttl_s=say.ttl(feed.get("ttl")) or _update_period(feed),
        self_url=_self_url(feed, url),
        hubs=tuple(_linked(feed, "hub")),
        topic=next(iter(_linked(feed, "self")), ""),
    )


def _is_unsupported(result: Any, url: str) -> bool:
    if urlsplit(url).path.rstrip("/") == "/rss/unsupported":
        return True
    titles = [entry.get("title", "").strip() for entry in result.entries[:2]]
    return titles == [_UNSUPPORTED]


def _entry(entry: Any, url: str) -> ParsedEntry:
    title = say.title_text(entry.get("title"), is_html=_is_html(entry, "title"))
    contents = [
        say.as_html(each.get("value"), is_html=each.get("type") in _HTML_TYPES)
        for each in entry.get("content", [])[:10]
        if each.get("type") in _HTML_TYPES | {"text/plain"}
    ]
    plain = not _is_html(entry, "summary")
    description = say.as_html(entry.get("summary"), is_html=not plain)
    summary = say.summary_text(description, title)
    published, updated = _dates(entry)
    outlet, outlet_url = _source(entry, url)
    return ParsedEntry(
        id=say.identifier(entry.get("id", "")),
        link=_link(entry, url),
        title=title,
        headline=title or say.name_text(summary),
        outlet=outlet,
        outlet_url=outlet_url,
        author=say.name_text(entry.get("author")),
        summary=summary,
        content=say.content_html(contents, description),
        published_at=published or updated,
        updated_at=updated,
        language=_language(entry),
        image_url=entry_image.picture(entry, url),
    )


def _google_entry(entry: Any, url: str) -> ParsedEntry:
    title = say.title_text(entry.get("title"), is_html=_is_html(entry, "title"))
    link, own_id = _link(entry, url), say.identifier(entry.get("id", ""))
    google_id = google_news.link_id(link)
    if not google_id and google_link.decode(own_id).kind != "unknown":
        google_id = own_id
    outlet, outlet_url = _source(entry, url)
    description = say.as_html(entry.get("summary"), is_html=True)
    if not outlet:
        outlet = google_news.outlet_in(title, description)
    published, updated = _dates(entry)
    when = published or updated
    return ParsedEntry(
        id=own_id,
        link=link,
        title=title,
        headline=google_news.split_headline(title, outlet),
        outlet=outlet,
        outlet_url=outlet_url,
        published_at=when,
        updated_at=updated,
        day_only=when is not None and google_news.is_day_only(when),
        google_id=google_id,
        coverage=_others(description, google_id),
    )


def _others(description: str, google_id: str) -> tuple[Coverage, ...]:
    found = google_news.related(description)
    return tuple(each for each in found if each.google_id != google_id or not google_id)


def _is_html(thing: Any, field: str) -> bool:
    detail = thing.get(f"{field}_detail")
    return detail is None or detail.get("type", "text/html") in _HTML_TYPES


def _link(entry: Any, url: str) -> str:
    """The entry's page: an address of its own, not one guessed from its id."""
    original = say.link(url, entry.get("feedburner_origlink"))
    if original:
        return original
    found = entry.get("link", "")
    guessed = found == entry.get("id") and not _WEB.match(found)
    if guessed:
        return ""
    alternates = (each for each in entry.get("links", ()) if _leads_on(each))
    return say.link(url, found or dict(next(alternates, {})).get("href", ""))


def _leads_on(link: Any) -> bool:
    return link.get("rel") == "alternate" and bool(link.get("href"))


def _dates(entry: Any) -> tuple[Any, Any]:
    # Past FeedParserDict's own `get`, which answers for absent dates with others
    def at(name: str) -> Any:
        return say.moment(dict.get(entry, f"{name}_parsed"), dict.get(entry, name))

    return at("published") or at("created"), at("updated")


def _source(entry: Any, url: str) -> tuple[str, str]:
    """The outlet that an entry was taken from, where the feed gathers from several."""
    source = entry.get("source") or {}
    href = source.get("href") or source.get("link")
    return say.name_text(source.get("title")), say.link(url, href)


def _language(entry: Any) -> str:
    own = say.language(entry.get("language"))
    detail = entry.get("title_detail") or {}
    return own or say.language(detail.get("language"))


def _self_url(feed: Any, url: str) -> str:
    return say.link(url, next(iter(_linked(feed, "self")), ""))


def _linked(feed: Any, rel: str) -> list[str]:
    """The first addresses that a feed gives for this relation, as it writes them."""
    links = [link for link in feed.get("links", ()) if link.get("rel") == rel]
    return [str(link.get("href", "")) for link in links[:MAX_LINKS]]


def _update_period(feed: Any) -> int | None:
    """Of the syndication module: so many times in a period."""
    minutes = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower())
    often = say.ttl(feed.get("sy_updatefrequency", "1"))
    return max(60, minutes * 3600 // often) if minutes and often else None
