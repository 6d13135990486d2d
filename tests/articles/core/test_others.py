"""Only articles with a headline of their own go, and only where the page's is known."""

from __future__ import annotations

import lxml.html

from articles.core.others import drop_others

OWN = "<article><h1>No ferry to Skarn in January</h1><p>one</p></article>"
OTHER = "<article><h1>The choir of the mill sings</h1><p>two</p></article>"
TITLE = "No ferry to Skarn in January - The Lindmouth Bell"


def left(html: str, title: str = TITLE) -> str:
    tree = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    drop_others(tree, title)
    return " ".join(p.text or "" for p in tree.iter("p"))


def test_another_article_goes_wherever_it_stands() -> None:
    assert left(OWN + f"<div>{OTHER}</div>") == "one"
    assert left(OTHER + OWN) == "one"


def test_nothing_goes_where_no_headline_is_the_pages() -> None:
    assert left(OTHER + OWN, "Another title altogether") == "two one"
    assert left("<p>one</p>" + OTHER) == "one two"
    assert left(OWN + OTHER, "") == "one two"


def test_what_stands_around_or_inside_the_own_article_stays() -> None:
    inside = OWN.replace("</article>", f"{OTHER}</article>")
    around = f"<article><h1>All the news there is</h1><p>zero</p>{OWN}</article>"

    assert left(inside) == "one two"
    assert left(around) == "zero one"


def test_a_teaser_has_no_headline_of_the_first_rank() -> None:
    assert left(OWN + OTHER.replace("h1", "h2")) == "one two"
