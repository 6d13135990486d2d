"""What a page says of itself is believed only where it can be true."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import metadata, page
from articles.core.metadata import Metadata, path_of

URL = "https://www.news.example/world/bridge?x=1"


def read(html: str) -> Metadata:
    tree = page.read(html.encode())
    assert tree is not None
    return metadata.read(tree, url=URL)


def said(**words: object) -> str:
    node = {"@type": "NewsArticle", "headline": "From JSON-LD", **words}
    return f'<script type="application/ld+json">{json.dumps(node)}</script><p>x'


def test_the_heading_is_the_title_if_machines_are_told_nearly_the_same() -> None:
    og = '<meta property="og:title" content="Bridge to the north agreed at last">'

    assert read(f"{og}<h1>Bridge to the north agreed</h1>").title.endswith("agreed")
    assert read(f"{og}<h1>The Daily News</h1>").title.startswith("Bridge")
    assert read(f"{og}{said()}").title == "From JSON-LD"
    assert read("<title>From title &amp; no more</title><p>x").title.endswith("no more")


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


def test_pictures_icons_and_robots_are_read() -> None:
    found = read(
        '<html dir="rtl"><link rel="icon" sizes="32x32" href="/i.png">'
        '<meta property="og:image" content="/a.jpg">'
        '<meta property="og:image:width" content="1200">'
        '<meta property="og:image:height" content="630">'
        '<meta name="robots" content="index, noarchive"><p>x'
    )

    assert (found.image_width, found.image_height) == (1200, 630)
    assert found.icon_url.endswith("/i.png")
    assert found.direction == "rtl"
    assert not found.may_keep
