"""Health at a glance, on the first page of the admin."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import GoogleQuota, Item, Publisher
from articles.templatetags.overview import Waiting, overview
from tests.factories import NOON, make_article, make_feed, make_item
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


def test_articles_that_are_to_be_looked_at_again_are_counted() -> None:
    make_article(due_at=NOON)
    make_article(due_at=NOON + MINUTE)
    make_article()

    assert (step("recheck").due, step("recheck").later) == (1, 1)


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

    with django_assert_max_num_queries(8):
        overview(NOON)


def test_the_first_page_of_the_admin_begins_with_it(client: Client) -> None:
    client.force_login(alice())
    make_item(stage=Item.Stage.EXTRACT, due_at=NOON)

    html = client.get("/admin/").text

    assert "Health at a glance" in html
    assert "/admin/articles/item/?stage__exact=extract" in html


def test_the_ways_to_addresses_are_shares_of_all_links() -> None:
    for method, status, google_id in (
        ("offline", "ok", "x"), ("sitemap", "ok", "x"), ("", "waiting", "x"),
        ("", "bad_id", "x"), ("", "", "x"), ("feed", "ok", ""),
    ):  # fmt: skip
        make_item(url_method=method, url_status=status, google_id=google_id)
    make_item(
        url_method="google", url_status="ok", google_id="x",
        published_at=NOON - dt.timedelta(days=8),
    )  # fmt: skip

    ways = {way.told: (way.count, way.percent) for way in overview(NOON).ways}

    assert ways == {
        "held by the link itself": (1, 25),
        "told by the publisher’s sitemap": (1, 25),
        "waits": (1, 25),
        "not to be had": (1, 25),
    }


def test_a_publisher_that_recurs_is_offered_until_it_is_followed(
    client: Client,
) -> None:
    client.force_login(alice())
    known: dict[str, object] = {"next_at": NOON, "entry_count": 40}
    Publisher.objects.create(
        host="paper.example", site_url="https://www.paper.example/",
        feeds=["https://paper.example/feed"], **known,
    )  # fmt: skip
    Publisher.objects.create(host="b.example", site_url="https://b.example/", **known)
    Publisher.objects.create(
        host="rare.example", site_url="https://rare.example/", next_at=NOON
    )
    make_feed(site_url="https://www.b.example/")

    html = client.get("/admin/").text

    assert 'name="address" value="https://paper.example/feed"' in html
    assert "Follow paper.example" in html
    assert "Follow b.example" not in html
    assert "Follow rare.example" not in html
