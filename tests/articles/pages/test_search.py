"""The page of a search."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from articles.core.query import parse
from articles.pages.frame import Visitor
from articles.pages.search import HELP, SearchPage, search_page
from articles.search import PAGE, get_search
from tests.factories import NOON, make_article, make_item
from tests.people import bob

pytestmark = pytest.mark.django_db


def _page(
    typed: str, *, after: int | None = None, user: Visitor | None = None
) -> SearchPage:
    return search_page(typed, after=after, user=user or AnonymousUser(), now=NOON)


def test_hits_are_rows_with_the_words_in_sight() -> None:
    item = make_item("Power", snippet="Chipmakers warn of a shortage.")
    get_search().index([item.pk])

    (row,) = _page("shortage").rows

    assert row.headline == "Power"
    assert row.snippet == "Chipmakers warn of a <mark>shortage</mark>."


def test_foreign_text_around_the_marks_is_escaped() -> None:
    item = make_item(snippet='<img src=x onerror="x"> needle <script>')
    get_search().index([item.pk])

    assert _page("needle img").rows[0].snippet == (
        "&lt;<mark>img</mark> src=x onerror=&quot;x&quot;&gt; "
        "<mark>needle</mark> &lt;script&gt;"
    )


def test_words_are_marked_in_the_headline_too_and_it_is_escaped() -> None:
    item = make_item(
        "Chips & <b>shortages</b>", snippet="They say more.", language="en"
    )
    get_search().index([item.pk])

    for typed in ("shortage", "title:shortage"):
        (row,) = _page(typed).rows
        assert row.headline == "Chips &amp; &lt;b&gt;<mark>shortages</mark>&lt;/b&gt;"
    assert _page("more").rows[0].headline == "Chips &amp; &lt;b&gt;shortages&lt;/b&gt;"


def test_a_page_that_is_just_full_leads_no_further() -> None:
    items = [make_item("Common") for _ in range(PAGE)]
    get_search().index(item.pk for item in items)

    page = _page("common")

    assert (len(page.rows), page.older_url) == (PAGE, "")


def test_full_texts_are_quoted_to_signed_in_readers_only() -> None:
    item = make_item(article=make_article(text="Deep inside is a needle."))
    get_search().index([item.pk])

    assert _page("needle").rows[0].snippet == ""
    assert "is a <mark>needle</mark>." in _page("needle", user=bob()).rows[0].snippet


def test_what_was_not_found_is_said_and_what_can_be_typed() -> None:
    assert "Nothing was found" in _page("absent").said
    assert "try fewer" in _page("absent is:unread").said
    assert "Try another word" in _page("absent").said
    assert _page("feed:absent").said == "Nothing was found."
    assert "What are you looking for" in _page("?!").said
    assert dict(_page("").help)['"data center"'] == "words in a row"


def test_other_search_languages_are_pointed_to_this_one() -> None:
    (field,), (operator,) = _page("outlet:x").notes, _page("oil OR gas").notes

    assert field.startswith("There is no “outlet:”")
    assert "title:, source:," in field
    assert operator.startswith("“OR” was looked for as a word")


def test_all_that_the_help_shows_is_understood() -> None:
    for typed, _ in HELP:
        assert parse(typed)
        assert not parse(typed).notes


@pytest.mark.parametrize(
    ("typed", "help"),
    [
        ("after:soon", "“soon” is no date"),
        ('"open end', "were not closed"),
        ("is:blue", "is:unread or is:read or is:starred"),
        ("title: word", "write the word right behind it"),
        ("is:read is:unread", "speaks against"),
        ("word " * 200, "only the first"),
        ("is:unread", "Sign in"),
        ("feed:nosuchfeed", "no feed called “nosuchfeed”"),
    ],
)
def test_a_wrong_query_gets_help(typed: str, help: str) -> None:
    assert help in " ".join(_page(typed).notes)


def test_more_hits_are_on_the_next_page(client: Client) -> None:
    items = [make_item("Common") for _ in range(PAGE + 1)]
    get_search().index(item.pk for item in items)

    first = _page("common")
    second = client.get(first.older_url).content.decode()

    assert items[0].get_absolute_url() in second
    assert items[1].get_absolute_url() not in second
    assert "/search/?q=common" in second
    assert client.get("/search/?q=common&after=999999999999999999").status_code == 200
