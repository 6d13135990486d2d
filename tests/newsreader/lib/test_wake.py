"""Ringing: after commit, where there is a broker, and never an error."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from kombu.exceptions import OperationalError
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from newsreader.lib import wake


class Broker:
    """Takes what is sent, or is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.away = away
        self.sent: list[str] = []

    def send(self, name: str, **options: Any) -> None:
        if self.away:
            raise OperationalError("no broker")
        self.sent.append(name)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Broker:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    broker = Broker()
    monkeypatch.setattr(current_app, "send_task", broker.send)
    return broker


@pytest.mark.django_db
def test_the_bell_rings_after_the_commit_and_not_before(
    broker: Broker,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        wake.ring("articles.extract")
        before = list(broker.sent)

    assert (before, broker.sent) == ([], ["articles.extract"])


@pytest.mark.django_db
def test_without_a_shared_broker_nobody_is_rung(
    broker: Broker,
    settings: Any,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.REDIS_URL = ""

    with django_capture_on_commit_callbacks(execute=True):
        wake.ring("articles.extract")

    assert broker.sent == []


@pytest.mark.django_db
def test_a_broker_that_is_away_costs_nothing_but_a_tick(
    broker: Broker,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    broker.away = True

    with django_capture_on_commit_callbacks(execute=True):
        wake.ring("articles.extract")

    assert broker.sent == []
