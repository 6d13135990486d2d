"""Two reports, and how like they are."""

from __future__ import annotations

from array import array
from dataclasses import replace
from zlib import crc32

from articles.core.likeness import (
    SHORT,
    Asked,
    Member,
    Sum,
    _tight,
    likeness,
    together,
)


def _member(*words: str, text: tuple[str, ...] = ()) -> Member:
    return Member(
        "paper",
        Sum.of({crc32(word.encode()): 1.0 for word in words}),
        Sum.of({crc32(word.encode()): 1.0 for word in text}),
        array("f"),
        has_grams=False,
    )


def test_the_same_rare_words_are_more_than_enough() -> None:
    one = _member("quillfjord", "ferrisaddle", "zomborg")

    ratio, score, by = likeness(Asked.of(one), one, join=True)

    assert ratio > 1
    assert round(score, 3) == 1.0
    assert by == "headline"


def test_words_that_tell_nothing_are_never_enough() -> None:
    one = _member("best", "guid", "2025")

    assert likeness(Asked.of(one), one, join=True)[0] < 1


def test_one_rare_word_is_not_enough() -> None:
    one = _member("best", "2025", "zomborg")
    other = _member("zomborg", "2025", "guid")

    assert likeness(Asked.of(one), other, join=True)[0] <= SHORT


def test_headlines_that_match_need_some_bearing_out_by_their_texts() -> None:
    words = ("quillfjord", "ferrisaddle", "zomborg")
    one = _member(*words, text=("ore", "mine", "shaft"))
    other = _member(*words, text=("match", "goal", "score"))

    assert likeness(Asked.of(one), other, join=True)[0] < 1


def test_more_is_asked_for_while_little_has_been_seen() -> None:
    one = _member("quillfjord", "ferrisaddle", "zomborg")

    warm = likeness(Asked.of(one), one, join=True)[0]
    cold = likeness(Asked.of(one, need=2.0), one, join=True)[0]

    assert warm == 2 * cold


def test_a_story_whose_reports_differ_counts_for_less() -> None:
    one = _member("quillfjord", "ferrisaddle", "zomborg")
    spread = together([one, _member("garden", "lettuce", "beans")])
    tight = together([one, one])

    assert (
        likeness(Asked.of(one), spread, join=True)[1]
        < (likeness(Asked.of(one), tight, join=True)[1])
    )


def test_one_name_is_enough_where_the_vectors_come_near_too() -> None:
    one = replace(_member("zomborg", "best", "2025"), about=array("b", (100, 20)))
    other = _member("zomborg", "best", "guid")
    near = replace(other, about=array("b", (100, 30)))
    far = replace(other, about=array("b", (-20, 100)))

    assert likeness(Asked.of(one), near, join=True)[0] > 1
    assert likeness(Asked.of(one), far, join=True)[0] < 1


def test_the_spread_of_a_large_story_counts_for_less() -> None:
    one = _member("quillfjord", "ferrisaddle", "zomborg")
    others = [_member("quillfjord", f"lake{n}", f"town{n}") for n in range(12)]
    for other in others:
        other.words = Sum.of(dict.fromkeys(other.words.ids, 3 ** (-0.5)))

    small, large = together(others[:3]), together(others)

    assert _tight(small) < _tight(large)
    assert _tight(one) == 1.0


def _with(words: Sum) -> list[Member]:
    one = replace(_member(), words=words)
    return [one, one]


def test_a_single_reports_weights_lose_next_to_nothing_in_one_byte() -> None:
    weights = {number: 1 / (number + 1) for number in range(100)}

    kept, exact = Sum.of(weights, is_fine=False), Sum.of(weights)

    assert kept.weights.itemsize == 1
    assert round(kept.norm, 2) == round(exact.norm, 2)
    assert all(abs(weight - weights[term]) <= 1 / 510 for term, weight in kept.pairs())
    assert kept.heaviest(3) == [0, 1, 2]
    assert round(together(_with(kept)).words.norm, 2) == round(2 * kept.norm, 2)
