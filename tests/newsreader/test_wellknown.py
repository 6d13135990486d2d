"""What browsers and robots ask for by name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import resolve, reverse
from pytest_django.fixtures import Settings

from tests.people import alice, bob


@pytest.mark.django_db
def test_the_manifest_has_what_an_installed_app_needs(client: Client) -> None:
    answer = client.get(reverse("manifest"))
    told = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert {"id", "name", "short_name", "start_url", "scope"} <= set(told)
    assert told["display"] == "standalone"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    for shortcut in told["shortcuts"]:
        assert resolve(shortcut["url"])
    assert told["share_target"]["method"] == "GET"


@pytest.mark.django_db
def test_it_speaks_the_readers_language(client: Client) -> None:
    told = client.get(reverse("manifest"), headers={"accept-language": "de"}).json()

    assert told["lang"] == "de"
    assert told["shortcuts"][0]["name"] == "Ungelesen"


@pytest.mark.django_db
def test_pages_name_it(client: Client) -> None:
    assert f'rel="manifest" href="{reverse("manifest")}"' in client.get("/").text


@pytest.mark.django_db
def test_what_another_app_shares_stands_in_the_form(client: Client) -> None:
    client.force_login(alice())
    page = client.get(
        reverse("admin:feeds_feed_add"),
        {"title": "A title", "text": "look at https://a.example/feed now"},
    ).text

    assert 'value="https://a.example/feed"' in page


@pytest.mark.django_db
def test_the_worker_keeps_nothing_private(client: Client) -> None:
    answer = client.get(reverse("worker"))

    assert answer["Content-Type"] == "text/javascript"
    assert "no-cache" in answer["Cache-Control"]
    not_kept = re.search(r"NOT_KEPT = (\[.*?\])", answer.text)
    assert not_kept
    for place in ("/admin/", "/accounts/", "/api/", "/follow/"):
        assert f'"{place}"' in not_kept[1]
    assert re.match(r'const VERSION = "[0-9a-f]{12}";\nconst KEPT = \[', answer.text)


@pytest.mark.django_db
def test_the_worker_names_files_as_they_are_served(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    served = {
        "css/sheet.css": "css/sheet.0a.css",
        "js/kept.js": "js/kept.0c.js",
        "icons/favicon.svg": "f.0b.svg",
    }
    (tmp_path / "staticfiles.json").write_text(
        json.dumps({"version": "1.1", "paths": served, "hash": ""})
    )
    settings.STATIC_ROOT = tmp_path
    manifest = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}

    answer = client.get(reverse("worker"))

    assert 'const STATIC = "/static/";' in answer.text
    assert "/static/css/sheet.0a.css" in answer.text
    assert "/static/js/kept.0c.js" in answer.text


@pytest.mark.django_db
def test_the_offline_page_knows_nobody(client: Client) -> None:
    client.force_login(bob())
    stranger = Client().get(reverse("offline"))

    assert stranger.status_code == 200
    assert client.get(reverse("offline")).content == stranger.content


@pytest.mark.django_db
def test_signing_out_clears_what_was_kept(client: Client) -> None:
    client.force_login(bob())

    assert "storage" in client.post(reverse("logout"))["Clear-Site-Data"]


@pytest.mark.django_db
def test_robots_are_told_where_they_have_no_business(client: Client) -> None:
    text = client.get("/robots.txt").text

    for place in ("/admin/", "/search/", "/accounts/"):
        assert f"Disallow: {place}\n" in text


@pytest.mark.django_db
def test_all_of_it_is_there_on_a_closed_site(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC = False
    for path in ("/robots.txt", "/sw.js", "/offline/", "/manifest.webmanifest"):
        assert client.get(path).status_code == 200
