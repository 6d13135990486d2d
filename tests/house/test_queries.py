"""A page asks the database as often for twenty rows as for ten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Item
from articles.search import get_search
from feeds.models import Feed
from tests.factories import (
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_google_feed,
    make_item,
    make_origin,
    make_story,
)
from tests.people import alice

pytestmark = pytest.mark.django_db
BUDGET = 13
"""Session and user included, two for what is unread, and one for kept searches."""


def _add_rows(count: int) -> list[Item]:
    items = []
    for _ in range(count):
        feed = make_google_feed(category=make_category())
        item = make_item("Common headline", feeds=[feed], article=make_article())
        make_origin(item, make_google_feed())
        make_analysis(item)
        make_coverage(item, "CNBC")
        make_story(item, make_item(outlet="Bloomberg"))
        items.append(item)
    get_search().index(item.pk for item in items)
    return items


def _count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "path_of",
    [
        lambda: "/",
        lambda: "/?show=unread",
        lambda: "/starred/",
        lambda: Feed.objects.earliest("pk").get_absolute_url(),
        lambda: Feed.objects.earliest("pk").category.get_absolute_url(),  # type: ignore[union-attr]
    ],
    ids=["all", "unread", "starred", "feed", "category"],
)
def test_a_list_of_headlines(client: Client, path_of: Callable[[], str]) -> None:
    client.force_login(alice())
    _add_rows(10)
    before = _count(client, path_of())
    _add_rows(10)

    assert before == _count(client, path_of()) <= BUDGET


def test_a_search(client: Client) -> None:
    client.force_login(alice())
    _add_rows(5)
    before = _count(client, "/search/?q=common")
    _add_rows(10)

    # PostgreSQL looks at the newest hits first, under settings of its own
    more = 2 if connection.vendor == "sqlite" else 10
    assert before == _count(client, "/search/?q=common") <= BUDGET + more


def test_an_item_and_its_story(client: Client) -> None:
    client.force_login(alice())
    item = _add_rows(1)[0]
    story = item.story
    assert story is not None
    before = _count(client, item.get_absolute_url())
    for other in _add_rows(10):
        other.story = story
        other.save()
        make_coverage(item, "Axios")
    item.read_marks.all().delete()

    opened = _count(client, item.get_absolute_url())
    assert before == opened <= BUDGET + 1  # opening it makes a mark
    assert _count(client, item.get_absolute_url()) <= BUDGET
    assert _count(client, story.get_absolute_url()) <= BUDGET
