"""What every test stands on: no network beyond this machine, a database in a file."""

from __future__ import annotations

import hypothesis
import pytest
from django.conf import settings as all_settings
from django.db import connections
from pytest_django.fixtures import Settings
from pytest_socket import socket_allow_hosts

# How long an example takes tells of the machine, and the first one reads the tables
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _only_this_machine() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _plain_static_names(settings: Settings) -> None:
    """Pages can name style sheets and scripts that nobody has collected."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}


@pytest.fixture(autouse=True)
def _every_page_anew(settings: Settings) -> None:
    """What a test changes is on the next page, whoever sees it."""
    settings.VISITOR_PAGES = 0


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """SQLite in a file, as in service: its locks differ from those in memory."""
    if all_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connections["default"].settings_dict["TEST"]["NAME"] = str(name)
