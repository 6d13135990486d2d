"""What was chosen is found again in the page."""

from __future__ import annotations

import lxml.html

from articles.core.leaves import leaves
from articles.core.projection import framed, project

HTML = """<nav><p>Sport Weather</p></nav><h1>Title</h1>
<p>One two three <a href="/x">four</a> five six.</p>
<figure><img data-src="/a.jpg" width="800" height="600"><figcaption>Seen</figcaption>
</figure><h2>Short</h2><ul><li>Seven eight nine ten eleven</li></ul>
<table><tr><th>a b</th><td colspan="9999">c d e</td></tr></table>"""


def test_chosen_text_comes_back_with_its_headings_and_pictures() -> None:
    chosen = [
        "One two three four five six.",
        "Seven eight nine ten eleven",
        "a b | c d e",
    ]

    page = leaves(lxml.html.document_fromstring(HTML))
    found = framed(page, project(page, chosen))

    assert [leaf.kind for leaf in found] == ["p", "figure", "h", "li", "table"]


def test_a_page_that_does_not_hold_the_text_gives_nothing() -> None:
    chosen = ["words that stand nowhere in this page at all " * 3]

    assert project(leaves(lxml.html.document_fromstring(HTML)), chosen) == set()


def test_a_text_that_the_page_holds_a_second_time_in_one_piece_is_taken_once() -> None:
    story = [
        f"Paragraph {n} tells of the bridge and of what came after it" for n in "abc"
    ]
    paragraphs = "".join(f"<p>{text}</p>" for text in story)
    whole = f"<div>{' '.join(story)} and something for machines only</div>"
    page = leaves(lxml.html.document_fromstring(whole + paragraphs + whole))

    assert [page[place].text for place in sorted(project(page, story))] == story


def test_a_picture_of_a_teaser_goes_and_one_that_is_a_link_stays() -> None:
    story = [f"Paragraph {n} tells of the bridge and of what came after" for n in "abc"]
    picture = '<img src="/a.jpg" alt="{}">'
    html = (
        f"<div><p>{story[0]}</p>"
        f'<a href="/big">{picture.format("of the story")}</a><p>{story[1]}</p>'
        f'<div><div><a href="/other">{picture.format("of another")}</a></div>'
        '<h3><a href="/other">Another story with a long headline</a></h3></div>'
        f"<p>{story[2]}</p></div>"
    )
    page = leaves(lxml.html.document_fromstring(html))

    found = framed(page, project(page, story))

    shown = [
        image.get("alt")
        for leaf in found
        for piece in leaf.pieces
        if not isinstance(piece, str)
        for image in piece.iter("img")
    ]
    assert shown == ["of the story"]


def test_a_word_or_two_may_stand_between_a_heading_and_its_text() -> None:
    story = [f"Paragraph {n} tells of the bridge and of what came after" for n in "abc"]
    html = (
        f"<p>{story[0]}</p><h2>Kept</h2><p>Mark: 1</p><p>{story[1]}</p>"
        "<h2>Lost</h2><p>A box that nobody has chosen to read.</p>"
        f"<p>{story[2]}</p>"
    )
    page = leaves(lxml.html.document_fromstring(html))

    found = framed(page, project(page, story))

    assert [leaf.text for leaf in found] == [story[0], "Kept", story[1], story[2]]
