"""A page falls into leaves, in order."""

from __future__ import annotations

import lxml.html

from articles.core.leaves import leaves

HTML = """<nav><p>Sport Weather</p></nav><h1>Title</h1>
<p>One two three <a href="/x">four</a> five six.</p>
<figure><img data-src="/a.jpg" width="800" height="600"><figcaption>Seen</figcaption>
</figure><h2>Short</h2><ul><li>Seven eight nine ten eleven</li></ul>
<table><tr><th>a b</th><td colspan="9999">c d e</td></tr></table>"""


def test_each_run_of_text_is_one_leaf() -> None:
    found = leaves(lxml.html.document_fromstring(HTML))

    assert [leaf.kind for leaf in found] == [
        "p", "h", "p", "figure", "h", "li", "table",
    ]  # fmt: skip
    assert found[2].text == "One two three four five six."
    assert found[0].is_aside
