"""A page's tree as its leaves: the paragraphs, headings, items, tables and pictures.

A leaf is a run of inline content without a block inside, in the order of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import lxml.html
from lxml import etree

from newsreader.lib.html import clean_text

LeafKind = Literal["p", "h", "li", "quote", "pre", "table", "figure"]
Piece = "str | etree._Element"

MAX_LEAVES = 12_000
MAX_LEAF = 20_000
"""Characters."""
MAX_DEPTH = 200
MAX_TABLE_ROWS = 400

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul", "amp-img", "picture",
})  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "svg", "head", "iframe", "object",
    "button", "select", "textarea", "input", "video", "audio", "canvas", "math",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Leaf:
    """One run of inline content: its words, and the nodes that it is made of."""

    kind: LeafKind
    text: str
    pieces: list[str | etree._Element] = field(default_factory=list)
    level: int = 0
    list_tag: str = ""
    group: etree._Element | None = None
    is_aside: bool = False
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = _WORD.findall(self.text.lower())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the page a node stands."""

    kind: LeafKind = "p"
    level: int = 0
    list_tag: str = ""
    group: etree._Element | None = None
    is_aside: bool = False


def leaves(tree: lxml.html.HtmlElement) -> list[Leaf]:
    """All leaves of the page, in order."""
    body = tree if tree.tag == "body" else tree.find("body")
    found: list[Leaf] = []
    if body is None:
        body = tree
    holders = _holders(body)
    for leaf in _walk(body, _Place(), holders, 0):
        found.append(leaf)
        if len(found) >= MAX_LEAVES:
            break
    return found


def _holders(body: etree._Element) -> set[etree._Element]:
    """Inline elements that have a block inside, as cards that are one link have."""
    found: set[etree._Element] = set()
    for node in body.iter("div", "p", "h2", "h3", "figure", "picture", "ul", "li"):
        above = node.getparent()
        while above is not None and above.tag not in _BLOCKS and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _walk(  # noqa: C901 - one case for each kind of child
    node: etree._Element, place: _Place, holders: set[etree._Element], depth: int
) -> Iterator[Leaf]:
    run: list[str | etree._Element] = [node.text] if node.text else []
    breaks = 0
    for child in node:
        tag = child.tag
        if tag in _BLOCKS or child in holders:
            yield from _leaf(run, place)
            run = []
            if depth < MAX_DEPTH:
                yield from _block(child, place, holders, depth + 1)
        elif tag == "br":
            breaks += 1
            if breaks > 1:
                yield from _leaf(run, place)
                run = []
            else:
                run.append(child)
        elif tag == "img":
            if not any(isinstance(p, str) and p.strip() for p in run):
                yield Leaf("figure", "", [child], is_aside=place.is_aside)
        elif tag not in _UNSEEN:
            run.append(child)
            breaks = 0
        tail = child.tail
        if tail:
            run.append(tail)
            if not tail.isspace():
                breaks = 0
    yield from _leaf(run, place)


def _block(
    node: etree._Element, place: _Place, holders: set[etree._Element], depth: int
) -> Iterator[Leaf]:
    tag = str(node.tag)
    if tag in {"figure", "picture", "amp-img"}:
        if next(node.iter("table", "pre"), None) is None:
            yield Leaf("figure", "", [node], is_aside=place.is_aside)
            return
    elif tag == "pre":
        text = "".join(map(str, node.itertext()))[:MAX_LEAF]
        if text.strip():
            yield Leaf("pre", clean_text(text, MAX_LEAF), [node])
        return
    elif tag == "table" and _is_of_data(node):
        rows = list(_rows(node))
        if rows:
            yield Leaf("table", "\n".join(rows)[:MAX_LEAF], [node])
        return
    yield from _walk(node, _within(node, tag, place), holders, depth)


def _within(node: etree._Element, tag: str, place: _Place) -> _Place:
    """The place of what stands inside this block."""
    aside = place.is_aside or tag in {"aside", "nav", "footer"}
    if tag in _HEADINGS:
        return _Place("h", _HEADINGS[tag], "", node, aside)
    if tag == "li":
        parent = node.getparent()
        list_tag = "ol" if parent is not None and parent.tag == "ol" else "ul"
        return _Place("li", 0, list_tag, parent, aside)
    if tag == "blockquote":
        return _Place("quote", 0, "", node, aside)
    return _Place(place.kind, place.level, place.list_tag, place.group, aside)


def _leaf(run: list[str | etree._Element], place: _Place) -> Iterator[Leaf]:
    text = text_of(run)
    if text:
        yield Leaf(
            place.kind,
            text,
            run,
            place.level,
            place.list_tag,
            place.group,
            place.is_aside,
        )


def text_of(pieces: list[str | etree._Element]) -> str:
    """The words of some inline content; a line break parts them, a tag does not."""
    parts: list[str] = []
    size = 0
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
        elif len(piece) == 0:
            parts.append(" " if piece.tag == "br" else piece.text or "")
        else:
            _collect(piece, parts)
        size += len(parts[-1]) if parts else 0
        if size > MAX_LEAF:
            break
    return clean_text("".join(parts), MAX_LEAF)


def _collect(node: etree._Element, parts: list[str]) -> None:
    """The text of an inline element without what is never seen."""
    hidden = 0
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            hidden += inner.tag in _UNSEEN
            if inner.tag == "br":
                parts.append(" ")
            if inner.text and not hidden:
                parts.append(inner.text)
        else:
            hidden -= inner.tag in _UNSEEN
            if inner.tail and not hidden and inner is not node:
                parts.append(inner.tail)


def _is_of_data(table: etree._Element) -> bool:
    """Whether this is a table to be read, not one that lays out the page."""
    inner = table.iter("table", "h1", "h2", "ul", "ol", "form", "article", "section")
    if sum(1 for _ in zip(inner, range(2), strict=False)) > 1:
        return False
    paragraphs = sum(1 for _ in table.iter("p"))
    cells = sum(1 for _ in zip(table.iter("td", "th"), range(4000), strict=False))
    return cells > 1 and paragraphs <= 2 * cells


def _rows(table: etree._Element) -> Iterator[str]:
    for row, _ in zip(table.iter("tr"), range(MAX_TABLE_ROWS), strict=False):
        cells = (
            text_of([cell.text or "", *cell]) if not len(cell) else _cell_text(cell)
            for cell in row
            if cell.tag in {"td", "th"}
        )
        if line := " | ".join(cell for cell in cells if cell):
            yield line


def _cell_text(cell: etree._Element) -> str:
    parts: list[str] = []
    _collect(cell, parts)
    return clean_text(" ".join(parts), MAX_LEAF)
