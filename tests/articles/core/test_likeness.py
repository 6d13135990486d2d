"""Two reports, and how like they are."""

from __future__ import annotations

from array import array
from zlib import crc32

from articles.core.likeness import Asked, Member, Sum, likeness, together


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

    assert likeness(Asked.of(one), other, join=True)[0] < 1


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
    spread = together("", [one, _member("garden", "lettuce", "beans")])
    tight = together("", [one, one])

    assert (
        likeness(Asked.of(one), spread, join=True)[1]
        < (likeness(Asked.of(one), tight, join=True)[1])
    )
