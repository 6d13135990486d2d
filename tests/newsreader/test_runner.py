"""What the one command does before it starts anything."""

from __future__ import annotations

import fcntl
import socket
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.utils.http import urlsafe_base64_decode
from pytest_django.fixtures import Settings

from feeds.models import Feed
from newsreader import runner


def welcome() -> list[str]:
    said: list[str] = []
    runner.welcome_administrator(say=said.append)
    return said


@pytest.mark.django_db
def test_without_a_password_a_link_to_choose_one_is_printed(
    settings: Settings,
) -> None:
    settings.ADMIN_PASSWORD, settings.BASE_URL = "", "https://news.example"

    said = welcome()

    assert "https://news.example/accounts/password/" in said[0]
    pk, token = said[0].rstrip("/").split("/")[-2:]
    user = User.objects.get(pk=urlsafe_base64_decode(pk).decode())
    assert user.is_superuser
    assert not user.has_usable_password()
    assert default_token_generator.check_token(user, token)


@pytest.mark.django_db
def test_the_link_is_printed_until_it_was_used(settings: Settings) -> None:
    settings.ADMIN_PASSWORD = ""
    assert welcome()
    assert welcome()
    admin = User.objects.get()
    admin.set_password("correct horse battery")
    admin.save()

    assert welcome() == []


@pytest.mark.django_db
def test_a_given_password_makes_the_administrator_once(settings: Settings) -> None:
    settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD = "alice", "correct horse battery"
    assert "alice" in welcome()[0]
    settings.ADMIN_PASSWORD = "another horse"

    assert welcome() == []
    alice = User.objects.get()
    assert alice.is_superuser
    assert alice.check_password("correct horse battery")


@pytest.mark.django_db
def test_a_password_given_later_ends_the_wait_for_one(settings: Settings) -> None:
    settings.ADMIN_PASSWORD = ""
    welcome()
    settings.ADMIN_PASSWORD = "correct horse battery"
    welcome()

    assert User.objects.get().check_password("correct horse battery")


@pytest.mark.django_db
def test_a_reader_of_that_name_is_not_made_administrator(settings: Settings) -> None:
    settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD = "bob", "correct horse battery"
    User.objects.create_user("bob")

    assert welcome() == []
    assert not User.objects.get().is_superuser


@pytest.mark.django_db
def test_a_weak_password_is_taken_and_told(settings: Settings) -> None:
    settings.ADMIN_PASSWORD = "12345"

    said = welcome()

    assert "weak" in said[1]
    assert "12345" not in "".join(said)


@pytest.mark.django_db
def test_a_new_site_begins_with_feeds_and_does_so_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
    said: list[str] = []
    runner.subscribe(say=said.append)
    runner.subscribe(say=said.append)

    assert said == [
        "Subscribed to 3 Google News feeds of the edition AT:de, to start with."
    ]
    assert Feed.objects.count() == 3


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, ""),
        ({"LANG": "fr_FR.UTF-8"}, "fr_FR.UTF-8"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "de_DE"}, "de_DE"),
        ({"LC_ALL": "", "LC_MESSAGES": "de_DE", "LANG": "C"}, "de_DE"),
        ({"LC_ALL": "pt_BR", "LC_MESSAGES": "de_DE"}, "pt_BR"),
    ],
)
def test_the_locale_is_found_as_posix_orders(
    environ: dict[str, str], expected: str
) -> None:
    assert runner.locale(environ) == expected


def test_files_are_collected_when_they_have_changed(
    settings: Settings, tmp_path: Path
) -> None:
    sources, data = tmp_path / "sources", tmp_path / "data"
    sources.mkdir()
    data.mkdir()
    (sources / "one.css").write_text("a{}")
    settings.STATICFILES_DIRS, settings.DATA_DIR = [sources], data
    settings.STATIC_ROOT = data / "static"
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    said: list[str] = []

    runner.collect_static(say=said.append)
    runner.collect_static(say=said.append)
    assert len(said) == 1
    (sources / "two.css").write_text("b{}")
    runner.collect_static(say=said.append)

    assert len(said) == 2
    assert (data / "static" / "two.css").exists()


def test_one_data_folder_has_one_program(tmp_path: Path) -> None:
    file = tmp_path / "run.lock"
    with file.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        with pytest.raises(runner.StartError, match="runs already"):
            runner.hold(file)


def test_a_port_in_use_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "PORT_WAIT_S", 0.0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(runner.StartError, match=f"127.0.0.1:{port}.*PORT"):
            runner.listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "PORT_WAIT_S", 0.0)

    with pytest.raises(runner.StartError, match="Set HOST and PORT"):
        runner.listen("203.0.113.9", 8000)


@pytest.mark.parametrize(
    ("host", "base", "expected"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "", "http://127.0.0.1:8000/"),  # noqa: S104
        ("::1", "", "http://[::1]:8000/"),
        ("127.0.0.1", "https://news.example", "https://news.example/"),
    ],
)
def test_the_address_to_open_is_one_that_works(
    settings: Settings, host: str, base: str, expected: str
) -> None:
    settings.HOST, settings.PORT, settings.BASE_URL = host, 8000, base

    assert runner.site_address() == expected
