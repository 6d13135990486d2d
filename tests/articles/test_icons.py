"""Icons come through us: by addresses that we signed, and at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from articles import icons
from articles.models import Icon
from tests.articles.core.test_images import PNG

HOST = "paper.example"


def make_icon(**fields: object) -> Icon:
    given = {"host": HOST, "shown_on": timezone.now().date(), "due_at": timezone.now()}
    return Icon.objects.create(**given | fields)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.paper.example/a/b?c", "paper.example"),
        ("http://News.Paper.example:8080/", "news.paper.example"),
        ("", ""), ("nonsense", ""), ("https://localhost/", ""), ("https://[::1]/", ""),
        ("https://a b.example/", ""), ("https://[bad/", ""), ("mailto:a@b.example", ""),
    ],
)  # fmt: skip
def test_a_site_is_known_by_its_host(url: str, host: str) -> None:
    assert icons.site(url) == host


@pytest.mark.django_db
def test_a_site_that_nobody_has_asked_shows_its_letter_and_waits_to_be_asked(
    client: Client,
) -> None:
    answer = client.get(icons.address(HOST))
    again = client.get(icons.address(HOST))

    assert answer.status_code == again.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert b">P</text>" in answer.content
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert [icon.host for icon in Icon.objects.due(timezone.now())] == [HOST]


@pytest.mark.django_db
def test_an_icon_that_is_kept_is_shown_for_a_week_with_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_icon(kind="image/png", body=PNG)

    with django_assert_num_queries(1):
        answer = client.get(icons.address(HOST))
    again = client.get(icons.address(HOST), headers={"If-None-Match": answer["ETag"]})

    assert (answer["Content-Type"], answer.content) == ("image/png", PNG)
    assert answer["Cache-Control"] == "public, max-age=604800"
    assert (again.status_code, again.content) == (304, b"")
    assert "sandbox" in again["Content-Security-Policy"]


@pytest.mark.django_db
def test_that_a_site_has_no_icon_is_remembered(client: Client) -> None:
    make_icon(tries=1, due_at=timezone.now() + dt.timedelta(days=1))

    answer = client.get(icons.address(HOST))

    assert b">P</text>" in answer.content
    assert answer["Cache-Control"] == "public, max-age=604800"
    assert not Icon.objects.due(timezone.now()).exists()


@pytest.mark.django_db
def test_that_an_icon_is_looked_at_is_written_down_once_a_week(client: Client) -> None:
    now = timezone.now()
    make_icon(kind="image/png", body=PNG, shown_on=now.date() - dt.timedelta(days=20))

    icons.show(HOST, now=now)

    assert Icon.objects.get().shown_on == now.date()


@pytest.mark.django_db
def test_an_address_that_we_did_not_sign_is_nobodys_icon(client: Client) -> None:
    signature = icons.address(HOST).split("/")[2]

    for path in (f"/icons/{signature}/other.example", f"/icons/x/{HOST}", "/icons/é/ü"):
        assert client.get(path).status_code == 404
    assert client.post(icons.address(HOST)).status_code == 405
    assert not Icon.objects.exists()


@pytest.mark.django_db
def test_without_pictures_there_are_no_icons(
    client: Client, settings: Settings
) -> None:
    path = icons.address(HOST)
    settings.IMAGES = "off"

    assert icons.address(HOST) == ""
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_a_closed_site_shows_icons_to_its_readers_alone(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC = False

    assert client.get(icons.address(HOST)).status_code == 302


@pytest.mark.django_db
def test_what_a_page_names_as_its_icon_is_asked_for_once() -> None:
    now, page = timezone.now(), "https://www.paper.example/1"
    later = now + dt.timedelta(days=1)

    icons.told(page, "https://cdn.example/icon.png", now=now)
    assert Icon.objects.get().url == "https://cdn.example/icon.png"
    assert Icon.objects.get().due_at == now
    Icon.objects.update(due_at=later)
    icons.told(page, "https://cdn.example/other.png", now=now)
    icons.told(page, "", now=now)
    icons.told("nonsense", "https://cdn.example/icon.png", now=now)

    assert Icon.objects.get().url == "https://cdn.example/other.png"
    assert Icon.objects.get().due_at == later


@pytest.mark.django_db
def test_a_site_asked_in_vain_is_asked_again_when_a_page_names_its_icon() -> None:
    now = timezone.now()
    make_icon(tries=1, due_at=now + dt.timedelta(days=1))

    icons.told("https://paper.example/1", "https://cdn.example/icon.png", now=now)

    assert Icon.objects.get().due_at == now


@pytest.mark.django_db
def test_the_number_of_sites_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icons, "MOST", 1)
    now = timezone.now()

    for host in (HOST, "other.example"):
        drawing, is_lasting = icons.show(host, now=now)
        assert (drawing.kind, is_lasting) == ("image/svg+xml", False)

    assert Icon.objects.get().host == HOST
