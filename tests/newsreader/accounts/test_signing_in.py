"""In and out: the throttle, the places one is signed in, passwords."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from newsreader.accounts.models import SignIn
from newsreader.accounts.signing_in import client_address, device
from tests.people import PASSWORD, alice, bob

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
PROXY = "10.0.0.1"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BETTER = "a much longer horse battery"


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _sign_in(client: Client, password: str = PASSWORD, **more: str) -> int:
    given = {"username": "bob", "password": password}
    return client.post(LOGIN, given, **more).status_code  # type: ignore[arg-type]


def test_ten_wrong_passwords_close_the_door_for_that_name_from_there() -> None:
    bob()
    codes = [_sign_in(Client(), "wrong") for _ in range(11)]

    assert codes[:9] == [200] * 9
    assert codes[-1] == 429
    assert _sign_in(Client()) == 429
    assert _sign_in(Client(), REMOTE_ADDR="192.0.2.7") == 302


def test_others_at_one_address_are_not_shut_out_with_one() -> None:
    bob()
    for _ in range(11):
        Client().post(LOGIN, {"username": "mallory", "password": "x"})

    assert _sign_in(Client()) == 302


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(settings: Settings) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": "1.1.1.1, 198.51.100.9"}
    )

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_address(request) == "198.51.100.9"
    settings.SECURE_PROXY_SSL_HEADER = None
    assert client_address(request) == PROXY


@pytest.mark.parametrize("claim", ["", "unknown", "<script>", ",", "1.2.3.4:80"])
def test_an_odd_claim_of_an_address_is_no_error(settings: Settings, claim: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    request = RequestFactory().get(
        "/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": claim}
    )

    assert client_address(request) in {PROXY, None}


def test_places_are_listed_and_can_be_ended_one_by_one() -> None:
    bob()
    here, there = Client(headers={"User-Agent": FIREFOX}), Client()
    _sign_in(here)
    _sign_in(there)

    text = here.get("/accounts/settings/").text
    assert "Firefox on Linux</b> · here" in text
    (end,) = re.findall(r'action="(/accounts/sessions/\w+/end)"', text)
    assert here.post(end).status_code == 303

    assert there.get("/starred/").status_code == 302
    assert here.get("/starred/").status_code == 200
    assert SignIn.objects.count() == 1


def test_a_browser_without_a_window_is_told_as_what_it_is() -> None:
    bob()
    agent = "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0 Safari/537.36"
    here = Client(headers={"User-Agent": agent})
    _sign_in(here)

    assert "Chrome on Linux</b> · here" in here.get("/accounts/settings/").text


def test_nobody_ends_anothers_session() -> None:
    bob()
    alice()
    here, hers = Client(), Client()
    _sign_in(here)
    hers.post(LOGIN, {"username": "alice", "password": PASSWORD})
    key = hers.session.session_key
    assert key

    here.post(f"/accounts/sessions/{key[:12]}/end")
    here.post("/accounts/sessions/end")

    assert hers.get("/starred/").status_code == 200


def test_signing_out_forgets_the_place(client: Client) -> None:
    bob()
    _sign_in(client)
    client.post("/accounts/logout/")

    assert not SignIn.objects.exists()


def test_another_password_ends_all_other_sessions() -> None:
    bob()
    here, there = Client(), Client()
    _sign_in(here)
    _sign_in(there)

    response = here.post(
        "/accounts/password/",
        {"old_password": PASSWORD, "new_password1": BETTER, "new_password2": BETTER},
    )

    assert response["Location"] == "/accounts/settings/"
    assert here.get("/starred/").status_code == 200
    assert there.get("/starred/").status_code == 302
    assert SignIn.objects.count() == 1
    assert _sign_in(Client(), BETTER) == 302


def test_a_forgotten_password_is_chosen_anew_by_mail(
    client: Client, settings: Settings
) -> None:
    settings.EMAIL_HOST = "mail.example"
    reader = bob()

    for address in (reader.email, "nobody@example.org"):
        response = client.post("/accounts/password/reset/", {"email": address})
        assert response["Location"] == "/accounts/password/reset/sent/"

    (sent,) = mail.outbox
    found = re.search(r"http://testserver(/accounts/password/\S+)", str(sent.body))
    assert found
    form = client.get(found[1], follow=True)
    assert "Choose a password" in form.text


def test_without_a_mail_server_the_page_says_so(
    client: Client, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    bob()

    response = client.post("/accounts/password/reset/", {"email": "bob@example.org"})

    assert "This site sends no e-mail" in response.text
    assert mail.outbox == []


def test_programs_are_told_in_two_words() -> None:
    assert device(FIREFOX) == "Firefox on Linux"
    assert device("curl/8") == "An unknown program"
