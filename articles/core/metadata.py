"""What a page says of itself: headline, authors, times, outlet, picture, language.

Each comes from the place that is most trustworthy for it:

* title: the visible `h1` if what the page tells machines (JSON-LD headline, `og:title`,
  `<title>`) agrees with it, else those in this order, without the outlet's name;
* authors and times: JSON-LD, then meta elements, then the page (`bylines`, `dates`);
* outlet: `og:site_name`, then the JSON-LD publisher; its icon: the largest `<link>`;
* canonical address: `<link>`, then `og:url`, only within the page's own site;
* picture: `og:image` with its size, then the JSON-LD image;
* language: `<html lang>`, then meta elements, then JSON-LD; direction: `<html dir>`,
  else that of the language's script.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import lxml.html

from articles.core import bylines, dates, linked_data
from articles.core.linked_data import Said, as_list, text_of
from newsreader.lib import urls
from newsreader.lib.html import clean_text, plain_text

Metas = dict[str, Sequence[str]]

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
_RIGHT_TO_LEFT = {
    "ar",
    "arc",
    "dv",
    "fa",
    "he",
    "iw",
    "ku",
    "ps",
    "sd",
    "ug",
    "ur",
    "yi",
}
_SEPARATED = re.compile(r"(\s+[|–—·•│»:-]+\s+|\s*[|│]\s*|\s+\[(?=[^]]+\]$))")
_WORD = re.compile(r"\w+")
_AGREES = 0.34
"""Share of the words of a heading that must stand in what the page tells machines."""
_SIZE = re.compile(r"(\d{1,4})x(\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page's own words on itself, plain and bounded; "" and 0 where it is silent."""

    title: str
    description: str
    authors: tuple[str, ...]
    outlet: str
    icon_url: str
    language: str
    direction: str
    published_at: dt.datetime | None
    updated_at: dt.datetime | None
    canonical_url: str
    image_url: str
    image_width: int
    image_height: int
    is_free: bool
    is_article: bool
    is_video: bool
    may_keep: bool
    own_text: str


def read(
    tree: lxml.html.HtmlElement, *, url: str, last: dt.datetime | None = None
) -> Metadata:
    """All that the page says; it is believed only where it can be true.

    `last` is the latest moment at which it can have been published.
    """
    metas = _metas(tree)
    said = linked_data.read(tree)
    links = _links(tree)
    outlet = _plain(
        _first(_meta(metas, "og:site_name"), _name(said, said.get("publisher"))), 200
    )
    image = _image(said, metas, url)
    language = _language(tree, metas, said)
    kind = _meta(metas, "og:type").lower()
    return Metadata(
        title=_title(said, metas, tree, outlet, url),
        description=_description(said, metas),
        authors=bylines.find(said, metas, tree),
        outlet=outlet,
        icon_url=_icon(links, url),
        language=language,
        direction=_direction(tree, language),
        published_at=dates.published(said, metas, tree, url, last=last),
        updated_at=dates.updated(said, metas),
        canonical_url=_canonical(links, metas, url),
        image_url=image[0],
        image_width=image[1],
        image_height=image[2],
        is_free=_is_free(said, metas),
        is_article=bool(said.article) or kind == "article",
        is_video=kind.startswith("video") and not said.article,
        may_keep=not _is_forbidden(metas),
        own_text=text_of(said.article.get("articleBody"))
        or text_of(said.article.get("text")),
    )


def path_of(url: str) -> str:
    """What follows the host in an address, without its slashes and its query."""
    return url.partition("://")[2].partition("/")[2].partition("?")[0].strip("/")


def _metas(tree: lxml.html.HtmlElement) -> Metas:
    found: dict[str, list[str]] = {}
    for meta in islice(tree.iter("meta"), 500):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            values = found.setdefault(name.strip().lower(), [])
            if len(values) < 10:
                values.append(content[:5000])
    return dict(found)


def _meta(metas: Metas, name: str) -> str:
    return next(iter(metas.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class _Link:
    rels: frozenset[str]
    href: str
    sizes: str


def _links(tree: lxml.html.HtmlElement) -> list[_Link]:
    return [
        _Link(
            frozenset((link.get("rel") or "").lower().split()),
            (link.get("href") or "").strip(),
            link.get("sizes") or "",
        )
        for link in islice(tree.iter("link"), 300)
        if link.get("href")
    ]


def _title(
    said: Said, metas: Metas, tree: lxml.html.HtmlElement, outlet: str, url: str
) -> str:
    """The headline as people read it, where machines are told nearly the same."""
    told = [
        _plain(text, 500)
        for text in (
            text_of(said.article.get("headline")),
            _meta(metas, "og:title"),
            _meta(metas, "twitter:title"),
            text_of(said.article.get("name")),
            tree.findtext(".//title") or "",
        )
    ]
    told = [text for text in told if text]
    names = _names_of_outlet(outlet, url)
    shown = [
        clean_text(" ".join(h.itertext()), 500) for h in islice(tree.iter("h1"), 8)
    ]
    best, agreement = "", _AGREES
    for heading in shown:
        said_of_it = max((_agreement(heading, text) for text in told), default=0.0)
        if _squeezed(heading) not in names and said_of_it > agreement:
            best, agreement = heading, said_of_it
    if best and len(_WORD.findall(best)) > 1:
        return _core(best, told, names)
    title = _first(*told, best, *(h for h in shown if _squeezed(h) not in names))
    return _without_outlet(title, names)


def _core(heading: str, told: Sequence[str], names: set[str]) -> str:
    """The heading without a kicker or a date that stands in the same element."""
    whole = _WORD.findall(heading.casefold())
    for text in told:
        inner = _WORD.findall(text.casefold())
        if 4 <= len(inner) < len(whole) and len(inner) * 2 > len(whole):
            at_end, at_start = whole[-len(inner) :], whole[: len(inner)]
            if inner in (at_end, at_start):
                return _without_outlet(text, names)
    return heading


def _agreement(heading: str, text: str) -> float:
    ours = set(_WORD.findall(heading.casefold()))
    theirs = set(_WORD.findall(text.casefold()))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def _names_of_outlet(outlet: str, url: str) -> set[str]:
    """How the outlet may be written behind a headline, squeezed."""
    host = re.sub(r"^www\.", "", urls.host(url))
    labels = host.split(".")
    names = {outlet, host, labels[0], ".".join(labels[-2:])}
    if len(labels) > 1:
        names |= {labels[-2], labels[-2] + labels[-1]}
    return {name for name in map(_squeezed, names) if len(name) > 1}


def _squeezed(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _without_outlet(title: str, names: set[str]) -> str:
    """The headline without " | Section | Outlet" behind it, or "Outlet: " before it."""
    parts = _SEPARATED.split(title)
    for place in range(2, len(parts), 2):
        is_outlet = _is_outlet(parts[place], names)
        if is_outlet and _squeezed("".join(parts[: place - 1])) not in names:
            return "".join(parts[: place - 1]).strip() or title
    if len(parts) > 2 and _squeezed(parts[0]) in names:
        return "".join(parts[2:]).strip() or title
    return title


def _is_outlet(part: str, names: set[str]) -> bool:
    squeezed = _squeezed(part)
    return squeezed in names or (
        len(part) < 50 and any(len(n) > 4 and n in squeezed for n in names)
    )


def _is_free(said: Said, metas: Metas) -> bool:
    """Whether all may read it, by JSON-LD or else by microdata."""
    told = said.get("isAccessibleForFree")
    if told in (None, "", []):
        told = _meta(metas, "isaccessibleforfree")
    return str(told).strip().lower() not in {"false", "no"}


def _description(said: Said, metas: Metas) -> str:
    return _plain(
        _first(
            _meta(metas, "og:description"),
            _meta(metas, "description"),
            text_of(said.article.get("description")),
            _meta(metas, "twitter:description"),
        ),
        1000,
    )


def _canonical(links: Sequence[_Link], metas: Metas, url: str) -> str:
    """The page's own idea of its address, where it stays on its own site."""
    named = [link.href for link in links if "canonical" in link.rels]
    for href in (*named[:1], _meta(metas, "og:url")):
        canonical = urls.join(url, href) if href else ""
        if canonical and _site(canonical) == _site(url):
            is_home = not path_of(canonical) and path_of(url)
            return "" if is_home else canonical
    return ""


def _site(url: str) -> str:
    return re.sub(r"^(www|m|amp|mobile)\.", "", urls.host(url))


def _image(said: Said, metas: Metas, url: str) -> tuple[str, int, int]:
    """The address, width and height of the picture that stands for the page."""
    for key in ("og:image", "og:image:secure_url", "og:image:url"):
        if address := _address(url, _meta(metas, key)):
            width = _number(_meta(metas, "og:image:width"))
            height = _number(_meta(metas, "og:image:height"))
            return address, *((width, height) if width and height else (0, 0))
    if address := _address(url, _meta(metas, "twitter:image")):
        return address, 0, 0
    image = said.followed(next(iter(as_list(said.article.get("image"))), ""))
    if isinstance(image, dict):
        address = _address(url, text_of(image.get("url")))
        width, height = _number(image.get("width")), _number(image.get("height"))
        return address, *((width, height) if width and height else (0, 0))
    return _address(url, text_of(image)), 0, 0


def _icon(links: Sequence[_Link], url: str) -> str:
    """The largest icon of the site that is no vector drawing."""
    best, best_size = "", -1
    for link in links:
        if not link.rels & {"icon", "apple-touch-icon", "apple-touch-icon-precomposed"}:
            continue
        size = _SIZE.search(link.sizes)
        guess = 180 if link.rels & {"apple-touch-icon"} else 16
        pixels = int(size[1]) if size else guess
        address = _address(url, link.href)
        is_vector = address.lower().partition("?")[0].endswith(".svg")
        if address and not is_vector and best_size < pixels <= 512:
            best, best_size = address, pixels
    return best


def _language(tree: lxml.html.HtmlElement, metas: Metas, said: Said) -> str:
    root = tree.getroottree().getroot()
    for name in (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        _meta(metas, "og:locale"),
        _meta(metas, "content-language"),
        _meta(metas, "language"),
        text_of(said.get("inLanguage")),
    ):
        if name and _LANGUAGE.fullmatch(name.strip()):
            return name.strip().replace("_", "-")[:35]
    return ""


def _direction(tree: lxml.html.HtmlElement, language: str) -> str:
    """ "rtl", "ltr", or "" where neither page nor language tells."""
    root = tree.getroottree().getroot()
    body = root.find("body")
    for node in (root, body):
        said = (node.get("dir") or "").strip().lower() if node is not None else ""
        if said in {"ltr", "rtl"}:
            return said
    if not language:
        return ""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def _is_forbidden(metas: Metas) -> bool:
    """Whether the publisher asks that no copy be kept (robots meta)."""
    told = ",".join(
        value for name in ("robots", "newsreader") for value in metas.get(name, ())
    )
    return "noarchive" in re.split(r"[\s,;]+", told.lower())


def _address(base: str, href: str) -> str:
    return urls.join(base, href) if href else ""


def _number(value: object) -> int:
    """A size in pixels, or 0."""
    if isinstance(value, dict):
        value = value.get("value")
    found = re.fullmatch(r"\s*(\d{1,5})(?:\.0+)?\s*(?:px)?\s*", str(value or ""))
    return int(found[1]) if found else 0


def _name(said: Said, value: object) -> str:
    node = said.followed(next(iter(as_list(value)), ""))
    return text_of(node.get("name")) if isinstance(node, dict) else text_of(node)


def _plain(text: str, limit: int) -> str:
    return clean_text(plain_text(text), limit) if text else ""


def _first(*texts: str | None) -> str:
    return next((text.strip() for text in texts if text and text.strip()), "")
