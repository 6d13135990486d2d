"""What an item's terms and vector weigh, by what has been seen so far.

A term weighs by its rarity among the items seen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from heapq import nlargest
from itertools import repeat
from operator import add, mul, sub

from articles.core.likeness import Member, Sum
from articles.core.rarity import share, stress
from articles.core.similarity import Fingerprint, coarse

TEXT_KEPT = 100
"""Terms of a text that are compared: the heaviest."""

BEFORE, BEFORE_TEXTS = 200, 1000
"""As many headlines and texts count as seen beforehand, with the words that are common
in every language: what is rare must not be guessed from the first few items."""

HEADLINE_WORDS, TEXT_WORDS = 150, 3750
"""Words in a headline and in a text, times fifteen: the table of common terms spreads
over many languages, and each item is in one."""

APART, APART_MODEL, PLAIN = 0.3, 0.6, 50
"""So much of what all headlines have in common is taken off a headline's vector, the
model's more: on a page of sports that it is about sports tells nothing. It is little at
first, as if `PLAIN` headlines without anything in common had been seen."""


class Seen:
    """How often the terms of headlines and texts were seen."""

    def __init__(self) -> None:
        self.headlines = self.texts = 0
        self._in_headlines: Counter[int] = Counter()
        self._in_texts: Counter[int] = Counter()
        # The number and the sum of vectors seen: static ones, the model's
        self._vectors: Counter[bool] = Counter()
        self._common: dict[bool, tuple[float, ...]] = {}

    def count(self, print_: Fingerprint) -> None:
        """Let an item's terms count towards what is rare; once for each item."""
        if print_.headline:
            self.headlines += 1
            self._in_headlines.update(print_.headline.keys())
        if print_.about:
            kind = print_.is_modelled
            self._vectors[kind] += 1
            common = self._common.get(kind) or repeat(0.0)
            self._common[kind] = tuple(map(add, print_.about, common))
        if print_.text:
            self.texts += 1
            self._in_texts.update(print_.text.keys())

    def weigh(
        self, print_: Fingerprint, outlet: str, *, item: int = 0, is_new: bool = False
    ) -> Member:
        """The item (of that number) as it is compared, by what is rare at present.

        `is_new`: it was not counted yet, and is counted in for the occasion.
        """
        own = int(is_new)
        heads, texts = self.headlines + own, self.texts + own
        words = _weighted(print_.headline, self._in_headlines, heads, own)
        text = _weighted(print_.text, self._in_texts, texts, own, is_text=True)
        if len(text) > TEXT_KEPT:
            text = dict(nlargest(TEXT_KEPT, text.items(), key=lambda pair: pair[1]))
        return Member(
            outlet.casefold(),
            Sum.of(words, is_fine=False),
            Sum.of(text, is_fine=False),
            coarse(self._apart(print_)),
            print_.has_grams,
            is_modelled=print_.is_modelled,
            item=item,
        )

    def _apart(self, print_: Fingerprint) -> Iterable[float]:
        """The vector without some of what those of all headlines have in common."""
        seen = self._vectors[print_.is_modelled]
        if not print_.about or not seen:
            return print_.about
        part = (APART_MODEL if print_.is_modelled else APART) / (seen + PLAIN)
        common = map(part.__mul__, self._common[print_.is_modelled])
        return map(sub, print_.about, common)


def _weighted(
    counts: dict[int, int],
    seen: Counter[int],
    items: int,
    own: int,
    *,
    is_text: bool = False,
) -> dict[int, float]:
    """Weights by how often a term stands there and how rare it is, length one."""
    before, long = (BEFORE_TEXTS, TEXT_WORDS) if is_text else (BEFORE, HEADLINE_WORDS)
    weights = {}
    for term, count in counts.items():
        common = before * (1 - math.exp(-share(term) * long))
        rarity = (items + before + 1) / (seen[term] + own + 0.5 + common)
        rare = max(math.log(rarity), 0.1)
        weights[term] = stress(term) * (1 + math.log(count)) * rare
    length = math.sqrt(sum(map(mul, weights.values(), weights.values()))) or 1.0
    return {term: weight / length for term, weight in weights.items()}
