"""An article as it is read: pictures, headings, what is wide."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.images import Raster
from articles.core.reading import Reading, picture_addresses, reading
from newsreader.lib.html import safe_html

PHOTO = "https://cdn.example/a.jpg?x=1&y=2"
LONG = 5000


def _read(
    html: str, words: int = LONG, sizes: dict[str, Raster] | None = None
) -> Reading:
    return reading(
        safe_html(html, base_url="https://paper.example/"),
        word_count=words,
        picture=lambda url: f"/img/{len(url)}",
        sizes=sizes or {},
    )


def test_a_picture_comes_from_our_own_address_with_its_room() -> None:
    html = f'<p>A<img src="{PHOTO}" alt="Cats &amp; dogs" width="600" height="400">B'

    found = _read(html)

    assert found.has_pictures
    assert (
        '<img src="/img/33" alt="Cats &amp; dogs" width="600" height="400"'
        ' loading="lazy" decoding="async">'
    ) in found.html
    known = _read(html, sizes={PHOTO: Raster("image/jpeg", 640, 480)}).html
    assert 'width="640" height="480"' in known
    assert "data-size" in _read(f'<img src="{PHOTO}">').html
    assert picture_addresses(f'<img src="{PHOTO.replace("&", "&amp;")}">') == [PHOTO]


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://stats.wp.com/b.gif?x">', '<img alt="x">', "<img>",
        '<img src="data:image/png;base64,AA">',
        "<figure><img src='https://a.example/pixel.gif'></figure>",
    ],
)  # fmt: skip
def test_what_shows_nothing_is_left_out(html: str) -> None:
    assert _read(f"<p>Text</p>{html}").html.strip() == "<p>Text</p>"


def test_a_long_text_has_contents_that_lead_to_its_headings() -> None:
    html = "<p>x</p><h2>One &amp; two</h2><p>x</p><h2><em>Three</em></h2><h3>Four</h3>"

    found = _read(html)

    titles = [(part.title, part.place) for part in found.contents]
    assert titles == [
        ("One & two", "part-1"), ("Three", "part-2"), ("Four", "part-3")
    ]  # fmt: skip
    assert re.findall(r'<h\d id="([^"]+)" data-own>', found.html) == [
        place for _, place in titles
    ]
    assert _read(html, words=100).contents == ()
    assert "id=" not in _read(html, words=100).html
    assert _read("<h2>One</h2><p>x</p><h2>Two</h2>").contents == ()


def test_what_is_wide_scrolls_in_its_own_box_and_by_keyboard() -> None:
    found = _read("<table><tr><td>1</td></tr></table><pre>x</pre>").html

    assert (
        '<div class="wide" role="region" aria-label="Table" tabindex="0"><table'
        in found
    )
    assert found.count("</table></div>") == 1
    assert '<pre tabindex="0">' in found


def test_words_that_look_like_tags_stay_words() -> None:
    html = '<p title="<img src=x>">&lt;img src="y"&gt; &lt;/table&gt;</p>'

    found = _read(html)

    assert not found.has_pictures
    assert "</div>" not in found.html


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "<img src='http://a.example/x'>", "<table>", "</table>", "<h2>",
             "</h2>", "<pre>", "</pre>", "word ", "&lt;img&gt;", '<a title="<h3>">',
             "</a>", "<figure>", "</figure>", "<td>", "<tr>"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_comes_boxes_and_headings_stay_whole(parts: list[str]) -> None:
    html = _read("".join(parts)).html

    bare = re.sub(r'"[^"]*"', '""', html)
    assert bare.count("<table") == bare.count(
        '<div class="" role="" aria-label="" tabin'
    )
    assert bare.count("<div") == bare.count("</div>")
