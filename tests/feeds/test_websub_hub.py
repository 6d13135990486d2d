"""From end to end: a real hub behind a socket, the real door, the real pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as all_settings
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from articles import ingest
from articles.models import Item
from feeds import subscribe, websub_push
from feeds.models import Delivery, Feed, PushSubscription
from newsreader import pipeline
from newsreader.lib.steps import claim
from tests.fakes_hub import Hub, Served, over_the_wire

pytestmark = pytest.mark.django_db(transaction=True)
State = PushSubscription.State


@pytest.fixture
def served(
    live_server: LiveServer, settings: Settings, tmp_path: Path
) -> Iterator[Served]:
    """A feed and its hub on this machine, which we allow ourselves to ask; so the hub
    can reach us as we are."""
    with Served(Hub(over_the_wire)) as served:
        settings.DATA_DIR = tmp_path
        settings.FETCH_SPACING = 0
        settings.FETCH_ALLOW = frozenset({f"127.0.0.1:{served.port}"})
        settings.BASE_URL = live_server.url
        yield served


def atom(served: Served, *names: str) -> bytes:
    entries = "".join(
        f"<entry><id>{name}</id><title>{name}</title>"
        f'<link href="{served.url(f"/{name}")}"/></entry>'
        for name in names
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>'
        f'<link rel="hub" href="{served.url("/hub")}"/>'
        f'<link rel="self" href="{served.url("/feed")}"/>{entries}</feed>'
    ).encode()


def run(name: str) -> int:
    return pipeline.run_due(name, budget_s=20)


def row() -> PushSubscription:
    return PushSubscription.objects.get()


def headlines() -> set[str]:
    return set(Item.objects.values_list("headline", flat=True))


def subscribed(served: Served) -> Feed:
    """A feed that was polled, found to have a hub, and subscribed there."""
    served.feed = atom(served, "one")
    feed = Feed.objects.create(
        url=served.url("/feed"),
        title="Paper",
        added_at=timezone.now(),
        due_at=timezone.now(),
    )
    assert run("feeds.poll") == 1
    assert run("feeds.websub") == 1
    assert served.verified.acquire(timeout=10)
    assert row().state == State.ACTIVE
    return feed


def test_what_a_publisher_writes_is_here_without_a_poll(served: Served) -> None:
    subscribed(served)
    polls = served.polls

    assert served.hub.publish(atom(served, "two", "one")) == 202
    assert run("feeds.push") == 1

    assert headlines() == {"one", "two"}
    assert served.polls == polls
    assert not Delivery.objects.exists()
    (asked,) = served.hub.asked
    assert asked["hub.callback"].startswith(f"{all_settings.BASE_URL}/websub/")


def test_what_is_forged_is_not_read(served: Served) -> None:
    subscribed(served)
    callback = served.hub.asked[0]["hub.callback"]

    assert served.hub.deliver(callback, atom(served, "forged"), "guessed") == 202
    assert served.hub.deliver(callback[:-5] + "guess", b"x", "guessed") == 410
    assert run("feeds.push") == 0

    assert headlines() == {"one"}


def test_polls_become_rare_and_common_again_when_deliveries_stop(
    served: Served,
) -> None:
    feed = subscribed(served)
    Feed.objects.update(interval_s=1800)

    def hours_to_next_poll() -> float:
        Feed.objects.update(due_at=timezone.now())
        assert run("feeds.poll") == 1
        due_at = Feed.objects.get(pk=feed.pk).due_at
        assert due_at is not None
        return (due_at - timezone.now()).total_seconds() / 3600

    served.feed = atom(served, "two", "one")
    served.hub.publish(served.feed)
    run("feeds.push")
    assert hours_to_next_poll() > 4

    served.feed = atom(served, "three", "two", "one")  # and the hub says nothing
    assert hours_to_next_poll() < 1
    assert headlines() == {"one", "two", "three"}


def test_a_worker_may_be_killed_between_any_two_of_its_acts(served: Served) -> None:
    subscribed(served)
    served.hub.publish(atom(served, "two"))
    now = timezone.now()
    claimed = claim(websub_push.due(now), limit=9, now=now)
    assert len(claimed) == 1
    next(
        websub_push.run(claimed, now=now, known=ingest.known)
    )  # read, and killed before it settles

    assert run("feeds.push") == 0
    pipeline.release_all()  # as the next worker does when it starts
    Delivery.objects.update(due_at=timezone.now())
    assert run("feeds.push") == 1
    assert run("feeds.push") == 0

    assert headlines() == {"one", "two"}


def test_a_lease_is_renewed_and_ends_when_the_hub_is_gone(served: Served) -> None:
    subscribed(served)
    served.hub.lease = "7200"
    now = timezone.now()
    PushSubscription.objects.update(due_at=now)

    assert run("feeds.websub") == 1
    assert served.verified.acquire(timeout=10)
    until, due_at = row().lease_until, row().due_at
    assert until is not None
    assert due_at is not None
    assert until - now < dt.timedelta(hours=2, minutes=1)
    assert due_at - now < dt.timedelta(hours=1, minutes=1)

    served.hub.status = 503
    PushSubscription.objects.update(due_at=now, lease_until=now)
    assert run("feeds.websub") == 1
    assert row().state == State.ASKED
    assert row().last_error == "The hub answered 503."


def test_a_hub_may_send_us_to_another_but_not_into_a_private_network(
    served: Served,
) -> None:
    subscribed(served)
    served.hub.status = 307

    for location, told in (
        ("http://127.0.0.1:1/", "127.0.0.1 is inside a private network"),
        ("http://169.254.169.254/", "169.254.169.254 is inside a private network"),
        ("file:///etc/passwd", "redirects to no proper address"),
        ("/hub", "redirects without an end"),
    ):
        served.hub.location = location
        PushSubscription.objects.update(due_at=timezone.now())
        assert run("feeds.websub") == 1
        assert told in row().last_error
    assert row().state == State.ACTIVE  # the lease holds all the same


def test_a_deleted_feed_is_unsubscribed(served: Served) -> None:
    subscribed(served)
    assert len(served.hub.subscribers) == 1

    subscribe.remove(Feed.objects.all())
    assert run("feeds.websub") == 1
    assert served.verified.acquire(timeout=10)
    run("feeds.websub")

    assert served.hub.subscribers == {}
    assert served.hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert not PushSubscription.objects.exists()
