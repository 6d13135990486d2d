"""What one way of extracting chose: where the page holds it, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from articles.core import frame
from articles.core.clutter import Block
from articles.core.leaves import LONG, Leaf
from articles.core.projection import project
from articles.core.sentences import count_words


@dataclass(frozen=True, slots=True)
class Choice:
    """Blocks as they were chosen, their words, and the places that hold them."""

    leaves: Sequence[Leaf]
    blocks: Sequence[Block]
    count: int
    kept: set[int]

    @classmethod
    def of(cls, leaves: Sequence[Leaf], blocks: Sequence[Block]) -> Choice:
        """These blocks, looked up in the page."""
        count = sum(count_words(block.text) for block in blocks)
        return cls(leaves, blocks, count, project(leaves, [b.text for b in blocks]))

    def coverage(self, part: set[int]) -> float:
        """Share of this part of the page that it holds; 0 where the part is empty."""
        whole = frame.size(self.leaves, part)
        return frame.size(self.leaves, part & self.kept) / whole if whole else 0.0

    def holds(self, other: Choice) -> bool:
        """Whether it has nearly all that another one has, and so only adds to it."""
        return 0 < frame.MOSTLY * len(other.kept) <= len(other.kept & self.kept)

    def worth(self) -> int:
        """Its words in sentences, less those that stand in none, lead elsewhere or are
        said again."""
        if not self.kept:
            texts = [(block.text, count_words(block.text)) for block in self.blocks]
        else:
            found = [self.leaves[place] for place in self.kept]
            texts = [
                ("" if leaf.link_share() > frame.LINKED else leaf.text, len(leaf.words))
                for leaf in found
            ]
        worth, said = 0, {""}
        for text, words in texts:
            worth += words if words >= LONG and text not in said else -words
            said.add(text)
        return worth
