"""Every answer carries the headers, and private mode lets no stranger in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from newsreader.middleware import SecurityHeaders
from newsreader.wsgi import application

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def assert_headers(headers: Mapping[str, str]) -> None:
    for name, part in HEADERS.items():
        assert part in headers.get(name, ""), name
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/accounts/login/", 200),
        ("/admin/", 302),
        ("/admin/login/", 200),
        ("/no/such/page", 404),
        ("/static/no-such-file.css", 404),
        ("/static/../manage.py", 404),
        ("/static/%2e%2e/manage.py", 404),
        ("/.git/config", 404),
    ],
)
def test_every_kind_of_page_has_the_headers(
    client: Client, path: str, status: int
) -> None:
    response = client.get(path)

    assert response.status_code == status
    assert_headers(response.headers)


def _answer(client: Client, method: str, path: str) -> tuple[str, Any, bytes]:
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        told.extend((status, dict(headers)))

    environ = client._base_environ(REQUEST_METHOD=method, PATH_INFO=path)  # type: ignore[attr-defined]
    body = b"".join(application(environ, start))
    return told[0], told[1], body


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/healthz", "/sw.js", "/robots.txt", "/no"])
def test_head_is_answered_as_get_is_without_the_body(client: Client, path: str) -> None:
    """Django's test client would empty the body itself: so it is not asked."""
    answers = {method: _answer(client, method, path) for method in ("HEAD", "GET")}
    status, headers, body = answers["HEAD"]

    assert status == answers["GET"][0]
    assert headers["Content-Type"] == answers["GET"][1]["Content-Type"]
    assert int(headers["Content-Length"]) > 0
    assert (body, bool(answers["GET"][2])) == (b"", True)


@pytest.mark.django_db
def test_the_admin_has_the_headers_and_nothing_inline(client: Client) -> None:
    client.force_login(User.objects.create_superuser("alice"))

    for path in ("/admin/", "/admin/auth/user/", "/admin/auth/user/add/"):
        response = client.get(path)

        assert response.status_code == 200
        assert_headers(response.headers)
        assert b"<style" not in response.content
        assert b" style=" not in response.content
        assert b" onclick=" not in response.content
        assert b"<script>" not in response.content


def test_a_refused_host_gets_the_headers_and_no_page(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert_headers(response.headers)
    assert b"evil.example" not in response.content


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_the_headers() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})

    assert response.status_code == 403
    assert_headers(response.headers)


@pytest.mark.django_db
def test_a_page_says_so_while_the_database_is_away(client: Client) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("the server at 10.0.0.9 is away")

    with connection.execute_wrapper(gone):
        response = client.get("/")

    assert response.status_code == 503
    assert "try again" in response.text
    assert "10.0.0.9" not in response.text
    assert_headers(response.headers)


def test_a_view_may_be_stricter() -> None:
    strict = "default-src 'none'; sandbox"

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": strict})

    response = SecurityHeaders(view)(HttpRequest())

    assert response.headers["Content-Security-Policy"] == strict


@pytest.mark.django_db
def test_a_private_site_sends_strangers_to_the_login(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC = False

    response = client.get("/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/"
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_private_site_shows_itself_to_who_has_signed_in(
    client: Client, settings: Settings
) -> None:
    settings.PUBLIC = False
    client.force_login(User.objects.create_user("bob"))

    assert client.get("/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["outlets", "categories"])
@pytest.mark.parametrize("rest", ["", "feed.atom"])
def test_no_address_with_a_nul_is_a_page(client: Client, place: str, rest: str) -> None:
    assert client.get(f"/{place}/a%00b/{rest}").status_code == 404
