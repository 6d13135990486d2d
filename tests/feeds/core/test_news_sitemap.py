"""What robots.txt and sitemaps tell, whatever they look like."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core import news_sitemap
from feeds.core.news_sitemap import Told, may_read, read, sitemaps_in

SITE = "https://paper.example/robots.txt"


def sitemap(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        + "".join(entries)
        + "</urlset>"
    ).encode()


def entry(url: str, title: str) -> str:
    return (
        f"<url><loc> {url} </loc><image:image><image:url>https://x.example/i</image:url>"
        "<image:title>A picture</image:title></image:image><news:news>"
        f"<news:title>{title}</news:title></news:news></url>"
    )


def test_robots_names_sitemaps_and_those_of_news_come_first() -> None:
    robots = b"User-agent: *\nSitemap: /all.xml\r\nsitemap:https://x.example/news.xml\n"

    assert sitemaps_in(robots, SITE) == (
        "https://x.example/news.xml",
        "https://paper.example/all.xml",
    )


def test_robots_is_obeyed() -> None:
    robots = b"User-agent: newsreader\nDisallow: /private\n\nUser-agent: *\nDisallow: /"

    assert may_read(robots, "newsreader", "https://paper.example/")
    assert not may_read(robots, "newsreader", "https://paper.example/private/x")
    assert not may_read(robots, "other", "https://paper.example/")
    assert may_read(b"", "newsreader", "https://paper.example/")


def test_a_news_sitemap_gives_addresses_as_written_with_their_headlines() -> None:
    url = "https://paper.example/a?b=1&amp;c=2"
    body = sitemap(entry(url, "Tom &amp;amp; Jerry"), "<url><loc>x</loc></url>")

    found = read(body, SITE)

    assert found.pages == (Told("https://paper.example/a?b=1&c=2", "Tom & Jerry"),)


def test_without_a_headline_an_address_is_of_no_use() -> None:
    assert read(sitemap("<url><loc>https://a.example/</loc></url>"), SITE).pages == ()


def test_an_index_gives_its_likeliest_children() -> None:
    children = "".join(
        f"<sitemap><loc>https://paper.example/{name}.xml</loc></sitemap>"
        for name in ("a", "b", "c", "google-news")
    )

    found = read(f"<sitemapindex>{children}</sitemapindex>".encode(), SITE)

    assert found.children[0] == "https://paper.example/google-news.xml"
    assert len(found.children) == news_sitemap.MAX_CHILDREN


def test_a_packed_sitemap_is_unpacked_and_a_bomb_is_not() -> None:
    body = sitemap(entry("https://paper.example/a", "Headline"))

    assert len(read(gzip.compress(body), SITE).pages) == 1
    assert read(gzip.compress(b" " * (news_sitemap.MAX_BYTES + 1)), SITE).pages == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><p>no</html>",
        b"\x1f\x8bbroken",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>',
        sitemap("<url><loc>https://a.example/x")[:-20],
    ],
)
def test_anything_else_gives_nothing(body: bytes) -> None:
    assert read(body, SITE) == news_sitemap.Sitemap()


def test_no_more_is_read_than_is_kept() -> None:
    entries = [
        entry(f"https://paper.example/{n}", f"Headline {n}") for n in range(2100)
    ]

    assert len(read(sitemap(*entries), SITE).pages) == news_sitemap.MAX_PAGES


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    read(body, SITE)
    sitemaps_in(body, SITE)
    may_read(body, "newsreader", "https://paper.example/x")
