"""Words chosen by an extractor to the leaves of the original page that hold them.

An extractor says which text is the story, but loses how it was written. So the page
itself is walked, and those of its leaves are kept whose words the extractor knows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import islice

from lxml import etree

from articles.core.leaves import Leaf

KNOWN = 0.7
"""Share of the four-word runs of a leaf that the extractor must have chosen."""
FOUND = 0.75
"""Share of the chosen words that must be found again; else the page is not trusted.
What is lost are menus that were chosen as one piece, and the page holds as many."""
COVERED = 0.85
"""Share of the words that are found which must have been chosen."""
NEAR = 3
"""Leaves around the story in which a line of one to three words may stand."""
CARD = 4
"""Elements around a picture in which the words of its teaser stand."""
PIECES = 60
"""Elements that it has at most."""
HEADLINE = 16
TEASER = 400
"""Letters that a teaser has at least, and fewer than that."""
WHOLLY = 0.9
"""Share of them in links."""

_WORD = re.compile(r"\w+")

Gram = tuple[str, str, str, str]


def project(leaves: Sequence[Leaf], chosen: Sequence[str]) -> set[int]:
    """The places of the leaves that hold the chosen texts; none if most of the words
    are not found."""
    words = [_WORD.findall(text.lower()) for text in chosen]
    total = sum(map(len, words))
    grams = _grams([word for text in words for word in text])
    budget = Counter(" ".join(text) for text in words if text)
    kept = _long(leaves, budget, grams)
    if not kept:
        return set()
    first, last = min(kept), max(kept)
    for place in range(max(0, first - NEAR), min(len(leaves), last + NEAR + 1)):
        leaf = leaves[place]
        is_of_contents = leaf.kind == "li" and place < first
        if place in kept or leaf.kind == "figure" or is_of_contents:
            continue
        key = " ".join(leaf.words)
        if budget[key] > 0 and len(leaf.words) < 4:
            budget[key] -= 1
            kept.add(place)
    found = sum(len(leaves[place].words) for place in kept)
    if not FOUND * total <= found <= total / COVERED + 20:
        return set()
    return kept


def framed(leaves: Sequence[Leaf], kept: set[int]) -> list[Leaf]:
    """The leaves at these places, with their headings and the pictures between."""
    kept = kept | _headings(leaves, kept)
    first, last = min(kept), max(kept)
    return [
        leaf
        for place, leaf in enumerate(leaves)
        if place in kept
        or (
            leaf.kind == "figure"
            and not leaf.is_aside
            and first - 2 <= place <= last
            and not _is_of_card(leaf)
        )
    ]


def _is_of_card(figure: Leaf) -> bool:
    """Whether it belongs to a teaser: the smallest element around it that has words
    has few, and all of them in links."""
    own = {piece for piece in figure.pieces if not isinstance(piece, str)}
    node = figure.parent
    for _ in range(CARD):
        if node is None:
            break
        said, linked = _letters_around(node, own)
        if said:
            return HEADLINE <= said < TEASER and linked >= WHOLLY * said
        node = node.getparent()
    return False


def _letters_around(
    node: etree._Element, without: set[etree._Element]
) -> tuple[int, int]:
    """The letters in this element, and those of them in links; no more than decide.

    A box of more elements than any teaser has counts as full of words.
    """
    said = linked = 0
    waiting = [(node, next(node.iterancestors("a"), None) is not None)]
    for _ in range(PIECES):
        if not waiting or said >= TEASER:
            return said, linked
        inner, is_link = waiting.pop()
        is_link = is_link or inner.tag == "a"
        letters = len((inner.text or "").strip())
        for child in islice(inner, PIECES):
            letters += len((child.tail or "").strip())
            if child not in without:
                waiting.append((child, is_link))
        said += letters
        linked += letters if is_link else 0
    return TEASER, linked


def _grams(words: Sequence[str]) -> set[Gram]:
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _long(leaves: Sequence[Leaf], budget: Counter[str], grams: set[Gram]) -> set[int]:
    """The places of leaves of four words and more that are known, each text once."""
    exact: dict[str, list[int]] = defaultdict(list)
    others: list[int] = []
    for place, leaf in enumerate(leaves):
        if leaf.kind == "figure" or len(leaf.words) < 4:
            continue
        key = " ".join(leaf.words)
        if key in budget:
            exact[key].append(place)
        else:
            others.append(place)
    sure = sorted(p[0] for p in exact.values() if len(p) == 1)
    middle = sure[len(sure) // 2] if sure else 0
    kept: set[int] = set()
    for key, at in exact.items():
        room = max(1, budget[key])
        kept.update(sorted(at, key=lambda place: abs(place - middle))[:room])
        budget[key] = 0
    held = {gram for place in kept for gram in _grams_of(leaves[place])}
    for place in others:
        ours = _grams_of(leaves[place])
        known = [gram for gram in ours if gram in grams]
        if len(known) < KNOWN * len(ours):
            continue
        # A page may hold its text a second time, in one piece and for machines
        if 2 * sum(gram in held for gram in known) < len(known):
            kept.add(place)
            held.update(known)
    return kept


def _grams_of(leaf: Leaf) -> list[Gram]:
    words = leaf.words
    return list(zip(words, words[1:], words[2:], words[3:], strict=False))


def _headings(leaves: Sequence[Leaf], kept: set[int]) -> set[int]:
    """A short heading is an extractor's weak spot: it stays if what follows stays."""
    first, last = min(kept), max(kept)
    found: set[int] = set()
    for place in range(last - 1, first, -1):
        leaf = leaves[place]
        if leaf.kind != "h" or leaf.level == 1 or place in kept or leaf.is_aside:
            continue
        after = next(
            (
                p
                for p in range(place + 1, last + 1)
                if not _is_mere(leaves[p], p in kept)
            ),
            None,
        )
        if (after in kept or after in found) and len(leaf.text) < 200:
            found.add(place)
    return found


def _is_mere(leaf: Leaf, is_kept: bool) -> bool:
    """A picture or a word or two between a heading and its text."""
    return leaf.kind == "figure" or (
        not is_kept and leaf.kind == "p" and len(leaf.words) < 4
    )
