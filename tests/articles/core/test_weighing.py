"""What terms and vectors weigh, by what has been seen."""

from __future__ import annotations

import math

from articles.core.similarity import fingerprint
from articles.core.weighing import Seen


def test_what_was_seen_often_weighs_less() -> None:
    seen = Seen()
    for number in range(50):
        seen.count(fingerprint(f"Zomborg opens hall {number}"))
    quill, zomborg = (
        dict(seen.weigh(fingerprint(f"{name} quillfjord"), "Herald").words.pairs())
        for name in ("", "zomborg")
    )

    assert len(quill) == 1
    assert len(zomborg) == 2
    (rare,) = quill
    assert zomborg.pop(rare) > 2 * max(zomborg.values())


def test_what_all_headlines_are_about_tells_them_apart_no_more() -> None:
    seen = Seen()
    about = "Coach of the football team praises striker after the win"
    other = "Keeper of the football team injured before the match"
    first = _nearness(seen, about, other)
    for number in range(100):
        seen.count(fingerprint(f"Football team {number} wins the match"))

    assert _nearness(seen, about, other) < first


def _nearness(seen: Seen, one: str, other: str) -> float:
    a, b = (seen.weigh(fingerprint(text), "Herald").about for text in (one, other))
    length = math.sqrt(sum(v * v for v in a) * sum(v * v for v in b))
    return float(sum(x * y for x, y in zip(a, b, strict=True)) / length)
