"""Outgoing feeds keep the rules: RFC 4287, RFC 5005, RSS 2.0, JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import json
import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from articles.models import Item
from articles.search import get_search
from tests.factories import (
    NOON,
    make_analysis,
    make_category,
    make_feed,
    make_item,
    make_story,
)
from tests.people import bob

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    "]]></title><script>alert(1)</script>",
    "&amp; &lt; &#0; <![CDATA[",
    "\x01\x08\x0b\x1f control \x7f\x85",
    "\ufffe\uffff no characters",
    "\u202eleft is right\u2066",
    "😀 astral \U0001f9d1\u200d\U0001f680",
    "اتفاق جديد",
    "\"quoted\" 'twice'",
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture
def places() -> list[str]:
    """Every kind of page that is a feed, with items of all sorts in it."""
    category = make_category("Wörld & <b>", slug="world")
    feed = make_feed("Feed <i>&</i> ]]>", category=category)
    items = [
        make_item(
            headline, feeds=[feed], outlet=headline[:100], author=headline[:100],
            snippet=f"{headline} says more", url=f"https://a.example/{n}?a=1&b=<é>",
            outlet_url="https://a.example/&", language="ar" if n == 6 else "en",
            published_at=NOON - n * dt.timedelta(hours=1),
        )
        for n, headline in enumerate(HOSTILE)
    ]  # fmt: skip
    make_analysis(items[0], [("happened", "It <b>happened</b> & \x01.", "x")])
    make_item("Undated", feeds=[feed], published_at=None, language="")
    story = make_story(*items[:3], title=HOSTILE[0])
    get_search().index([item.pk for item in items])
    return [
        "/", feed.get_absolute_url(), category.get_absolute_url(),
        reverse("outlet", args=["اتفاق جديد"]), story.get_absolute_url(),
        "/search/",
    ]  # fmt: skip


def _links(of: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in of.findall(f"{ATOM}link"):
        assert urlsplit(link.get("href")).scheme in ("http", "https")
        found.setdefault(link.get("rel", "alternate"), []).append(link.get("href"))
    return found


def _one(of: Any, name: str) -> str:
    (found,) = of.findall(f"{ATOM}{name}")
    return found.text or ""


def _moment(text: str) -> dt.datetime:
    assert _RFC3339.fullmatch(text), text
    return dt.datetime.fromisoformat(text)


def check_atom(body: bytes, url: str) -> list[str]:
    """RFC 4287, section 4: what must be, and what must not be twice. Gives the ids."""
    feed: Any = etree.fromstring(body)
    assert feed.tag == f"{ATOM}feed"
    assert urlsplit(_one(feed, "id")).scheme == "tag"
    _one(feed, "title")
    updated = _moment(_one(feed, "updated"))
    links = _links(feed)
    assert links["self"] == [f"http://testserver{url}"]
    assert len(links["alternate"]) == 1
    assert all(len(links[rel]) == 1 for rel in ("first", "next") if rel in links)
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    ids = []
    for entry in feed.findall(f"{ATOM}entry"):
        ids.append(_one(entry, "id"))
        assert urlsplit(ids[-1]).scheme == "tag"
        assert "".join(entry.find(f"{ATOM}title").itertext()).strip()
        assert _moment(_one(entry, "updated")) <= updated
        for name in ("published", "source", "summary", "content", "rights"):
            assert len(entry.findall(f"{ATOM}{name}")) <= 1, name
        assert len(_links(entry)["alternate"]) == 1
        summary = entry.find(f"{ATOM}summary")
        assert summary.get("type") == "html"
        _harmless(summary.text or "")
        for source in entry.findall(f"{ATOM}source"):
            assert _one(source, "title")
            assert urlsplit(_one(source, "id")).scheme
        for author in entry.findall(f"{ATOM}author"):
            assert author.find(f"{ATOM}name").text
    assert len(set(ids)) == len(ids)
    return ids


def check_rss(body: bytes, url: str) -> list[str]:
    rss: Any = etree.fromstring(body)
    assert rss.get("version") == "2.0"
    (channel,) = rss.findall("channel")
    for name in ("title", "link", "description"):
        (found,) = channel.findall(name)
        assert found.text
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    assert _links(channel)["self"] == [f"http://testserver{url}"]
    ids = []
    for item in channel.findall("item"):
        guid = item.find("guid")
        assert guid.get("isPermaLink") == "false"
        ids.append(guid.text)
        assert item.findtext("title").strip() or item.findtext("description")
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
        assert urlsplit(item.findtext("link")).netloc == "testserver"
        assert item.find("author") is None  # RSS wants an e-mail address there
        _harmless(item.findtext("description") or "")
        for source in item.findall("source"):
            assert urlsplit(source.get("url")).netloc
    assert len(set(ids)) == len(ids)
    return ids


def check_json(body: bytes, url: str) -> list[str]:
    feed = json.loads(body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"http://testserver{url}"
    assert feed["home_page_url"].startswith("http://testserver/")
    ids = []
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        ids.append(item["id"])
        _harmless(item["content_html"])
        for name in ("url", "external_url"):
            assert urlsplit(item.get(name, "https://x")).scheme in ("http", "https")
        for name in ("date_published", "date_modified"):
            _moment(item[name])
        assert all(author.get("name") for author in item.get("authors", []))
        assert None not in item.values()
        assert "" not in [text for name, text in item.items() if name != "content_html"]
    assert len(set(ids)) == len(ids)
    return ids


CHECKS = {"atom": check_atom, "rss": check_rss, "json": check_json}


def _harmless(markup: str) -> None:
    """HTML of ours: foreign text in it is text."""
    tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    assert not tree.xpath("//script | //b | //i | //@onclick")


@pytest.mark.parametrize("form", CHECKS)
def test_every_feed_keeps_the_rules_whatever_the_headlines_say(
    client: Client, places: list[str], form: str
) -> None:
    known: set[tuple[str, ...]] = set()
    for place in places:
        url = f"{place}feed.{form}"
        asked = f"{url}?q=left" if place == "/search/" else url

        answer = client.get(asked)

        assert answer.status_code == 200, asked
        ids = CHECKS[form](answer.content, asked)
        assert ids
        known.add(tuple(ids))
    every = max(known, key=len)
    assert len(every) == Item.objects.count()
    assert all(set(ids) <= set(every) for ids in known)  # one name in every feed


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_reader_finds_nothing_to_complain_of(
    client: Client, places: list[str], form: str
) -> None:
    for place in places:
        parsed = feedparser.parse(client.get(f"{place}feed.{form}?q=left").content)

        assert not parsed.bozo, parsed.get("bozo_exception")
        assert all(entry.id and entry.link for entry in parsed.entries)


def test_the_same_item_has_the_same_name_in_every_format(
    client: Client, places: list[str]
) -> None:
    named = [
        check(client.get(f"/feed.{form}").content, f"/feed.{form}")
        for form, check in CHECKS.items()
    ]

    assert named[0] == named[1] == named[2]


@pytest.mark.parametrize("form", CHECKS)
def test_its_pages_follow_each_other_and_hold_everything_once(
    client: Client, form: str
) -> None:
    feed = make_feed()
    for n in range(120):
        make_item(feeds=[feed], published_at=NOON - n * dt.timedelta(minutes=1))
    url: str | None = f"/feed.{form}"
    seen: list[str] = []
    names: set[str] = set()
    pages = 0
    while url:
        body = client.get(url).content
        seen += CHECKS[form](body, url)
        next_url, name = _next(body, form)
        names.add(name)
        url = next_url.removeprefix("http://testserver") if next_url else None
        pages += 1

    assert pages == 3
    assert len(seen) == len(set(seen)) == 120
    assert len(names) == 1  # RFC 5005: the pages are of one feed


def _next(body: bytes, form: str) -> tuple[str, str]:
    if form == "json":
        told = json.loads(body)
        return told.get("next_url", ""), told["title"]
    tree: Any = etree.fromstring(body)
    top = tree if form == "atom" else tree.find("channel")
    name = top.findtext(f"{ATOM}id") if form == "atom" else top.findtext("title")
    links = _links(top)
    if "first" in links:
        assert links["first"] == [f"http://testserver/feed.{form}"]
    return (links.get("next") or [""])[0], name


@pytest.mark.parametrize("form", CHECKS)
def test_what_has_not_changed_is_not_sent_again(client: Client, form: str) -> None:
    item = make_item("A deal")
    first = client.get(f"/feed.{form}")
    by_etag = {"if-none-match": first["ETag"]}
    by_date = {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}

    for known in (by_etag, by_etag | by_date):
        again = client.get(f"/feed.{form}", headers=known)
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == first["ETag"]
    make_item("Another", published_at=NOON + dt.timedelta(hours=1))
    assert client.get(f"/feed.{form}", headers=by_etag).status_code == 200
    assert first["X-Robots-Tag"] == "noindex"
    assert item.pk


def test_every_view_names_its_feeds(client: Client, places: list[str]) -> None:
    client.force_login(bob())
    client.post(reverse("follow-renew"))
    for place in (*places, "/today/", "/unread/", "/starred/"):
        asked = "/search/?q=left" if place == "/search/" else place
        tree: Any = lxml.html.fromstring(client.get(asked).text)
        found = tree.xpath("//head/link[@rel='alternate']")

        types = {one.get("type"): one.get("href") for one in found}
        assert set(types) >= {
            "application/atom+xml", "application/rss+xml", "application/feed+json",
        }, place  # fmt: skip
        for href in types.values():
            assert Client().get(href).status_code == 200, href
