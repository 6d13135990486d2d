"""Ways to find the story of a page, each with the blocks that it finds; the only user
of trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

import lxml.html
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.external import try_readability
from trafilatura.meta import reset_caches

from articles.core import frame
from articles.core.clutter import Block, Kind
from articles.core.leaves import Leaf, leaves
from newsreader.lib.html import clean_text, plain_text

MAX_TEXT = 200_000
MAX_BLOCK = 20_000
PROSE = 60
"""Characters. A stretch of text as long as that stands in a sentence, not a menu."""

_KINDS: dict[str, Kind] = {"head": "h", "item": "li", "code": "pre", "p": "p"}


def forget_pages() -> None:
    """Clear what trafilatura keeps of the pages that it has read: 18 MiB after 160."""
    reset_caches()


def by_trafilatura(tree: lxml.html.HtmlElement, url: str, *, fast: bool) -> list[Block]:
    """What trafilatura takes for the story, by its fast way or its whole cascade."""
    document = bare_extraction(
        tree,
        url=url,
        fast=fast,
        include_comments=False,
        include_formatting=False,
        with_metadata=False,
    )
    body = getattr(document, "body", None)
    if body is None:
        return []
    for line_break in body.iter("lb"):
        line_break.text = " "
    return list(_blocks(body))


def by_readability(tree: lxml.html.HtmlElement) -> list[Block]:
    """What stands in the element that Readability's scores name as the story."""
    summary = try_readability(deepcopy(tree))
    return [Block("p", leaf.text) for leaf in leaves(summary) if leaf.kind != "figure"]


def by_part(all_leaves: Sequence[Leaf], part: set[int]) -> Iterator[Block]:
    """The part of the page that holds most prose: for pages that no extractor knows."""
    first, last = min(part, default=0), max(part, default=-1)
    for leaf in all_leaves[first : last + 1]:
        if leaf.text and leaf.link_share() < frame.LINKED:
            yield Block("p", leaf.text)


def by_marks(all_leaves: Sequence[Leaf]) -> Iterator[Block]:
    """What the page marks as the article's body, by microdata."""
    marked: dict[etree._Element | None, bool] = {None: False}
    for leaf in all_leaves:
        if leaf.text and not leaf.is_aside and _is_marked(leaf.parent, marked):
            yield Block("p", leaf.text)


def _is_marked(
    node: etree._Element | None, known: dict[etree._Element | None, bool]
) -> bool:
    up = []
    while node not in known and node is not None:
        up.append(node)
        node = node.getparent()
    is_marked = known[node]
    for below in reversed(up):
        is_marked = is_marked or below.get("itemprop") == "articleBody"
        known[below] = is_marked
    return is_marked


def by_body(all_leaves: Sequence[Leaf], prose: set[int]) -> Iterator[Block]:
    """All that is told in the smallest part of the page around nearly all its prose."""
    for place in sorted(frame.around(all_leaves, prose)):
        leaf = all_leaves[place]
        if leaf.text and leaf.link_share() < frame.LINKED:
            yield Block("p", leaf.text)


def by_prose(tree: lxml.html.HtmlElement) -> Iterator[Block]:
    """Whatever is written in sentences: for pages so broken that all else fails."""
    for node in tree.iter("p", "li", "blockquote", "h2", "h3"):
        text = _folded("".join(map(str, node.itertext())))
        if len(text) > PROSE:
            yield Block("p", text)


def told_to_machines(own_text: str) -> list[Block]:
    """The text that the page's JSON-LD holds."""
    lines = re.split(r"\n+|</p>|<br\s*/?>", own_text[:MAX_TEXT])
    return [Block("p", text) for line in lines if (text := _folded(plain_text(line)))]


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


def _folded(text: str) -> str:
    return clean_text(text, MAX_BLOCK)
