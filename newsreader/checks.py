"""System checks: refuse unsafe or half-made configurations at start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from django.http.request import validate_host

from articles.meanings import is_installed
from newsreader.lib.env import in_url, is_loopback


@register(Tags.security)
def check_settings(**kwargs: Any) -> list[CheckMessage]:  # Any: as Django has it
    return [*_hosts(), *_transport(), *_secrets(), *_parts(), *_models(), *_stories()]


def _hosts() -> Iterator[CheckMessage]:
    is_open = not is_loopback(settings.HOST)
    if is_open and "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is * while HOST can be reached from other machines: a "
            "stranger could put any site's name into links and mails.",
            hint="Set ALLOWED_HOSTS to the names under which the site is reached.",
            id="newsreader.E001",
        )
    if is_open and not settings.BASE_URL and not _names_beyond_this_machine():
        yield Warning(
            f"HOST is {settings.HOST}, but only this machine's own names are answered.",
            hint="Set BASE_URL, or ALLOWED_HOSTS, to what readers type.",
            id="newsreader.W001",
        )
    own = urlsplit(settings.BASE_URL).hostname
    if own and not validate_host(in_url(own), settings.ALLOWED_HOSTS):
        yield Error(
            f"BASE_URL names {own}, which ALLOWED_HOSTS does not hold: the site would "
            "refuse its own address.",
            hint=f"Add {own} to ALLOWED_HOSTS.",
            id="newsreader.E002",
        )


def _names_beyond_this_machine() -> set[str]:
    own = {"localhost", "127.0.0.1", "[::1]", "0.0.0.0", "[::]"}  # noqa: S104
    return set(settings.ALLOWED_HOSTS) - own


def _transport() -> Iterator[CheckMessage]:
    url = urlsplit(settings.BASE_URL)
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        yield Warning(
            "BASE_URL begins with http: passwords and cookies cross the network as "
            "they are.",
            hint="Put a proxy with a certificate in front, and set BASE_URL to https.",
            id="newsreader.W002",
        )


def _secrets() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            "DEBUG is on: error pages would show settings and code to everybody.",
            hint="Leave DEBUG off; errors are logged to standard error.",
            id="newsreader.E003",
        )
    kept = Path(settings.DATA_DIR) / "secret_key"
    if kept.is_file() and kept.stat().st_mode & 0o077:
        yield Warning(
            f"Others on this machine can read {kept}, and so sign in as anybody.",
            hint=f"Run: chmod 600 {kept}",
            id="newsreader.W003",
        )


def _parts() -> Iterator[CheckMessage]:
    if settings.REDIS_URL and connection.vendor == "sqlite":
        yield Warning(
            "REDIS_URL is set, but the database is SQLite, which only programs on one "
            "machine can share.",
            hint="Set DATABASE_URL to a PostgreSQL database, or leave REDIS_URL out.",
            id="newsreader.W004",
        )


def _models() -> Iterator[CheckMessage]:
    if settings.ANALYSIS_ENGINE == "extractive":
        return
    if not settings.ANALYSIS_MODEL:
        yield Error(
            f"ANALYSIS_ENGINE is {settings.ANALYSIS_ENGINE}, but no model is named.",
            hint="Set ANALYSIS_MODEL to the model's name, such as llama3.2.",
            id="newsreader.E010",
        )
    if settings.ANALYSIS_DAILY_MONEY is not None and not (
        settings.ANALYSIS_PRICE_IN and settings.ANALYSIS_PRICE_OUT
    ):
        yield Error(
            "ANALYSIS_DAILY_MONEY is set, but not what tokens cost, so that nothing "
            "could be counted.",
            hint="Set ANALYSIS_PRICE_IN and ANALYSIS_PRICE_OUT, for a million tokens.",
            id="newsreader.E011",
        )


def _stories() -> Iterator[CheckMessage]:
    name = settings.STORY_MODEL
    if name and not is_installed(name):
        yield Error(
            f"STORY_MODEL is {name}, but the package {name} is not installed.",
            hint="Install it with `uv pip install '.[model]'`, or leave STORY_MODEL "
            "empty: stories are then found by words alone.",
            id="newsreader.E012",
        )
