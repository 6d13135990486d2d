"""JSON-LD is read in all its shapes, and bounded."""

from __future__ import annotations

import lxml.html

from articles.core import linked_data


def read(source: str) -> linked_data.Said:
    page = f'<script type="application/ld+json">{source}</script><p>x'
    return linked_data.read(lxml.html.document_fromstring(page))


def test_a_reference_leads_to_its_node() -> None:
    said = read(
        '{"@graph": [{"@type": "Article", "headline": "H", "author": {"@id": "#a"}},'
        '{"@id": "#a", "name": "Ada Quill"}]}'
    )

    assert said.followed(said.get("author")) == {"@id": "#a", "name": "Ada Quill"}


def test_broken_or_deep_json_says_nothing() -> None:
    assert read("{").article == {}
    assert read("[" * 50_000).article == {}
