"""An item as other sites embed it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories import NOON, make_article, make_item

pytestmark = pytest.mark.django_db


def test_the_page_names_its_embedding_and_that_tells_headline_and_outlet(
    client: Client,
) -> None:
    item = make_item("<b>A deal</b> & more", outlet="Reuters")
    text = client.get(item.get_absolute_url()).text
    found = re.search(
        r'application/json\+oembed" href="http://testserver([^"]+)"', text
    )
    assert found

    said = client.get(html.unescape(found[1])).json()
    thumbnail = said.pop("thumbnail_url")

    assert thumbnail.startswith(f"http://testserver/items/{item.pk}/card-")
    assert said == {
        "type": "link",
        "version": "1.0",
        "title": "<b>A deal</b> & more",
        "author_name": "Reuters",
        "provider_name": "Newsreader",
        "provider_url": "http://testserver/",
        "cache_age": 3600,
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }


@pytest.mark.parametrize(
    "url", ["", "x", "http://testserver/", "http://[", "http://testserver/items/99/x/"]
)
def test_other_addresses_are_unknown(client: Client, url: str) -> None:
    assert client.get("/oembed.json", {"url": url}).status_code == 404


def test_addresses_of_other_sites_are_unknown(
    client: Client, settings: Settings
) -> None:
    settings.BASE_URL = "https://news.example"
    path = make_item().get_absolute_url()

    def said(url: str) -> int:
        return client.get("/oembed.json", {"url": url}).status_code

    for site in ("http://testserver", "https://news.example", "https://News.Example"):
        assert said(f"{site}{path}") == 200
    for site in ("http://evil.example", "//evil.example", "", "http://testserver@e.x"):
        assert said(f"{site}{path}") == 404


def test_only_json_is_spoken(client: Client) -> None:
    assert client.get("/oembed.json", {"format": "xml"}).status_code == 501


@dataclass
class Read:
    """What a strict reader takes from the head of a page, as other sites do it."""

    meta: dict[str, str]
    data: dict[str, Any]
    canonical: str


def read(text: str) -> Read:
    """Complains of all that is twice, empty, relative or no time."""
    tree: Any = lxml.html.fromstring(text)
    meta: dict[str, str] = {}
    for one in tree.xpath("//head/meta[@property or @name]"):
        name = one.get("property") or one.get("name")
        assert name not in meta or name == "theme-color", f"{name} twice"
        assert one.get("content"), f"{name} is empty"
        meta[name] = one.get("content")
    (canonical,) = tree.xpath("//head/link[@rel='canonical']/@href")
    (block,) = tree.xpath("//head/script[@type='application/ld+json']/text()")
    data = json.loads(block, parse_constant=pytest.fail)
    for url in (
        canonical, meta["og:url"], meta["og:image"], meta["twitter:image"],
        data["url"], *(image["url"] for image in data["image"]),
    ):  # fmt: skip
        parts = urlsplit(url)
        assert parts.scheme in ("http", "https"), url
        assert parts.netloc, url
    for name in ("datePublished", "dateModified"):
        if name in data:
            assert dt.datetime.fromisoformat(data[name])
    return Read(meta, data, canonical)


def test_a_strict_reader_finds_all_that_it_wants(client: Client) -> None:
    item = make_item(
        "A deal", outlet="Reuters", outlet_url="https://reuters.example",
        author="Jo Writer", language="en-GB", snippet="What it is about.",
        article=make_article(changed_at=NOON + dt.timedelta(hours=3)),
    )  # fmt: skip

    answer = client.get(item.get_absolute_url())
    found = read(answer.text)

    meta, data = found.meta, found.data
    assert answer["X-Robots-Tag"] == meta["robots"] == "noindex"
    assert meta["og:type"] == "article"
    assert meta["og:title"] == meta["twitter:title"] == data["headline"] == "A deal"
    assert meta["og:url"] == found.canonical == data["url"]
    assert meta["og:site_name"] == "Newsreader"
    assert meta["og:locale"] == "en_GB"
    assert meta["og:image"] == meta["twitter:image"] == data["image"][0]["url"]
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert meta["og:image:alt"] == "A deal"
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["article:published_time"] == data["datePublished"]
    assert meta["article:modified_time"] == data["dateModified"]
    assert data["dateModified"] > data["datePublished"]
    assert meta["article:author"] == data["author"]["name"] == "Jo Writer"
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "NewsArticle"
    assert data["publisher"] == {
        "@type": "Organization", "name": "Reuters", "url": "https://reuters.example",
    }  # fmt: skip
    assert data["isBasedOn"] == item.url


def test_the_picture_that_it_names_is_there(client: Client) -> None:
    found = read(client.get(make_item("A deal").get_absolute_url()).text)

    picture = client.get(urlsplit(found.meta["og:image"]).path)

    assert picture.status_code == 200
    assert picture["Content-Type"] == "image/png"


def test_the_articles_own_picture_is_named_where_strangers_are_shown_it(
    client: Client, settings: Settings
) -> None:
    settings.FULL_TEXT_PUBLIC = True
    article = make_article(
        image_url="https://publisher.example/a.jpg", image_width=900, image_height=600
    )
    item = make_item("A deal", article=article)

    meta = read(client.get(item.get_absolute_url()).text).meta

    assert urlsplit(meta["og:image"]).path.startswith("/img/")
    assert meta["og:image:width"] == "900"


@pytest.mark.parametrize(
    "headline",
    [
        "</script><script>alert(1)</script>",
        '"><meta property="og:title" content="other">',
        "&lt;b&gt; & ' \\u2028 \u2028\u2029",
        "x" * 1000,
        "\u202eleft is right",
        "اتفاق جديد",
    ],
)
def test_no_headline_leads_it_astray(client: Client, headline: str) -> None:
    item = make_item(headline, outlet=headline[:200], author=headline[:200])

    found = read(client.get(item.get_absolute_url()).text)

    assert found.meta["og:title"] == headline
    assert found.data["headline"][:100] == headline[:100]
    assert len(found.data["headline"]) <= 110
    assert found.data["publisher"]["name"] == headline[:200]


def test_what_is_not_known_is_not_said(client: Client) -> None:
    item = make_item("A deal", published_at=None, language="", url="", link="x")

    found = read(client.get(item.get_absolute_url()).text)

    assert "article:published_time" not in found.meta
    assert "article:author" not in found.meta
    assert "og:locale" not in found.meta
    assert not {"author", "datePublished", "isBasedOn", "inLanguage"} & set(found.data)
