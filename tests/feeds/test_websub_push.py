"""What a hub delivered goes the way of a poll, and is neither lost nor doubled."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from articles import ingest
from articles.models import Item
from feeds import poll, reading, record, websub_push, websub_record
from feeds.core import parse
from feeds.models import Delivery, Feed, Fetch, PushSubscription
from newsreader.lib import http
from newsreader.lib.steps import LEASE, Step, claim, run_batch, settle_together
from tests.fakes import Web
from tests.feeds.websub_case import HUB, NOW, TOPIC, subscription

pytestmark = pytest.mark.django_db
TOGETHER = partial(record.record, store=ingest.prepare)
KNOWN = {"known": ingest.known}
PUSH = Step(
    "feeds.push", "", websub_push.due, websub_push.run, 25, KNOWN, together=TOGETHER
)
POLL = Step("feeds.poll", "", Feed.objects.due, poll.run, 25, together=TOGETHER)
HOUR = dt.timedelta(hours=1)
LINKS = f'<{HUB}>; rel=hub, <{TOPIC}>; rel="self"'
State = PushSubscription.State


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture
def mine() -> PushSubscription:
    """An active subscription of a feed that need not be polled for an hour."""
    row = subscription()
    PushSubscription.objects.update(state=State.ACTIVE, lease_until=NOW + 240 * HOUR)
    Feed.objects.update(due_at=NOW + HOUR, etag='"kept"', interval_s=1800)
    return row


def rss(*names: str, says: str = "More of it.") -> bytes:
    items = "".join(
        f"<item><title>{name}</title><link>https://paper.example/{name}</link>"
        f"<guid>{name}</guid><description>{says}</description></item>"
        for name in names
    )
    return (
        f'<rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'
    ).encode()


def deliver(mine: PushSubscription, body: bytes) -> Delivery:
    return Delivery.objects.create(
        subscription=mine,
        at=NOW,
        due_at=NOW,
        size=len(body),
        content_type="application/rss+xml",
        body=body,
    )


def headlines() -> set[str]:
    return set(Item.objects.values_list("headline", flat=True))


def feed() -> Feed:
    return Feed.objects.get()


def test_what_is_delivered_is_stored_and_nothing_of_the_poll_is_touched(
    mine: PushSubscription,
) -> None:
    before = feed()
    deliver(mine, rss("one", "two"))

    assert run_batch(PUSH, now=NOW) == 1

    assert headlines() == {"one", "two"}
    assert not Delivery.objects.exists()
    for column in (
        "etag",
        "body_hash",
        "due_at",
        "polled_at",
        "interval_s",
        "failures",
    ):
        assert getattr(feed(), column) == getattr(before, column)
    assert feed().claimed_until is None
    row = PushSubscription.objects.get()
    assert row.pushed_at == NOW
    assert row.is_relied_on
    log = Fetch.objects.get()
    assert (log.status, log.error, log.new_items) == (None, "", 2)
    assert log.message == "Brought by the hub."


def test_what_came_already_is_not_stored_again(mine: PushSubscription) -> None:
    deliver(mine, rss("one"))
    run_batch(PUSH, now=NOW)
    deliver(mine, rss("one", "two"))
    run_batch(PUSH, now=NOW)
    deliver(mine, rss("two"))
    run_batch(PUSH, now=NOW)

    assert Item.objects.count() == 2


def test_a_body_that_was_polled_before_is_not_even_parsed(
    mine: PushSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    Feed.objects.update(body_hash=parse.body_hash(rss("one")))
    monkeypatch.setattr(reading, "read", None)
    deliver(mine, rss("one"))

    run_batch(PUSH, now=NOW)

    row = PushSubscription.objects.get()
    assert (row.pushed_at, row.is_relied_on) == (NOW, False)
    assert not Delivery.objects.exists()
    assert not Fetch.objects.exists()


def test_deliveries_are_read_in_order_one_after_the_other(
    mine: PushSubscription,
) -> None:
    deliver(mine, rss("one"))
    deliver(mine, rss("two"))

    run_batch(PUSH, now=NOW)
    assert headlines() == {"one"}
    run_batch(PUSH, now=NOW)
    assert headlines() == {"one", "two"}
    assert run_batch(PUSH, now=NOW) == 0


def test_a_delivery_whose_worker_is_killed_is_read_by_the_next(
    mine: PushSubscription,
) -> None:
    deliver(mine, rss("one"))
    claimed = claim(websub_push.due(NOW), limit=9, now=NOW)
    next(
        websub_push.run(claimed, now=NOW, known=ingest.known)
    )  # parsed, and never settled

    assert run_batch(PUSH, now=NOW) == 0  # the feed is held
    later = NOW + LEASE
    assert run_batch(PUSH, now=later) == 1

    assert headlines() == {"one"}
    assert not Delivery.objects.exists()


def test_a_result_that_cannot_be_written_leaves_the_delivery(
    mine: PushSubscription,
) -> None:
    deliver(mine, rss("one"))

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("the disk is full")

    step = Step(
        "feeds.push",
        "",
        websub_push.due,
        websub_push.run,
        25,
        KNOWN,
        partial(record.record, store=broken),  # type: ignore[arg-type]
    )
    run_batch(step, now=NOW)

    assert Delivery.objects.get().tries == 1
    assert run_batch(PUSH, now=NOW) == 0
    assert run_batch(PUSH, now=NOW + LEASE) == 1
    assert headlines() == {"one"}


def test_a_delivery_that_brings_its_worker_down_is_dropped_and_the_feed_polled(
    mine: PushSubscription,
) -> None:
    deliver(mine, rss("one"))
    now = NOW
    for _ in range(websub_push.MAX_TRIES):
        claim(websub_push.due(now), limit=9, now=now)
        websub_push._take(feed(), now)
        now += LEASE

    assert run_batch(PUSH, now=now) == 1

    assert not Delivery.objects.exists()
    assert feed().due_at == now
    assert headlines() == set()
    assert Fetch.objects.get().error == "internal"


@pytest.mark.parametrize("body", [b"", b"<html>no feed</html>", b"\x00\xff", b"{}"])
def test_what_cannot_be_read_is_no_loss_for_the_feed_is_polled(
    web: Web, mine: PushSubscription, body: bytes
) -> None:
    deliver(mine, body)

    run_batch(PUSH, now=NOW)

    row = PushSubscription.objects.get()
    assert row.hushed_until == NOW + HOUR
    assert not row.is_relied_on
    assert (feed().due_at, feed().failures) == (NOW, 0)
    web.feed(TOPIC, rss("one").decode())
    run_batch(POLL, now=NOW)
    assert headlines() == {"one"}


def test_a_delivery_that_takes_too_long_is_stopped(
    mine: PushSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PARSE_S", 0.05)
    deliver(mine, rss(*(f"item{number}" for number in range(30_000))))

    run_batch(PUSH, now=NOW)

    assert Fetch.objects.get().error == "too_large"


def test_a_delivery_that_went_with_its_subscription_is_nothing_to_do(
    mine: PushSubscription,
) -> None:
    deliver(mine, rss("one"))
    claimed = claim(websub_push.due(NOW), limit=9, now=NOW)
    PushSubscription.objects.all().delete()

    ((_, outcome),) = websub_push.run(claimed, now=NOW, known=ingest.known)
    settle_together([(claimed[0], outcome)], TOGETHER)

    assert not Item.objects.exists()
    assert feed().claimed_until is None


def test_bare_headlines_bring_what_is_new_and_take_no_words_away(
    mine: PushSubscription,
) -> None:
    deliver(mine, rss("one"))
    run_batch(PUSH, now=NOW)

    deliver(mine, rss("two", "one", says=""))
    run_batch(PUSH, now=NOW)

    assert dict(Item.objects.values_list("headline", "snippet")) == {
        "one": "More of it.",
        "two": "",
    }
    assert feed().due_at == NOW + websub_record.FILL_AFTER


def test_a_poll_that_is_near_is_not_put_off_by_bare_headlines(
    mine: PushSubscription,
) -> None:
    soon = NOW + dt.timedelta(minutes=5)
    Feed.objects.update(due_at=soon)
    deliver(mine, rss("one", says=""))

    run_batch(PUSH, now=NOW)

    assert feed().due_at == soon


def test_what_a_hub_tells_of_a_change_is_changed(mine: PushSubscription) -> None:
    for says in ("At first.", "Corrected."):
        deliver(mine, rss("one", says=says))
        run_batch(PUSH, now=NOW)

    assert Item.objects.get().snippet == "Corrected."
    assert Fetch.objects.earliest("at", "pk").new_items == 1
    assert Fetch.objects.latest("at", "pk").changed_items == 1


def test_nothing_is_read_for_a_paused_feed(mine: PushSubscription) -> None:
    deliver(mine, rss("one"))
    Feed.objects.update(is_paused=True)

    assert run_batch(PUSH, now=NOW) == 0


def test_what_a_poll_said_of_its_failures_stays(mine: PushSubscription) -> None:
    Feed.objects.update(failures=2, error="dns", last_error="No such host.")
    deliver(mine, rss("one"))

    run_batch(PUSH, now=NOW)

    assert (feed().failures, feed().error) == (2, "dns")
    assert feed().last_error == "No such host."


# ---- polling slows down while a hub delivers, and only then


def poll_at(web: Web, now: dt.datetime, *names: str) -> float:
    """Poll the feed, which holds these; the hours until the next poll."""
    web.feed(TOPIC, rss(*names).decode(), Link=LINKS)
    Feed.objects.update(due_at=now)
    assert run_batch(POLL, now=now) == 1
    due_at = feed().due_at
    assert due_at is not None
    return (due_at - now).total_seconds() / 3600


def push_at(mine: PushSubscription, now: dt.datetime, *names: str) -> None:
    deliver(mine, rss(*names))
    assert run_batch(PUSH, now=now) == 1


@pytest.fixture
def pushed(web: Web, mine: PushSubscription) -> PushSubscription:
    poll_at(web, NOW, "one")
    Feed.objects.update(interval_s=1800)
    push_at(mine, NOW, "two")
    return PushSubscription.objects.get()


def test_polls_become_rare_while_a_hub_brings_what_is_new(
    web: Web, pushed: PushSubscription
) -> None:
    hours = [poll_at(web, NOW + n * 6 * HOUR, "one", "two") for n in range(1, 20)]

    assert all(5 < each < 7 for each in hours)  # twelve times the half hour, spread
    assert feed().interval_s == 1800


def test_a_poll_that_finds_what_no_hub_brought_restores_the_rhythm(
    web: Web, pushed: PushSubscription
) -> None:
    now = NOW + HOUR
    assert poll_at(web, now, "one", "two") > 5
    assert poll_at(web, now, "one", "two", "three") < 0.5
    assert poll_at(web, now, "one", "two", "three") < 1

    push_at(pushed, now, "three")  # late, and nothing new: that earns no trust
    assert poll_at(web, now, "one", "two", "three") < 1
    push_at(pushed, now, "four")
    assert poll_at(web, now, "one", "two", "three", "four") > 2


def test_polls_are_back_when_the_lease_ends(web: Web, pushed: PushSubscription) -> None:
    PushSubscription.objects.update(lease_until=NOW + 2 * HOUR)

    assert poll_at(web, NOW, "one", "two") == pytest.approx(2, abs=0.01)
    assert poll_at(web, NOW + 2 * HOUR, "one", "two") < 1


def test_there_is_a_poll_a_day_whatever_a_hub_says(
    web: Web, pushed: PushSubscription
) -> None:
    Feed.objects.update(interval_s=60 * 60 * 20)

    assert 20 < poll_at(web, NOW, "one", "two") <= 24


def test_polls_of_a_feed_that_fails_go_on_as_without_a_hub(
    web: Web, pushed: PushSubscription
) -> None:
    web.sites[TOPIC] = http.FetchError("dns", TOPIC, "No such host.")
    Feed.objects.update(due_at=NOW)

    run_batch(POLL, now=NOW)

    due_at = feed().due_at
    assert due_at is not None
    assert due_at < NOW + HOUR
