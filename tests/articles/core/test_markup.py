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


def written(html: str) -> str:
    page = leaves(lxml.html.document_fromstring(html))
    return Writer("https://a.example/s").write(page)


def test_a_caption_that_only_its_class_tells_is_written_as_one() -> None:
    html = (
        '<p>Before</p><div class="wp-caption"><a href="/big"><img src="/a.jpg"></a>'
        '<p class="wp-caption-text">What is <em>seen</em></p></div>'
    )

    assert written(html).endswith(
        '<figure><img src="https://a.example/a.jpg" alt="">'
        "<figcaption>What is <em>seen</em></figcaption></figure>"
    )


def test_a_picture_that_is_a_link_is_not_lost() -> None:
    html = '<p>Before</p><p><a href="/big"><img src="/a.jpg"></a></p><p>After</p>'

    assert '<figure><img src="https://a.example/a.jpg" alt=""></figure>' in written(
        html
    )


def test_buttons_of_a_caption_and_markup_of_a_text_for_those_who_do_not_see_go() -> (
    None
):
    html = (
        '<p>Before</p><figure><img src="/a.jpg" alt="&lt;p&gt;The hall&lt;/p&gt;">'
        "<figcaption>2of3The <b>hall</b>. <a href='/b'>Purchase Licensing Rights</a>"
        "</figcaption></figure>"
    )

    assert written(html).endswith(
        '<figure><img src="https://a.example/a.jpg" alt="The hall">'
        "<figcaption>The hall.</figcaption></figure>"
    )


def test_the_title_of_an_image_block_is_its_caption() -> None:
    html = (
        '<p>Before</p><div class="imageblock"><div class="content"><img src="/a.jpg">'
        '</div><div class="title">Figure 1. The hall</div></div>'
    )

    assert written(html).endswith(
        '<figure><img src="https://a.example/a.jpg" alt="">'
        "<figcaption>Figure 1. The hall</figcaption></figure>"
    )


def test_a_picture_amid_words_stands_behind_them() -> None:
    html = '<p>One <img src="/a.jpg"> two</p><p>Three</p>'

    assert written(html) == (
        "<p>One  two</p>\n"
        '<figure><img src="https://a.example/a.jpg" alt=""></figure>\n<p>Three</p>'
    )
