"""Which part of the page the story stands in: what was overlooked in it, and what was
taken from outside.

An extractor judges paragraphs one by one. A publisher writes all of a story in one
part of the page and marks its paragraphs alike, and that tells more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from lxml import etree

from articles.core.leaves import LONG, Leaf

MOSTLY = 0.8
"""Share of the chosen words that stand in the story's part of the page."""
ALIKE = 0.1
"""Share of the chosen words that are marked up as an overlooked paragraph is."""
GOES_ON = 0.4
"""The same, for a paragraph behind the last one that was chosen."""
LINKED = 0.5
"""Share of a paragraph's characters that may be links."""
DECK = 12
"""Leaves before the story among which its lead may stand."""
TOLD = 0.6
"""Share of a lead's words that stand in what the page says of itself, or of those."""
WHOLE = 100
"""Words. A leaf longer than that may be the story once more, in one piece."""
SAID = 0.85
"""Share of its words, three by three, that then stand elsewhere."""
BOX = 4
"""Elements around a table before those around the paragraphs."""
_PARTS = frozenset({"li", "quote", "pre", "table"})
_MAX_UP = 300  # the parser ends deeper nesting
_FADING = 0.7
_WORD = re.compile(r"\w+")

Way = tuple[object, ...]
Run = tuple[str, str, str]


def prose(leaves: Sequence[Leaf]) -> set[int]:
    """The places of what is written in sentences; what is said twice counts once."""
    places, said = set(), set()
    for place, leaf in enumerate(leaves):
        if _is_prose(leaf) and leaf.text not in said:
            said.add(leaf.text)
            places.add(place)
    return places - again(leaves, places)


def again(leaves: Sequence[Leaf], places: set[int]) -> set[int]:
    """Those of these places where a long leaf says once more, and in one piece, what
    the others say."""
    whole = {place for place in places if len(leaves[place].words) > WHOLE}
    if not whole:
        return set()
    parts: set[Run] = set()
    for place in places - whole:
        parts |= _runs(leaves[place].words)
    most = size(leaves, places - whole)
    return {
        place
        for place in whole
        if 2 * len(leaves[place].words) > most
        and len((runs := _runs(leaves[place].words)) & parts) > SAID * len(runs)
    }


def main_part(leaves: Sequence[Leaf], prose: set[int]) -> set[int]:
    """The prose in that part of the page which holds most of it.

    A paragraph counts for the element around it and, less, for those further out.
    """
    scores: dict[etree._Element, float] = {}
    for place in prose:
        leaf = leaves[place]
        share = float(len(leaf.words))
        node = _above(leaf.parent)
        for _ in range(4):
            if node is None:
                break
            scores[node] = scores.get(node, 0.0) + share
            share *= _FADING
            node = node.getparent()
    if not scores:
        return set()
    top = max(scores, key=lambda node: scores[node])
    return {place for place in prose if _is_inside(leaves[place].parent, top)}


def around(leaves: Sequence[Leaf], prose: set[int]) -> set[int]:
    """The places in the smallest part of the page that holds nearly all of its prose,
    from the first of it on."""
    body = _body(leaves, prose)
    if body is None:
        return set()
    return {
        place
        for place in range(min(prose), len(leaves))
        if not leaves[place].is_aside and _is_inside(leaves[place].parent, body)
    }


def size(leaves: Sequence[Leaf], places: set[int]) -> int:
    """The words at these places."""
    return sum(len(leaves[place].words) for place in places)


def completed(leaves: Sequence[Leaf], kept: set[int], description: str) -> set[int]:
    """The places that were chosen, with what the story's part of the page adds to
    them and without what stands behind it."""
    kept = kept - again(leaves, kept)
    body = _body(leaves, kept)
    if body is None:
        return kept
    ways: dict[etree._Element, Way | None] = {body: ()}
    found_ways = {
        place: way
        for place, leaf in enumerate(leaves)
        if leaf.kind != "figure" and (way := _way(leaf.parent, ways)) is not None
    }
    overlooked = _overlooked(leaves, kept, found_ways)
    end = max(found_ways.keys() & kept, default=max(kept))
    behind = {
        place
        for place in kept
        if place > end and leaves[place].kind in {"p", "h"} and place not in found_ways
    }
    found = (kept | overlooked | _apart(leaves, kept, end)) - behind
    return found | _lead(leaves, found, description)


def _overlooked(
    leaves: Sequence[Leaf], kept: set[int], ways: dict[int, Way]
) -> set[int]:
    """What is marked up as the story is or stands between its paragraphs."""
    alike: Counter[tuple[str, Way]] = Counter()
    holders: Counter[etree._Element | None] = Counter()
    for place in kept & ways.keys():
        leaf = leaves[place]
        alike[leaf.kind, ways[place]] += len(leaf.words)
        if leaf.kind == "p":
            holders[_above(leaf.parent)] += len(leaf.words)
    total = max(1, size(leaves, kept))
    around = {node for node, words in holders.items() if words >= ALIKE * total}
    first, last = min(kept), max(kept)
    found = set()
    for place in ways.keys() - kept:
        leaf = leaves[place]
        if place < first or leaf.is_aside or leaf.link_share() >= LINKED:
            continue
        share = alike[leaf.kind, ways[place]] / total
        is_part = leaf.kind in _PARTS and place < last and _is_near(leaf, around)
        if leaf.kind == "table" and first < place < last:
            is_part = is_part or _is_amid(leaf, around)
        if is_part or share >= (ALIKE if place < last else GOES_ON):
            found.add(place)
    return found


def _apart(leaves: Sequence[Leaf], kept: set[int], end: int) -> set[int]:
    """Paragraphs behind the last one that was chosen which bear the very marks of the
    chosen ones: the story goes on in another part of the page, behind an advert."""
    marks: Counter[Way] = Counter()
    for place in kept:
        if (mark := _mark(leaves[place])) is not None:
            marks[mark] += len(leaves[place].words)
    if not marks:
        return set()
    mark, words = marks.most_common(1)[0]
    if words < MOSTLY * size(leaves, kept):
        return set()
    said = {leaves[place].text for place in kept}
    found = set()
    for place in range(end + 1, len(leaves)):
        leaf = leaves[place]
        if leaf.level == 1:
            break
        if leaf.text not in said and _is_prose(leaf) and _mark(leaf) == mark:
            found.add(place)
    return found


def _mark(leaf: Leaf) -> Way | None:
    """The names of a paragraph and of what is around it, where both have some."""
    node, above = leaf.parent, _above(leaf.parent)
    if leaf.kind != "p" or node is None or above is None:
        return None
    names = tuple((each.get("class") or "").partition(" ")[0] for each in (node, above))
    return (node.tag, above.tag, *names) if all(names) else None


def _is_near(leaf: Leaf, around: set[etree._Element | None]) -> bool:
    """Whether a list, table or quotation stands between the paragraphs themselves,
    not in a box of its own."""
    piece = leaf.pieces[0] if leaf.group is None else leaf.group
    node = None if isinstance(piece, str) else _above(piece)
    return node is not None and (node in around or _above(node) in around - {None})


def _is_amid(table: Leaf, around: set[etree._Element | None]) -> bool:
    """Whether the box of a table stands between the paragraphs."""
    node = _above(table.parent)
    for _ in range(BOX):
        if node is None or node in around:
            break
        node = node.getparent()
    return node is not None and node in around


def _is_prose(leaf: Leaf) -> bool:
    return (
        leaf.kind in {"p", "li", "quote"}
        and not leaf.is_aside
        and (len(leaf.words) >= LONG or len(leaf.text) > 6 * LONG)
        and leaf.link_share() < LINKED
    )


def _above(node: etree._Element | None) -> etree._Element | None:
    return None if node is None else node.getparent()


def _is_inside(node: etree._Element | None, top: etree._Element) -> bool:
    for _ in range(_MAX_UP):
        if node is None or node is top:
            break
        node = node.getparent()
    return node is top


def _body(leaves: Sequence[Leaf], kept: set[int]) -> etree._Element | None:
    """The smallest element around most of the chosen prose."""
    direct: Counter[etree._Element] = Counter()
    for place in kept:
        leaf = leaves[place]
        if leaf.parent is not None and leaf.kind in {"p", "li", "quote"}:
            direct[leaf.parent] += len(leaf.words)
    held: Counter[etree._Element] = Counter()
    depths: dict[etree._Element, int] = {}
    for parent, words in direct.items():
        chain = [parent, *parent.iterancestors()][-_MAX_UP:]
        for depth, node in enumerate(reversed(chain)):
            held[node] += words
            depths[node] = depth
    most = MOSTLY * direct.total()
    around = [node for node, words in held.items() if words >= most]
    return max(around, key=lambda node: depths[node], default=None)


def _way(
    node: etree._Element | None, ways: dict[etree._Element, Way | None]
) -> Way | None:
    """How the markup leads from the body to a node; None for one outside."""
    up: list[etree._Element] = []
    while node is not None and node not in ways and len(up) < _MAX_UP:
        up.append(node)
        node = node.getparent()
    way = ways.get(node) if node is not None else None
    for below in reversed(up):
        if way is not None:
            way = (below.tag, (below.get("class") or "").partition(" ")[0], way)
        ways[below] = way
    return way


def _lead(leaves: Sequence[Leaf], kept: set[int], description: str) -> set[int]:
    """A line just before the story that says what the page says of itself."""
    told = _runs(_WORD.findall(description.lower()))
    first = min(kept)
    for place in range(max(0, first - DECK), first):
        leaf = leaves[place]
        own = _runs(leaf.words)
        is_told = len(own & told) > TOLD * min(len(own), len(told))
        if is_told and leaf.kind in {"p", "h"} and leaf.level != 1 and len(own) > 3:
            return {place}
    return set()


def _runs(words: Sequence[str]) -> set[Run]:
    return set(zip(words, words[1:], words[2:], strict=False))
