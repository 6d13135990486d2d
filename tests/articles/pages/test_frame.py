"""Links, languages, and what a snippet tells."""

from __future__ import annotations

import pytest

from articles.pages.frame import Tongue, says_more, tongue, web_address


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", Tongue("en", "ltr")),
        ("pt_BR", Tongue("pt-BR", "ltr")),
        ("ar", Tongue("ar", "rtl")),
        ("he-IL", Tongue("he-IL", "rtl")),
        ("", Tongue("", "auto")),
        ('en" onclick="x', Tongue("", "auto")),
        ("english please", Tongue("", "auto")),
    ],
)
def test_a_foreign_text_is_marked_with_its_language(
    language: str, marked: Tongue
) -> None:
    assert tongue(language) == marked


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "http:///x",
        "http://[x",
    ],
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert web_address(url) == ""
    assert web_address("https://example.org/a") == "https://example.org/a"


@pytest.mark.parametrize(
    ("snippet", "more"),
    [
        ("", False),
        ("A Headline", False),
        ("a  headline…", False),
        ("A headline and then some", True),
    ],
)
def test_a_snippet_that_repeats_the_headline_says_nothing(
    snippet: str, more: bool
) -> None:
    assert says_more(snippet, "A headline") is more
