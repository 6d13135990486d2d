"""A web page to its candidate feeds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lxml import etree

from newsreader.lib import urls
from newsreader.lib.html import clean_text

MAX_PAGE = 3_000_000
MAX_CANDIDATES = 50
_TYPES = {
    "application/rss+xml", "application/atom+xml", "application/rdf+xml",
    "application/feed+json", "application/json", "application/xml", "text/xml",
}  # fmt: skip
# Types that name something else than a feed at least as often
_VAGUE = {"application/json", "application/xml", "text/xml"}
_NEVER = ("/wp-json/", "oembed")
_WELL_KNOWN = (
    "/feed", "/rss", "/atom.xml", "/index.xml", "/feed.json", "/rss.xml", "/feed.xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that a page names as a feed, and what it calls it."""

    url: str
    title: str


class _Links:
    """A parser's target: the page's base and its links to other forms of itself."""

    def __init__(self) -> None:
        self.base = ""
        self.canonical = ""
        self.found: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "base":
            self.base = self.base or attributes.get("href", "")
        elif tag in {"link", "a"} and len(self.found) < MAX_CANDIDATES * 20:
            words = attributes.get("rel", "")[:200].lower().split()
            if tag == "link" and "canonical" in words:
                self.canonical = self.canonical or attributes.get("href", "")
            if "alternate" in words and "stylesheet" not in words:
                self.found.append(dict(attributes))

    def close(self) -> None:
        """Asked for by lxml."""


def feeds_in(body: bytes, url: str) -> tuple[Candidate, ...]:
    """The feeds that the page at `url` links to as such, in its order."""
    links = _links(body[:MAX_PAGE])
    base = urls.join(url, links.base) or url
    sure: dict[str, str] = {}
    vague: dict[str, str] = {}
    for link in links.found:
        kind = link.get("type", "").partition(";")[0].strip().lower()
        address = urls.join(base, link["href"]) if link.get("href") else ""
        if kind not in _TYPES or not address or any(n in address for n in _NEVER):
            continue
        title = clean_text(link.get("title", ""), 200)
        (vague if kind in _VAGUE else sure).setdefault(address, title)
    found = sure | {address: vague[address] for address in vague if address not in sure}
    return tuple(Candidate(*each) for each in list(found.items())[:MAX_CANDIDATES])


def canonical_of(body: bytes, url: str) -> str:
    """The address that the page at `url` gives as its own, or ""."""
    links = _links(body[:MAX_PAGE])
    return urls.join(url, links.canonical) if links.canonical else ""


def comments_last(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Feeds of comments after the others; nobody comes for them."""
    return tuple(sorted(candidates, key=lambda each: "comment" in each.title.lower()))


def well_known(url: str) -> tuple[str, ...]:
    """Where feeds of that site often are, when a page names none."""
    tried = (urls.join(url, path) for path in _WELL_KNOWN)
    return tuple(address for address in tried if address)


def _links(body: bytes) -> _Links:
    # lxml's stubs know no parser targets
    links = _Links()
    parser: Any = etree.HTMLParser(
        target=links,  # type: ignore[arg-type]
        encoding=_encoding(body),
        no_network=True,
    )
    with suppress(etree.LxmlError):
        parser.feed(body)
        parser.close()
    return links


def _encoding(body: bytes) -> str | None:
    """UTF-8 if it is, as pages seldom say so early enough; else what the page says."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return "utf-8" if error.end >= len(body) else None  # just cut in a letter
    return "utf-8"
