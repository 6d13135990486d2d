"""Leaves become HTML with real pictures and absolute links."""

from __future__ import annotations

import lxml.html

from articles.core.leaves import leaves
from articles.core.markup import Writer

HTML = """<nav><p>Sport Weather</p></nav><h1>Title</h1>
<p>One two three <a href="/x">four</a> five six.</p>
<figure><img data-src="/a.jpg" width="800" height="600"><figcaption>Seen</figcaption>
</figure><h2>Short</h2><ul><li>Seven eight nine ten eleven</li></ul>
<table><tr><th>a b</th><td colspan="9999">c d e</td></tr></table>"""


def test_links_pictures_lists_and_tables_are_written() -> None:
    html = Writer("https://a.example/s").write(
        leaves(lxml.html.document_fromstring(HTML))
    )

    assert '<a href="https://a.example/x">four</a>' in html
    assert '<img src="https://a.example/a.jpg" alt="" width="800" height="600">' in html
    assert "<figcaption>Seen</figcaption>" in html
    assert "<ul><li>Seven" in html
    assert "<td>c d e</td>" in html
    assert "9999" not in html
