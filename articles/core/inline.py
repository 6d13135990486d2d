"""The words of inline content, and of tables, as they are read."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from newsreader.lib.html import clean_text

MAX_LEAF = 20_000
"""Characters."""
MAX_TABLE_ROWS = 400

UNSEEN = frozenset({
    "script", "style", "noscript", "template", "svg", "head", "iframe", "object",
    "button", "select", "textarea", "input", "video", "audio", "canvas", "math",
})  # fmt: skip

_LINES = frozenset({"div", "p", "li", "tr"})


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
    if next(node.iter("br", *UNSEEN), None) is None:
        parts.extend(map(str, node.itertext()))
        return
    hidden = 0
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            hidden += inner.tag in UNSEEN
            if inner.tag == "br":
                parts.append(" ")
            if inner.text and not hidden:
                parts.append(inner.text)
        else:
            hidden -= inner.tag in UNSEEN
            if inner.tail and not hidden and inner is not node:
                parts.append(inner.tail)


def code_of(node: etree._Element) -> str:
    """What stands in preformatted text, line by line; its lines may be blocks or end
    in line breaks."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            if inner.tag == "br" or (inner.tag in _LINES and _is_open(parts)):
                parts.append("\n")
            parts.append(inner.text or "")
        elif inner is not node:
            if inner.tag in _LINES and _is_open(parts):
                parts.append("\n")
            parts.append(inner.tail or "")
    return "".join(parts)


def _is_open(parts: list[str]) -> bool:
    """Whether something stands in the last line already."""
    last = next((part for part in reversed(parts) if part), "\n")
    return not last.endswith("\n")


def is_of_data(table: etree._Element) -> bool:
    """Whether this is a table to be read, not one that lays out the page."""
    inner = table.iter("table", "h1", "h2", "ul", "ol", "form", "article", "section")
    if sum(1 for _ in zip(inner, range(2), strict=False)) > 1:
        return False
    paragraphs = sum(1 for _ in table.iter("p"))
    cells = sum(1 for _ in zip(table.iter("td", "th"), range(4000), strict=False))
    return cells > 1 and paragraphs <= 2 * cells


def rows(table: etree._Element) -> Iterator[str]:
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
