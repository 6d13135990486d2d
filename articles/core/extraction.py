"""HTML to Extracted; the only user of trafilatura.

trafilatura chooses the text: first its fast way, then, where the part of the page with
most prose is not in that, its whole cascade, and Readability's way where that is worth
half as much again. What was chosen is looked up in the page itself and completed by
what stands there alike. The leaves of the page that hold it become both the plain text
and the HTML, so that the two agree.
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

from articles.core import frame, metadata, page, quality
from articles.core.choice import Choice
from articles.core.clutter import Block, Kind, without_clutter
from articles.core.leaves import Leaf, leaves
from articles.core.markup import Writer
from articles.core.metadata import Metadata, path_of
from articles.core.page import TooLargeError
from articles.core.projection import framed
from articles.core.quality import Signals
from articles.core.sentences import count_words
from articles.core.types import Extracted, Wall
from newsreader.lib.html import clean_text, plain_text

VERSION = "trafilatura 2.3, rules 3"
"""Stored with each article; goes up when the same page would give another text."""

THIN = 150
"""Words. Less than this, and what the page tells machines is looked at as well."""
ENOUGH = 0.6
"""Share of the words of the page's main part that a good choice holds."""
SECOND_OPINION = 1.5
"""Times as much must another way be worth to be believed before trafilatura."""
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
    page.lighten(tree)
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
            has_prose=any(len(leaf.text) > PROSE for leaf in all_leaves),
        )
    )
    if wall in {"script_only", "too_short"} and _is_endless(all_leaves):
        wall = "too_large"
    return _told(about, wall, "" if wall else text, [] if wall else blocks, url)


def _is_endless(all_leaves: Sequence[Leaf]) -> bool:
    """Does it hold a stretch of text longer than any paragraph, and so cut off?"""
    return any(len(leaf.text) >= MAX_BLOCK for leaf in all_leaves)


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
    prose = frame.prose(all_leaves)
    part = frame.main_part(all_leaves, prose)
    best = Choice.of(all_leaves, _by_trafilatura(tree, url, fast=True))
    is_enough = best.count * 2 >= frame.size(all_leaves, prose)
    is_doubtful = best.coverage(part) < ENOUGH or not is_enough
    if is_doubtful and not page.is_vast(tree):
        slow = Choice.of(all_leaves, _by_trafilatura(tree, url, fast=False))
        if slow.worth() > best.worth():
            best = slow
        if best.coverage(part) < ENOUGH:
            second = Choice.of(all_leaves, _by_readability(tree))
            if second.worth() > SECOND_OPINION * best.worth():
                best = second
    told = _told_to_machines(about) if _is_thin(best) else []
    if told:
        other = Choice.of(all_leaves, told)
        is_parted = len(told) > len(best.blocks) == 1
        if other.count > SECOND_OPINION * best.count or is_parted:
            best = other
    elif best.worth() <= 0 and frame.size(all_leaves, part) > max(THIN, 3 * best.count):
        best = Choice.of(all_leaves, list(_by_part(all_leaves, part)))
    elif best.count < quality.TOO_SHORT and _prose_words(all_leaves) > THIN:
        best = Choice.of(all_leaves, list(_by_prose(tree)))
    return _bounded(without_clutter(_as_written(best, about), about.title))


def _is_thin(choice: Choice) -> bool:
    return choice.count < THIN or len(choice.blocks) == 1


def _told_to_machines(about: Metadata) -> list[Block]:
    """The text that the page's JSON-LD holds."""
    lines = re.split(r"\n+|</p>|<br\s*/?>", about.own_text[:MAX_TEXT])
    return [Block("p", text) for line in lines if (text := _folded(plain_text(line)))]


def _as_written(choice: Choice, about: Metadata) -> Sequence[Block]:
    """The blocks as the page itself holds them, with its pictures and links."""
    if choice.kept:
        kept = frame.completed(choice.leaves, choice.kept, about.description)
        return [
            Block(_OF_LEAF.get(leaf.kind, leaf.kind), leaf.text, leaf)  # type: ignore[arg-type]  # the kinds of leaves but table
            for leaf in framed(choice.leaves, kept)
        ]
    return [
        Block(
            block.kind,
            block.text,
            Leaf(_LEAF_OF.get(block.kind, block.kind), block.text, [block.text]),  # type: ignore[arg-type]  # the kinds of blocks but row
        )
        for block in choice.blocks
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
    if body is None:
        return []
    for line_break in body.iter("lb"):
        line_break.text = " "
    return list(_blocks(body))


def _by_part(all_leaves: Sequence[Leaf], part: set[int]) -> Iterator[Block]:
    """The part of the page that holds most prose: for pages that no extractor knows."""
    for leaf in all_leaves[min(part) : max(part) + 1]:
        if leaf.text and leaf.link_share() < frame.LINKED:
            yield Block("p", leaf.text)


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
