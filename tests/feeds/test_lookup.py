"""What feed there is at an address, or why there is none."""

from __future__ import annotations

import pytest

from feeds import lookup
from feeds.core.google_news import Edition, edition
from feeds.lookup import CannotAdd, Found, look_up
from feeds.models import Feed
from newsreader.lib import http
from tests.factories import NOON, make_feed
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db

URL = "https://paper.example/feed.xml"
TOP = "https://news.google.com/rss?hl=en-US&gl=US&ceid=US:en"


def the_edition(ceid: str = "US:en") -> Edition:
    found = edition(ceid)
    assert found is not None
    return found


def rss(title: str = "The Paper", items: int = 7) -> str:
    entries = "".join(
        f"<item><title>Headline {n}</title><guid>{n}</guid>"
        f"<link>https://paper.example/{n}</link>"
        f"<pubDate>Wed, 06 May 2026 10:0{n}:00 GMT</pubDate></item>"
        for n in range(items)
    )
    return (
        f'<rss version="2.0"><channel><title>{title}</title>'
        "<link>https://paper.example/</link><language>en-GB</language>"
        f"<description>News</description>{entries}</channel></rss>"
    )


def page(*links: tuple[str, str]) -> str:
    head = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" '
        f'href="{href}">'
        for href, title in links
    )
    return f"<!doctype html><html><head>{head}</head><body>Welcome</body></html>"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


def looked_up(address: str) -> Found:
    return look_up(address, edition=the_edition())


def refused(address: str) -> CannotAdd:
    with pytest.raises(CannotAdd) as caught:
        looked_up(address)
    assert not Feed.objects.exists()
    return caught.value


# ---- what an address turns out to be


def test_the_address_of_a_feed_is_that_feed(web: Web) -> None:
    web.feed(URL, rss())

    found = looked_up("paper.example/feed.xml")

    assert (found.url, found.title, found.kind) == (URL, "The Paper", "generic")
    assert (found.site_url, found.language) == ("https://paper.example/", "en-GB")
    assert found.newest == tuple(f"Headline {n}" for n in (6, 5, 4, 3, 2))
    assert found.already is None
    assert not Feed.objects.exists()


def test_a_site_that_names_one_feed_gives_that_feed(web: Web) -> None:
    web.page("https://paper.example/", page(("/feed.xml", "News")))
    web.feed(URL, rss())

    found = looked_up("paper.example")

    assert (found.url, found.title) == (URL, "The Paper")


def test_a_site_that_names_several_feeds_lets_choose_comments_last(web: Web) -> None:
    links = (("/comments.xml", "Comments on News"), ("/feed.xml", "News"))
    web.page("https://paper.example/", page(*links))

    found = looked_up("https://paper.example/")

    assert [each.title for each in found.candidates] == ["News", "Comments on News"]


def test_a_site_that_names_no_feed_is_asked_at_the_usual_places(web: Web) -> None:
    web.page("https://paper.example/", page())
    web.feed("https://paper.example/feed", rss())

    found = looked_up("paper.example")

    assert found.url == "https://paper.example/feed"


def test_a_site_with_no_feed_at_all_says_so(web: Web) -> None:
    web.page("https://paper.example/", page())

    error = refused("paper.example")

    assert error.kind == "no_feed"
    assert error.message.startswith("This is a web page, and neither it nor its site")


def test_a_feed_that_a_site_names_but_does_not_have_is_told_as_that(web: Web) -> None:
    web.page("https://paper.example/", page(("/feed.xml", "News")))
    web.page(URL, page())

    assert "The site names a feed" in refused("paper.example").message


def test_a_host_without_tls_is_read_without_where_only_its_name_was_typed(
    web: Web,
) -> None:
    secure = "https://old.example/feed.xml"
    web.sites[secure] = http.FetchError("connect", secure, "Nobody is listening.")
    web.feed("http://old.example/feed.xml", rss())

    assert looked_up("old.example/feed.xml").url == "http://old.example/feed.xml"
    assert refused(secure).message == "Nobody is listening."


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (404, "not_found", "There is nothing at this address"),
        (410, "gone", "gone for good"),
        (403, "http", "does not let us see this address"),
        (429, "http", "left alone for a while"),
        (500, "http", "trouble of its own"),
        (418, "http", "answers 418 instead of a feed"),
    ],
)
def test_a_refusing_server_is_one_sentence(
    web: Web, status: int, kind: str, words: str
) -> None:
    web.sites[URL] = response(URL, "<p>no</p>", status=status)

    error = refused(URL)

    assert error.kind == kind
    assert words in error.message
    assert error.message.endswith(".")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "empty"),
        ("ftp://paper.example/feed", "http"),
        ("javascript:alert(1)", "http"),
        ("https://paper.example:99999/", "port"),
        ("https://news.google.com/articles/CBMiabc", "single article"),
        ("https://news.google.com/stories/CAAqabc", "full coverage"),
    ],
)
def test_what_is_no_address_of_a_feed_asks_nobody(
    web: Web, address: str, words: str
) -> None:
    error = refused(address)

    assert words in error.message
    assert web.asked == []


def test_what_the_door_refuses_is_told_in_its_own_words(web: Web) -> None:
    told = "10.0.0.1 is inside a private network: see FETCH_ALLOW."
    url = "http://10.0.0.1/feed"
    web.sites[url] = http.FetchError("blocked", url, told)

    error = refused(url)

    assert (error.kind, error.message) == ("blocked", told)


@pytest.mark.parametrize(("status", "kept"), [(301, "new"), (302, "old")])
def test_only_a_lasting_redirect_changes_the_address_that_is_kept(
    web: Web, status: int, kept: str
) -> None:
    old, new = "https://old.example/feed", "https://new.example/feed"
    answer = response(new, rss(), Content_Type="application/rss+xml")
    hop = http.Hop(status, old, new)
    web.sites[old] = http.Response(new, 200, answer.headers, answer.body, (hop,))

    assert looked_up(old).url == f"https://{kept}.example/feed"


def test_an_empty_feed_can_be_added_and_says_so(web: Web) -> None:
    web.feed(URL, rss(items=0))

    assert looked_up(URL).note == "This feed has no items yet."


def test_a_page_of_google_news_is_its_feed(web: Web) -> None:
    web.feed(TOP, rss("Top stories - Google News"))

    found = looked_up("https://news.google.com/home?hl=en-US&gl=US")

    assert (found.url, found.kind, found.title) == (TOP, "google_top", "Google News")
    assert (found.language, found.ceid) == ("en", "US:en")
    assert len(found.newest) == 5


def test_google_refusing_now_does_not_hinder_adding(web: Web) -> None:
    web.sites[TOP] = response(TOP, "sorry", status=503)

    found = looked_up(TOP)

    assert found.newest == ()
    assert "no preview just now" in found.note


def test_google_having_no_such_feed_is_an_error(web: Web) -> None:
    web.sites[TOP] = response(TOP, "", status=404)

    assert refused(TOP).kind == "not_found"


def test_the_same_feed_of_another_edition_is_told_apart_by_its_title(
    web: Web,
) -> None:
    make_feed("Google News", url=TOP)

    found = lookup.describe("google_top", "", edition=the_edition("DE:de"))

    assert found.title == "Google News – Germany (German)"
    assert web.asked == []


def test_a_place_is_kept_where_google_leads_to(web: Web) -> None:
    found = lookup.describe("google_place", "Springfield", edition=the_edition())
    topic = (
        "https://news.google.com/rss/topics/CAAqIggKIhxDQkFTRHdvSkwyMHZNRGxqTjNjd0VnSmxiaWdBUAE"
        "?hl=en-US&gl=US&ceid=US:en"
    )
    answer = response(topic, rss(), Content_Type="application/rss+xml")
    web.sites[found.url] = http.Response(topic, 200, answer.headers, answer.body)

    seen = lookup.with_preview(found)

    assert seen.url == topic
    assert (seen.kind, seen.title) == ("google_place", "Google News: Springfield")


@pytest.mark.parametrize("kind", ["google_section", "google_publication", "nonsense"])
def test_a_description_that_makes_no_sense_is_one_sentence(kind: str) -> None:
    with pytest.raises(CannotAdd) as caught:
        lookup.describe(kind, "no such thing", edition=the_edition())

    assert caught.value.message.endswith(".")


def test_looking_up_a_feed_that_is_here_says_so(web: Web) -> None:
    here = make_feed(url="http://www.paper.example/feed.xml")
    web.feed(URL, rss())

    assert looked_up(URL).already == here


def test_a_page_of_a_known_site_leads_to_its_feed_without_being_read(web: Web) -> None:
    feed = "https://www.reddit.com/r/news/.rss"
    web.feed(feed, rss("News on Reddit"))

    found = looked_up("https://old.reddit.com/r/news/")

    assert (found.url, found.title) == (feed, "News on Reddit")
    assert [request.url for request in web.asked] == [feed]


def test_a_repository_offers_its_feeds(web: Web) -> None:
    found = looked_up("github.com/django/django")

    assert len(found.candidates) == 3
    assert web.asked == []


def test_a_page_that_names_its_channel_leads_to_the_channels_feed(web: Web) -> None:
    channel = "UC" + "a" * 22
    page_url = "https://www.youtube.com/@someone"
    feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}"
    canonical = f"https://www.youtube.com/channel/{channel}"
    web.page(page_url, f'<html><head><link rel="canonical" href="{canonical}"></head>')
    web.feed(feed, rss("Videos"))

    assert looked_up(page_url).url == feed


def test_an_address_that_looks_like_mastodon_is_tried_as_such(web: Web) -> None:
    web.page("https://social.example/@alice", "<html><p>Alice</html>")
    web.feed("https://social.example/@alice.rss", rss("Alice"))

    assert looked_up("https://social.example/@alice").title == "Alice"


def test_a_preview_tells_how_a_feed_fares(web: Web) -> None:
    web.feed(URL, rss())

    found = looked_up(URL)

    assert found.seen.newest_at == NOON.replace(hour=10, minute=6)
    assert found.rhythm == "about 60 items an hour"
    assert found.problems(NOON) == ()
    assert "given up" in found.problems(NOON.replace(year=2027))[0]
