"""Configurations that are refused, or warned of, and those that are fine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from newsreader.checks import check_settings

OWN = ["localhost", "127.0.0.1", "[::1]"]
ANY = "0.0.0.0"  # noqa: S104
ON_SQLITE = ["newsreader.W004"] if connection.vendor == "sqlite" else []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"HOST": ANY, "ALLOWED_HOSTS": ["*"]}, ["newsreader.E001"]),
        ({"HOST": "127.0.0.1", "ALLOWED_HOSTS": ["*"]}, []),
        ({"HOST": ANY, "ALLOWED_HOSTS": [*OWN, ANY]}, ["newsreader.W001"]),
        ({"HOST": ANY, "ALLOWED_HOSTS": [*OWN, "news.lan"]}, []),
        ({"BASE_URL": "https://news.example"}, ["newsreader.E002"]),
        (
            {"BASE_URL": "https://news.example", "ALLOWED_HOSTS": [".news.example"]},
            [],
        ),
        (
            {"BASE_URL": "http://news.example", "ALLOWED_HOSTS": ["news.example"]},
            ["newsreader.W002"],
        ),
        ({"BASE_URL": "http://localhost:8000"}, []),
        ({"DEBUG": True}, ["newsreader.E003"]),
        ({"REDIS_URL": "redis://r"}, ON_SQLITE),
        ({"ANALYSIS_ENGINE": "openai"}, ["newsreader.E010"]),
        ({"ANALYSIS_ENGINE": "openai", "ANALYSIS_MODEL": "small"}, []),
        (
            {
                "ANALYSIS_ENGINE": "anthropic",
                "ANALYSIS_MODEL": "small",
                "ANALYSIS_DAILY_MONEY": 1.0,
            },
            ["newsreader.E011"],
        ),
    ],
)
def test_each_half_made_configuration_has_its_message(
    settings: Settings, tmp_path: Path, changes: dict[str, Any], found: list[str]
) -> None:
    calm: dict[str, Any] = {"HOST": "127.0.0.1", "ALLOWED_HOSTS": OWN, "BASE_URL": ""}
    calm |= {"REDIS_URL": "", "DATA_DIR": tmp_path, "DEBUG": False}
    for name, value in (calm | changes).items():
        setattr(settings, name, value)

    messages = check_settings()

    assert [message.id for message in messages] == found
    assert all(message.hint for message in messages)


def test_a_key_that_others_can_read_is_told(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)

    assert "newsreader.W003" in [message.id for message in check_settings()]
