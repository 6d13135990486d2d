"""Articles that publishers change are noticed, and their analyses made anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from articles import recheck
from articles.models import Article, Item
from newsreader.lib.steps import Step, run_batch
from tests.articles.test_extract import PAGE, SENTENCES, URL
from tests.articles.test_extract import item as make_waiting
from tests.articles.test_extract import run as run_extract
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db
STEP = Step("articles.recheck", "", Article.objects.due, recheck.run, 16)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture
def item(web: Web) -> Item:
    """An item at the end of the pipeline, with an article just read."""
    web.page(URL, PAGE, ETag='"1"')
    make_waiting()
    run_extract(timezone.now())
    Item.objects.update(stage=Item.Stage.READY)
    return Item.objects.get()


def look(**later: Any) -> Article:
    run_batch(STEP, now=timezone.now() + dt.timedelta(**later))
    return Article.objects.get()


def test_nothing_is_asked_before_its_time(web: Web, item: Item) -> None:
    look(minutes=50)

    assert len(web.asked) == 1


def test_an_unchanged_page_costs_a_304_and_comes_again_later(
    web: Web, item: Item
) -> None:
    web.sites[URL] = response(URL, status=304)

    article = look(hours=1, minutes=1)

    assert web.asked[-1].headers["If-None-Match"] == '"1"'
    assert article.due_at is not None
    assert article.found_at is not None
    assert article.due_at - article.found_at == 6 * HOUR
    assert Item.objects.get().stage == "ready"


def test_a_page_sent_again_with_the_same_words_changes_nothing(
    web: Web, item: Item
) -> None:
    web.page(URL, PAGE.replace("Imprint", "Imprint 2"), ETag='"2"')

    article = look(hours=2)

    assert (article.etag, article.changed_at) == ('"2"', None)
    assert Item.objects.get().stage == "ready"


def test_another_article_at_the_address_does_not_take_its_place(
    web: Web, item: Item
) -> None:
    Article.objects.update(title="Bridge over the river opens to traffic")
    title, words = "Beans", "Boil the beans for an hour, then add salt and pepper. "
    web.page(URL, f"<title>{title}</title><article>{f'<p>{words * 4}</p>' * 6}")

    article = look(hours=2)

    assert "bridge" in article.text
    assert article.changed_at is None
    assert article.due_at is not None


def test_a_changed_page_is_stored_and_analysed_again(web: Web, item: Item) -> None:
    changed = PAGE.replace("32 million", "35 million").replace(
        "Bridge opens", "Bridge opens late"
    )
    web.page(URL, changed)

    article = look(hours=2)

    assert "35 million" in article.text
    assert article.changed_at is not None
    assert [was["title"] for was in article.earlier_titles] == ["Bridge opens"]
    assert article.title == "Bridge opens late"
    assert Item.objects.get().stage == "analyse"


@pytest.mark.parametrize(
    ("status", "is_over"), [(403, False), (404, True), (410, True), (500, False)]
)
def test_a_text_that_we_have_stays_whatever_the_publisher_says(
    web: Web, item: Item, status: int, is_over: bool
) -> None:
    web.sites[URL] = response(URL, "<h1>no</h1>", status=status)

    article = look(hours=2)

    assert SENTENCES[0] in article.text
    assert (article.due_at is None) is is_over
    assert Item.objects.get().stage == "ready"


def test_a_wall_that_went_up_later_hides_nothing(web: Web, item: Item) -> None:
    web.page(URL, "<title>x</title><p>Subscribe to read this article.</p>")

    article = look(hours=2)

    assert (article.wall, SENTENCES[0] in article.text) == ("", True)


def test_after_three_days_nobody_asks_any_more(web: Web, item: Item) -> None:
    web.sites[URL] = response(URL, status=304)

    for hours in (2, 7, 25, 73):
        article = look(hours=hours)

    assert article.due_at is None
    assert len(web.asked) == 5
