"""The story's part of the page adds what was overlooked and drops what is outside."""

from __future__ import annotations

import lxml.html
import pytest

from articles.core.frame import completed, main_part, prose
from articles.core.leaves import Leaf, leaves

LINES = [
    f"Paragraph {name} tells of the bridge, of the council and of all that it costs."
    for name in ("one", "two", "three", "four", "five", "six")
]
TEASER = "A teaser tells in one long sentence of something else that somebody else did."


def page_of(html: str) -> list[Leaf]:
    return leaves(lxml.html.document_fromstring(f"<body>{html}</body>"))


def story(*lines: str) -> str:
    return "".join(f'<p class="text">{line}</p>' for line in lines)


def texts(html: str, *chosen: str, description: str = "") -> list[str]:
    """What comes of these texts, chosen on that page."""
    page = page_of(html)
    kept = {place for place, leaf in enumerate(page) if leaf.text in chosen}
    return [page[place].text for place in sorted(completed(page, kept, description))]


def test_a_paragraph_marked_up_as_the_others_are_is_not_overlooked() -> None:
    html = f"<article>{story(*LINES)}</article>"

    assert texts(html, *LINES[:2], *LINES[3:]) == LINES
    assert texts(html, *LINES[:4]) == LINES


@pytest.mark.parametrize(
    "part",
    [
        "<ul><li>An item</li><li>Another item</li></ul>",
        "<div><ul><li>An item</li><li>Another item</li></ul></div>",
        "<blockquote>An item, she said</blockquote>",
        "<pre>An item = 1</pre>",
    ],
)
def test_a_list_quotation_or_code_between_the_paragraphs_is_not_overlooked(
    part: str,
) -> None:
    html = f"<article>{story(*LINES[:3])}{part}{story(*LINES[3:])}</article>"

    assert len(texts(html, *LINES)) > len(LINES)


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="box"><p class="more">{TEASER}</p></div>',
        f"<aside>{story(TEASER)}</aside>",
        f'<p class="text"><a href="/x">{TEASER}</a></p>',
        "<div><div><div><ul><li>Three things you get</li></ul></div></div></div>",
    ],
)
def test_a_box_amid_the_story_stays_outside(box: str) -> None:
    html = f"<article>{story(*LINES[:3])}{box}{story(*LINES[3:])}</article>"

    assert texts(html, *LINES) == LINES


def test_what_stands_behind_the_story_is_dropped_even_if_it_was_chosen() -> None:
    html = f"<article>{story(*LINES)}</article><div>{story(TEASER)}</div>"

    assert texts(html, *LINES, TEASER) == LINES


def test_a_lead_that_the_page_tells_of_itself_belongs_to_the_story() -> None:
    html = (
        f"<h1>Bridge</h1><div>{story(TEASER)}</div><article>{story(*LINES)}</article>"
    )

    assert texts(html, *LINES, description=TEASER[:60]) == [TEASER, *LINES]
    assert texts(html, *LINES, description="Something else is told") == LINES


def test_the_main_part_is_where_most_prose_stands() -> None:
    teasers = "".join(f"<div><p>{n} {TEASER}</p></div>" for n in range(3))
    html = f"<section>{teasers}</section><article>{story(*LINES)}</article>"
    page = page_of(html)

    part = main_part(page, prose(page))

    assert [page[place].text for place in sorted(part)] == LINES


def test_prose_is_neither_menu_nor_link_nor_repetition() -> None:
    html = f"<p>Sport Weather</p><p><a href='/x'>{TEASER}</a></p>{story(LINES[0])}" * 2
    page = page_of(html)

    assert [page[place].text for place in prose(page)] == LINES[:1]
    assert main_part(page, set()) == set()


def test_a_page_that_is_but_a_table_is_left_as_it_is() -> None:
    rows = "".join(f"<tr><td>{line}</td><td>1</td></tr>" for line in LINES)
    page = page_of(f"<table>{rows}</table>")

    assert completed(page, {0}, "") == {0}


def test_the_deepest_page_that_a_parser_gives_is_read() -> None:
    html = "<div>" * 150 + story(*LINES[:3]) + "<i>" * 100 + story(*LINES[3:])

    assert texts(html, *LINES[:3])[:3] == LINES[:3]
