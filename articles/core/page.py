"""A publisher's page as a bounded tree, and what it says of itself.

What a page says of itself stands in three places, most trusted first: its JSON-LD
block, its `og:` and other meta elements, and its visible heading.
"""

from __future__ import annotations

import codecs
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any

import lxml.html
from lxml import etree

from newsreader.lib import urls
from newsreader.lib.html import clean_text, plain_text

MAX_BYTES = 6_000_000
MAX_ELEMENTS = 60_000
MAX_JSON = 400_000
MAX_JSON_NODES = 3_000

_CHARSET = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_CODECS = re.compile(
    r"utf-?8|utf-?16(le|be)?|iso-?8859-?\d{1,2}|latin-?1|us-ascii|windows-?(125\d|874)|"
    r"cp125\d|koi8-[ru]|shift[_-]?jis|sjis|x-sjis|euc-(jp|kr)|ks_c_5601-1987|gbk|gb2312|"
    r"gb18030|big5|big5-hkscs|iso-2022-jp|macintosh|tis-620|ibm866"
)
# One tag of many attributes costs the parser quadratic time; a tag that long is no
# article's, and at most an image written into its own address
_MONSTER_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}+>?")
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])
_ARTICLE_TYPE = re.compile(r"(Article|Posting|Report|Review|Recipe|Blog)$")
_BY = re.compile(r"^\s*(by|von|par|por)\s+", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|[@{<]|^$")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_DATE_META = (
    "article:published_time", "og:article:published_time", "datepublished", "date",
    "parsely-pub-date", "dc.date.issued", "dc.date", "dcterms.created", "pubdate",
    "publish-date", "sailthru.date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHOR_META = ("author", "article:author", "parsely-author", "dc.creator", "byl")


class TooLargeError(ValueError):
    """The page has more bytes or elements than an article ever has."""


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page and its own words on itself, plain and bounded."""

    tree: lxml.html.HtmlElement
    title: str
    description: str
    authors: tuple[str, ...]
    outlet: str
    language: str
    published_at: dt.datetime | None
    canonical_url: str
    image_url: str
    is_free: bool
    is_article: bool
    own_text: str


def read(body: bytes, *, url: str, content_type: str = "") -> Page | None:
    """Parse a page; None if it holds no element. Raises TooLargeError."""
    if len(body) > MAX_BYTES:
        raise TooLargeError
    tree = _tree(_decoded(body, content_type))
    if tree is None:
        return None
    metas = _metas(tree)
    said = _said(tree)
    canonical = _canonical(tree, metas, url)
    heading = next((" ".join(h1.itertext()) for h1 in tree.iter("h1")), "")
    outlet = _first(metas.get("og:site_name"), _name(said.get("publisher")))
    title = _first(
        _text(said.get("headline")), metas.get("og:title"), heading,
        metas.get("twitter:title"), tree.findtext(".//title"),
    )  # fmt: skip
    return Page(
        tree=tree,
        title=_without_outlet(clean_text(plain_text(title), 500), outlet),
        description=clean_text(
            plain_text(
                _first(
                    metas.get("og:description"),
                    metas.get("description"),
                    _text(said.get("description")),
                    metas.get("twitter:description"),
                )
            ),
            1000,
        ),
        authors=_authors(said, metas, tree, outlet),
        outlet=clean_text(outlet, 200),
        language=_language(tree, metas),
        published_at=_published_at(said, metas, tree),
        canonical_url=canonical,
        image_url=_image(said, metas, url),
        is_free=str(said.get("isAccessibleForFree")).lower() != "false",
        is_article=bool(said) or metas.get("og:type") == "article",
        own_text=_text(said.get("articleBody")) or _text(said.get("text")),
    )


def _decoded(body: bytes, content_type: str) -> str:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(codec, "replace")
    header = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    meta = _CHARSET.search(body[:4096])
    named = [header[1]] if header else []
    named += [meta[1].decode()] if meta else []
    for name in ["utf-8", *named, "windows-1252"]:
        try:
            return body.decode(_codec(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode(_codec(named[0]) if named else "utf-8", "replace")


def _codec(name: str) -> str:
    """The codec a browser would take; never one of Python's own odd ones."""
    name = name.lower()
    if not _CODECS.fullmatch(name):
        return "utf-8"
    if name in {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii"}:
        return "windows-1252"
    return {"x-sjis": "shift_jis", "gb2312": "gb18030", "gbk": "gb18030"}.get(
        name, name
    )


def _tree(html: str) -> lxml.html.HtmlElement | None:
    source = _MONSTER_TAG.sub(" ", html).encode("utf-8", "replace")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        tree = lxml.html.document_fromstring(source.translate(None, _CONTROL), parser)
    except etree.ParserError:  # no element at all
        return None
    if sum(1 for _ in islice(tree.iter(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise TooLargeError
    return tree


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in islice(tree.iter("meta"), 500):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content[:5000])
    return found


def _said(tree: lxml.html.HtmlElement) -> dict[str, Any]:
    """The page's JSON-LD on its article, or {}."""
    best: dict[str, Any] = {}
    for script in islice(tree.iter("script"), 300):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for node in _nodes(script.text or ""):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            fits = any(
                isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds
            )
            if fits and ("headline" in node, len(node)) > (
                "headline" in best,
                len(best),
            ):
                best = node
    return best


def _nodes(source: str) -> Iterator[dict[str, Any]]:
    if len(source) > MAX_JSON:
        return
    try:
        waiting = [json.loads(source.strip().rstrip(";"), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(MAX_JSON_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [v for v in node.values() if isinstance(v, dict | list)]
        elif isinstance(node, list):
            waiting += node[:200]


def _authors(
    said: dict[str, Any],
    metas: dict[str, str],
    tree: lxml.html.HtmlElement,
    outlet: str,
) -> tuple[str, ...]:
    authors = said.get("author")
    names: Iterable[str] = map(
        _name, authors if isinstance(authors, list) else [authors]
    )
    found = [name for name in names if name]
    if not found:
        found = [metas[name] for name in _AUTHOR_META if name in metas][:1]
    if not found:
        marked = tree.xpath("//*[@rel='author' or @itemprop='author']")
        found = [" ".join(node.itertext()) for node in marked[:3]]
    found = [clean_text(_BY.sub("", name[:500]), 100) for name in found[:8]]
    return tuple(
        dict.fromkeys(n for n in found if n != outlet and not _NO_NAME.search(n))
    )


def _published_at(
    said: dict[str, Any], metas: dict[str, str], tree: lxml.html.HtmlElement
) -> dt.datetime | None:
    times = (node.get("datetime", "") for node in islice(tree.iter("time"), 3))
    for text in (
        _text(said.get("datePublished")),
        *(metas.get(name, "") for name in _DATE_META),
        *times,
    ):
        if moment := _moment(text.strip()[:60]):
            return moment
    return None


def _moment(text: str) -> dt.datetime | None:
    """An aware UTC time, or None; a time without a zone is taken as UTC."""
    for parse in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=dt.UTC)
            return moment.astimezone(dt.UTC)
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def _canonical(tree: lxml.html.HtmlElement, metas: dict[str, str], url: str) -> str:
    """The page's own idea of its address, where it stays on its own site."""
    named = [
        link.get("href", "") for link in islice(tree.iter("link"), 300)
        if "canonical" in (link.get("rel") or "").lower().split()
    ]  # fmt: skip
    for href in (*named[:1], metas.get("og:url", "")):
        canonical = urls.join(url, href) if href else ""
        if canonical and _site(canonical) == _site(url):
            is_home = not path_of(canonical) and path_of(url)
            return "" if is_home else canonical
    return ""


def path_of(url: str) -> str:
    """What follows the host in an address, without its slashes and its query."""
    return url.partition("://")[2].partition("/")[2].partition("?")[0].strip("/")


def _site(url: str) -> str:
    return re.sub(r"^(www|m|amp|mobile)\.", "", urls.host(url))


def _image(said: dict[str, Any], metas: dict[str, str], url: str) -> str:
    image = said.get("image")
    if isinstance(image, list):
        image = image[0] if image else ""
    if isinstance(image, dict):
        image = image.get("url")
    address = _first(metas.get("og:image"), metas.get("twitter:image"), _text(image))
    return urls.join(url, address) if address else ""


def _language(tree: lxml.html.HtmlElement, metas: dict[str, str]) -> str:
    root = tree.getroottree().getroot()
    for name in (
        root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"), metas.get("og:locale"), metas.get("language"),
    ):  # fmt: skip
        if name and _LANGUAGE.fullmatch(name.strip()):
            return name.strip().replace("_", "-")[:35]
    return ""


def _without_outlet(title: str, outlet: str) -> str:
    """The headline without " | Outlet" behind it."""
    cut = (
        re.sub(rf"\s+[|–—-]\s+{re.escape(outlet)}\s*$", "", title) if outlet else title
    )
    return cut or title


def _first(*texts: str | None) -> str:
    return next((text.strip() for text in texts if text and text.strip()), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)
