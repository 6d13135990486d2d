"""Sites are asked for their icons a few times, and not again for a day if in vain."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from articles import fetch_icons
from articles.models import Icon
from newsreader.lib import http
from newsreader.lib.steps import Step, run_batch
from tests.articles.core.test_icons import bitmap, ico
from tests.articles.core.test_images import PNG
from tests.articles.test_icons import make_icon
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db
STEP = Step("articles.fetch_icons", "", Icon.objects.due, fetch_icons.run, 32)
USUAL = "https://paper.example/favicon.ico"
WWW = "https://www.paper.example/favicon.ico"
NAMED = "https://cdn.example/icon.png"
DAY = dt.timedelta(days=1)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


def look(**later: int) -> Icon | None:
    run_batch(STEP, now=timezone.now() + dt.timedelta(**later))
    return Icon.objects.first()


def asked(web: Web) -> list[str]:
    return [request.url for request in web.asked]


def test_what_the_pages_name_is_asked_for_first(web: Web) -> None:
    make_icon(url=NAMED)
    web.sites[NAMED] = response(NAMED, PNG, Content_Type="text/html")

    icon = look()

    assert icon is not None
    assert (icon.kind, bytes(icon.body)) == ("image/png", PNG)
    assert icon.due_at is not None
    assert icon.due_at - timezone.now() > 29 * DAY
    assert asked(web) == [NAMED]


def test_then_where_icons_have_always_lain(web: Web) -> None:
    make_icon(url=NAMED)
    web.sites[NAMED] = response(NAMED, b"<svg/>", Content_Type="image/svg+xml")
    web.sites[USUAL] = response(USUAL, "<!doctype html>", Content_Type="image/x-icon")
    web.sites[WWW] = response(WWW, ico((32, bitmap(32)), (16, bitmap(16))))

    icon = look()

    assert icon is not None
    assert (icon.kind, bytes(icon.body)) == ("image/x-icon", ico((32, bitmap(32))))
    assert asked(web) == [NAMED, USUAL, WWW]


def test_a_site_without_one_is_left_alone_for_a_day_then_longer(web: Web) -> None:
    make_icon()

    look()
    look(hours=23)
    assert asked(web) == [USUAL, WWW]
    icon = look(hours=25)

    assert asked(web) == [USUAL, WWW] * 2
    assert icon is not None
    assert (icon.tries, bytes(icon.body)) == (2, b"")
    assert icon.last_error == "There is no such host."
    assert look(hours=47) is not None
    assert len(asked(web)) == 4


def test_an_icon_that_is_there_outlives_a_site_that_is_not(web: Web) -> None:
    make_icon(kind="image/png", body=PNG)

    icon = look()

    assert icon is not None
    assert bytes(icon.body) == PNG


def test_what_nobody_has_seen_for_long_is_forgotten_unasked(web: Web) -> None:
    day = timezone.now().date() - dt.timedelta(days=40)
    make_icon(kind="image/png", body=PNG, shown_on=day)

    assert look() is None
    assert web.asked == []


def test_each_answer_is_bounded_and_reading_ends_at_what_is_no_icon(web: Web) -> None:
    make_icon()
    look()
    request = web.asked[0]

    assert request.max_bytes <= 1 << 20
    assert request.timeout_s <= 10
    assert request.until is not None
    assert request.until(b"<html>" + b" " * 100)
    assert not request.until(PNG + b" " * 100)


def test_many_sites_are_asked_together_and_fail_alone(web: Web) -> None:
    for host in ("a.example", "b.example", "c.example"):
        make_icon(host=host)
    web.sites["https://b.example/favicon.ico"] = response("", PNG)
    web.sites["https://c.example/favicon.ico"] = http.FetchError(
        "blocked", "", "This address is in a private network."
    )

    look()

    with_icon = [icon.host for icon in Icon.objects.exclude(body=b"")]
    assert with_icon == ["b.example"]
    assert Icon.objects.get(host="c.example").last_error.startswith("This address")
