"""A page is read within bounds, and decoded as browsers do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import page
from articles.core.page import TooLargeError, drop_anchors, has_player, read


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("<h1>é</h1>".encode(), "", "é"),
        ("<h1>é</h1>".encode("latin-1"), "text/html; charset=iso-8859-1", "é"),
        ("<h1>“é”</h1>".encode("cp1252"), "text/html", "“é”"),
        ('<meta charset="windows-1251"><h1>мост</h1>'.encode("cp1251"), "", "мост"),
        ("<h1>мост</h1>".encode(), "text/html; charset=windows-1251", "мост"),
        ("\ufeff<h1>é</h1>".encode("utf-16"), "", "é"),
        ("<h1>橋</h1>".encode("shift_jis"), "text/html; charset=Shift_JIS", "橋"),
        ("<h1>é</h1>".encode(), "text/html; charset=utf-7", "é"),
        ("<h1>é</h1>".encode(), "text/html; charset=rot13", "é"),
    ],
)
def test_bytes_are_decoded_as_browsers_do(
    body: bytes, content_type: str, expected: str
) -> None:
    found = page.read(body, content_type=content_type)

    assert found is not None
    assert found.findtext(".//h1") == expected


def test_too_large_pages_are_refused() -> None:
    with pytest.raises(TooLargeError):
        page.read(b"x" * (page.MAX_BYTES + 1))
    with pytest.raises(TooLargeError):
        page.read(b"<p>x" * (page.MAX_ELEMENTS + 1))


def test_nothing_is_no_page() -> None:
    assert page.read(b"") is None
    assert page.read(b" \n ") is None


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "x",
        "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">x",
        "<p " + " ".join(f'a{number}="<"' for number in range(50_000)) + ">x",
        "<!--" * 100_000,
    ],
    ids=lambda html: html[:20],
)
def test_monstrous_pages_take_no_time(html: str) -> None:
    started = time.process_time()

    page.read(html.encode())

    assert time.process_time() - started < 2


def test_what_looks_like_a_monster_inside_a_script_harms_nothing() -> None:
    script = "<script>for(i=0;i<n;i++){" + "'a' " * 30_000 + "}</script>"

    found = page.read(f"<h1>Here</h1>{script}<p>still".encode())

    assert found is not None
    assert found.findtext(".//p") == "still"


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_read(body: bytes, content_type: str) -> None:
    page.read(body, content_type=content_type)


def test_what_no_reader_sees_is_emptied_but_what_machines_are_told_stays() -> None:
    html = (
        '<script>var a</script><script type="application/ld+json">{}</script>'
        "<p>Seen<svg><path/></svg> by all</p>"
    )
    tree = page.read(html.encode())
    assert tree is not None

    page.lighten(tree)

    assert [script.text for script in tree.iter("script")] == [None, "{}"]
    assert tree.findtext(".//p") == "Seen"
    assert "".join(map(str, tree.itertext())).endswith("Seen by all")
    assert tree.find(".//path") is None


@pytest.mark.parametrize(
    ("html", "is_vast"),
    [
        ("<p>Text</p>" * 2_000, False),
        ("<p>Text</p>" * 16_000, True),
        ("<div>" * 180 + "<p>Text</p>" * 3_000, True),
    ],
)
def test_pages_that_are_too_much_for_a_closer_look_are_told(
    html: str, is_vast: bool
) -> None:
    tree = page.read(html.encode())

    assert tree is not None
    assert page.is_vast(tree) is is_vast


def test_links_of_a_mark_alone_go_and_the_words_around_them_stay() -> None:
    tree = read(
        b'<h2>One<a href="#one">\xc2\xb6</a> two</h2><p><a href="#x">three</a>'
        b'<a href="/y">#</a>'
    )
    assert tree is not None

    drop_anchors(tree)

    assert tree.text_content() == "One twothree#"


def test_a_player_is_told_by_its_element_or_its_frame() -> None:
    def shows(html: bytes) -> bool:
        tree = read(b"<html><body>" + html)
        assert tree is not None
        return has_player(tree)

    assert shows(b"<video src=/v.mp4></video>")
    assert shows(b'<iframe src="https://films.example/embed/1"></iframe>')
    assert shows(b'<iframe data-src="https://player.example/1"></iframe>')
    assert not shows(b'<iframe src="https://ads.example/1"></iframe><p>x')
