"""Names are taken out of by-lines, and nothing else."""

from __future__ import annotations

import lxml.html
import pytest

from articles.core import bylines
from articles.core.linked_data import Said


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p class="byline">By Ada Quill | May 6, 2026', ("Ada Quill",)),
        ('<a rel="author" href="/a">Ada Quill</a>', ("Ada Quill",)),
        ("<p>By Ada Quill</p>", ("Ada Quill",)),
        ('<div class="comment"><a rel="author">Troll</a></div>', ()),
        ('<p class="author">Share</p>', ()),
    ],
)
def test_names_are_found(html: str, expected: tuple[str, ...]) -> None:
    tree = lxml.html.document_fromstring(f"<h1>x</h1>{html}")

    assert bylines.find(Said({}, {}, {}), {}, tree) == expected
