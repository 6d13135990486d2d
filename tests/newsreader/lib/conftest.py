"""A hostile site and a small internet for the tests of the door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.fakes_http import Internet, Site

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def door(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """The settings of a fresh installation, in a hurry, and without a proxy."""
    settings.DATA_DIR = tmp_path
    settings.FETCH_ALLOW = frozenset()
    settings.FETCH_PER_HOST = 4
    settings.FETCH_SPACING = 0.0
    settings.CONTACT = ""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return settings


@pytest.fixture
def site(door: Settings) -> Iterator[Site]:
    """A site on this machine that may be read."""
    with Site() as site:
        door.FETCH_ALLOW = frozenset({f"127.0.0.1:{site.port}"})
        yield site


@pytest.fixture
def internet(site: Site, door: Settings, monkeypatch: pytest.MonkeyPatch) -> Internet:
    """Public names and addresses that lead to the site; nothing is excepted."""
    door.FETCH_ALLOW = frozenset()
    internet = Internet(site)
    internet.know("site.example")
    internet.know("other.example")
    internet.install(monkeypatch)
    return internet
