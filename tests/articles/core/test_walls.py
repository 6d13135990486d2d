"""What stands before an article is named for what it is, and an article never is one.

Each page of tests/corpus/walls says in its first line what it is, and its address.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.core.extraction import extract

PAGES = sorted((Path(__file__).parents[2] / "corpus" / "walls").glob("*.html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_page_is_called_what_it_is(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    _, expected, url, *_ = html.splitlines()[0].split()

    found = extract(html.encode(), url=url, content_type="text/html; charset=utf-8")

    assert (found.wall or "article") == expected
    assert bool(found.text) is bool(found.html) is (expected == "article")


def test_every_wall_that_a_page_can_have_has_its_cases() -> None:
    told = {page.read_text(encoding="utf-8").split()[1] for page in PAGES}

    assert told == {
        "article", "bot_check", "consent", "home_page", "login", "not_found",
        "paywall", "script_only", "too_short", "video_only",
    }  # fmt: skip
