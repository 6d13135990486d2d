"""Health at a glance, on the first page of the admin."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import GoogleQuota, Item
from articles.templatetags.overview import Waiting, overview
from tests.factories import NOON, make_feed, make_item
from tests.people import alice

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def step(name: str) -> Waiting:
    return next(each for each in overview(NOON).steps if each.name == name)


def test_each_step_tells_what_is_due_being_done_and_due_later() -> None:
    for due_at in (NOON - 5 * MINUTE, NOON, NOON + MINUTE):
        make_item(stage=Item.Stage.EXTRACT, due_at=due_at)
    make_item(
        stage=Item.Stage.EXTRACT, due_at=NOON - 9 * MINUTE, claimed_until=NOON + MINUTE
    )
    make_item(stage=Item.Stage.READY, due_at=NOON)

    extract = step("extract")

    assert (extract.due, extract.claimed, extract.later) == (2, 1, 1)
    assert extract.oldest_at == NOON - 5 * MINUTE
    assert step("analyse").due == 0
    assert step("analyse").oldest_at is None


def test_feeds_are_counted_by_health_and_paused_ones_wait_for_nothing() -> None:
    make_feed(due_at=NOON)
    make_feed(due_at=NOON + MINUTE, failures=2)
    make_feed(due_at=NOON, is_paused=True, failures=1)

    seen = overview(NOON)

    assert (seen.feeds, seen.failing, seen.paused) == (3, 1, 1)
    assert (step("poll").due, step("poll").later) == (1, 1)


def test_googles_quota_is_todays() -> None:
    assert overview(NOON).google_used == 0

    quota = GoogleQuota.objects.create(
        pk=1, day=NOON.date(), used=17, open_until=NOON + MINUTE
    )
    assert overview(NOON).google_used == 17
    assert overview(NOON).google_closed_until == NOON + MINUTE

    quota.day = NOON.date() - dt.timedelta(days=1)
    quota.open_until = NOON - MINUTE
    quota.save()
    assert overview(NOON).google_used == 0
    assert overview(NOON).google_closed_until is None


def test_the_overview_takes_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_item(stage=Item.Stage.EXTRACT, due_at=NOON)

    with django_assert_max_num_queries(6):
        overview(NOON)


def test_the_first_page_of_the_admin_begins_with_it(client: Client) -> None:
    client.force_login(alice())
    make_item(stage=Item.Stage.EXTRACT, due_at=NOON)

    html = client.get("/admin/").text

    assert "Health at a glance" in html
    assert "/admin/articles/item/?stage__exact=extract" in html
