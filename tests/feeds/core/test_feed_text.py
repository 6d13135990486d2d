"""Bytes become text without asking Python for codecs, and text becomes harmless."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.feed_text import NotAFeed, decoded, harmless, storable


@pytest.mark.parametrize(
    "codec", ["zlib_codec", "hex", "rot13", "unicode_escape", "idna", "punycode",
              "undefined", "mbcs", "utf-7", "bz2_codec", "uu", "../../x", "A" * 300]
)  # fmt: skip
def test_codecs_that_are_no_letters_are_never_asked(codec: str) -> None:
    body = f'<?xml version="1.0" encoding="{codec}"?><rss>+ADw-\\x41</rss>'.encode()

    assert decoded(body, f"text/xml; charset={codec}") == body.decode()


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("koi8-r", "KOI8-R"),
        ("cp1251", "windows-1251"),
        ("iso8859-5", "ISO_8859-5"),
        ("iso8859-5", "iso8859-5"),
    ],
)
def test_named_letters_are_read(codec: str, label: str) -> None:
    text = "<rss>Новости дня</rss>"

    assert decoded(text.encode(codec), f'text/xml; charset="{label}"') == text


def test_the_declaration_is_believed_where_the_header_is_silent() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-7"?><rss>Νέα</rss>'

    assert decoded(text.encode("iso8859-7"), "application/rss+xml") == text


def test_a_name_that_does_not_fit_is_not_believed() -> None:
    body = "<rss>é</rss>".encode("cp1252")

    assert decoded(body, "text/xml; charset=utf-8") == "<rss>é</rss>"


def test_letters_that_cannot_be_written_are_still_an_error() -> None:
    with pytest.raises(UnicodeEncodeError):
        "é".encode("ascii", "newsreader.one_byte")


def test_a_namespace_may_be_declared_in_every_entry() -> None:
    text = "<rss>" + '<div xmlns="http://www.w3.org/1999/xhtml"/>' * 1000 + "</rss>"

    assert harmless(text) == text


def test_byte_order_marks_vanish_however_many() -> None:
    assert decoded(b"\xef\xbb\xbf" * 3 + b"<rss/>", "") == "<rss/>"


def test_what_stands_around_a_feed_is_cut_off() -> None:
    text = '<?xml version="1.0"?><!-- <feed> --><?pi x?><rss>x</rss ><script>y'

    assert harmless(text) == "<rss>x</rss ><script>y"
    assert harmless("<feed>x</feed><script>y") == "<feed>x</feed>"


def test_markup_stays_escaped() -> None:
    text = "<rss>&#60;b&#x3E; &LT; &amp;lt; &#39;</rss>"

    assert harmless(text) == "<rss>&lt;b&gt; &lt; &amp;lt; &apos;</rss>"


def test_ampersands_in_cdata_stay() -> None:
    text = "<rss>a & b<![CDATA[c & d]]>e & f<![CDATA[g & h</rss>"

    assert harmless(text) == (
        "<rss>a &amp; b<![CDATA[c & d]]>e &amp; f<![CDATA[g & h</rss>"
    )


def test_control_characters_vanish() -> None:
    assert storable("a\x00b\x1b\ud800\uffffc\td") == "abc\td"


@given(st.binary(), st.text())
def test_any_bytes_have_a_text_or_a_reason(body: bytes, content_type: str) -> None:
    with suppress(NotAFeed):
        assert storable(decoded(body, content_type)).encode() is not None
