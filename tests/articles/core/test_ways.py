"""Each way gives blocks of folded words, and nothing where there is nothing."""

from __future__ import annotations

import lxml.html
import pytest
from trafilatura.utils import trim

from articles.core import frame, ways
from articles.core.leaves import leaves

LONG = "The ferry will stop for three weeks because its engine has to be taken out."
PAGE = (
    '<html><body><div class="side"><p>Menu</p></div><div class="talk">'
    + f"<div><p>one {LONG}</p></div><div><p>two  {LONG}</p><p>a word</p></div>"
    + f'<div><p>three {LONG}</p></div><p><a href="/">A way out</a></p>'
    + "</div></body></html>"
)


def test_what_machines_are_told_is_parted_at_its_lines() -> None:
    told = ways.told_to_machines("<p>One &amp;\n\n two.</p><p>Three.<br/>Four.</p>")

    assert [block.text for block in told] == ["One &", "two.", "Three.", "Four."]


def test_the_body_of_a_talk_is_all_of_it_without_links() -> None:
    found = leaves(lxml.html.document_fromstring(PAGE))

    texts = [block.text for block in ways.by_body(found, frame.prose(found))]

    assert texts == [f"one {LONG}", f"two {LONG}", "a word", f"three {LONG}"]


def test_an_empty_part_holds_nothing() -> None:
    found = leaves(lxml.html.document_fromstring(PAGE))

    assert list(ways.by_part(found, set())) == []
    assert list(ways.by_body(found, set())) == []


@pytest.mark.parametrize("fast", [True, False])
def test_trafilatura_leaves_the_tree_as_it_was(fast: bool) -> None:
    tree = lxml.html.document_fromstring(PAGE)
    before = lxml.html.tostring(tree)

    ways.by_trafilatura(tree, "https://bell.example/x", fast=fast)
    ways.by_readability(tree)

    assert lxml.html.tostring(tree) == before


def test_marks_are_those_of_the_element_or_of_one_around_it() -> None:
    html = (
        '<div itemprop="articleBody"><p>one</p><section><p>two</p></section>'
        '<aside><p>beside</p></aside></div><p>three</p><p itemprop="articleBody">four'
    )
    found = leaves(lxml.html.document_fromstring(html))

    assert [block.text for block in ways.by_marks(found)] == ["one", "two", "four"]


def test_pages_that_were_read_can_be_forgotten_and_read_again() -> None:
    tree = lxml.html.document_fromstring(PAGE)
    found = ways.by_trafilatura(tree, "https://bell.example/x", fast=True)
    assert trim.cache_info().currsize

    ways.forget_pages()

    assert not trim.cache_info().currsize
    assert ways.by_trafilatura(tree, "https://bell.example/x", fast=True) == found
