"""A choice is worth its words in sentences."""

from __future__ import annotations

import lxml.html

from articles.core.choice import Choice
from articles.core.clutter import Block
from articles.core.leaves import leaves

LONG = "The council met on Monday and agreed to build the bridge after long talk."
OTHER = "Work begins in March, the mayor said, and takes two years to be finished."


def chosen(html: str, *texts: str) -> Choice:
    page = leaves(lxml.html.document_fromstring(html))
    return Choice.of(page, [Block("p", text) for text in texts])


def test_words_in_sentences_count() -> None:
    assert chosen(f"<p>{LONG}</p><p>{OTHER}</p>", LONG, OTHER).worth() == 28


def test_words_of_menus_links_and_repetitions_count_against_it() -> None:
    html = f"<p>{LONG}</p><p>Home Sport Weather Video</p>"

    assert chosen(html, LONG, "Home Sport Weather Video").worth() == 10
    assert chosen(f'<a href="/x"><p>{LONG}</p></a>', LONG).worth() == -14
    assert chosen("<p>Nothing</p>", LONG, LONG).worth() == 0


def test_it_knows_how_much_of_a_part_it_holds() -> None:
    choice = chosen(f"<p>{LONG}</p><p>{OTHER}</p>", LONG)

    assert choice.coverage({0, 1}) == 0.5
    assert choice.coverage({0}) == 1
    assert choice.coverage(set()) == 0
