"""Asking hubs: subscribed, renewed before the lease ends, and left when it is over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from feeds import subscribe, websub
from feeds.models import Delivery, Feed, PushSubscription
from newsreader.lib import http
from newsreader.lib.steps import Step, claim, run_batch
from tests.factories import make_feed
from tests.fakes import Answer, Web, response
from tests.fakes_hub import Hub
from tests.feeds.websub_case import HUB, NOW, TOPIC, make_hub, subscribed, subscription

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
STEP = Step("feeds.websub", "", websub.due, websub.run, 32)
State = PushSubscription.State


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture
def hub(web: Web, client: Client, settings: Settings) -> Hub:
    settings.BASE_URL = "https://reader.example.org"
    settings.ALLOWED_HOSTS = ["reader.example.org"]
    return make_hub(web, client)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The time, to be moved: `clock[0]`."""
    time = [NOW]
    monkeypatch.setattr("django.utils.timezone.now", lambda: time[0])
    return time


def step(now: dt.datetime = NOW) -> int:
    return run_batch(STEP, now=now)


def row() -> PushSubscription:
    return PushSubscription.objects.select_related("feed").get()


def test_a_subscription_is_asked_for_and_holds_once_it_is_verified(
    hub: Hub, clock: list[dt.datetime]
) -> None:
    mine = subscription()

    step()

    (asked,) = hub.asked
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == TOPIC
    assert asked["hub.callback"] == f"https://reader.example.org/websub/{mine.token}"
    assert asked["hub.secret"] == mine.secret
    assert len(mine.secret) < 200
    assert row().state == State.ACTIVE
    assert row().lease_until == NOW + 10 * DAY
    assert row().due_at == NOW + 5 * DAY


def test_a_subscription_that_is_not_verified_is_asked_for_again_each_time_later(
    hub: Hub, clock: list[dt.datetime]
) -> None:
    hub.verifies = False
    subscription()
    waits = []

    for _ in range(12):
        assert step(clock[0]) == 1
        due_at = row().due_at
        assert due_at is not None
        waits.append((due_at - clock[0]).total_seconds() / 3600)
        assert step(due_at - dt.timedelta(seconds=1)) == 0
        clock[0] = due_at

    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 7 * 24
    assert row().state == State.ASKED
    assert row().relied_until(clock[0]) is None


def test_a_lease_is_renewed_while_half_of_it_is_left_and_holds_meanwhile(
    hub: Hub, clock: list[dt.datetime]
) -> None:
    subscription()
    step()
    hub.verifies = False
    clock[0] += 5 * DAY

    assert step(clock[0] - DAY) == 0
    assert step(clock[0]) == 1
    assert row().state == State.ACTIVE
    assert row().lease_until == NOW + 10 * DAY
    hub.verify(hub.asked[-1])

    assert row().lease_until == NOW + 15 * DAY
    assert hub.asked[0]["hub.callback"] == hub.asked[1]["hub.callback"]


def test_a_lease_that_ran_out_is_no_subscription(
    hub: Hub, clock: list[dt.datetime]
) -> None:
    subscription()
    step()
    PushSubscription.objects.update(is_relied_on=True)
    hub.verifies = False
    assert row().relied_until(NOW) is not None
    clock[0] += 11 * DAY

    step(clock[0])

    assert row().state == State.ASKED
    assert row().relied_until(clock[0]) is None


def test_a_killed_step_asks_again_and_nothing_is_doubled(hub: Hub) -> None:
    subscription()
    claimed = claim(websub.due(NOW), limit=9, now=NOW)
    for _ in websub.run(claimed, now=NOW):
        break  # and never settled
    assert row().state == State.ACTIVE  # verified by the hub all the same
    later = NOW + dt.timedelta(minutes=3)

    PushSubscription.objects.update(due_at=later)
    assert step(later) == 1

    assert row().state == State.ACTIVE
    assert len(hub.subscribers) == 1
    assert row().claimed_until is None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (response(HUB, status=400), "The hub answered 400."),
        (http.FetchError("timeout", HUB, "Too slow."), "Too slow."),
        (http.FetchError("blocked", HUB, "Inside."), "Inside."),
        (
            http.Response(
                HUB, 200, http.Headers([]), b"", (http.Hop(302, HUB, TOPIC),)
            ),
            "The hub redirects in a way that loses the request.",
        ),
    ],
)
def test_a_hub_that_does_not_take_the_request_is_asked_again_later(
    web: Web, hub: Hub, answer: Answer, why: str
) -> None:
    subscription()
    web.sites[HUB] = answer

    step()

    assert row().state == State.ASKED
    assert row().last_error == why
    assert row().due_at == NOW + dt.timedelta(hours=1)


def test_a_host_that_is_busy_is_asked_in_a_minute_and_it_does_not_count(
    web: Web, hub: Hub
) -> None:
    subscription()
    web.sites[HUB] = http.FetchError("busy", HUB, "Busy.")

    step()

    assert (row().tries, row().due_at) == (0, NOW + dt.timedelta(minutes=1))


def test_a_hub_named_with_http_is_asked_under_https_first(web: Web, hub: Hub) -> None:
    subscription(hub="http://hub.example/")
    web.sites["http://hub.example/"] = web.sites[HUB]

    step()
    web.sites[HUB] = http.FetchError("tls", HUB, "No secure connection.")
    PushSubscription.objects.update(due_at=NOW)
    step()

    asked = [request.url for request in web.asked]
    assert asked == [HUB, HUB, "http://hub.example/"]
    assert len(hub.asked) == 2


def test_what_was_verified_while_the_hub_answered_is_not_written_over(
    web: Web, hub: Hub
) -> None:
    def refuse(request: http.Request) -> http.Response:
        hub.take(request.body or b"")
        return response(HUB, status=500)

    subscription()
    web.sites[HUB] = refuse

    step()

    assert row().state == State.ACTIVE
    assert row().last_error == ""


# ---- the end


def test_a_paused_feed_is_unsubscribed_and_a_resumed_one_subscribed_again(
    hub: Hub,
) -> None:
    feed = subscribed(hub, step).feed
    subscribe.pause(Feed.objects.filter(pk=feed.pk if feed else 0))

    assert step() == 1
    assert hub.subscribers == {}
    assert row().state == State.OFF
    assert step(NOW + 30 * DAY) == 0

    subscribe.resume(Feed.objects.all(), now=NOW)
    assert step() == 1
    assert row().state == State.ACTIVE
    assert len(hub.subscribers) == 1


def test_a_deleted_feed_is_unsubscribed_and_leaves_nothing(hub: Hub) -> None:
    subscribed(hub, step)
    subscribe.remove(Feed.objects.all())

    step()
    step()

    assert hub.subscribers == {}
    assert not PushSubscription.objects.exists()


def test_a_hub_that_does_not_let_go_is_told_three_times_and_left(
    hub: Hub, clock: list[dt.datetime]
) -> None:
    mine = subscribed(hub, step)
    hub.verifies = False
    Delivery.objects.create(
        subscription=mine, at=NOW, due_at=NOW, size=1, body=b"x", content_type=""
    )
    subscribe.remove(Feed.objects.all())

    for _ in range(10):
        step(clock[0])
        clock[0] += DAY

    modes = [form["hub.mode"] for form in hub.asked]
    assert modes == ["subscribe", "unsubscribe", "unsubscribe", "unsubscribe"]
    assert not PushSubscription.objects.exists()
    assert not Delivery.objects.exists()


def test_a_feed_that_was_never_subscribed_is_forgotten_without_a_word(hub: Hub) -> None:
    subscription()
    subscribe.remove(Feed.objects.all())

    step()

    assert hub.asked == []
    assert not PushSubscription.objects.exists()


def test_a_hub_that_is_no_longer_named_is_left(hub: Hub) -> None:
    subscribed(hub, step)
    PushSubscription.objects.update(is_wanted=False)

    step()
    step()

    assert hub.subscribers == {}
    assert not PushSubscription.objects.exists()


def test_a_feed_resumed_while_it_was_leaving_is_subscribed_again(hub: Hub) -> None:
    subscribed(hub, step)
    hub.verifies = False
    Feed.objects.update(is_paused=True)
    step()
    assert row().state == State.LEAVING
    hub.verifies = True
    Feed.objects.update(is_paused=False)

    step()

    assert row().state == State.ACTIVE


# ---- where hubs cannot reach us


@pytest.mark.parametrize("base_url", ["", "http://reader.example.org", "https://nas"])
def test_without_a_public_address_no_hub_is_asked(
    hub: Hub, settings: Settings, base_url: str
) -> None:
    settings.BASE_URL = base_url
    subscription()

    assert step() == 0
    settings.BASE_URL = "https://reader.example.org"
    assert step() == 1
    assert row().state == State.ACTIVE
    settings.BASE_URL = base_url
    PushSubscription.objects.update(due_at=NOW)

    assert step() == 1
    assert step(NOW + DAY) == 0
    assert row().state == State.OFF
    assert len(hub.asked) == 1


def test_a_hub_in_our_own_network_is_asked_from_a_private_address(
    hub: Hub, web: Web, settings: Settings
) -> None:
    settings.BASE_URL = "http://nas:8000"
    settings.FETCH_ALLOW = frozenset({"hub.lan:9000"})
    web.sites["http://hub.lan:9000/"] = web.sites[HUB]
    subscription(hub="http://hub.lan:9000/")
    subscription(hub="https://hub.example/other", feed=make_feed())

    assert step() == 2
    assert step() == 0

    assert len(hub.asked) == 1
    assert hub.asked[0]["hub.callback"].startswith("http://nas:8000/websub/")


def test_something_unforeseen_does_not_spin(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr(websub, "_ask", broken)
    subscription()

    step()

    assert step() == 0
    assert row().state == State.REFUSED
    assert "surprise" in row().last_error
