"""Live says little; ready asks all that is needed and names what is missing."""

from __future__ import annotations

import socket

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.mark.parametrize("path", ["/healthz", "/liveness"])
def test_live_needs_nothing(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.text == "ok\n"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/readyz", "/readiness"])
def test_ready_when_all_is_there(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.text == "ready\n"


@pytest.mark.django_db
def test_not_ready_without_a_database(client: Client) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("the server at 10.0.0.9 is away")

    with connection.execute_wrapper(gone):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.text == "database: not ready\nmigrations: not ready\n"


@pytest.mark.django_db
def test_not_ready_before_migrations(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    [newest] = MigrationLoader(connection).graph.leaf_nodes("articles")
    recorder.record_unapplied(*newest)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.text == "migrations: not ready\n"


@pytest.mark.django_db
def test_not_ready_without_its_broker(client: Client, settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"

        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.text == "broker: not ready\n"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_change_nothing_and_take_no_post(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
