"""The page of a search."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.pages.frame import Visitor
from articles.pages.search import SearchPage, search_page
from articles.search import PAGE, get_search
from tests.factories import NOON, make_article, make_item
from tests.people import bob

pytestmark = pytest.mark.django_db


def _page(typed: str, *, page: int = 1, user: Visitor | None = None) -> SearchPage:
    return search_page(typed, page=page, user=user or AnonymousUser(), now=NOON)


def test_hits_are_rows_with_the_words_in_sight() -> None:
    item = make_item("Power", snippet="Chipmakers warn of a shortage.")
    get_search().index([item.pk])

    (row,) = _page("shortage").rows

    assert (row.headline, row.snippet) == ("Power", "Chipmakers warn of a shortage.")


def test_full_texts_are_quoted_to_signed_in_readers_only() -> None:
    item = make_item(article=make_article(text="Deep inside is a needle."))
    get_search().index([item.pk])

    assert _page("needle").rows[0].snippet == ""
    assert _page("needle", user=bob()).rows[0].snippet == "Deep inside is a needle."


def test_what_was_not_found_is_said() -> None:
    assert "Nothing was found" in _page("absent").said
    assert "Type a word" in _page("?!").said
    assert "All words must occur" in _page("").said


def test_more_hits_are_on_the_next_page() -> None:
    get_search().index([make_item("Common").pk for _ in range(PAGE + 1)])

    first, second = _page("common"), _page("common", page=2)

    assert first.older_url == "/search/?q=common&page=2"
    assert (len(second.rows), second.older_url) == (1, "")
    assert _page("common", page=10**6).rows == ()
