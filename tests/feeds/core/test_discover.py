"""The feeds that a page names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.discover import MAX_CANDIDATES, Candidate, feeds_in, well_known

URL = "https://example.com/blog/"


def link(kind: str = "application/rss+xml", href: str = "feed", more: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" {more}>'


def found(*links: str) -> tuple[Candidate, ...]:
    return feeds_in(f"<html><head>{''.join(links)}</head></html>".encode(), URL)


def test_a_feed_is_found_with_its_name() -> None:
    assert found(link(more='title="Posts &amp; more – ü"')) == (
        Candidate("https://example.com/blog/feed", "Posts & more – ü"),
    )


@pytest.mark.parametrize(
    "kind",
    [
        "application/rss+xml",
        "application/atom+xml; charset=utf-8",
        "APPLICATION/FEED+JSON",
        "application/json",
        "application/rdf+xml",
        "text/xml",
    ],
)
def test_every_type_of_feed_counts(kind: str) -> None:
    assert len(found(link(kind))) == 1


def test_addresses_are_relative_to_the_base() -> None:
    base = '<base href="/other/">'

    assert found(base, link())[0].url == "https://example.com/other/feed"


@pytest.mark.parametrize(
    "other",
    [
        '<link rel="stylesheet" type="text/css" href="x">',
        '<link rel="alternate" hreflang="de" href="/de">',
        '<link rel="alternate" type="text/html" href="/m">',
        '<link rel="alternate" type="application/rss+xml">',
        link(href="javascript:alert(1)"),
        link(href="data:text/xml,x"),
        link("application/json", "/wp-json/wp/v2/pages/1"),
        link("text/xml", "/oembed?format=xml"),
        f"<!-- {link()} -->",
        f"<script>'{link()}'</script>",
    ],
)
def test_other_links_are_passed_over(other: str) -> None:
    assert found(other) == ()


def test_each_feed_is_named_once_and_vague_types_come_last() -> None:
    links = [link("application/json", "a"), link(href="b"), link(href="b"), link()]

    urls = [each.url.rsplit("/", 1)[1] for each in found(*links)]

    assert urls == ["b", "feed", "a"]


def test_the_number_of_feeds_is_bounded() -> None:
    assert len(found(*(link(href=f"f{n}") for n in range(1000)))) == MAX_CANDIDATES


def test_titles_of_pages_in_other_letters_come_out_right() -> None:
    page = f'<meta charset="windows-1251">{link(more="title=Новости")}'

    assert feeds_in(page.encode("cp1251"), URL)[0].title == "Новости"


@given(st.binary())
def test_no_page_breaks_the_search(body: bytes) -> None:
    feeds_in(body, URL)
    feeds_in(link().encode() + body, URL)


def test_the_usual_places_are_tried_at_the_sites_root() -> None:
    places = well_known("https://example.com/a/b?c=d")

    assert places[0] == "https://example.com/feed"
    assert "https://example.com/feed.json" in places
    assert well_known("nonsense") == ()
