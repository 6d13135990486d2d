"""Which of the ways to find a page's story is believed.

trafilatura chooses the text: first its fast way, then, where the part of the page with
most prose is not in that, its whole cascade, and another way where that is worth half
as much again. What was chosen is looked up in the page itself and completed by what
stands there alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import lxml.html

from articles.core import frame, page, quality, ways
from articles.core.choice import Choice
from articles.core.clutter import Block, Kind, without_clutter
from articles.core.leaves import Leaf
from articles.core.metadata import Metadata
from articles.core.projection import framed

THIN = 150
"""Words. Less than this, and what the page tells machines is looked at as well."""
ENOUGH = 0.6
"""Share of the words of the page's main part that a good choice holds."""
SECOND_OPINION = 1.5
"""Times as much must another way be worth to be believed before trafilatura."""

_OF_LEAF: dict[str, Kind] = {"table": "row"}
_LEAF_OF = {"row": "p"}


def story(
    tree: lxml.html.HtmlElement,
    about: Metadata,
    url: str,
    all_leaves: Sequence[Leaf],
) -> list[Block]:
    """The page's story as blocks, by the cheapest way that finds enough."""
    prose = frame.prose(all_leaves)
    part = frame.main_part(all_leaves, prose)
    best = _by_extractors(tree, url, all_leaves, prose, part)
    told = ways.told_to_machines(about.own_text) if _is_thin(best) else []
    if told:
        other = Choice.of(all_leaves, told)
        is_parted = len(told) > len(best.blocks) == 1
        if other.count > SECOND_OPINION * best.count or is_parted:
            best = other
    elif best.worth() <= 0 and frame.size(all_leaves, part) > max(THIN, 3 * best.count):
        best = Choice.of(all_leaves, list(ways.by_part(all_leaves, part)))
    elif _is_beside(best, about, prose):
        best = Choice.of(all_leaves, list(ways.by_body(all_leaves, prose)))
    elif best.count < quality.TOO_SHORT and _prose_words(all_leaves) > THIN:
        best = Choice.of(all_leaves, list(ways.by_prose(tree)))
    return _bounded(without_clutter(_as_written(best, about), about.title))


def _by_extractors(
    tree: lxml.html.HtmlElement,
    url: str,
    all_leaves: Sequence[Leaf],
    prose: set[int],
    part: set[int],
) -> Choice:
    """The best of what the extractors find; only the fast one is always asked."""
    best = Choice.of(all_leaves, ways.by_trafilatura(tree, url, fast=True))
    is_enough = best.count * 2 >= frame.size(all_leaves, prose)
    is_doubtful = best.coverage(part) < ENOUGH or not is_enough
    if not is_doubtful or page.is_vast(tree):
        return best
    slow = Choice.of(all_leaves, ways.by_trafilatura(tree, url, fast=False))
    if slow.worth() > best.worth():
        best = slow
    if best.coverage(part) < ENOUGH:
        second = Choice.of(all_leaves, ways.by_readability(tree))
        if second.worth() > SECOND_OPINION * best.worth():
            best = second
    marked = Choice.of(all_leaves, list(ways.by_marks(all_leaves)))
    if marked.worth() > max(0, SECOND_OPINION * best.worth()):
        best = marked
    # An extractor may lose the way within the story, where an element is never closed
    whole = Choice.of(all_leaves, list(ways.by_part(all_leaves, part)))
    if whole.holds(best) and whole.worth() > SECOND_OPINION * best.worth():
        best = whole
    return best


def _is_beside(choice: Choice, about: Metadata, prose: set[int]) -> bool:
    """Whether hardly anything that the page says in sentences is in it, and the page
    does not call itself an article: a talk of many, whose words nobody took."""
    said = frame.size(choice.leaves, prose)
    held = frame.size(choice.leaves, prose & choice.kept) if choice.kept else 0
    is_little = held * 10 < said and choice.worth() * 3 < said
    return is_little and not about.is_article


def _is_thin(choice: Choice) -> bool:
    return choice.count < THIN or len(choice.blocks) == 1


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


def _bounded(blocks: Sequence[Block]) -> list[Block]:
    kept, room = [], ways.MAX_TEXT
    for block in blocks:
        room -= len(block.text) + 2
        if room < 0:
            break
        kept.append(block)
    return kept


def _prose_words(all_leaves: Sequence[Leaf]) -> int:
    """How many words of the page stand in sentences."""
    return sum(len(leaf.words) for leaf in all_leaves if len(leaf.text) > ways.PROSE)
