"""An item as other sites embed it."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test import Client

from tests.factories import make_item

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

    assert said == {
        "type": "link",
        "version": "1.0",
        "title": "<b>A deal</b> & more",
        "author_name": "Reuters",
        "provider_name": "Newsreader",
        "provider_url": "http://testserver/",
        "cache_age": 3600,
    }


@pytest.mark.parametrize(
    "url", ["", "x", "http://testserver/", "http://[", "http://testserver/items/99/x/"]
)
def test_other_addresses_are_unknown(client: Client, url: str) -> None:
    assert client.get("/oembed.json", {"url": url}).status_code == 404


def test_only_json_is_spoken(client: Client) -> None:
    assert client.get("/oembed.json", {"format": "xml"}).status_code == 501


def test_the_head_has_what_cards_need(client: Client) -> None:
    text = client.get(make_item("A deal").get_absolute_url()).text

    for name in ("og:title", "og:type", "og:image", "og:url", "twitter:card"):
        assert f'"{name}" content="' in text
    found = re.search(r'ld\+json">(.*?)</script>', text)
    assert found
    assert json.loads(found[1])["@type"] == "NewsArticle"
