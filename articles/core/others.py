"""Whole articles that a page shows behind its own, as pages that never end do."""

from __future__ import annotations

import re
from itertools import islice

import lxml.html
from lxml import etree

MAX_HEADINGS = 50
AGREES = 0.5
"""Share of the words of a heading that the page's own title has, or of the title's."""

_WORD = re.compile(r"\w+")


def drop_others(tree: lxml.html.HtmlElement, title: str) -> None:
    """Takes out of the tree every `article` with a headline of its own, where another
    one bears the page's title. Cards of a story have smaller headings."""
    headed = _headed(tree)
    wanted = set(_WORD.findall(title.casefold()))
    own = next((node for node, words in headed if _agree(words, wanted)), None)
    if own is None:
        return
    around = {own, *own.iterancestors()}
    for node, words in headed:
        is_inside = own in set(node.iterancestors())
        if node not in around and not is_inside and not _agree(words, wanted):
            node.drop_tree()


def _headed(
    tree: lxml.html.HtmlElement,
) -> list[tuple[lxml.html.HtmlElement, set[str]]]:
    """The articles that hold an h1, each with the words of its first one."""
    found: dict[etree._Element, set[str]] = {}
    for heading in islice(tree.iter("h1"), MAX_HEADINGS):
        article = next(heading.iterancestors("article"), None)
        if article is not None:
            text = " ".join(map(str, heading.itertext()))
            found.setdefault(article, set(_WORD.findall(text.casefold())))
    return [(node, words) for node, words in found.items() if words]


def _agree(ours: set[str], theirs: set[str]) -> bool:
    return len(ours & theirs) > AGREES * min(len(ours), len(theirs))
