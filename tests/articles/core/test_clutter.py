"""What is no part of a story is left out of it, and nothing else."""

from __future__ import annotations

import lxml.html
import pytest

from articles.core.clutter import Block, without_clutter
from articles.core.leaves import leaves


def blocks(*texts: str) -> list[Block]:
    return [Block("p", text) for text in texts]


LINES = [
    "The council met on Monday. It agreed to build the bridge, after years of talk.",
    "Work begins in March, the mayor said, and will take two years to be finished.",
    "Residents had asked for it since the flood. The old one was closed by then, too.",
]


@pytest.mark.parametrize(
    "clutter",
    [
        "By Jane Doe", "Von Max Muster", "6 May 2026", "Read more: Ten best bridges",
        "Sign up for our newsletter", "© 2026 Example Media. All rights reserved.",
        "Follow us on Twitter", "Share this article", "ADVERTISEMENT", "___",
        "3 min read", "Jane Doe is a senior reporter for Example News.",
        "jane@example.org", "Photo: Example Agency", "Updated on May 6, 2026",
    ],
)  # fmt: skip
def test_what_is_no_part_of_the_story_is_left_out(clutter: str) -> None:
    kept = without_clutter(blocks(clutter, *LINES, clutter), "Bridge agreed")

    assert kept == blocks(*LINES)


def test_the_headline_is_not_repeated() -> None:
    told = [Block("h", "Bridge, agreed!"), *blocks(*LINES)]

    assert without_clutter(told, "Bridge agreed") == blocks(*LINES)


def test_further_reading_at_the_end_is_cut_off() -> None:
    more = [Block("h", "Related"), Block("li", "Ten best"), Block("li", "Nine worst")]

    assert without_clutter([*blocks(*LINES), *more], "") == blocks(*LINES)


def test_a_heading_that_sounds_so_amid_the_story_cuts_nothing() -> None:
    told = [*blocks(LINES[0]), Block("h", "More from the mayor"), *blocks(*LINES[1:])]

    assert without_clutter(told, "") == told


def test_a_story_that_is_all_clutter_is_left_as_it_is() -> None:
    assert without_clutter(blocks("By Jane Doe"), "") == blocks("By Jane Doe")


def of(html: str) -> list[Block]:
    """The blocks of a page, in which all is story."""
    page = leaves(lxml.html.document_fromstring(html))
    return [Block(leaf.kind, leaf.text, leaf) for leaf in page]  # type: ignore[arg-type]  # no tables here


def kept(html: str) -> list[str]:
    return [block.text for block in without_clutter(of(html), "")]


STORY = [f"<p>{line}</p>" for line in LINES]
OTHER = '<a href="/x">Six words name a further story</a>'


@pytest.mark.parametrize(
    "other",
    [
        f"<p>{OTHER}</p>",
        f"<h3>{OTHER}</h3><ul><li>{OTHER}</li></ul>",
        f"<ul><li>{OTHER}</li><li>{OTHER}</li></ul>",
        f"<h4>More on this</h4><ul><li>{OTHER}</li></ul>",
        f"<p>In other news:</p><ul><li>{OTHER}</li></ul>",
        '<a href="/x"><div><p>A card</p></div></a>',
    ],
)
def test_links_to_other_stories_are_left_out(other: str) -> None:
    assert kept(STORY[0] + other + STORY[1] + STORY[2]) == LINES


@pytest.mark.parametrize(
    "own",
    [
        '<h3><a href="#x">A heading that links to its own place</a></h3>',
        '<ul><li><a href="/x">Short</a></li><li><a href="/y">Links</a></li></ul>',
        '<p>The mayor <a href="/x">said so in a long interview last week</a>.</p>',
    ],
)
def test_links_that_are_part_of_the_story_stay(own: str) -> None:
    assert len(kept(STORY[0] + own + STORY[1] + STORY[2])) > len(LINES)


def test_a_page_made_of_links_and_their_summaries_keeps_them() -> None:
    deals = [f"<p>{OTHER}</p>{line}" for line in STORY]

    assert len(kept("".join(deals))) == 2 * len(LINES)
