"""A page is read within bounds, and believed only where it can be true."""

from __future__ import annotations

import datetime as dt
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import page
from articles.core.page import Page, TooLargeError, path_of

URL = "https://www.news.example/world/bridge?x=1"


def read(html: str, **more: str) -> Page:
    found = page.read(html.encode(), **{"url": URL, **more})
    assert found is not None
    return found


def said(**words: object) -> str:
    node = {"@type": "NewsArticle", "headline": "From JSON-LD", **words}
    return f'<script type="application/ld+json">{json.dumps(node)}</script><p>x'


def test_json_ld_is_believed_before_meta_elements_and_headings() -> None:
    og = '<meta property="og:title" content="From og">'

    assert read(f"{og}<h1>From h1</h1>{said()}").title == "From JSON-LD"
    assert read(f"{og}<h1>From h1</h1>").title == "From og"
    assert read("<title>From title</title><h1>From <i>h1</i></h1>").title == "From h1"
    assert (
        read("<title>From title &amp; no more</title>").title == "From title & no more"
    )


def test_the_outlets_name_behind_a_title_is_cut_off() -> None:
    html = (
        '<meta property="og:site_name" content="The Example">'
        '<meta property="og:title" content="Bridge agreed - The Example">'
    )

    assert read(html).title == "Bridge agreed"
    assert read(html).outlet == "The Example"


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ({"@type": "Person", "name": "By Ada Quill"}, ("Ada Quill",)),
        ([{"name": "Ada"}, "Bob", {"name": "Ada"}], ("Ada", "Bob")),
        ("https://facebook.example/ada", ()),
        ({"name": ["x"]}, ()),
        (7, ()),
    ],
)
def test_authors_are_names(author: object, expected: tuple[str, ...]) -> None:
    assert read(said(author=author)).authors == expected


def test_authors_may_stand_in_meta_elements_or_in_the_page() -> None:
    assert read('<meta name="author" content="Ada">').authors == ("Ada",)
    assert read('<a rel="author">By Ada</a>').authors == ("Ada",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-06T10:00:00+02:00", dt.datetime(2026, 5, 6, 8, tzinfo=dt.UTC)),
        ("2026-05-06", dt.datetime(2026, 5, 6, tzinfo=dt.UTC)),
        ("Wed, 06 May 2026 10:00:00 GMT", dt.datetime(2026, 5, 6, 10, tzinfo=dt.UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("9" * 60, None),
    ],
)
def test_times_are_read_or_left_out(text: str, expected: dt.datetime | None) -> None:
    assert read(said(datePublished=text)).published_at == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/world/bridge", "https://www.news.example/world/bridge"),
        ("https://news.example/w/b", "https://news.example/w/b"),
        ("https://other.example/world/bridge", ""),
        ("https://www.news.example/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_canonical_address_stays_on_its_site(href: str, expected: str) -> None:
    assert read(f'<link rel="canonical" href="{href}"><p>x').canonical_url == expected


def test_the_language_is_a_language_tag() -> None:
    assert read('<html lang="en_GB"><p>x').language == "en-GB"
    assert read('<html lang="<script>"><p>x').language == ""
    assert read('<meta property="og:locale" content="de_DE"><p>x').language == "de-DE"


def test_images_are_absolute() -> None:
    html = '<meta property="og:image" content="//cdn.example/a.jpg">'

    assert read(html).image_url == "https://cdn.example/a.jpg"
    assert read(said(image=[{"url": "/b.jpg"}])).image_url.endswith("example/b.jpg")
    assert read(said(image="data:image/png;base64,xx")).image_url == ""


def test_a_page_says_whether_it_must_be_paid_for() -> None:
    assert read(said()).is_free
    assert not read(said(isAccessibleForFree=False)).is_free
    assert not read(said(isAccessibleForFree="False")).is_free


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
    found = page.read(body, url=URL, content_type=content_type)

    assert found is not None
    assert found.title == expected


def test_too_large_pages_are_refused() -> None:
    with pytest.raises(TooLargeError):
        page.read(b"x" * (page.MAX_BYTES + 1), url=URL)
    with pytest.raises(TooLargeError):
        page.read(b"<p>x" * (page.MAX_ELEMENTS + 1), url=URL)


def test_nothing_is_no_page() -> None:
    assert page.read(b"", url=URL) is None
    assert page.read(b" \n ", url=URL) is None


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + "x",
        "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">x",
        "<!--" * 100_000,
        '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>x",
        '<script type="application/ld+json">' + '{"a":' * 50_000 + "</script><p>x",
        '<meta name="author" content="x">' * 10_000,
    ],
    ids=lambda html: html[:20],
)
def test_monstrous_pages_take_no_time(html: str) -> None:
    started = time.process_time()

    page.read(html.encode(), url=URL)

    assert time.process_time() - started < 2


@given(st.binary(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_any_bytes_are_read(body: bytes, url: str, content_type: str) -> None:
    page.read(body, url=url, content_type=content_type)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_json_ld_may_hold_anything_anywhere(value: object) -> None:
    html = said(
        author=value, image=value, publisher=value, datePublished=value,
        description=value, articleBody=value, isAccessibleForFree=value,
    )  # fmt: skip

    assert read(html).title == "From JSON-LD"


def test_the_path_of_an_address_has_no_slashes_around_it() -> None:
    assert path_of("https://a.example/b/c/?d=/e/") == "b/c"
    assert path_of("https://a.example/") == path_of("https://a.example") == ""
