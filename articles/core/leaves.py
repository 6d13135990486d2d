"""A page's tree as its leaves: the paragraphs, headings, items, tables and pictures.

A leaf is a run of inline content without a block inside, in the order of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import lxml.html
from lxml import etree

from articles.core.inline import MAX_LEAF, UNSEEN, code_of, is_of_data, rows, text_of
from newsreader.lib.html import clean_text

LeafKind = Literal["p", "h", "li", "quote", "pre", "table", "figure"]
Piece = "str | etree._Element"

LONG = 12
"""Words. A leaf as long as that stands in sentences, not in a menu."""
MAX_LEAVES = 12_000
MAX_CAPTION = 100
"""Words. What is longer is a story told in pictures."""
MAX_DEPTH = 200

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul", "amp-img", "picture",
})  # fmt: skip
_PICTURES = frozenset({"figure", "picture", "amp-img"})
_CAPTIONED = frozenset({"div", "p", "span", "a", "li"})
_CAPTION = re.compile(
    r"(?:^|[\s_-])captions?(?:$|[\s_-])|Caption|(?:^|\s)imageblock(?:$|\s)", re.ASCII
)
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
    parent: etree._Element | None = None
    """The block that holds it; the leaf is that block, or a part of it."""
    link: etree._Element | None = None
    """The link that it stands in, as all of a teaser card does."""
    words: list[str] = field(init=False)
    _share: float = field(init=False, default=-1.0)

    def __post_init__(self) -> None:
        self.words = _WORD.findall(self.text.lower())

    def link_share(self) -> float:
        """Share of its characters that are links."""
        if self._share < 0:
            self._share = 1.0 if self.link is not None else self._counted_share()
        return self._share

    def leads_within(self) -> bool:
        """Whether its links lead to other places of the same page alone."""
        links = [self.link] if self.link is not None else list(self._links())
        targets = [link.get("href") or "" for link in links]
        return bool(targets) and all(target.startswith("#") for target in targets)

    def _links(self) -> Iterator[etree._Element]:
        for piece in self.pieces:
            if not isinstance(piece, str):
                yield from [piece] if piece.tag == "a" else piece.iter("a")

    def _counted_share(self) -> float:
        linked, size = 0, max(1, len(self.text))
        for link in self._links():
            linked += len("".join(map(str, link.itertext())).strip())
            if linked >= size:
                return 1.0
        return linked / size


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the page a node stands."""

    kind: LeafKind = "p"
    level: int = 0
    list_tag: str = ""
    group: etree._Element | None = None
    is_aside: bool = False
    link: etree._Element | None = None


def leaves(tree: lxml.html.HtmlElement) -> list[Leaf]:
    """All leaves of the page, in order."""
    body = tree if tree.tag == "body" else tree.find("body")
    if body is None:
        body = tree
    walk = _Walk(_holders(body))
    walk.inside(body, _Place(), 0)
    _unlink(walk.found)
    return walk.found


def _unlink(found: list[Leaf]) -> None:
    """A card has one text. A link around several was never closed, and is none."""
    texts = Counter(leaf.link for leaf in found if len(leaf.words) >= LONG)
    for leaf in found:
        if leaf.link is not None and texts[leaf.link] > 1:
            leaf.link = None


def _holders(body: etree._Element) -> set[etree._Element]:
    """Inline elements that have a block inside, as cards that are one link have."""
    found: set[etree._Element] = set()
    for node in body.iter("div", "p", "h2", "h3", "figure", "picture", "ul", "li"):
        above = node.getparent()
        while above is not None and above.tag not in _BLOCKS and above not in found:
            found.add(above)
            above = above.getparent()
    return found


class _Walk:
    """One walk over a page, which gathers its leaves until there are too many."""

    def __init__(self, holders: set[etree._Element]) -> None:
        self.found: list[Leaf] = []
        self._holders = holders

    def inside(  # noqa: C901 - one case for each kind of child
        self, node: etree._Element, place: _Place, depth: int
    ) -> None:
        """Gathers what stands in a block."""
        run: list[str | etree._Element] = [node.text] if node.text else []
        breaks = 0
        has_words = bool(node.text and not node.text.isspace())
        behind: list[etree._Element] = []  # pictures amid words stand behind them
        for child in node:
            tag = child.tag
            if tag in _BLOCKS or child in self._holders:
                self._end(run, place, node, behind)
                run, has_words, behind = [], False, []
                if depth < MAX_DEPTH and len(self.found) < MAX_LEAVES:
                    self._block(child, place, depth + 1)
            elif tag == "br":
                breaks += 1
                if breaks > 1:
                    self._end(run, place, node, behind)
                    run, has_words, behind = [], False, []
                else:
                    run.append(child)
            elif tag == "img":
                if has_words:
                    behind.append(child)
                else:
                    self._add_figure(child, place, node)
            elif tag not in UNSEEN:
                run.append(child)
                breaks = 0
            tail = child.tail
            if tail:
                run.append(tail)
                if not tail.isspace():
                    breaks, has_words = 0, True
        self._end(run, place, node, behind)

    def _block(self, node: etree._Element, place: _Place, depth: int) -> None:
        tag = str(node.tag)
        parent = node.getparent()
        if tag in _CAPTIONED and _is_caption(node):
            if next(node.iter("img"), None) is not None:
                self._add_figure(node, place, parent)
            return
        if tag in _PICTURES:
            if next(node.iter("table", "pre"), None) is None:
                self._add_figure(node, place, parent)
                return
        elif tag == "pre":
            if "hidden" in (node.get("class") or "").split():
                return  # what an example needs besides, and the page itself hides
            text = code_of(node)[:MAX_LEAF]
            if text.strip():
                self._add(
                    Leaf("pre", clean_text(text, MAX_LEAF), [node], parent=parent)
                )
            return
        elif tag == "table" and is_of_data(node):
            if text := "\n".join(rows(node))[:MAX_LEAF]:
                self._add(Leaf("table", text, [node], parent=parent))
            return
        self.inside(node, _within(node, tag, place), depth)

    def _end(
        self,
        run: list[str | etree._Element],
        place: _Place,
        parent: etree._Element,
        behind: list[etree._Element],
    ) -> None:
        """The end of a run of inline content, which may hold nothing."""
        if not run or (len(run) == 1 and isinstance(run[0], str) and run[0].isspace()):
            return
        if text := text_of(run):
            leaf = Leaf(place.kind, text, run, place.level, place.list_tag, place.group)
            leaf.is_aside, leaf.parent, leaf.link = place.is_aside, parent, place.link
            self._add(leaf)
            for picture in behind:
                self._add_figure(picture, place, parent)
            return
        for piece in run:
            if not isinstance(piece, str) and next(piece.iter("img"), None) is not None:
                self._add_figure(piece, place, parent)

    def _add_figure(
        self, node: etree._Element, place: _Place, parent: etree._Element | None
    ) -> None:
        figure = Leaf("figure", "", [node], is_aside=place.is_aside, parent=parent)
        self._add(figure)

    def _add(self, leaf: Leaf) -> None:
        if len(self.found) < MAX_LEAVES:
            self.found.append(leaf)


def _is_caption(node: etree._Element) -> bool:
    """Whether its class says that it holds what is said of a picture, perhaps with the
    picture itself; what has a heading is the head of a story with a picture."""
    if not _CAPTION.search((node.get("class") or "")[:200]):
        return False
    if next(node.iter(*_HEADINGS), None) is not None:
        return False
    words = 0
    for text in node.itertext():
        words += len(text[:MAX_LEAF].split())
        if words > MAX_CAPTION:
            return False
    return True


def _within(node: etree._Element, tag: str, place: _Place) -> _Place:
    """The place of what stands inside this block."""
    if place.is_aside and _is_story(node, tag):
        place = _Place()  # the menu around it was never closed
    aside = place.is_aside or tag in {"aside", "nav", "footer"}
    link = node if tag == "a" else place.link
    if tag in _HEADINGS:
        return _Place("h", _HEADINGS[tag], "", node, aside, link)
    if tag == "li":
        parent = node.getparent()
        list_tag = "ol" if parent is not None and parent.tag == "ol" else "ul"
        return _Place("li", 0, list_tag, parent, aside, link)
    if tag == "blockquote":
        return _Place("quote", 0, "", node, aside, link)
    return _Place(place.kind, place.level, place.list_tag, place.group, aside, link)


def _is_story(node: etree._Element, tag: str) -> bool:
    """Whether it says to be what the page is about."""
    if tag == "article":
        return next(node.iter("h1"), None) is not None
    return tag == "main"
