"""The article is taken from its page, or the wall before it is named."""

from __future__ import annotations

import csv
import gzip
import json
import re
import time
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.core.extraction import extract
from articles.core.sentences import count_words
from newsreader.lib.html import plain_text, safe_html
from tests.shared import shared

HTML = lxml.html.HTMLParser(encoding="utf-8")
URL = "https://news.example/world/bridge"
PARAGRAPHS = [
    f"This is paragraph number {number} of the story about the new bridge, and it says "
    "that the council met on Monday & agreed to build it after years of long talk."
    for number in range(1, 9)
]
STORY = "".join(f"<p>{text.replace('&', '&amp;')}</p>" for text in PARAGRAPHS)
PAGES = sorted((Path(__file__).parents[2] / "corpus" / "pages").glob("*.html"))
MENU = "<nav><ul>" + '<li><a href="/x">Some section</a></li>' * 30 + "</ul></nav>"


def html_of(inner: str, head: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><title>Bridge agreed</title>{head}'
        f"</head><body>{MENU}<article><h1>Bridge agreed</h1>{inner}</article>"
        "<footer>© Example</footer></body></html>"
    ).encode()


def test_an_article_is_its_paragraphs_parted_by_blank_lines() -> None:
    found = extract(html_of(STORY), url=URL, content_type="text/html; charset=utf-8")

    assert found.wall == ""
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.title == "Bridge agreed"
    assert found.language == "en"
    assert found.word_count == count_words(found.text)


def test_the_html_says_what_the_text_says() -> None:
    inner = f"{STORY}<h2>A heading</h2><ul><li>One</li><li>Two</li></ul>{STORY}"

    found = extract(html_of(inner), url=URL)

    assert plain_text(found.html) == " ".join(found.text.split())
    assert "<h2>A heading</h2>" in found.html
    assert "<ul><li>One</li><li>Two</li></ul>" in found.html
    assert "One\nTwo" in found.text


def test_the_publishers_own_description_is_kept_apart() -> None:
    head = (
        '<meta property="og:description" content="Agreed &lt;b&gt;at last&lt;/b&gt;.">'
    )

    assert extract(html_of(STORY, head), url=URL).description == "Agreed at last."


def test_by_lines_and_share_lines_are_no_part_of_the_article() -> None:
    inner = f"<p>By Ada Quill</p>{STORY}<p>Share this article with your friends</p>"

    assert extract(html_of(inner), url=URL).text == "\n\n".join(PARAGRAPHS)


def test_a_page_that_tells_its_story_only_to_machines_is_read_all_the_same() -> None:
    body = "\\n\\n".join(PARAGRAPHS)
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "B", '
        f'"articleBody": "{body}"}}</script>'
    )

    assert extract(html_of("", head), url=URL).text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("body", "content_type", "wall"),
    [
        (b"", "text/html", "too_short"),
        (b"%PDF-1.7 ...", "", "not_html"),
        (b"\x89PNG....", "text/html", "not_html"),
        (b"Plain text", "text/plain", "not_html"),
        (b"{}", "application/json", "not_html"),
        (b"<p>x" * 70_000, "text/html", "too_large"),
        (b"<html><body><div id=app></div><script>x</script>", "", "script_only"),
        (b"<title>404 Not Found</title><p>Nothing is here.", "", "not_found"),
    ],
)
def test_walls_have_names_and_hold_no_text(
    body: bytes, content_type: str, wall: str
) -> None:
    found = extract(body, url=URL, content_type=content_type)

    assert (found.wall, found.text, found.html, found.word_count) == (wall, "", "", 0)


def test_a_paywalls_teaser_is_kept_apart_from_the_text() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        '"Bridge agreed", "isAccessibleForFree": false}</script>'
    )
    inner = f"<p>{PARAGRAPHS[0]} …</p><p>Subscribe to continue reading</p>"
    page = html_of(inner, head)

    found = extract(page, url=URL)

    assert (found.wall, found.text, found.html) == ("paywall", "", "")
    assert found.teaser.startswith(PARAGRAPHS[0])


@pytest.mark.parametrize(
    "inner",
    [
        '<table><tr><td colspan="9007199254740991">a</td></tr></table>' + STORY,
        "<div>" * 50_000 + STORY,
        "<table><tr><td>" * 3_000 + STORY,
        '<a href="/x">a link</a> ' * 50_000,
        "<p>" + "word " * 600_000 + "</p>",
        "<p>" + "x" * 2_000_000 + "</p>",
        "<p>2026-05-06 </p>" * 25_000,
        "<!-- " + STORY,
        '<div class="caption">' * 200 + "<p>word</p>" * 20_000,
        "<ul>"
        + "<li>an item that is as long as a sentence of a story is</li>" * 20_000,
    ],
    ids=[
        "spans",
        "deep",
        "tables",
        "links",
        "long",
        "unspaced",
        "dates",
        "comment",
        "nested",
        "items",
    ],
)
def test_monstrous_articles_are_bounded(inner: str) -> None:
    started = time.process_time()

    found = extract(html_of(inner), url=URL)

    assert time.process_time() - started < 15
    assert len(found.text) <= 200_000


def test_control_characters_never_reach_the_text() -> None:
    body = html_of(STORY).replace(b"council", b"cou\x00n\x08cil&#xD800;")

    found = extract(body, url=URL)

    assert "\x00" not in found.text + found.html
    found.text.encode()


def test_markup_inside_the_text_stays_text() -> None:
    inner = STORY + "<p>They wrote &lt;script&gt;alert(1)&lt;/script&gt; on a wall.</p>"

    found = extract(html_of(inner), url=URL)

    assert "<script>alert(1)</script> on a wall." in found.text
    assert "<script" not in safe_html(found.html, base_url=URL)


@given(st.binary(max_size=400))
def test_any_bytes_give_an_answer(body: bytes) -> None:
    found = extract(b"<html><body><p>" + body, url=URL)

    found.text.encode()
    assert bool(found.wall) != bool(found.text)


def test_real_article_pages_give_their_articles() -> None:
    pages = shared("internet/data/pages")
    lines = (pages / "INDEX.tsv").read_text().splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t"))[::25]

    walls = [
        extract(
            gzip.decompress((pages / row["file"]).read_bytes()), url=row["url"]
        ).wall
        for row in rows
    ]

    assert walls.count("") >= 0.9 * len(rows)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_kind_of_page_gives_its_story_and_nothing_else(page: Path) -> None:
    found = extract(page.read_bytes(), url=f"https://bell.example/news/{page.stem}")

    told = f"wall: {found.wall}" if found.wall else found.text
    assert told == page.with_suffix(".txt").read_text().strip()


RICH = [
    "wx-0019", "wx-0493", "wx-0663", "wx-0665", "wx-0674", "wx-2534", "wx-2853",
    "wx-0436", "fu-NationalPost_2025_05_08", "fu-HamburgerAbendblatt_2025_09_09",
]  # fmt: skip
"""Real pages with code, tables, figures with captions, lists and long headings."""


@pytest.mark.parametrize("name", RICH)
def test_rich_text_comes_through(name: str) -> None:
    page, url, reference = real_page(name)

    stored = safe_html(extract(page, url=url).html, base_url=url)

    before, after = body_of(page.decode()), body_of(stored)
    for tags, enough in ((("h2", "h3", "h4"), 0.9), (("code",), 0.9), (("li",), 0.8)):
        wanted = told_in(before, tags, reference)
        kept = told_in(after, (*tags, "h5", "h6"), reference)
        assert len(wanted & kept) >= enough * len(wanted), (tags, wanted - kept)
    for tag in ("table", "pre", "blockquote", "figcaption"):
        was_there = told_in(before, (tag,), reference)
        assert not was_there or next(after.iter(tag), None) is not None, tag
    sources = [image.get("src", "") for image in after.iter("img")]
    assert all(source.startswith("https://") for source in sources)


def real_page(name: str) -> tuple[bytes, str, str]:
    """A page of the measuring data, its address and its story as people wrote it."""
    with gzip.open(shared("corpora/pages/truth.jsonl.gz"), "rt") as lines:
        row = next(row for row in map(json.loads, lines) if row["id"] == name)
    page = gzip.decompress(shared(f"corpora/pages/{row['html']}").read_bytes())
    return page, row["url"], row["text"]


def body_of(html: str) -> lxml.html.HtmlElement:
    """The page without its menus and margins."""
    tree = lxml.html.document_fromstring(html.encode(), HTML)
    margins = ("nav", "aside", "footer", "header", "script", "style", "form")
    etree.strip_elements(tree, *margins, with_tail=False)
    return tree


def told_in(
    tree: lxml.html.HtmlElement, tags: tuple[str, ...], reference: str
) -> set[str]:
    """The texts of these elements that are part of the story."""
    said = words_of(reference)
    nodes = [node for node in tree.iter(*tags) if node.find(".//p") is None]
    texts = {words_of(" ".join(node.itertext())) for node in nodes}
    if "li" in tags:  # shorter ones may lead to parts of the page
        texts = {text for text in texts if text.count(" ") > 4}
    return {text for text in texts if text and (not said or f" {text} " in f" {said} ")}


def words_of(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
