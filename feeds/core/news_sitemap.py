"""Where a site says its news sitemaps are, and the headlines that they hold.

robots.txt names sitemaps (RFC 9309 §2.2.4 leaves room for it); a news sitemap holds the
articles of two days with their headlines. Everything here is a stranger's.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

from lxml import etree

from newsreader.lib import coding, urls
from newsreader.lib.html import clean_text

MAX_ROBOTS = 500 << 10
MAX_BYTES = 5 << 20
MAX_PAGES = 2_000
MAX_CHILDREN = 3
MAX_HEADLINE = 500

_SITEMAP_LINE = re.compile(r"\s*sitemap\s*:\s*(\S+)", re.IGNORECASE)
_NEWS = re.compile(r"news|latest|recent|today", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Told:
    """One article as its publisher tells it; `url` is as it was written there."""

    url: str
    headline: str


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The articles of a sitemap, or the other sitemaps that an index names."""

    pages: tuple[Told, ...] = ()
    children: tuple[str, ...] = ()


def sitemaps_in(robots: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that robots.txt (which came from `url`) names, news ones first."""
    lines = robots[:MAX_ROBOTS].decode("utf-8", "replace").splitlines()
    named = (match[1] for line in lines if (match := _SITEMAP_LINE.match(line)))
    found = dict.fromkeys(urls.join(url, address) for address in named)
    return _likeliest(address for address in found if address)


def may_read(robots: bytes, agent: str, url: str) -> bool:
    """Whether robots.txt lets this agent read that address."""
    rules = RobotFileParser()
    rules.parse(robots[:MAX_ROBOTS].decode("utf-8", "replace").splitlines())
    rules.modified()  # else nothing is allowed
    try:
        return rules.can_fetch(agent, url)
    except ValueError:  # of an address that urllib cannot take apart
        return False


def read(body: bytes, url: str) -> Sitemap:
    """What the sitemap from `url` holds; nothing where it cannot be read."""
    try:
        text = _unpacked(body)
    except coding.CodingError:
        return Sitemap()
    pages: dict[str, Told] = {}
    children: list[str] = []
    with suppress(etree.LxmlError, SyntaxError):
        for _, node in etree.iterparse(
            io.BytesIO(text[:MAX_BYTES]),
            events=("end",),
            tag=("{*}url", "{*}sitemap"),
            recover=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
        ):
            parent = node.getparent()
            if parent is None or parent.getparent() is not None:
                continue  # an image's or a video's own address
            where = _text(node, "loc", 4_000)
            if _name(node) == "sitemap":
                children.append(urls.join(url, where) if where else "")
            elif (headline := _headline(node)) and urls.host(where):
                pages.setdefault(where, Told(where, headline))
            node.clear()
            while node.getprevious() is not None:
                del parent[0]  # so that a long sitemap takes no more room
            if len(pages) >= MAX_PAGES or len(children) >= MAX_PAGES:
                break
    likely = _likeliest(dict.fromkeys(child for child in children if child))
    return Sitemap(tuple(pages.values()), likely)


def _likeliest(addresses: Iterable[str]) -> tuple[str, ...]:
    """A few of them, those first whose name speaks of news."""
    every = sorted(addresses, key=lambda address: _NEWS.search(address) is None)
    return tuple(every[:MAX_CHILDREN])


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    decoder = coding.Decoder("gzip", limit=MAX_BYTES)
    pieces = list(decoder.feed(body))
    decoder.finish()
    return b"".join(pieces)


def _headline(node: etree._Element) -> str:
    """The news title. Others, such as an image's, are not the article's."""
    for title in node.iterfind("{*}news/{*}title"):
        text = html.unescape(_inside(title)[: MAX_HEADLINE * 4])
        return clean_text(text, MAX_HEADLINE)
    return ""


def _text(node: etree._Element, name: str, limit: int) -> str:
    found = node.find(f"{{*}}{name}")
    text = _inside(found) if found is not None else ""
    return text.strip()[: limit + 1] if len(text) <= limit * 2 else ""


def _inside(node: etree._Element) -> str:
    return "".join(str(piece) for piece in node.itertext())


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname
