"""A wall is told from an article; what is no part of the story is left out."""

from __future__ import annotations

from typing import get_args

import pytest

from articles.core.quality import SENTENCES, Signals, wall
from articles.core.types import Wall

STORY = "The council met on Monday and agreed to build the new bridge. " * 20


def judge(page_text: str, *, text: str = "", title: str = "", **more: bool) -> Wall:
    return wall(Signals(title=title, text=text, page_text=page_text, **more))


def test_every_wall_has_one_plain_sentence() -> None:
    assert set(SENTENCES) == set(get_args(Wall))
    assert all(text.endswith(".") for name, text in SENTENCES.items() if name)


def test_a_story_is_no_wall_whatever_it_tells_of() -> None:
    page = f"Accept all cookies. Just a moment. Log in to continue. {STORY}"

    assert judge(page, text=STORY, title="Bridge agreed") == ""


@pytest.mark.parametrize(
    ("page_text", "expected"),
    [
        ("Before you continue to Example. We use cookies and data to", "consent"),
        ("Bevor Sie fortfahren: alle Cookies akzeptieren oder", "consent"),
        ("Checking your browser before accessing example.org", "bot_check"),
        ("Please enable JS and disable any ad blocker", "bot_check"),
        ("Access to this page has been denied", "bot_check"),
        ("Subscribe to continue reading this story, from one a week", "paywall"),
        ("Please log in or create a free account to go on", "login"),
        ("You need to enable JavaScript to run this app. " * 5, "script_only"),
        ("Sorry, page not found. Try the search.", "not_found"),
        ("Menu", "script_only"),
        ("Menu of many words that lead to other pages of this site. " * 5, "too_short"),
    ],
)
def test_a_page_without_a_story_says_why(page_text: str, expected: Wall) -> None:
    padding = " and more words of menus and footers" * 5 if len(page_text) > 10 else ""

    assert judge(page_text + padding) == expected


def test_titles_tell_of_checks_and_of_lost_pages() -> None:
    assert judge(STORY, title="Just a moment...") == "bot_check"
    assert judge(STORY, title="404 | Example News") == "not_found"


def test_a_teaser_of_a_page_that_must_be_paid_for_is_a_paywall() -> None:
    teaser = "The council met on Monday and agreed to build the new bridge over it."
    page = f"{teaser} Already a subscriber? Sign in"

    assert judge(page, text=teaser, is_free=False) == "paywall"
    assert judge(page, text=teaser * 5 + "…", is_free=False) == "paywall"
    assert judge(page, text=STORY, is_free=False) == ""


def test_a_form_for_a_password_in_place_of_a_text_is_a_login() -> None:
    assert judge("Welcome back to our site. " * 9, asks_password=True) == "login"


def test_a_front_page_is_no_article_unless_it_says_so() -> None:
    assert judge(STORY, text=STORY, is_home=True) == "home_page"
    assert judge("Menu " * 50, is_home=True) == "home_page"
    assert judge(STORY, text=STORY, is_home=True, is_article=True) == ""


def test_a_long_text_of_a_consent_page_is_still_one() -> None:
    text = "We and our 800 partners store cookies on your device for consent. " * 7

    assert judge(text, text=text) == "consent"
