"""JSON Feed, 1.0 and 1.1."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.json_feed import read
from feeds.core.parse import NotAFeed, parse
from feeds.core.types import ParsedEntry, ParsedFeed

V1 = "https://jsonfeed.org/version/1"
URL = "https://example.com/feed.json"


def feed(*items: object, version: object = f"{V1}.1", **more: object) -> ParsedFeed:
    document = {"version": version, "title": "T", "items": items, **more}
    return parse(
        json.dumps(document).encode(), content_type="application/feed+json", url=URL
    )


def test_a_feed_tells_what_it_is() -> None:
    found = feed(home_page_url="/", feed_url=URL, language="en-GB")

    assert (found.title, found.version, found.language) == ("T", "json11", "en-GB")
    assert (found.site_url, found.self_url) == ("https://example.com/", URL)
    assert feed(version=V1).version == "json1"
    assert len(found.body_hash) == 64


def test_an_item_is_read() -> None:
    found = feed(
        {
            "id": 7,
            "url": "/a",
            "title": "A <b>",
            "summary": "1 < 2",
            "content_html": "<p>x</p>",
            "content_text": "x",
            "date_published": "2026-05-06T10:00:00+02:00",
            "date_modified": "2026-05-06T10:00:00Z",
            "authors": [{"name": "Ann"}, {"name": "Bob"}],
            "language": "fr",
        }
    )

    assert found.entries == (
        ParsedEntry(
            id="7",
            link="https://example.com/a",
            title="A <b>",
            headline="A <b>",
            author="Ann",
            summary="1 < 2",
            content="<p>x</p>",
            published_at=dt.datetime(2026, 5, 6, 8, tzinfo=dt.UTC),
            updated_at=dt.datetime(2026, 5, 6, 10, tzinfo=dt.UTC),
            language="fr",
        ),
    )


def test_plain_text_becomes_paragraphs_and_a_headline() -> None:
    (entry,) = feed(
        {"id": "1", "content_text": "a < b\nc\n\nd", "author": {"name": "Ann"}}
    ).entries

    assert entry.content == "<p>a &lt; b<br>c</p><p>d</p>"
    assert (entry.title, entry.headline, entry.author) == ("", "a < b c d", "Ann")


def test_an_external_link_stands_in_for_a_missing_one() -> None:
    (entry,) = feed({"id": "1", "external_url": "https://example.org/x"}).entries

    assert entry.link == "https://example.org/x"


def test_odd_items_are_read_as_far_as_they_go() -> None:
    odd = {"id": {"a": 1}, "url": "javascript:alert(1)", "title": 5, "authors": "x"}
    dates = {"date_published": "yesterday", "date_modified": 10**30, "author": [1]}

    first, second, third = feed(odd, 3, "x", None, {}, dates).entries

    assert (first.id, first.link, first.title, first.author) == ("", "", "5", "")
    assert second == ParsedEntry(id="", link="", title="", headline="")
    assert (third.published_at, third.updated_at) == (None, None)


def test_a_lone_surrogate_does_not_get_through() -> None:
    (entry,) = feed({"id": "a\ud800", "title": "b\udfff\x00"}).entries

    assert (entry.id, entry.title) == ("a", "b")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": [1]}', "not_a_feed"),
        ('{"version": 1}', "not_a_feed"),
        (f'{{"version": "{V1}"}}', "parse"),
        (f'{{"version": "{V1}", "items": {{}}}}', "parse"),
        ("{", "parse"),
        ('{"items":' + "[" * 100_000, "parse"),
        ('{"items":' + "9" * 5_000 + "}", "parse"),
    ],
)
def test_other_json_is_no_feed(text: str, kind: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        read(text, url=URL)

    assert caught.value.kind == kind


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KEYS = st.sampled_from(
    ["id", "url", "title", "summary", "content_html", "content_text", "authors",
     "author", "date_published", "date_modified", "language"]
)  # fmt: skip


@given(st.dictionaries(KEYS, JSON))
def test_no_item_breaks_the_reader(found: dict[str, object]) -> None:
    with suppress(NotAFeed):
        feed(found)


def test_hubs_of_websub_are_told_and_no_others() -> None:
    hubs = [{"type": "rssCloud", "url": "a"}, {"type": "WebSub", "url": "b"}, 7, {}]

    assert feed(hubs=hubs, feed_url="/feed").hubs == ("b",)
    assert feed(hubs=hubs, feed_url="/feed").topic == "/feed"
    assert feed(hubs="b").hubs == ()
    assert feed(hubs=[{"type": ["WebSub"], "url": {}}]).hubs == ()
