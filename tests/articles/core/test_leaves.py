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


def test_the_share_of_links_is_told() -> None:
    html = (
        '<p>Five <a href="/x">words</a></p><a href="/y"><div>A card</div></a><p>No</p>'
    )

    shares = [leaf.link_share() for leaf in leaves(lxml.html.fromstring(html))]

    assert shares == [0.5, 1, 0]


def test_a_link_around_several_texts_was_never_closed_and_is_none() -> None:
    line = "A paragraph that is as long as paragraphs of a story are, or longer."
    page = leaves(lxml.html.fromstring(f'<a name="top">{f"<p>{line}</p>" * 3}</a>'))

    assert [leaf.link_share() for leaf in page] == [0, 0, 0]


def test_captions_are_no_paragraphs_unless_they_tell_the_story() -> None:
    story = "word " * 120
    html = f'<p>Text</p><p class="caption">Seen</p><p class="caption">{story}</p>'

    assert [
        leaf.text for leaf in leaves(lxml.html.fromstring(f"<div>{html}</div>"))
    ] == [
        "Text",
        story.strip(),
    ]
