"""What an item's page tells machines."""

from __future__ import annotations

import json

import pytest

from articles.pages.head import Head, item_head
from tests.factories import NOON, make_item

pytestmark = pytest.mark.django_db


def _head(**fields: object) -> Head:
    item = make_item("A </script><script>alert(1)</script> & more", **fields)  # type: ignore[arg-type]
    return item_head(
        item, root="https://read.example", outlet="Reuters", description="x " * 400
    )


def test_the_data_block_cannot_be_left() -> None:
    head = _head()

    assert not set("<>&") & set(head.json_ld)
    assert json.loads(head.json_ld)["headline"].startswith("A </script>")


def test_the_data_names_publisher_time_and_source() -> None:
    said = json.loads(_head(published_at=NOON, language="en").json_ld)

    assert said["@type"] == "NewsArticle"
    assert said["publisher"] == {"@type": "Organization", "name": "Reuters"}
    assert said["datePublished"] == "2026-05-06T12:00:00+00:00"
    assert said["isBasedOn"].startswith("https://publisher.example/")
    assert said["url"].startswith("https://read.example/items/")


def test_a_day_is_told_as_a_day() -> None:
    assert _head(published_at=NOON, day_only=True).published == "2026-05-06"


def test_the_description_is_short() -> None:
    assert len(_head().description) <= 200
