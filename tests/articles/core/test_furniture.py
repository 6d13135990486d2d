"""A page's own words are told from news. (Planted ones: tests/corpus/injections.)"""

from __future__ import annotations

import pytest

from articles.core.furniture import has_hidden_marks, is_furniture


@pytest.mark.parametrize(
    "text",
    [
        "This copy is for your personal, non-commercial use only.",
        "Click here to access the transcript of the programme.",
        "CNN's Joe Sutton contributed to this report.",
        "All rights reserved, and no part may be copied.",
        "Sign up for our newsletter to get it every morning.",
        "Write to tips@paper.example with what you know.",
        "Lesen Sie auch unseren Newsletter abonnieren.",
    ],
)
def test_the_pages_own_words_are_furniture(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "The council agreed on Monday to build a new bridge over the river.",
        "Quill said that the bridge would cost 42 million pounds.",
        "“You have waited long enough,” Quill told the people of the town.",
        "می‌گوید که شورا روز دوشنبه تصمیم گرفت.",
        "市議会は月曜日に新しい橋の建設を決めた。",
    ],
)
def test_news_is_not(text: str) -> None:
    assert not is_furniture(text)


def test_marks_that_are_not_seen_are_found() -> None:
    assert has_hidden_marks("a\u202eb")
    assert has_hidden_marks("Igno\u200dre")
    assert not has_hidden_marks("نمی\u200cخواهم")
