"""A publisher's address is taken only if nothing speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.headline_match import Page, bare, fitting, same_site

URL = "https://www.paper.example/news/bridge-opens-after-ten-years"
HEADLINE = "Bridge opens after ten years of waiting, and nobody came"


def fit(headline: str, *pages: Page, outlet: str = "", length: int = len(URL)) -> str:
    return fitting(headline, outlet, length, "paper.example", pages)


@pytest.mark.parametrize(
    ("told", "outlet"),
    [
        (HEADLINE, ""),
        ("BRIDGE OPENS after ten years of waiting – and nobody came!", ""),
        (f"{HEADLINE} | The Paper", "The Paper"),
        (f"{HEADLINE} - Paper", "The Paper"),
        ("Bridge opens after ten years of waiting, and…", ""),
    ],
)
def test_the_same_headline_and_length_are_one_page(told: str, outlet: str) -> None:
    assert fit(HEADLINE, Page(URL, told), outlet=outlet) == URL


@pytest.mark.parametrize(
    "page",
    [
        Page(URL + "/", HEADLINE),
        Page(URL, "Bridge closes after ten years of waiting"),
        Page(URL, "Bridge…"),
        Page(URL, f"{HEADLINE} | Another headline"),
        Page(URL.replace("paper.example", "other.example"), HEADLINE),
        Page(URL, ""),
    ],
    ids=["length", "headline", "too short a cut", "other name", "other site", "none"],
)
def test_what_differs_in_anything_else_is_another_page(page: Page) -> None:
    assert fit(HEADLINE, page, outlet="The Paper") == ""


def test_of_two_that_fit_neither_is_taken() -> None:
    twin = Page(URL.replace("/news/", "/blog/"), HEADLINE)

    assert fit(HEADLINE, Page(URL, HEADLINE), twin) == ""


def test_an_address_told_twice_is_one() -> None:
    assert fit(HEADLINE, Page(URL, HEADLINE), Page(URL, HEADLINE.upper())) == URL


def test_the_same_words_come_before_words_cut_short() -> None:
    cut = Page(URL.replace("/news/", "/live/"), HEADLINE[:40] + "…")

    assert fit(HEADLINE, cut, Page(URL, HEADLINE)) == URL


def test_length_is_counted_in_bytes() -> None:
    url = "https://paper.example/brücke"

    assert fit("Brücke", Page(url, "Brücke"), length=len(url)) == ""
    assert fit("Brücke", Page(url, "Brücke"), length=len(url) + 1) == url


def test_a_site_is_a_host_and_what_is_below_it() -> None:
    assert same_site("www.paper.example", "paper.example")
    assert same_site("sport.paper.example", "www.paper.example")
    assert not same_site("notpaper.example", "paper.example")
    assert not same_site("example", "paper.example")


def test_headlines_without_a_letter_still_differ() -> None:
    assert bare("!!!") != bare("???")


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20))
def test_no_text_makes_it_fail_or_take_a_page_of_another_length(
    one: str, other: str, outlet: str
) -> None:
    assert fitting(one, outlet, 10, "paper.example", [Page(URL, other)]) == ""
    assert fitting(one, outlet, len(URL), "paper.example", [Page(URL, other)]) in {
        "",
        URL,
    }
