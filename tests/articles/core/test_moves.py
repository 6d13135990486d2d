"""The words by which a sentence can bear a move."""

from __future__ import annotations

from articles.core import moves


def test_the_moves_stand_in_their_order() -> None:
    assert moves.ORDER == ("happened", "actor", "context", "means", "outlook")


def test_words_tell_the_move() -> None:
    assert moves.ACTOR.search("The company plans to expand.")
    assert moves.CONTEXT.search("Since the flood of 2014 it has been closed.")
    assert moves.MEANS.search("Shops fear that they may have to close.")
    assert moves.OUTLOOK.search("The hearing is due to begin next week.")
    assert moves.DATED.search("It opens in March.")
    assert not moves.DATED.search("It opens soon.")
