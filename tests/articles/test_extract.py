"""A publisher's page becomes an article, or an honest reason why not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from articles import extract, marking, originals, retention
from articles.core import belonging, identity, quality
from articles.core.types import Wall
from articles.models import Article, GoogleLink, Item
from newsreader.lib import http
from newsreader.lib.steps import Step, run_batch
from tests.factories import make_feed, make_origin
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db
NOW = timezone.now()
URL = "https://paper.example/news/bridge-opens"
SENTENCES = [
    "The new bridge over the river opens to traffic on Monday, the city said.",
    "It replaces a crossing of 1931 that had been closed after a flood in March.",
    "Builders needed fourteen months and 32 million euros, two million over plan.",
    "The mayor, Anna Berg, called the opening a relief for shops on both banks.",
    "Opponents had asked a court to stop the work, and lost twice.",
    "Buses will use the bridge from the first day, and trams from next spring.",
    "A second lane for bicycles is planned, but nobody has yet paid for it.",
    "The old crossing will be taken down before the winter, the city added.",
]
PAGE = (
    '<!doctype html><html lang="en"><head><title>Bridge opens</title>'
    '<meta property="og:title" content="Bridge opens">'
    '<meta property="og:description" content="Monday is the day."></head>'
    "<body><nav><a href='/'>Home</a></nav><article><h1>Bridge opens</h1>"
    + "".join(f"<p>{' '.join(SENTENCES[n : n + 2])}</p>" for n in range(0, 8, 2)) * 2
    + "</article><footer>Imprint</footer></body></html>"
)

OWN = "</p><p>".join(SENTENCES * 2)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


def item(number: int = 1, url: str = URL, **columns: Any) -> Item:
    return Item.objects.create(
        key=f"k{number}",
        headline=columns.pop("headline", "Bridge opens"),
        content_hash="",
        first_seen_at=NOW,
        sort_at=NOW,
        due_at=NOW,
        stage=Item.Stage.EXTRACT,
        url=url,
        url_hash=identity.url_hash(url) if url else "",
        **columns,
    )


STEP = Step(
    "articles.extract",
    "",
    lambda now: Item.objects.due_for(Item.Stage.EXTRACT, now),
    extract.run,
    16,
)


def run(now: dt.datetime = NOW) -> Item:
    run_batch(STEP, now=now)
    return Item.objects.order_by("pk")[0]


def test_a_page_becomes_an_article(web: Web) -> None:
    web.page(URL, PAGE)
    item()

    found = run()

    assert found.article is not None
    assert SENTENCES[2] in found.article.text
    assert "Imprint" not in found.article.text
    assert found.article.description == "Monday is the day."
    assert (found.article.wall, found.stage, found.language) == ("", "cluster", "en")


def test_items_with_one_address_share_one_article_fetched_once(web: Web) -> None:
    other = URL.replace("https://", "http://www.") + "/"
    web.page(URL, PAGE)
    web.page(other, PAGE)
    item(1)
    item(2, other)
    run()
    item(3)

    run()

    assert Article.objects.count() == 1
    assert Item.objects.filter(article=Article.objects.get()).count() == 3
    assert len(web.asked) == 1


def test_an_item_without_an_address_goes_on(web: Web) -> None:
    item(url="")

    found = run()

    assert (found.article, found.stage, web.asked) == (None, "cluster", [])


@pytest.mark.parametrize(
    ("status", "wall"),
    [(404, "not_found"), (410, "not_found"), (401, "login"), (403, "bot_check")],
)
def test_a_refusal_is_final_and_said_in_words(
    web: Web, status: int, wall: Wall
) -> None:
    web.sites[URL] = response(URL, "<h1>no</h1>", status=status)
    item()

    found = run()

    assert (found.article, found.stage) == (None, "cluster")
    assert found.no_article_why == quality.SENTENCES[wall]


def test_a_publisher_that_is_away_is_tried_again_later(web: Web) -> None:
    web.sites[URL] = response(URL, "<h1>busy</h1>", status=503)
    item()
    waits, now = [], NOW
    for _ in range(extract.TRIES):
        found = run(now)
        assert found.due_at is not None
        waits.append(found.due_at - timezone.now())
        now = found.due_at
    last = run(now)

    assert found.stage == "extract"
    assert waits == sorted(waits)
    assert (last.stage, bool(last.no_article_why)) == ("cluster", True)


def test_a_page_about_something_else_is_not_this_items_article(web: Web) -> None:
    web.page(URL, PAGE)
    known = item(1)
    run()
    item(2, headline="Parliament votes on the harbour tax after a long debate")
    item(3, URL + "?b=2", headline="Twelve easy recipes with beans for cold evenings")
    web.page(URL + "?b=2", PAGE)

    run()

    for key in ("k2", "k3"):
        found = Item.objects.get(key=key)
        assert (found.article, found.stage) == (None, "cluster")
        assert found.no_article_why == belonging.ANOTHER
    known.refresh_from_db()
    assert known.article is not None
    assert Article.objects.count() == 1


def test_an_address_is_asked_for_as_the_feed_gave_it(web: Web) -> None:
    given = URL + "?utm_source=feed"
    web.page(given, PAGE)
    item(link=given)

    assert run().article is not None
    assert [request.url for request in web.asked] == [given]


def test_a_link_of_google_is_followed_to_the_address_it_stands_for(web: Web) -> None:
    given = URL + "?utm_source=feed"
    web.page(given, PAGE)
    GoogleLink.objects.create(
        key=identity.google_key("handle"), google_id="handle", url=given,
        status="ok", checked_at=NOW,
    )  # fmt: skip
    item(google_id="handle", link="https://news.google.com/rss/articles/handle")

    assert run().article is not None
    assert [request.url for request in web.asked] == [given]


def test_a_pdf_is_named_as_what_it_is(web: Web) -> None:
    web.page(URL, "%PDF-1.7", Content_Type="application/pdf")
    item()

    found = run()

    assert found.article is None
    assert "application/pdf" in found.last_error
    assert found.no_article_why == (
        "The link leads to a PDF document, not to a web page."
    )


def test_a_host_that_has_its_hands_full_costs_no_try(web: Web) -> None:
    web.sites[URL] = http.FetchError("busy", URL, "The host is being asked.")
    item(content_html=f"<p>{OWN}</p>")

    found = run()

    assert (found.stage, found.article) == ("extract", None)
    assert found.due_at is not None
    assert found.due_at < timezone.now() + dt.timedelta(minutes=2)


@pytest.mark.parametrize("says_so", ["the server", "the page"])
def test_a_page_that_must_not_be_kept_serves_the_analysis_and_is_forgotten(
    web: Web, says_so: str
) -> None:
    if says_so == "the server":
        web.page(URL, PAGE, X_Robots_Tag="noindex, noarchive")
    else:
        meta = '<meta name="robots" content="noarchive"><title>'
        web.page(URL, PAGE.replace("<title>", meta))
    item()

    found = run()

    article = Article.objects.get()
    assert found.no_article_why == originals.NO_ARCHIVE
    assert (article.html, article.due_at, article.forget_at) == (
        "",
        None,
        NOW + extract.NO_COPY,
    )
    assert found.stage == "cluster"

    retention.forget(now=NOW + extract.NO_COPY)

    article.refresh_from_db()
    assert (article.text, article.wall, article.has_text) == ("", "no_copy", False)


def test_a_feed_decides_whether_its_texts_are_fetched(web: Web) -> None:
    web.page(URL, PAGE)
    never = make_feed(full_text="never")
    opened = make_feed(full_text="opened")
    make_origin(item(1), never)
    make_origin(item(2, URL + "2"), opened)

    run()

    assert web.asked == []
    assert set(Item.objects.values_list("no_article_why", flat=True)) == {
        extract.NEVER,
        extract.WHEN_OPENED,
    }
    wanted = Item.objects.get(key="k2")
    marking.want_text(wanted, now=NOW)
    run()
    assert [request.url for request in web.asked] == [URL + "2"]
    make_origin(item(3), never)
    make_origin(Item.objects.get(key="k3"), make_feed())
    run()
    assert Item.objects.get(key="k3").article is not None


def test_a_feed_that_holds_whole_texts_is_found_out_once_and_then_believed(
    web: Web,
) -> None:
    web.page(URL, PAGE)
    feed = make_feed()
    make_origin(item(1, content_html=f"<p>{OWN}</p>", author="Anna Berg"), feed)
    run()
    feed.refresh_from_db()
    assert (feed.holds_full_text, len(web.asked)) == (True, 1)

    other = URL + "/other"
    make_origin(item(2, other, content_html=f"<p>{OWN}</p>", author="A. Berg"), feed)
    run()

    article = Item.objects.get(key="k2").article
    assert article is not None
    assert (article.source, article.authors) == ("feed", "A. Berg")
    assert (article.url, article.due_at) == (other, None)
    assert SENTENCES[3] in article.text
    assert len(web.asked) == 1


def test_a_feed_of_teasers_is_found_out_too(web: Web) -> None:
    teaser = " ".join(f"{SENTENCES[0]} Number {n} is new here." for n in range(12))
    web.page(URL, PAGE)
    feed = make_feed()
    make_origin(item(1, content_html=f"<p>{teaser}</p>"), feed)
    run()

    feed.refresh_from_db()

    assert feed.holds_full_text is False
    assert Article.objects.get().source == "page"


@pytest.mark.parametrize("status", [403, 503])
def test_what_the_feed_holds_helps_where_the_page_is_out_of_reach(
    web: Web, status: int
) -> None:
    web.sites[URL] = response(URL, "no", status=status)
    make_origin(item(content_html=f"<p>{OWN}</p>"), make_feed())

    found = run()

    assert found.article is not None
    assert (found.article.source, found.no_article_why) == ("feed", "")


def test_a_feed_that_changes_its_own_text_changes_the_article(web: Web) -> None:
    feed = make_feed(holds_full_text=True)
    row = item(content_html=f"<p>{OWN}</p>")
    make_origin(row, feed)
    run()
    changed = f"<p>{OWN} Corrected.</p>"
    Item.objects.update(stage="extract", due_at=NOW, content_html=changed)

    run()

    article = Article.objects.get()
    assert article.text.endswith("Corrected.")
    assert article.changed_at is not None
    assert web.asked == []


def test_a_fresh_article_is_due_to_be_looked_at_again(web: Web) -> None:
    web.page(URL, PAGE, ETag='"1"', Last_Modified="Wed, 06 May 2026 12:00:00 GMT")
    item()

    article = run().article

    assert article is not None
    assert article.due_at == NOW + dt.timedelta(hours=1)
    assert (article.etag, article.found_at) == ('"1"', NOW)
    assert article.last_modified == "Wed, 06 May 2026 12:00:00 GMT"


def test_an_address_that_is_not_public_is_not_tried_again(web: Web) -> None:
    web.sites[URL] = http.FetchError("blocked", URL, "This address is not public.")
    item()

    found = run()

    assert (found.stage, found.last_error) == (
        "cluster",
        "This address is not public.",
    )


def test_a_wall_does_not_take_the_place_of_a_text_we_have(web: Web) -> None:
    web.page(URL, PAGE)
    item(1)
    run()
    other = URL + "?page=all"
    web.page(
        other,
        f'<html><head><link rel="canonical" href="{URL}"><title>x</title></head>'
        "<body><p>Subscribe to read on.</p></body></html>",
    )
    item(2, other)

    run()

    assert SENTENCES[0] in Article.objects.get(url_hash=identity.url_hash(URL)).text


def test_a_page_full_of_script_is_stored_clean(web: Web) -> None:
    web.page(URL, PAGE.replace("<h1>", "<script>alert(1)</script><h1 onclick=x>"))
    item()

    found = run()

    assert found.article is not None
    assert "alert" not in found.article.html + found.article.text
    assert "onclick" not in found.article.html
