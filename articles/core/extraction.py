"""HTML to Extracted; the only user of trafilatura.

trafilatura chooses the text: first its fast way, then, where that finds too little,
its whole cascade. What it chose becomes blocks, and the blocks become both the plain
text and the HTML, so that the two never differ.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import lxml.html
from lxml import etree
from trafilatura import bare_extraction

from articles.core import quality
from articles.core.page import Page, TooLargeError, path_of, read
from articles.core.quality import Block, Kind, Signals
from articles.core.sentences import count_words
from articles.core.types import Extracted
from newsreader.lib.html import clean_text, plain_text

VERSION = "trafilatura 2.3, rules 1"
"""Stored with each article; goes up when the same page would give another text."""

THIN = 150
"""Words. Less than this from the fast way, and the slow way is tried as well."""
MAX_TEXT = 200_000
MAX_BLOCK = 20_000

_UNSEEN = {"script", "style", "noscript", "template", "svg", "head", "title"}
SEEN = 10_000
"""Characters of the page, menus and all, by which walls are recognised."""
PROSE = 60
"""Characters. A stretch of text as long as that stands in a sentence, not a menu."""

_KINDS: dict[str, Kind] = {"head": "h", "item": "li", "code": "pre", "p": "p"}
_HTML = {
    "p": "<p>{}</p>", "h": "<h2>{}</h2>", "li": "<li>{}</li>", "pre": "<pre>{}</pre>",
    "quote": "<blockquote><p>{}</p></blockquote>", "row": "<p>{}</p>",
}  # fmt: skip


def extract(body: bytes, *, url: str, content_type: str = "") -> Extracted:
    """The article of the page at `url`, or the wall that stands before it."""
    if not _is_html(body, content_type):
        return Extracted(wall="not_html")
    try:
        page = read(body, url=url, content_type=content_type)
    except TooLargeError:
        return Extracted(wall="too_large")
    if page is None:
        return Extracted(wall="script_only" if body.strip() else "too_short")
    seen = _seen(page.tree)
    asks_password = page.tree.find(".//input[@type='password']") is not None
    blocks = _article(page, url, seen.prose_words)
    text = _as_text(blocks)
    wall = quality.wall(
        Signals(
            title=page.title,
            text=text,
            page_text=seen.text,
            is_home=url.startswith("http") and not path_of(url),
            is_free=page.is_free,
            is_article=page.is_article,
            asks_password=asks_password,
        )
    )
    return Extracted(
        wall=wall,
        title=page.title,
        text="" if wall else text,
        html="" if wall else _as_html(blocks),
        description=page.description,
        authors=page.authors,
        outlet=page.outlet,
        language=page.language,
        published_at=page.published_at,
        canonical_url=page.canonical_url,
        image_url=page.image_url,
        word_count=0 if wall else count_words(text),
    )


def _is_html(body: bytes, content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    start = body[:1024].lstrip().lower()
    if kind and "html" not in kind and not (kind.endswith("xml") and b"<html" in start):
        return False
    return not start.startswith(
        (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"pk\x03")
    )


def _article(page: Page, url: str, prose_words: int) -> list[Block]:
    """The page's story as blocks, by the cheapest way that finds enough."""
    blocks = _by_trafilatura(page.tree, url, fast=True)
    found = _count(blocks)
    if found < THIN or found * 2 < prose_words:
        slow = _by_trafilatura(page.tree, url, fast=False)
        blocks = slow or blocks
        found = _count(blocks)
    if page.own_text and (found < THIN or len(blocks) == 1):
        lines = re.split(r"\n+|</p>|<br\s*/?>", page.own_text[:MAX_TEXT])
        told = [
            Block("p", text) for line in lines if (text := _folded(plain_text(line)))
        ]
        if _count(told) > 1.5 * found or len(told) > len(blocks) == 1:
            blocks = told
    elif found < quality.TOO_SHORT and prose_words > THIN:
        blocks = list(_by_prose(page.tree))
    return _bounded(quality.without_clutter(blocks, page.title))


def _by_trafilatura(
    tree: lxml.html.HtmlElement, url: str, *, fast: bool
) -> list[Block]:
    document = bare_extraction(
        tree,
        url=url,
        fast=fast,
        include_comments=False,
        include_formatting=False,
        with_metadata=False,
    )
    body = getattr(document, "body", None)
    return [] if body is None else list(_blocks(body))


def _by_prose(tree: lxml.html.HtmlElement) -> Iterator[Block]:
    """Whatever is written in sentences: for pages so broken that all else fails."""
    for node in tree.iter("p", "li", "blockquote", "h2", "h3"):
        text = _folded("".join(map(str, node.itertext())))
        if len(text) > PROSE:
            yield Block("p", text)


def _blocks(body: etree._Element) -> Iterator[Block]:
    """trafilatura's own tree as blocks, in order."""
    for node in body:
        tag = str(node.tag)
        if tag in {"list", "div", "section"}:
            yield from _blocks(node)
        elif tag == "table":
            for row in node.iter("row"):
                cells = (
                    _folded(" ".join(map(str, cell.itertext())))
                    for cell in row.iter("cell")
                )
                if text := " | ".join(cell for cell in cells if cell):
                    yield Block("row", text)
        elif tag == "quote" and len(node):
            for inner in _blocks(node):
                yield Block("quote", inner.text)
        elif text := _folded("".join(map(str, node.itertext()))):
            yield Block("quote" if tag == "quote" else _KINDS.get(tag, "p"), text)
        if tail := _folded(node.tail or ""):
            yield Block("p", tail)


def _bounded(blocks: Sequence[Block]) -> list[Block]:
    kept, room = [], MAX_TEXT
    for block in blocks:
        room -= len(block.text) + 2
        if room < 0:
            break
        kept.append(block)
    return kept


def _as_text(blocks: Sequence[Block]) -> str:
    """Paragraphs parted by a blank line; the lines of one list or table stay close."""
    parts = [
        ("\n" if kind in {"li", "row"} else "\n\n").join(b.text for b in group)
        for kind, group in groupby(blocks, key=lambda block: block.kind)
    ]
    return "\n\n".join(parts)


def _as_html(blocks: Sequence[Block]) -> str:
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        inner = "".join(_HTML[kind].format(entities.escape(b.text)) for b in group)
        parts.append(f"<ul>{inner}</ul>" if kind == "li" else inner)
    return "\n".join(parts)


def _folded(text: str) -> str:
    return clean_text(text, MAX_BLOCK)


def _count(blocks: Sequence[Block]) -> int:
    return sum(count_words(block.text) for block in blocks)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a person would see of a page: its first words, and how much is prose."""

    text: str
    prose_words: int


def _seen(tree: lxml.html.HtmlElement) -> _Seen:
    parts: list[str] = []
    size = prose = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    hidden = 0
    for event, node in walk:
        if event == "start":
            hidden += node.tag in _UNSEEN
            piece = node.text
        else:
            hidden -= node.tag in _UNSEEN
            piece = node.tail
        if hidden or not piece or len(piece) < 2 or piece.isspace():
            continue
        if size < SEEN:
            parts.append(piece)
            size += len(piece)
        if len(piece) > PROSE:
            prose += count_words(piece)
    return _Seen(clean_text(" ".join(parts), SEEN), prose)
