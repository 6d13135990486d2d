"""The interface speaks as the reader chose, else as the browser asks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from newsreader.accounts.models import Preferences
from tests.people import bob

pytestmark = pytest.mark.django_db
SETTINGS = reverse("preferences")


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("tlh, fr;q=0.9", "en"),
        ("fr, de;q=0.3", "de"),
        ("x" * 5000, "en"),
        (";;;,q=", "en"),
    ],
)
def test_a_page_speaks_as_the_browser_asks(
    client: Client, asked: str, language: str
) -> None:
    answer = client.get("/", headers={"accept-language": asked})

    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.text
    assert "Accept-Language" in answer["Vary"]


def test_a_choice_outdoes_the_browser_and_is_remembered(client: Client) -> None:
    chosen = Preferences(language="de").to_cookie()
    client.cookies["newsreader_look"] = chosen

    answer = client.get(SETTINGS, headers={"accept-language": "en"})

    assert "<h1>Einstellungen</h1>" in answer.text


def test_the_choice_of_an_account_holds_in_every_browser(client: Client) -> None:
    user = bob()
    client.force_login(user)
    sent = {
        "theme": "auto", "density": "compact", "text_size": "medium",
        "measure": "medium", "language": "de",
    }  # fmt: skip
    client.post(SETTINGS, sent)
    elsewhere = Client()
    elsewhere.force_login(user)

    assert elsewhere.get("/")["Content-Language"] == "de"


def test_a_language_that_is_gone_is_as_if_never_chosen(client: Client) -> None:
    user = bob()
    Preferences.objects.create(user=user, language="xx")
    client.force_login(user)

    assert client.get("/")["Content-Language"] == "en"


def test_what_was_saved_is_confirmed_in_the_language_just_chosen(
    client: Client,
) -> None:
    sent = {
        "theme": "auto", "density": "compact", "text_size": "medium",
        "measure": "medium", "language": "de",
    }  # fmt: skip

    page = client.post(SETTINGS, sent, follow=True).text

    assert "Deine Einstellungen sind gespeichert." in page


def test_errors_are_told_in_the_readers_language(client: Client) -> None:
    answer = client.get("/nowhere", headers={"accept-language": "de"})

    assert "Diese Seite gibt es nicht" in answer.text


def test_dates_follow_the_language(client: Client) -> None:
    from tests.factories import make_item

    item = make_item("A headline")

    german = client.get(item.get_absolute_url(), headers={"accept-language": "de"})
    english = client.get(item.get_absolute_url())

    assert "6. Mai 2026" in german.text
    assert "May 6, 2026" in english.text


def test_feeds_and_machines_are_not_answered_in_a_readers_language(
    client: Client,
) -> None:
    answer = client.get("/feed.atom", headers={"accept-language": "de"})

    assert "All headlines" in answer.text
    assert "Accept-Language" not in answer.get("Vary", "")
