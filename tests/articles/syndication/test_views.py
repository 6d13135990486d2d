"""Outgoing feeds, as feed readers meet them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import etree
from pytest_django.fixtures import Settings

from articles.models import FeedKey, Item, SavedSearch, Star
from articles.search import get_search
from articles.syndication.channels import PAGE
from feeds.core.parse import parse
from feeds.core.types import ParsedFeed
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_category,
    make_item,
    make_story,
)
from tests.people import alice, bob, charlie

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("atom", "rss", "json")
EVIL = 'Evil <script>alert("x")</script> & \u2028 “quotes” ]]>'


def _full(headline: str = "", **fields: object) -> Item:
    item = make_item(
        headline or EVIL,
        **{  # type: ignore[arg-type]
            "snippet": f"The feed's own words. {EVIL}",
            "article": make_article(text="A secret full text."),
            "outlet": "The Daily <Planet>",
            "outlet_url": "https://planet.example",
            "author": "Jane & Joe",
        }
        | fields,
    )
    make_analysis(item, [("happened", f"Said of it. {EVIL}", "secret")])
    get_search().index([item.pk])
    return item


def _read(client: Client, url: str) -> ParsedFeed:
    """As our own poll reads it."""
    response = client.get(url)
    assert response.status_code == 200
    return parse(
        response.content,
        content_type=response["Content-Type"],
        url=f"http://testserver{url}",
    )


def _places(item: Item, reader: User) -> dict[str, str]:
    feed = item.origins.get().feed
    feed.category = make_category("Business")
    feed.save()
    story = make_story(item, title="A story")
    Star.objects.create(user=reader, item=item, at=NOON)
    FeedKey.objects.create(user=reader, key="k" * 43, made_at=NOON)
    return {
        "all": "/feed.{}",
        "category": f"{feed.category.get_absolute_url()}feed.{{}}",
        "feed": f"{feed.get_absolute_url()}feed.{{}}",
        "feed by id": f"/feeds/{feed.pk}/feed.{{}}",
        "outlet": "/outlets/The%20Daily%20%3CPlanet%3E/feed.{}",
        "story": f"{story.get_absolute_url()}feed.{{}}",
        "search": "/search/feed.{}?q=evil",
        "starred": f"/starred/feed.{{}}?key={'k' * 43}",
        "unread": f"/unread/feed.{{}}?key={'k' * 43}",
    }


@pytest.mark.parametrize("form", FORMS)
def test_every_view_is_a_feed_that_our_own_parser_reads(
    client: Client, form: str
) -> None:
    item = _full()
    for name, place in _places(item, bob()).items():
        feed = _read(client, place.format(form))

        assert [entry.headline for entry in feed.entries] == [
            " ".join(EVIL.replace("\u2028", " ").split())
        ], name
        (entry,) = feed.entries
        assert entry.link == f"http://testserver{item.get_absolute_url()}"
        assert entry.published_at == NOON


@pytest.mark.parametrize("form", FORMS)
def test_the_analysis_is_told_as_such_and_full_texts_never(
    client: Client, form: str
) -> None:
    _full()
    client.force_login(alice())

    text = client.get(f"/feed.{form}").content.decode()

    assert "Detailed Analysis" in text
    assert "Said of it." in text
    assert "A secret full text" not in text
    assert "<script" not in text.replace(json.dumps(EVIL, ensure_ascii=False)[1:-1], "")


def test_atom_has_what_the_rules_ask_for(client: Client) -> None:
    item = _full()

    root = etree.fromstring(client.get("/feed.atom").content)

    def text(node: etree._Element, name: str) -> str:
        (found,) = node.findall(ATOM + name)
        return found.text or ""

    assert root.tag == f"{ATOM}feed"
    assert text(root, "id") == "tag:testserver,2026-01-01:/"
    assert text(root, "title") == "All headlines"
    assert dt.datetime.fromisoformat(text(root, "updated")).tzinfo
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/feed.atom"
    assert links["alternate"] == "http://testserver/"
    (entry,) = root.findall(f"{ATOM}entry")
    assert text(entry, "id") == f"tag:testserver,2026-05-06:items/{item.pk}"
    assert dt.datetime.fromisoformat(text(entry, "updated")).tzinfo
    assert entry.find(f"{ATOM}summary").get("type") == "html"  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Jane & Joe"
    assert entry.findtext(f"{ATOM}source/{ATOM}title") == "The Daily <Planet>"
    assert entry.findtext(f"{ATOM}source/{ATOM}id") == "https://planet.example/"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    related = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}
    assert related["related"] == item.url


def test_rss_has_what_the_rules_ask_for(client: Client) -> None:
    item = _full()

    root = etree.fromstring(client.get("/feed.rss").content)

    (channel,) = root
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    for name in ("title", "link", "description", "lastBuildDate"):
        assert channel.findtext(name)
    assert channel.find(f"{ATOM}link[@rel='self']") is not None
    (entry,) = channel.findall("item")
    guid = entry.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert guid.text == f"tag:testserver,2026-05-06:items/{item.pk}"
    assert entry.findtext("pubDate") == "Wed, 06 May 2026 12:00:00 +0000"
    assert entry.find("source").get("url") == "https://planet.example/"  # type: ignore[union-attr]
    assert entry.find("author") is None  # which would have to be an e-mail address
    assert len(entry.findall("description")) == 1


def test_json_feed_has_what_the_rules_ask_for(client: Client) -> None:
    item = _full()

    response = client.get("/feed.json")
    told = json.loads(response.content)

    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "http://testserver/feed.json"
    assert "next_url" not in told
    (entry,) = told["items"]
    assert entry["id"] == f"tag:testserver,2026-05-06:items/{item.pk}"
    assert entry["external_url"] == item.url
    assert entry["authors"] == [
        {"name": "Jane & Joe", "url": "https://planet.example/"}
    ]  # fmt: skip
    assert entry["content_html"].startswith("<p>The feed&#x27;s own words.")
    assert entry["date_published"] == "2026-05-06T12:00:00+00:00"


@pytest.mark.parametrize("form", FORMS)
def test_what_no_format_can_hold_is_left_out(client: Client, form: str) -> None:
    make_item("A\x01 head\x0bline \ufffe", snippet="\x1f words", outlet="\x02O")

    assert _read(client, f"/feed.{form}").entries


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", ["/feed.{}?", "/search/feed.{}?q=common&"])
def test_pages_follow_each_other_to_the_end(
    client: Client, form: str, place: str
) -> None:
    items = [make_item("Common") for _ in range(2 * PAGE + 1)]
    get_search().index(item.pk for item in items)
    found: list[str] = []
    url: str | None = place.format(form)[:-1]
    pages = 0
    while url:
        found += [entry.link for entry in _read(client, url).entries]
        text = client.get(url).content.decode()
        match = re.search(r'rel="next"[^>]*href="([^"]*)"|href="([^"]*)"[^>]*rel="next"'
                          r'|"next_url": "([^"]*)"', text)  # fmt: skip
        following = next(filter(None, match.groups())) if match else ""
        parts = urlsplit(following.replace("&amp;", "&"))
        url, pages = (f"{parts.path}?{parts.query}" if following else None), pages + 1

    assert pages == 3
    assert found == [f"http://testserver{i.get_absolute_url()}" for i in items[::-1]]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_new_is_a_short_answer_until_something_changes(
    client: Client, form: str
) -> None:
    item = _full()
    first = client.get(f"/feed.{form}")
    again = {"If-None-Match": first["ETag"]}

    unchanged = client.get(f"/feed.{form}", headers=again)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["X-Robots-Tag"] == first["X-Robots-Tag"] == "noindex"

    item.analyses.update(is_current=False)
    make_analysis(item, made_at=NOON + dt.timedelta(hours=1))
    changed = client.get(f"/feed.{form}", headers=again)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    Item.objects.filter(pk=item.pk).update(content_hash="other")
    assert client.get(f"/feed.{form}")["ETag"] != changed["ETag"]


def test_no_date_tells_of_a_star_that_was_set_or_taken(client: Client) -> None:
    newer, older = make_item(), make_item(published_at=NOON - dt.timedelta(days=9))
    client.force_login(bob())
    client.post(f"/items/{newer.pk}/star")
    first = client.get("/starred/feed.atom")
    known = {
        "If-Modified-Since": first.get("Last-Modified", "Fri, 01 Jan 2100 00:00:00 GMT")
    }

    client.post(f"/items/{older.pk}/star")
    assert client.get("/starred/feed.atom", headers=known).text.count("<entry") == 2
    client.post(f"/items/{older.pk}/unstar")
    assert client.get("/starred/feed.atom", headers=known).text.count("<entry") == 1


def test_caches_are_told_plainly_whose_a_feed_is(client: Client) -> None:
    assert client.get("/feed.atom")["Cache-Control"] == "no-cache"
    client.force_login(bob())
    assert client.get("/feed.atom")["Cache-Control"] == "no-cache, private"


def test_an_unchanged_feed_asks_little_of_the_database(
    client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    _full()
    tag = client.get("/feed.atom")["ETag"]

    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        client.get("/feed.atom", headers={"If-None-Match": tag})


def test_what_is_somebodys_own_needs_their_key(client: Client) -> None:
    _places(_full(), bob())

    for url in ("/starred/feed.atom", "/starred/feed.atom?key=", "/unread/feed.rss",
                f"/feed.atom?key={'x' * 43}"):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code == 403
        assert answer["X-Robots-Tag"] == "noindex"
    mine = client.get(f"/search/feed.atom?q=is:starred&key={'k' * 43}")
    assert mine.content.count(b"<entry") == 1
    assert "private" in mine["Cache-Control"]
    for asked in ("is:starred", "is:unread", "is:read"):
        nobodys = client.get("/search/feed.atom", {"q": asked})
        assert nobodys.content.count(b"<entry") == 0


def test_a_closed_account_opens_nothing(client: Client) -> None:
    FeedKey.objects.create(user=charlie(), key="c" * 43, made_at=NOON)

    assert client.get(f"/starred/feed.atom?key={'c' * 43}").status_code == 403


def test_a_private_site_asks_for_the_key_everywhere(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC = False
    for place in _places(_full(), bob()).values():
        url = place.format("atom").partition("key=")[0].rstrip("?&")
        with_key = f"{url}{'&' if '?' in url else '?'}key={'k' * 43}"
        assert client.get(url).status_code == 403
        assert client.get(with_key).status_code == 200


def test_pages_tell_where_their_feeds_are(client: Client, settings: Settings) -> None:
    reader = bob()
    item = _full()
    for name, place in _places(item, reader).items():
        page = place.partition("feed.{}")
        client.force_login(reader)
        text = client.get(f"{page[0]}{page[2]}".partition("?key")[0], follow=True)
        links = re.findall(
            r'<link rel="alternate" type="(\S+)"[^>]*href="([^"]+)"',
            text.content.decode(),
        )
        client.logout()
        kinds = [kind for kind, _ in links if "oembed" not in kind]
        assert kinds == ["application/atom+xml", "application/rss+xml",
                         "application/feed+json"], name  # fmt: skip
        for kind, url in links:
            if "oembed" not in kind:
                assert client.get(url.replace("&amp;", "&")).status_code == 200


def test_a_search_by_marks_is_offered_with_the_key_alone(client: Client) -> None:
    reader = bob()
    client.force_login(reader)

    def offered() -> list[str]:
        text = client.get("/search/?q=is:unread").text
        return re.findall(r'rel="alternate"[^>]*href="([^"]+)"', text)

    assert offered() == []
    FeedKey.objects.create(user=reader, key="k" * 43, made_at=NOON)
    assert len(offered()) == len(FORMS)
    assert all(url.endswith(f"key={'k' * 43}") for url in offered())


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for url in ("/feeds/999/feed.atom", "/categories/none/feed.rss", "/feed.xml",
                "/stories/999/feed.json", "/outlets/Nobody/feed.atom"):  # fmt: skip
        assert client.get(url).status_code == 404
    assert client.get("/feed.atom?after=nonsense").status_code == 200
    assert (
        client.get("/search/feed.atom?q=a&after=999999999999999999").status_code == 200
    )


def test_an_empty_list_is_a_valid_feed(client: Client) -> None:
    for form in FORMS:
        assert client.get(f"/feed.{form}").status_code == 200


def test_keys_are_made_shown_and_revoked(client: Client) -> None:
    reader = bob()
    client.force_login(reader)
    assert "Make a secret key" in client.get("/follow/").content.decode()

    assert client.post("/follow/renew").status_code == 303
    first = FeedKey.objects.get(user=reader).key
    assert first in client.get("/follow/").content.decode()
    client.post("/follow/renew")
    second = FeedKey.objects.get(user=reader).key
    client.post("/follow/revoke")

    assert first != second
    assert not FeedKey.objects.exists()
    client.logout()
    for key in (first, second):
        assert client.get(f"/starred/feed.atom?key={key}").status_code == 403
    assert client.get("/follow/").status_code == 302
    assert client.post("/follow/renew").status_code == 302
    assert client.get("/follow/renew").status_code in (302, 405)


def test_searches_are_kept_as_feeds(client: Client) -> None:
    reader = bob()
    client.force_login(reader)
    client.post("/follow/renew")

    for typed in ("storm  -calm", "storm -calm", "", "?!"):
        client.post("/follow/keep", {"q": typed})
    saved = SavedSearch.objects.get()
    told = client.get("/").text
    assert told.count("The search is kept") == 2
    assert told.count("could not be kept") == 2
    assert '<a href="/search/?q=storm+-calm"><bdi>storm -calm</bdi></a>' in told
    text = client.get("/follow/").content.decode()

    assert saved.typed == "storm -calm"
    assert "/search/feed.atom?q=storm+-calm&amp;key=" in text
    other = alice()
    client.force_login(other)
    client.post("/follow/forget", {"search": saved.pk})
    assert SavedSearch.objects.count() == 1
    client.force_login(reader)
    client.post("/follow/forget", {"search": saved.pk})
    assert SavedSearch.objects.count() == 0
