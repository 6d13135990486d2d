"""Addresses of Google News feeds, made and recognised."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core import google_news as gn
from feeds.core.google_tokens import publication_token, topic_token
from newsreader.lib import urls

US = gn.edition_for_locale("en_US")
AT = gn.edition_for_locale("de_AT")
IN_US = "hl=en-US&gl=US&ceid=US:en"
TOPIC = topic_token("/m/05qt0", "en")
PAPER = publication_token("example.com")
BASE = "https://news.google.com"


def test_each_kind_of_feed_has_its_address() -> None:
    assert gn.top_url(US) == f"{BASE}/rss?{IN_US}"
    assert (
        gn.search_url("AI  companies", US)
        == f"{BASE}/rss/search?q=AI+companies&{IN_US}"
    )
    assert gn.topic_url(TOPIC, US) == f"{BASE}/rss/topics/{TOPIC}?{IN_US}"
    assert gn.publication_url("example.com", US) == gn.publication_url(PAPER, US)
    assert gn.place_url("Sankt Pölten", AT) == (
        f"{BASE}/rss/headlines/section/geo/Sankt%20P%C3%B6lten?hl=de&gl=AT&ceid=AT:de"
    )
    assert gn.section_url("WORLD", US) == (
        f"{BASE}/rss/headlines/section/topic/WORLD?{IN_US}"
    )


@pytest.mark.parametrize(
    "query", ["AT&T", "C++", "a+b", '"x y" OR z -w', "100%", "a=b#c", "삼성", "when:1h"]
)
def test_a_query_survives_its_encoding(query: str) -> None:
    parts = urlsplit(gn.search_url(query, US))

    assert parse_qs(parts.query)["q"] == [query]


@given(st.text(max_size=200))
def test_any_words_give_one_stable_address(words: str) -> None:
    try:
        feed = gn.build("google_search", words, US)
    except gn.NoFeedThere:
        return

    assert urls.normalise(feed.url) == feed.url
    again = gn.from_pasted(feed.url, AT)
    assert again is not None
    assert again.url == feed.url


@pytest.mark.parametrize(
    ("address", "kind", "path"),
    [
        ("https://news.google.com", "google_top", "/rss?"),
        ("news.google.com/home", "google_top", "/rss?"),
        ("http://news.google.com/topstories/?so=1", "google_top", "/rss?"),
        ("https://news.google.com/rss", "google_top", "/rss?"),
        ("https://news.google.com/atom?oc=5", "google_top", "/rss?"),
        ("/search?q=AT%26T+C%2B%2B", "google_search", "/rss/search?q=AT%26T+C%2B%2B&"),
        ("/rss/search?q=a&pli=1", "google_search", "/rss/search?q=a&"),
        (f"/topics/{TOPIC}?oc=3", "google_topic", f"/rss/topics/{TOPIC}?"),
        (f"/u/2/topics/{TOPIC}", "google_topic", f"/rss/topics/{TOPIC}?"),
        (
            f"/topics/{TOPIC}/sections/CAQiAbcdefgh",
            "google_topic",
            f"/rss/topics/{TOPIC}?",
        ),
        (
            f"/topics/{TOPIC}/sections/{TOPIC}",
            "google_topic",
            f"/rss/topics/{TOPIC}/sections/{TOPIC}?",
        ),
        (f"/publications/{PAPER}", "google_publication", f"/rss/publications/{PAPER}?"),
        (
            "/headlines/section/topic/technology",
            "google_section",
            "/rss/headlines/section/topic/TECHNOLOGY?",
        ),
        (
            "/news/headlines/section/topic/WORLD",
            "google_section",
            "/rss/headlines/section/topic/WORLD?",
        ),
        (
            "/headlines/section/geo/New%20York",
            "google_place",
            "/rss/headlines/section/geo/New%20York?",
        ),
        ("/news?q=x&output=rss", "google_search", "/rss/search?q=x&"),
        (
            "/news/section?topic=b&pz=1",
            "google_section",
            "/rss/headlines/section/topic/",
        ),
        ("/news/section?pz=1", "google_top", "/rss?"),
        ("/news/rss/headlines/section/topic/WORLD", "google_section", "/rss/headlines"),
        (
            "/news/rss/search/section/q/a%20b/a%20b",
            "google_search",
            "/rss/search?q=a+b&",
        ),
        ("/news/rss", "google_top", "/rss?"),
        (
            "https://consent.google.com/m?continue=https%3A%2F%2Fnews.google.com%2F"
            "search%3Fq%3Da&gl=DE",
            "google_search",
            "/rss/search?q=a&",
        ),
    ],
)
def test_a_pasted_address_becomes_its_feed(address: str, kind: str, path: str) -> None:
    pasted = BASE + address if address.startswith("/") else address

    feed = gn.from_pasted(pasted, US)

    assert feed is not None
    assert feed.kind == kind
    assert feed.url.startswith(BASE + path)
    assert feed.url.endswith(IN_US)


@pytest.mark.parametrize(
    ("query", "ceid"),
    [
        ("hl=en-GB&gl=GB&ceid=GB%3Aen", "GB:en"),
        ("ceid=GB:en", "GB:en"),
        ("hl=EN-us&gl=us", "US:en"),
        ("hl=fr&gl=CH", "CH:fr"),
        ("gl=JP", "JP:ja"),
        ("hl=pt-BR", "BR:pt-419"),
        ("hl=es-419&gl=PY&ceid=PY:es-419", "PY:es-419"),
        ("ned=uk", "GB:en"),
        ("ned=fr_ca", "CA:fr"),
        ("ned=pt-BR_br", "BR:pt-419"),
        ("hl=xx&gl=zz&ceid=nonsense", "AT:de"),
        ("", "AT:de"),
    ],
)
def test_the_edition_is_made_out_from_what_is_given(query: str, ceid: str) -> None:
    feed = gn.from_pasted(f"{BASE}/?{query}", AT)

    assert feed is not None
    assert feed.ceid == ceid


def test_variants_of_an_address_meet_in_one_feed() -> None:
    variants = [
        "https://news.google.com/search?q=a%20b&hl=en-US&gl=US&ceid=US%3Aen",
        "http://news.google.com/rss/search?ceid=US:en&q=a+b",
        "news.google.com/search/?gl=US&hl=EN-US&q=%20a%20+b%20&so=1#top",
        "https://NEWS.google.com:443/u/0/search?hl=en-US&gl=us&q=a+b",
    ]

    found = {feed.url for each in variants if (feed := gn.from_pasted(each, AT))}

    assert found == {f"{BASE}/rss/search?q=a+b&{IN_US}"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/articles/CBMiabc", "article"),
        ("/read/CBMiabc?hl=en", "article"),
        ("/rss/articles/CBMiabc?oc=5", "article"),
        ("/__i/rss/rd/articles/CBMiabc", "article"),
        ("/news/url?sa=t&url=http://example.com", "article"),
        ("/stories/CAAqabcdef", "story"),
        ("/foryou", "personal"),
        ("/my/searches", "personal"),
        ("/showcase", "personal"),
        ("/rss/unsupported", "unsupported"),
        ("/settings/interests", "unknown"),
        ("/topics/nonsense", "unknown"),
        ("/search", "words"),
        ("/headlines/section/topic/GARDENS", "section"),
    ],
)
def test_pages_without_a_feed_say_so_in_a_sentence(path: str, kind: str) -> None:
    with pytest.raises(gn.NoFeedThere) as caught:
        gn.from_pasted(BASE + path, US)

    assert caught.value.kind == kind
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://example.com/?u=https://news.google.com/",
        "https://news.google.com.example.com/",
        "https://news.google.com@example.com/",
        "https://consent.google.com/m?continue=https://example.com/",
        "https://www.google.com/search?q=x",
        "https://consent.google.com/m?continue=" * 4,
        "https://consent.google.com/m?" + "a=b&" * 200,
        "ftp://news.google.com/",
        "https://[::1",
        "some words",
        "x" * 20_000,
    ],
)
def test_other_addresses_are_none_of_its_business(address: str) -> None:
    assert gn.from_pasted(address, US) is None


@given(st.text())
def test_no_address_breaks_the_reader(text: str) -> None:
    for pasted in (text, f"{BASE}/{text}", f"{BASE}/topics/{text}?q={text}"):
        with suppress(gn.NoFeedThere):
            gn.from_pasted(pasted, US)


@pytest.mark.parametrize(
    ("kind", "value", "label"),
    [
        ("google_top", "", "Google News"),
        ("google_search", "AI companies", 'Google News: "AI companies"'),
        ("google_search", '"a b" c', 'Google News: "a b" c'),
        ("google_section", "Technology", "Google News: Technology"),
        ("google_topic", "bitcoin", "Google News: Bitcoin"),
        ("google_topic", TOPIC, "Google News: Politics"),
        ("google_topic", "CAAqnonsense", "Google News topic"),
        ("google_publication", "https://www.Example.com/x", "Google News: example.com"),
        ("google_publication", PAPER, "Google News: example.com"),
        ("google_place", "New York", "Google News: New York"),
    ],
)
def test_what_is_filled_in_becomes_a_named_feed(
    kind: str, value: str, label: str
) -> None:
    feed = gn.build(kind, value, AT)

    assert (feed.kind, feed.label, feed.ceid) == (kind, label, "AT:de")
    again = gn.from_pasted(feed.url, US)
    assert again is not None
    assert again.url == feed.url


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("google_search", "  "),
        ("google_search", "x" * 501),
        ("google_section", "Gardens"),
        ("google_topic", "no such topic"),
        ("google_publication", "not a domain"),
        ("google_publication", "localhost"),
        ("google_place", ""),
        ("generic", "x"),
    ],
)
def test_what_cannot_be_a_feed_is_refused_in_a_sentence(kind: str, value: str) -> None:
    with pytest.raises(gn.NoFeedThere) as caught:
        gn.build(kind, value, US)

    assert caught.value.message.endswith(".")
