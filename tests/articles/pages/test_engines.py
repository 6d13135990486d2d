"""What the owner is told of engines: budget, cost, what was left out, two sides."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django.fixtures import Settings

from articles.models import Item, ModelDay
from articles.pages.engines import compare_page, engines_page
from tests.articles.test_engine_admin import NOW, by_model, call
from tests.factories import make_analysis, make_article, make_feed, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_model(settings: Settings) -> None:
    settings.ANALYSIS_ENGINE = "openai"
    settings.ANALYSIS_MODEL = "llama3.2"
    settings.ANALYSIS_DAILY_TOKENS = 10_000
    settings.ANALYSIS_DAILY_MONEY = 1.0
    settings.ANALYSIS_PRICE_IN = settings.ANALYSIS_PRICE_OUT = 1.0


@pytest.fixture
def item() -> Item:
    found = make_item("A bridge is built", article=make_article())
    make_analysis(found)
    return found


def test_the_budget_of_today_is_shown_against_its_limits() -> None:
    ModelDay.objects.create(day=NOW.date(), tokens=2500, money=250_000)

    tokens, money = engines_page(now=NOW).used

    assert (tokens.used, tokens.most, tokens.percent) == ("2,500", "10,000", 25)
    assert (money.used, money.most, money.percent) == ("0.2500", "1.00", 25)


def test_each_feed_has_its_cost_of_today_and_of_thirty_days() -> None:
    feed = make_feed("Herald")
    call(1, feed=feed)
    call(2, feed=feed, day=NOW.date() - dt.timedelta(days=10))
    call(3, feed=feed, day=NOW.date() - dt.timedelta(days=40))

    (row,) = engines_page(now=NOW).feeds

    assert (row.feed, row.questions) == ("Herald", 2)
    assert (row.tokens_today, row.tokens) == (1100, 2200)
    assert (row.money_today, row.money) == ("0.0011", "0.0022")


def test_what_was_dropped_is_counted_by_its_reason(item: Item) -> None:
    by_model(item)

    (row,) = engines_page(now=NOW).dropped

    assert (row.why, row.engine, row.count) == (
        "a figure is in no source", "llama3.2", 1,
    )  # fmt: skip


def test_the_latest_of_either_kind_stand_side_by_side(item: Item) -> None:
    by_model(item)

    page = compare_page(item.pk)

    default, model = page.sides
    assert default.is_current
    assert model.block is not None
    assert model.block.passages[0].text == "first"
    assert [left.why for left in model.left] == ["a figure is in no source"]


def test_any_two_versions_can_be_chosen(item: Item) -> None:
    first, second = by_model(item), by_model(item)

    page = compare_page(item.pk, left=first.pk, right=second.pk)

    assert [side.pk for side in page.sides] == [first.pk, second.pk]
    assert len(page.versions) == 3
