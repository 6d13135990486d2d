"""Addresses as the router makes them, without asking it each time."""

from __future__ import annotations

import pytest
from django.urls import clear_script_prefix, reverse, set_script_prefix

from newsreader.lib.routes import route

SLUGS = ["plain-words", "größe-und-maß", "東京で会談", "a_b", "item"]


@pytest.mark.parametrize("number", [1, 4711, 10**12])
@pytest.mark.parametrize("name", ["item-read", "item-original", "story-by-id"])
def test_a_number_stands_where_the_router_puts_it(name: str, number: int) -> None:
    assert route(name)(number) == reverse(name, args=[number])


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("name", ["item", "story"])
def test_a_slug_is_quoted_as_the_router_does(name: str, slug: str) -> None:
    assert route(name)(7, slug) == reverse(name, args=[7, slug])


def test_it_knows_under_which_path_the_site_is_mounted() -> None:
    assert route("item-read")(7) == "/items/7/read"
    set_script_prefix("/news/")
    try:
        assert route("item-read")(7) == "/news/items/7/read"
    finally:
        clear_script_prefix()
