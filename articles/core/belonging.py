"""Does a page hold the article that a headline announces, or another one?

Publishers move and remove articles, and what answers at the old address is often some
other piece. What it says must not be told under that headline.
"""

from __future__ import annotations

import math
from zlib import crc32

from articles.core.rarity import share
from articles.core.terms import bare, terms

ANOTHER = "The link leads to another article than the one the headline announces."

FEWEST = 3
"""A headline of fewer terms tells too little to judge by."""

SHARED = 0.15
"""So much of what a headline tells stands in its own article at the least.

Of 274 pages in 30 languages none had less in its text alone, without its title; of
pages chosen for them at random, three in four had.
"""

LETTERS = 30_000
_RAREST = 14.0


def is_another(
    headline: str, title: str, text: str, *, outlet: str = "", language: str = ""
) -> bool:
    """Is the page's title and text about something else altogether?

    `language` is the headline's; words that anybody uses count for less than names.
    """
    told = set(terms(bare(headline, outlet), language))
    if len(told) < FEWEST:
        return False
    there = set(terms(f"{title}\n{text}"[:LETTERS], language))
    weights = {term: _weight(term) for term in told}
    found = sum(weight for term, weight in weights.items() if term in there)
    return found < SHARED * sum(weights.values())


def _weight(term: str) -> float:
    common = share(crc32(term.encode()))
    return min(_RAREST, -math.log(common)) if common else _RAREST
