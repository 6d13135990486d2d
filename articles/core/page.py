"""A publisher's page as a bounded tree."""

from __future__ import annotations

import codecs
import re
from itertools import islice

import lxml.html
from lxml import etree

MAX_BYTES = 6_000_000
MAX_ELEMENTS = 60_000
VAST = 15_000
VAST_WITH_DEPTH = 250_000
"""Elements, and elements times their mean depth. Long articles have a fifth of that."""

_CHARSET = re.compile(
    rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_CODECS = re.compile(
    r"utf-?8|utf-?16(le|be)?|iso-?8859-?\d{1,2}|latin-?1|us-ascii|windows-?(125\d|874)|"
    r"cp125\d|koi8-[ru]|shift[_-]?jis|sjis|x-sjis|euc-(jp|kr)|ks_c_5601-1987|gbk|gb2312|"
    r"gb18030|big5|big5-hkscs|iso-2022-jp|macintosh|tis-620|ibm866"
)
# One tag of many attributes costs the parser quadratic time. A tag is a row of quoted
# strings and of pieces between them; no page has one of ten thousand. What looks like
# such a tag inside a script is none.
_MONSTER_TAG = re.compile(
    r"<[a-zA-Z](?:\"[^\"]*+\"|'[^']*+'|[^\"'>]{1,16}+){10000,}+>?"
)
_SCRIPT_OR_MONSTER = re.compile(
    rf"(<(?:script|style)\b.*?(?:</(?:script|style)|\Z))|{_MONSTER_TAG.pattern}",
    re.IGNORECASE | re.DOTALL,
)
_MARKS = frozenset({"¶", "#", "§", "🔗", "∞", "⚓"})
_PLAYER = re.compile(r"/embed(?:/|\b)|player|video", re.IGNORECASE)
_CONTROL = bytes([*range(9), 11, 12, *range(14, 32), 127])


class TooLargeError(ValueError):
    """The page has more bytes or elements than an article ever has."""


def read(body: bytes, *, content_type: str = "") -> lxml.html.HtmlElement | None:
    """The page's tree; None if it holds no element. Raises TooLargeError."""
    if len(body) > MAX_BYTES:
        raise TooLargeError
    return _tree(_decoded(body, content_type))


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
    if _MONSTER_TAG.search(html):
        html = _SCRIPT_OR_MONSTER.sub(lambda found: found[1] or " ", html)
    source = html.encode("utf-8", "replace")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        tree = lxml.html.document_fromstring(source.translate(None, _CONTROL), parser)
    except etree.ParserError:  # no element at all
        return None
    if int(str(tree.xpath("count(//*)")).partition(".")[0]) > MAX_ELEMENTS:
        raise TooLargeError
    return tree


def drop_anchors(tree: lxml.html.HtmlElement) -> None:
    """Takes out links of a mark alone, by which a heading may be linked to."""
    for link in list(tree.iter("a")):
        is_within = (link.get("href") or "").startswith("#")
        if is_within and len(link) == 0 and (link.text or "").strip() in _MARKS:
            link.drop_tree()


def lighten(tree: lxml.html.HtmlElement) -> None:
    """Empties what no reader sees, which whoever copies the tree would copy too."""
    for node in list(tree.iter("script", "style", "svg")):
        if "ld+json" not in (node.get("type") or "").lower():
            node.clear(keep_tail=True)


def is_vast(tree: lxml.html.HtmlElement) -> bool:
    """Whether it is so large or so deep that a closer look would cost too much."""
    elements = list(tree.iter(etree.Element))
    if len(elements) > VAST:
        return True
    sample = elements[:: 1 + len(elements) // 200]
    depth = sum(sum(1 for _ in node.iterancestors()) for node in sample) / len(sample)
    return len(elements) * depth > VAST_WITH_DEPTH


def has_player(tree: lxml.html.HtmlElement) -> bool:
    """Whether a film is shown here, by the page itself or by another in a frame."""
    if next(tree.iter("video"), None) is not None:
        return True
    frames = islice(tree.iter("iframe"), 50)
    return any(
        _PLAYER.search((frame.get("src") or frame.get("data-src") or "")[:500])
        for frame in frames
    )
