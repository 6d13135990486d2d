"""Where hubs find us: they are believed as far as we asked, and no further."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import threading
from typing import Any

import pytest
from django.test import Client
from django.test.client import FakePayload
from pytest_django.fixtures import Settings

from feeds import websub_views
from feeds.core import websub
from feeds.models import Delivery, Feed, PushSubscription
from tests.feeds.websub_case import NOW, TOPIC, subscription

pytestmark = pytest.mark.django_db
State = PushSubscription.State
BODY = b"<rss/>"
CHALLENGE = "abc<script>123"


@pytest.fixture
def mine() -> PushSubscription:
    row = subscription()
    PushSubscription.objects.update(state=State.ASKED)
    return row


def row() -> PushSubscription:
    return PushSubscription.objects.get()


def at(mine: PushSubscription) -> str:
    return f"/websub/{mine.token}"


def ask(client: Client, mine: PushSubscription, **told: str) -> tuple[int, str]:
    given = {
        "mode": "subscribe",
        "topic": TOPIC,
        "challenge": CHALLENGE,
        "lease_seconds": "3600",
    } | told
    answer = client.get(at(mine), {f"hub.{name}": it for name, it in given.items()})
    return answer.status_code, answer.text


def push(
    client: Client,
    mine: PushSubscription,
    body: bytes = BODY,
    *,
    method: str = "sha256",
    signature: str | None = None,
) -> int:
    digest = hmac.new(mine.secret.encode(), body, getattr(hashlib, method)).hexdigest()
    signed = f"{method}={digest}" if signature is None else signature
    answer = client.post(
        at(mine),
        body,
        content_type="application/rss+xml",
        headers={"X-Hub-Signature": signed},
    )
    return answer.status_code


def raw(client: Client, mine: PushSubscription, length: str, body: FakePayload) -> int:
    """A delivery as the server hands it over."""
    told: dict[str, Any] = {"CONTENT_LENGTH": length, "wsgi.input": body}
    return client.generic("POST", at(mine), **told).status_code


# ---- verification


def test_what_is_wanted_is_verified_in_plain_text(
    client: Client, mine: PushSubscription
) -> None:
    answer = client.get(
        at(mine),
        {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": CHALLENGE,
         "hub.lease_seconds": "864000"},
    )  # fmt: skip

    assert (answer.status_code, answer.text) == (200, CHALLENGE)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert row().state == State.ACTIVE


def test_a_hub_may_ask_again_at_any_time(
    client: Client, mine: PushSubscription
) -> None:
    ask(client, mine)
    first = row().lease_until

    assert ask(client, mine) == (200, CHALLENGE)
    assert first is not None
    assert (row().lease_until or first) > first


@pytest.mark.parametrize(
    "told",
    [
        {"topic": "https://victim.example/feed"},
        {"topic": ""},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"mode": ""},
        {"challenge": ""},
        {"challenge": "x" * 3000},
        {"challenge": "two\r\nlines"},
        {"lease_seconds": "0"},
        {"lease_seconds": "-1"},
        {"lease_seconds": "soon"},
    ],
)
def test_what_nobody_asked_for_is_not_verified(
    client: Client, mine: PushSubscription, told: dict[str, str]
) -> None:
    assert ask(client, mine, **told) == (404, "")
    assert row().state == State.ASKED
    assert row().lease_until is None


def test_a_lease_of_ages_is_taken_for_a_month(
    client: Client, mine: PushSubscription
) -> None:
    ask(client, mine, lease_seconds=str(10**12))

    until, due_at, told_at = row().lease_until, row().due_at, row().told_at
    assert until is not None
    assert due_at is not None
    assert told_at is not None
    assert until - told_at == dt.timedelta(seconds=websub.LONGEST_LEASE_S)
    assert due_at - told_at == dt.timedelta(days=15)


def test_a_lease_of_a_minute_does_not_make_us_hurry(
    client: Client, mine: PushSubscription
) -> None:
    ask(client, mine, lease_seconds="60")

    due_at, told_at = row().due_at, row().told_at
    assert due_at is not None
    assert told_at is not None
    assert due_at - told_at == dt.timedelta(minutes=10)


def test_guessed_addresses_lead_nowhere(client: Client, mine: PushSubscription) -> None:
    guessed = PushSubscription(token="x" * 43)

    assert ask(client, guessed) == (404, "")
    assert push(client, guessed) == 410
    assert client.get("/websub/").status_code == 404
    assert client.get("/websub/%00").status_code == 404
    assert client.put(at(mine)).status_code == 405
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("ended", ["paused", "deleted", "dropped"])
def test_what_is_over_is_not_verified_and_its_end_is(
    client: Client, mine: PushSubscription, ended: str
) -> None:
    PushSubscription.objects.update(state=State.LEAVING)
    if ended == "paused":
        Feed.objects.update(is_paused=True)
    elif ended == "deleted":
        Feed.objects.all().delete()
    else:
        PushSubscription.objects.update(is_wanted=False)

    assert push(client, mine) == 410
    assert ask(client, mine)[0] == 404
    assert ask(client, mine, mode="unsubscribe") == (200, CHALLENGE)
    assert (row().state, row().due_at) == (State.OFF, None)


def test_a_refusal_is_kept_and_the_feed_polled_as_before(
    client: Client, mine: PushSubscription
) -> None:
    ask(client, mine)
    PushSubscription.objects.update(is_relied_on=True)
    Feed.objects.update(due_at=NOW + dt.timedelta(days=1))

    status, _ = ask(client, mine, mode="denied", reason="Not\x00 with\nyou. " * 99)

    assert status == 200
    assert row().state == State.REFUSED
    assert row().last_error.startswith("The hub refused: Not withyou.")
    assert len(row().last_error) < 250
    assert not row().is_relied_on
    due_at = row().due_at
    assert due_at is not None
    assert due_at > NOW + dt.timedelta(days=6)
    assert Feed.objects.filter(due_at__lt=NOW + dt.timedelta(hours=1)).exists()


def test_a_refusal_of_another_topic_is_none(
    client: Client, mine: PushSubscription
) -> None:
    ask(client, mine, mode="denied", topic="https://victim.example/feed")

    assert row().state == State.ASKED


# ---- deliveries


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signed_delivery_is_kept_for_a_worker(
    client: Client, mine: PushSubscription, method: str
) -> None:
    assert push(client, mine, method=method) == 202

    kept = Delivery.objects.get()
    assert bytes(kept.body) == BODY
    assert kept.content_type == "application/rss+xml"
    assert kept.subscription == mine


@pytest.mark.parametrize("signature", ["", "sha256=00", "md5=00", "sha1"])
def test_a_delivery_that_is_not_signed_is_ignored_without_saying_so(
    client: Client, mine: PushSubscription, signature: str
) -> None:
    assert push(client, mine, signature=signature) == 202

    assert not Delivery.objects.exists()
    assert row().mistrusted_at is not None


def test_no_session_login_or_form_token_is_asked_for(
    mine: PushSubscription, settings: Settings
) -> None:
    settings.PUBLIC = False
    strict = Client(enforce_csrf_checks=True)

    assert ask(strict, mine) == (200, CHALLENGE)
    assert push(strict, mine) == 202
    assert not strict.cookies


def test_a_giant_is_not_even_read(
    client: Client, mine: PushSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub_views, "MAX_BYTES", 100)

    assert push(client, mine, b"x" * 100) == 202
    assert push(client, mine, b"x" * 101) == 413
    for length, status in (("9" * 12, 413), ("-1", 411), ("", 411), ("²", 411)):
        assert raw(client, mine, length, FakePayload(b"")) == status
    assert Delivery.objects.count() == 1


def test_a_flood_ends_at_a_bound_and_begins_anew_later(
    client: Client, mine: PushSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub_views, "MAX_IN_WINDOW", 3)

    answers = [push(client, mine) for _ in range(5)]

    assert answers == [202, 202, 202, 429, 429]
    PushSubscription.objects.update(window_at=NOW - dt.timedelta(minutes=11))
    assert push(client, mine) == 202


def test_only_so_many_deliveries_and_bytes_may_wait(
    client: Client, mine: PushSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub_views, "MAX_WAITING", 2)
    assert [push(client, mine) for _ in range(3)] == [202, 202, 429]

    Delivery.objects.all().delete()
    monkeypatch.setattr(websub_views, "MAX_WAITING_BYTES", len(BODY))
    assert [push(client, mine) for _ in range(2)] == [202, 429]


def test_a_hub_that_was_hushed_is_told_when_to_come_back(
    client: Client, mine: PushSubscription
) -> None:
    later = NOW + dt.timedelta(hours=1)
    PushSubscription.objects.update(hushed_until=later)

    answer = client.post(at(mine), BODY, content_type="text/xml")

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_hubs_that_send_slowly_do_not_hold_all_threads(
    client: Client, mine: PushSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websub_views, "_SENDING", threading.BoundedSemaphore(1))

    with websub_views._SENDING:
        assert push(client, mine) == 429
    assert push(client, mine) == 202


def test_a_delivery_that_breaks_off_is_asked_for_again(
    client: Client, mine: PushSubscription
) -> None:
    class Broken(FakePayload):
        def read(self, size: int | None = None) -> bytes:
            raise OSError("gone")

    assert raw(client, mine, "9", Broken(b"")) == 429
    assert push(client, mine) == 202
