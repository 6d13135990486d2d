"""A visitor's page is made once, and not sent twice."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from articles import visitors
from articles.models import Item
from tests.factories import make_item
from tests.people import bob

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.VISITOR_PAGES = 20
    visitors.forget_pages()


def test_the_second_visitor_costs_the_database_nothing(
    client: Client, django_assert_num_queries: object
) -> None:
    url = make_item("Rain").get_absolute_url()
    first = client.get(url)

    with django_assert_num_queries(0):  # type: ignore[operator]
        second = Client().get(url)

    assert second.content == first.content
    assert second["X-Robots-Tag"] == "noindex"
    assert second["Cache-Control"] == "no-cache"


def test_who_has_the_page_is_told_so(client: Client) -> None:
    url = make_item("Rain").get_absolute_url()
    etag = client.get(url)["ETag"]

    answer = client.get(url, headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == etag


def test_it_is_sent_packed_to_who_can_open_it(client: Client) -> None:
    url = make_item("Rain").get_absolute_url()

    answer = client.get(url, headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "Rain" in gzip.decompress(answer.content).decode()
    assert {"Cookie", "Accept-Encoding", "Accept-Language"} <= {
        name.strip() for name in answer["Vary"].split(",")
    }


def test_readers_have_pages_of_their_own(client: Client) -> None:
    url = make_item("Rain").get_absolute_url()
    client.get(url)
    reader = Client()
    reader.force_login(bob())

    answer = reader.get(url)

    assert "Sign out" in answer.text
    assert "private" in answer["Cache-Control"]
    assert "Sign out" not in client.get(url).text


def test_another_look_is_another_page(client: Client) -> None:
    make_item("Rain")
    plain = client.get("/").text
    client.cookies["newsreader_look"] = "theme=dark"

    dark = client.get("/").text

    assert 'data-theme="dark"' in dark
    assert 'data-theme="dark"' not in plain


def test_after_a_while_it_is_made_anew(client: Client, settings: Settings) -> None:
    item = make_item("Rain")
    settings.VISITOR_PAGES = 0.000_001
    client.get(item.get_absolute_url())
    Item.objects.filter(pk=item.pk).update(snippet="It pours.")

    assert "It pours." in client.get(item.get_absolute_url()).text


def test_only_so_many_are_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "PAGES", 3)

    for number in range(5):
        client.get(f"/?after=0-{number}")

    assert len(visitors._pages) == 3
