"""A feed's content is told from a teaser by its length, its end and the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.own_text import covers, looks_whole

STORY = " ".join(
    f"Sentence {number} tells of the bridge and of what comes {number * 7} days later."
    for number in range(20)
)
JAPANESE = "新しい橋が月曜日に開通し市長は両岸の商店にとって朗報だと述べた。" * 20


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{STORY}</p>",
        f"<p>{STORY}</p><p>The post <a href='x'>Bridge opens</a> appeared first on "
        "<a href='y'>Paper</a>.</p>",
        f"<p>{JAPANESE}</p>",
        f"<p>{STORY}</p><p>We read the rest of the book.</p>",
    ],
)
def test_a_long_text_with_an_end_may_be_whole(html: str) -> None:
    assert looks_whole(html)


@pytest.mark.parametrize(
    "html",
    [
        "", "<p>Short.</p>", f"<p>{STORY[:400]}</p>", f"<p>{STORY} […]</p>",
        f"<p>{STORY[:-9]}…</p>", f"<p>{STORY}</p><a href='x'>Read more</a>",
        f"<p>{STORY}</p><p>Continue reading Bridge opens →</p>",
        f"<p>{STORY}</p><p>Weiterlesen</p>",
        f"<p>{STORY} [...]</p><p>The post Bridge appeared first on Paper.</p>",
    ],
)  # fmt: skip
def test_a_teaser_is_none(html: str) -> None:
    assert not looks_whole(html)


def test_what_says_nearly_all_of_the_page_covers_it() -> None:
    page = f"Photo: Anna Berg. {STORY} The paper was founded in 1931."

    assert covers(f"<p>{STORY}</p>", page)
    assert not covers(f"<p>{STORY[: len(STORY) // 2]}</p>", page)
    assert not covers(f"<p>{STORY}</p>", "")
    assert not covers("", page)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it(one: str, other: str) -> None:
    looks_whole(one)
    covers(one, other)
