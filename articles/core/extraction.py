"""A page to Extracted: its story, what it says of itself, or the wall before it.

The leaves of the page that hold the story become both the plain text and the HTML, so
that the two agree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from articles.core import choosing, metadata, page, quality, ways
from articles.core.clutter import Block
from articles.core.leaves import Leaf, leaves
from articles.core.markup import Writer
from articles.core.metadata import Metadata, path_of
from articles.core.others import drop_others
from articles.core.page import TooLargeError
from articles.core.quality import Signals
from articles.core.sentences import count_words
from articles.core.types import Extracted, Wall
from newsreader.lib.html import clean_text

VERSION = "trafilatura 2.3, rules 4"
"""Stored with each article; goes up when the same page would give another text."""

SEEN = 10_000
"""Characters of the page, menus and all, by which walls are recognised."""
MAX_TEASER = 2_000
"""Characters of what a publisher shows to everybody before a paywall."""


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
    page.drop_anchors(tree)
    about = metadata.read(tree, url=url, last=now)
    page.lighten(tree)
    drop_others(tree, about.title)
    all_leaves = leaves(tree)
    page_text = _page_text(all_leaves)
    blocks = choosing.story(tree, about, url, all_leaves)
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
            has_player=page.has_player(tree),
            has_prose=any(len(leaf.text) > ways.PROSE for leaf in all_leaves),
        )
    )
    if wall in {"script_only", "too_short"} and _is_endless(all_leaves):
        wall = "too_large"
    told = _told(about, wall, "" if wall else text, [] if wall else blocks, url)
    return replace(told, teaser=text[:MAX_TEASER]) if wall == "paywall" else told


def _is_endless(all_leaves: Sequence[Leaf]) -> bool:
    """Does it hold a stretch of text longer than any paragraph, and so cut off?"""
    return any(len(leaf.text) >= ways.MAX_BLOCK for leaf in all_leaves)


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


def _as_text(blocks: Sequence[Block]) -> str:
    """Paragraphs parted by a blank line; the lines of one list or table stay close."""
    worded = [block for block in blocks if block.text]
    parts = [
        ("\n" if kind in {"li", "row"} else "\n\n").join(b.text for b in group)
        for kind, group in groupby(worded, key=lambda block: block.kind)
    ]
    return "\n\n".join(parts)


def _page_text(all_leaves: Sequence[Leaf]) -> str:
    """What a person would read first, menus and all."""
    parts, size = [], 0
    for leaf in all_leaves:
        parts.append(leaf.text)
        size += len(leaf.text)
        if size > SEEN:
            break
    return clean_text(" ".join(parts), SEEN)
