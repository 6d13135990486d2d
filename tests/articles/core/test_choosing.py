"""Another way is believed where it has much more, and only then."""

from __future__ import annotations

import lxml.html
import pytest

from articles.core import choosing, metadata, ways
from articles.core.clutter import Block
from articles.core.leaves import leaves

URL = "https://bell.example/news/ferry"
STORY = [
    f"{number} The ferry to the island of Skarn will stop for three weeks in January, "
    f"the harbour office said on day {number}, because its engine has to be mended."
    for number in range(1, 12)
]
OTHERS = [
    f"{number} The choir of the old mill sang in the hall in which it was founded by a "
    f"miller and his {number} sons, and three hundred people came to listen to it."
    for number in range(1, 30)
]


def page_of(*parts: list[str]) -> str:
    boxes = "".join(f"<div>{''.join(f'<p>{t}</p>' for t in p)}</div>" for p in parts)
    return f"<html><head><title>Ferry</title></head><body>{boxes}</body></html>"


def story_of(html: str) -> list[str]:
    tree = lxml.html.document_fromstring(html)
    about = metadata.read(tree, url=URL)
    return [b.text for b in choosing.story(tree, about, URL, leaves(tree))]


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the extractors choose; tests fill it."""
    texts: list[str] = []

    def choose(*_: object, **__: object) -> list[Block]:
        return [Block("p", text) for text in texts]

    monkeypatch.setattr(ways, "by_trafilatura", choose)
    monkeypatch.setattr(ways, "by_readability", choose)
    return texts


def test_half_of_a_story_is_made_whole_by_its_part_of_the_page(
    chosen: list[str],
) -> None:
    chosen += STORY[6:9]

    assert story_of(page_of(STORY)) == STORY


def test_a_larger_part_with_another_story_is_not_believed(chosen: list[str]) -> None:
    chosen += STORY

    assert story_of(page_of(STORY, OTHERS)) == STORY


def test_a_talk_that_nobody_took_is_told_where_the_page_is_no_article(
    chosen: list[str],
) -> None:
    chosen += [
        f"{number} words which this page holds nowhere, a dozen of them or even more"
        for number in range(5)
    ]

    assert story_of(page_of(OTHERS)) == OTHERS
    article = page_of(OTHERS).replace(
        "</head>", '<meta property="og:type" content="article"></head>'
    )
    assert story_of(article) == chosen


def test_what_microdata_marks_as_the_body_is_believed_where_it_is_much_more(
    chosen: list[str],
) -> None:
    chosen += [OTHERS[0]]
    html = page_of(OTHERS[:1], STORY).replace(
        f"<div><p>{STORY[0]}", f'<div itemprop="articleBody"><p>{STORY[0]}'
    )

    assert story_of(html) == STORY
