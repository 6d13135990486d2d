"""Fetching and looking again through the real door, at a server that behaves badly."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from articles import extract, recheck
from articles.core import identity
from articles.models import Article, Item
from feeds.models import Feed
from newsreader.lib.steps import Step, run_batch
from tests.articles.test_extract import PAGE, SENTENCES
from tests.factories import NOON, make_item
from tests.fakes_http import Page, Seen, Site, page
from tests.newsreader.lib.conftest import door, site
from tests.people import bob

__all__ = ["door", "site"]  # fixtures
pytestmark = pytest.mark.django_db

EXTRACT = Step(
    "articles.extract",
    "",
    lambda now: Item.objects.due_for(Item.Stage.EXTRACT, now),
    extract.run,
    16,
)
RECHECK = Step("articles.recheck", "", Article.objects.due, recheck.run, 16)
HTML = "Content-Type: text/html; charset=utf-8"
MINUTE = dt.timedelta(minutes=1)


def waiting(site: Site, target: str = "/bridge") -> Item:
    url = site.url(target)
    return make_item(
        "Bridge opens",
        url=url,
        url_hash=identity.url_hash(url),
        stage=Item.Stage.EXTRACT,
        due_at=NOON,
    )


def look(step: Step, **later: int) -> Item:
    run_batch(step, now=timezone.now() + dt.timedelta(**later))
    return Item.objects.get()


def conditional(body: str, etag: str, modified: str) -> Page:
    """A page that is sent only to whoever does not have it."""

    async def answer(seen: Seen, writer: asyncio.StreamWriter) -> None:
        has_it = seen.headers.get("if-none-match") == etag
        if has_it and seen.headers.get("if-modified-since") == modified:
            writer.write(page(b"", "304 Not Modified", f"ETag: {etag}"))
        else:
            more = (HTML, f"ETag: {etag}", f"Last-Modified: {modified}")
            writer.write(page(body.encode(), "200 OK", *more))
        await writer.drain()

    return answer


async def hang_up(_: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<html>")
    await writer.drain()


@pytest.mark.parametrize(
    "trouble",
    [page(b"", "503 Service Unavailable"), page(b"", "500 Oops"), hang_up],
    ids=["503", "500", "hangs up"],
)
def test_trouble_is_tried_again_ever_later_until_it_is_over(
    site: Site, trouble: Page
) -> None:
    waiting(site)
    site.pages["/bridge"] = trouble

    delays = []
    for _ in range(3):
        item = look(EXTRACT, days=1)
        assert item.due_at is not None
        delays.append(round((item.due_at - timezone.now()) / MINUTE))
    assert delays == [10, 20, 40]
    asked = len(site.seen)
    look(EXTRACT, minutes=39)
    assert len(site.seen) == asked == 3
    site.pages["/bridge"] = page(PAGE.encode(), "200 OK", HTML)
    item = look(EXTRACT, minutes=41)

    assert item.article is not None
    assert SENTENCES[0] in item.article.text
    assert (item.stage, item.tries) == ("cluster", 0)


def test_a_server_says_how_long_it_wants_to_be_left_alone(site: Site) -> None:
    waiting(site)
    site.pages["/bridge"] = page(b"", "429 Too Many Requests", "Retry-After: 7200")

    item = look(EXTRACT)

    assert item.due_at is not None
    assert round((item.due_at - timezone.now()) / MINUTE) == 120


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (page(b"no", "403 Forbidden", HTML), "lets only browsers in"),
        (page(b"no", "404 Not Found", HTML), "does not exist"),
        (page(b"no", "401 Unauthorized", HTML), "who have signed in"),
        (page(b"%PDF-1.7", "200 OK", "Content-Type: application/pdf"), "a PDF"),
        (page(b"PK\x03\x04", "200 OK", HTML), "a ZIP archive"),
        (
            page(b"<title>Page not found</title><p>Sorry.", "200 OK", HTML),
            "does not exist",
        ),
    ],
    ids=["403", "404", "401", "pdf", "zip", "soft 404"],
)
def test_a_wall_is_asked_once_and_named_in_one_sentence(
    site: Site, answer: bytes, sentence: str
) -> None:
    waiting(site)
    site.pages["/bridge"] = answer

    look(EXTRACT)
    for days in (1, 2, 5):
        item = look(EXTRACT, days=days)

    assert len(site.seen) == 1
    assert (item.stage, item.last_error != "") == ("cluster", True)
    assert sentence in item.no_article_why
    assert item.no_article_why.endswith(".")
    assert not Article.objects.filter(wall="").exists()


def test_an_unchanged_page_is_asked_for_on_condition_and_not_sent(site: Site) -> None:
    etag, modified = '"one"', "Wed, 06 May 2026 08:00:00 GMT"
    waiting(site)
    site.pages["/bridge"] = conditional(PAGE, etag, modified)
    look(EXTRACT)
    before = Article.objects.get()

    look(RECHECK, hours=2)
    after = Article.objects.get()

    first, second = site.seen
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == etag
    assert second.headers["if-modified-since"] == modified
    assert (after.fetched_at, after.text) == (before.fetched_at, before.text)
    assert after.due_at is not None
    assert before.due_at is not None
    assert after.due_at > before.due_at


def test_a_changed_page_is_sent_and_its_earlier_headline_kept(site: Site) -> None:
    modified = "Wed, 06 May 2026 08:00:00 GMT"
    waiting(site)
    site.pages["/bridge"] = conditional(PAGE, '"one"', modified)
    look(EXTRACT)
    changed = PAGE.replace("32 million", "35 million").replace(
        "Bridge opens", "Bridge opens late"
    )
    site.pages["/bridge"] = conditional(changed, '"two"', modified)

    look(RECHECK, hours=2)

    article = Article.objects.get()
    assert "35 million" in article.text
    assert (article.title, article.etag) == ("Bridge opens late", '"two"')
    assert [was["title"] for was in article.earlier_titles] == ["Bridge opens"]
    assert len(site.seen) == 2


def test_a_text_comes_when_a_reader_opens_the_page_and_the_page_waits_for_it(
    site: Site, client: Client
) -> None:
    item = waiting(site)
    Feed.objects.update(full_text=Feed.FullText.OPENED)
    site.pages["/bridge"] = page(PAGE.encode(), "200 OK", HTML)
    look(EXTRACT)
    Item.objects.update(stage=Item.Stage.READY)
    assert site.seen == []
    for_nobody = client.get(item.get_absolute_url()).text
    assert "http-equiv" not in for_nobody
    assert extract.WHEN_OPENED in for_nobody
    assert look(EXTRACT, minutes=1).article is None

    client.force_login(bob())
    opened = client.get(item.get_absolute_url()).text
    assert "The full text is on its way" in opened
    assert '<meta http-equiv="refresh" content="4">' in opened
    assert "http-equiv" in client.get(item.get_absolute_url()).text
    look(EXTRACT, minutes=1)
    read = client.get(item.get_absolute_url()).text

    assert "http-equiv" not in read
    assert 'id="full-text"' in read
    assert SENTENCES[0] in read
    assert len(site.seen) == 1


def test_a_feed_that_wants_no_texts_gets_none(site: Site, client: Client) -> None:
    item = waiting(site)
    Feed.objects.update(full_text=Feed.FullText.NEVER)
    look(EXTRACT)
    Item.objects.update(stage=Item.Stage.READY)
    client.force_login(bob())

    opened = client.get(item.get_absolute_url()).text

    assert extract.NEVER in opened
    assert "http-equiv" not in opened
    assert look(EXTRACT, minutes=1).article is None
    assert site.seen == []
