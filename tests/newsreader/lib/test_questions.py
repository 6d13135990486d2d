"""Questions in SQL of our own: on both databases the same rows, kept by PostgreSQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Item
from newsreader.lib.questions import Columns, ask
from tests.factories import make_article, make_item

pytestmark = pytest.mark.django_db
NAMES = "SELECT headline FROM articles_item WHERE id IN ({many}) ORDER BY headline"


def test_any_number_of_numbers_is_asked_for() -> None:
    pks = [make_item(name).pk for name in "abc"]

    assert ask(NAMES, many=pks) == [("a",), ("b",), ("c",)]
    assert ask(NAMES, many={pks[1]}) == [("b",)]
    assert ask(NAMES, many=[2**62]) == []


def test_of_no_number_nothing_is_asked() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert ask(NAMES, many=()) == []

    assert not asked.captured_queries


def test_values_come_before_the_numbers() -> None:
    item, other = make_item("a"), make_item("b")
    question = "SELECT %s, id FROM articles_item WHERE headline = %s AND id IN ({many})"

    assert ask(question, 7, "b", many=[item.pk, other.pk]) == [(7, other.pk)]


def test_each_question_is_counted_and_told() -> None:
    counted: list[str] = []

    def count(execute: Callable[..., object], sql: str, *more: object) -> object:
        counted.append(sql)
        return execute(sql, *more)

    for _ in range(3):
        with connection.execute_wrapper(count):
            ask(NAMES, many=[4711])
        with CaptureQueriesContext(connection) as asked:
            ask(NAMES, many=[4711])

        [told] = asked.captured_queries
        assert "articles_item" in told["sql"]
        assert "4711" in told["sql"]
    assert len(counted) == 3


def test_times_and_the_rest_are_as_a_model_has_them() -> None:
    item = make_item(first_seen_at=dt.datetime(2026, 1, 2, 3, 4, 5, 6, dt.UTC))
    question = (
        "SELECT first_seen_at, day_only, headline FROM articles_item WHERE id = %s"
    )

    [(at, day_only, headline)] = ask(question, item.pk)

    again = Item.objects.get(pk=item.pk)
    assert at.replace(tzinfo=dt.UTC) == again.first_seen_at
    assert at.tzinfo in (dt.UTC, None)
    assert (bool(day_only), headline) == (again.day_only, again.headline)


def test_an_error_is_one_of_djangos() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ask("SELECT nothing FROM nowhere")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
def test_postgresql_keeps_what_is_asked_again() -> None:
    pks = [make_item(name).pk for name in "abc"]

    for many in (pks, pks[:1], pks[1:]):
        ask(NAMES, many=many)

    kept = ask("SELECT statement FROM pg_prepared_statements")
    assert sum("SELECT headline FROM articles_item" in told for (told,) in kept) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
def test_postgresql_plans_once_and_for_one_process() -> None:
    names = "('plan_cache_mode', 'max_parallel_workers_per_gather')"
    question = f"SELECT setting FROM pg_settings WHERE name IN {names} ORDER BY name"  # noqa: S608

    assert ask(question) == [("0",), ("force_generic_plan",)]


def test_a_question_gives_the_models_that_django_gives() -> None:
    article = make_article(earlier_titles=[{"title": "Was", "until": "2026-01-01"}])
    item = make_item(article=article, day_only=True, published_at=None)
    items, articles = Columns(Item, "i", but=["content_html"]), Columns(Article, "a")
    question = (
        f"SELECT {items.sql}, {articles.sql} FROM articles_item i"  # noqa: S608
        " LEFT JOIN articles_article a ON a.id = i.article_id WHERE i.id = %s"
    )

    [row] = ask(question, item.pk)
    made, its = items.made(row[: items.count]), articles.made(row[items.count :])

    again = Item.objects.select_related("article").get(pk=item.pk)
    assert made
    assert its
    for one, other, but in ((made, again, "content_html"), (its, again.article, "")):
        for field in one._meta.concrete_fields:
            if field.attname != but:
                assert getattr(one, field.attname) == getattr(other, field.attname)
    assert made.get_deferred_fields() == {"content_html"}
    assert articles.made([None] * articles.count) is None
