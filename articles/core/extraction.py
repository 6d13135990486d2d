"""HTML to Extracted; the only user of trafilatura.

trafilatura chooses the text: first its fast way, then, where that finds too little,
its whole cascade, and Readability's way where that finds half as much again. What was
chosen is looked up in the page itself, and the leaves of the page that hold it become
both the plain text and the HTML, so that the two agree.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import groupby

import lxml.html
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.external import try_readability

from articles.core import metadata, page, quality
from articles.core.leaves import Leaf, leaves
from articles.core.markup import Writer
from articles.core.metadata import Metadata, path_of
from articles.core.page import TooLargeError
from articles.core.projection import project
from articles.core.quality import Block, Kind, Signals
from articles.core.sentences import count_words
from articles.core.types import Extracted, Wall
from newsreader.lib.html import clean_text, plain_text

VERSION = "trafilatura 2.3, rules 2"
"""Stored with each article; goes up when the same page would give another text."""

THIN = 150
"""Words. Less than this from the fast way, and the slow way is tried as well."""
SECOND_OPINION = 1.5
"""Times as many words must Readability find to be believed before trafilatura."""
MAX_TEXT = 200_000
MAX_BLOCK = 20_000

SEEN = 10_000
"""Characters of the page, menus and all, by which walls are recognised."""
PROSE = 60
"""Characters. A stretch of text as long as that stands in a sentence, not a menu."""

_KINDS: dict[str, Kind] = {"head": "h", "item": "li", "code": "pre", "p": "p"}
_OF_LEAF: dict[str, Kind] = {"table": "row"}
_LEAF_OF = {"row": "p"}


def extract(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    now: dt.datetime | None = None,
) -> Extracted:
    """The article of the page at `url`, or the wall that stands before it.

    No date after `now` is believed.
    """
    if not _is_html(body, content_type):
        return Extracted(wall="not_html")
    try:
        tree = page.read(body, content_type=content_type)
    except TooLargeError:
        return Extracted(wall="too_large")
    if tree is None:
        return Extracted(wall="script_only" if body.strip() else "too_short")
    all_leaves = leaves(tree)
    page_text = _page_text(all_leaves)
    about = metadata.read(tree, url=url, last=now)
    blocks = _article(tree, about, url, all_leaves)
    text = _as_text(blocks)
    wall = quality.wall(
        Signals(
            title=about.title,
            text=text,
            page_text=page_text,
            is_home=url.startswith("http") and not path_of(url),
            is_free=about.is_free,
            is_article=about.is_article,
            is_video=about.is_video,
            asks_password=tree.find(".//input[@type='password']") is not None,
        )
    )
    return _told(about, wall, "" if wall else text, [] if wall else blocks, url)


def _told(
    about: Metadata, wall: Wall, text: str, blocks: Sequence[Block], url: str
) -> Extracted:
    leaves_kept = [block.leaf for block in blocks if block.leaf is not None]
    return Extracted(
        wall=wall,
        title=about.title,
        text=text,
        html=Writer(url).write(leaves_kept),
        description=about.description,
        authors=about.authors,
        outlet=about.outlet,
        language=about.language,
        published_at=about.published_at,
        canonical_url=about.canonical_url,
        image_url=about.image_url,
        word_count=count_words(text),
        updated_at=about.updated_at,
        icon_url=about.icon_url,
        direction=about.direction,
        image_width=about.image_width,
        image_height=about.image_height,
        is_free=about.is_free,
        noarchive=not about.may_keep,
    )


def _is_html(body: bytes, content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    start = body[:1024].lstrip().lower()
    if kind and "html" not in kind and not (kind.endswith("xml") and b"<html" in start):
        return False
    return not start.startswith(
        (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"pk\x03")
    )


def _article(
    tree: lxml.html.HtmlElement,
    about: Metadata,
    url: str,
    all_leaves: Sequence[Leaf],
) -> list[Block]:
    """The page's story as blocks, by the cheapest way that finds enough."""
    prose_words = _prose_words(all_leaves)
    blocks = _by_trafilatura(tree, url, fast=True)
    found = _count(blocks)
    if found < THIN or found * 2 < prose_words:
        slow = _by_trafilatura(tree, url, fast=False)
        blocks = slow or blocks
        found = _count(blocks)
        second = _by_readability(tree)
        if _count(second) > SECOND_OPINION * found:
            blocks, found = second, _count(second)
    if about.own_text and (found < THIN or len(blocks) == 1):
        lines = re.split(r"\n+|</p>|<br\s*/?>", about.own_text[:MAX_TEXT])
        told = [
            Block("p", text) for line in lines if (text := _folded(plain_text(line)))
        ]
        if _count(told) > 1.5 * found or len(told) > len(blocks) == 1:
            blocks = told
    elif found < quality.TOO_SHORT and prose_words > THIN:
        blocks = list(_by_prose(tree))
    return _bounded(
        quality.without_clutter(_as_written(all_leaves, blocks), about.title)
    )


def _as_written(all_leaves: Sequence[Leaf], blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks as the page itself holds them, with its pictures and links."""
    found = project(all_leaves, [block.text for block in blocks])
    if found:
        return [
            Block(_OF_LEAF.get(leaf.kind, leaf.kind), leaf.text, leaf)  # type: ignore[arg-type]  # the kinds of leaves but table
            for leaf in found
        ]
    return [
        Block(
            block.kind,
            block.text,
            Leaf(_LEAF_OF.get(block.kind, block.kind), block.text, [block.text]),  # type: ignore[arg-type]  # the kinds of blocks but row
        )
        for block in blocks
    ]


def _by_readability(tree: lxml.html.HtmlElement) -> list[Block]:
    """What stands in the element that Readability's scores name as the story."""
    summary = try_readability(deepcopy(tree))
    return [Block("p", leaf.text) for leaf in leaves(summary) if leaf.kind != "figure"]


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
    worded = [block for block in blocks if block.text]
    parts = [
        ("\n" if kind in {"li", "row"} else "\n\n").join(b.text for b in group)
        for kind, group in groupby(worded, key=lambda block: block.kind)
    ]
    return "\n\n".join(parts)


def _folded(text: str) -> str:
    return clean_text(text, MAX_BLOCK)


def _count(blocks: Sequence[Block]) -> int:
    return sum(count_words(block.text) for block in blocks)


def _page_text(all_leaves: Sequence[Leaf]) -> str:
    """What a person would read first, menus and all."""
    parts, size = [], 0
    for leaf in all_leaves:
        parts.append(leaf.text)
        size += len(leaf.text)
        if size > SEEN:
            break
    return clean_text(" ".join(parts), SEEN)


def _prose_words(all_leaves: Sequence[Leaf]) -> int:
    """How many words of the page stand in sentences."""
    return sum(len(leaf.words) for leaf in all_leaves if len(leaf.text) > PROSE)
