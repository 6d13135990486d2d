"""Signing in and out, choosing the first password, and where one is sent after."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from newsreader import runner

LEAVING = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "/\t/evil.example",
    "%2f%2fevil.example",
]


@pytest.mark.django_db
@pytest.mark.parametrize("target", LEAVING)
def test_signing_in_leads_to_no_other_site(client: Client, target: str) -> None:
    User.objects.create_user("bob", password="correct horse battery")

    response = client.post(
        reverse("login"),
        {"username": "bob", "password": "correct horse battery", "next": target},
    )

    assert response.status_code == 302
    location = response.headers["Location"]
    assert location.startswith("/") or ":" not in location
    assert not location.startswith(("//", "/\\"))


@pytest.mark.django_db
def test_signing_out_takes_a_post(client: Client) -> None:
    client.force_login(User.objects.create_user("bob"))

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_printed_link_sets_a_password_once_and_signs_in(
    client: Client, settings: Settings
) -> None:
    settings.ADMIN_PASSWORD, settings.BASE_URL = "", ""
    said: list[str] = []
    runner.welcome_administrator(say=said.append)
    link = "/" + said[0].split("/", 3)[3]

    form = client.get(link, follow=True).redirect_chain[-1][0]
    chosen = {"new_password1": "staple battery 7", "new_password2": "staple battery 7"}
    response = client.post(form, chosen)

    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert "_auth_user_id" in client.session
    admin = User.objects.get(username=settings.ADMIN_USERNAME)
    assert admin.check_password("staple battery 7")
    assert "no longer works" in Client().get(link).text
