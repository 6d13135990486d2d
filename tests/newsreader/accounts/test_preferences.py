"""How a reader likes to read, with an account and without."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from newsreader.accounts.models import Preferences
from newsreader.accounts.preferences import COOKIE
from tests.people import bob

CHOSEN = {
    "theme": "dark",
    "density": "compact",
    "text_size": "large",
    "measure": "wide",
    "endless": "on",
}
SETTINGS = "/accounts/settings/"


@given(st.text(max_size=600))
def test_no_cookie_is_an_error(text: str) -> None:
    found = Preferences.from_cookie(text)

    assert found.theme in Preferences.Theme.values


def test_a_cookie_says_what_was_chosen() -> None:
    chosen = Preferences(theme="light", measure="narrow", shortcuts=False)

    found = Preferences.from_cookie(chosen.to_cookie())

    assert (found.theme, found.measure, found.shortcuts) == ("light", "narrow", False)
    assert Preferences.from_cookie("theme=pink&shortcuts=maybe").to_cookie() == (
        Preferences().to_cookie()
    )


@pytest.mark.django_db
def test_a_visitors_choice_stays_in_the_browser(client: Client) -> None:
    response = client.post(SETTINGS, CHOSEN)

    assert (response.status_code, response["Location"]) == (303, SETTINGS)
    assert client.cookies[COOKIE]["httponly"]
    text = client.get("/").text
    assert 'data-theme="dark" data-density="compact" data-text="large"' in text
    assert " data-endless" in text
    assert " data-keys" not in text
    assert '<meta name="color-scheme" content="dark">' in text
    assert not Preferences.objects.exists()


@pytest.mark.django_db
def test_an_account_takes_its_choice_along() -> None:
    reader, here, there = bob(), Client(), Client()
    here.force_login(reader)
    there.force_login(reader)

    here.post(SETTINGS, CHOSEN)

    assert 'data-theme="dark"' in there.get("/").text
    assert 'data-theme="auto"' in Client().get("/").text
    assert Preferences.objects.get().user_id == reader.pk


@pytest.mark.django_db
def test_what_cannot_be_chosen_is_told(client: Client) -> None:
    response = client.post(SETTINGS, CHOSEN | {"theme": "pink"})

    assert response.status_code == 200
    assert "pink is not one of the available choices" in response.text
    assert COOKIE not in client.cookies
