"""A poll: what is asked, what is kept, and when it happens again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from feeds import poll, reading, record
from feeds.core.types import ParsedFeed
from feeds.models import Feed, Fetch
from newsreader.lib import http
from newsreader.lib.steps import Step, run_batch
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = dt.timedelta(hours=1)
URL = "https://paper.example/feed"
RSS = """<rss version="2.0"><channel><title>Paper</title>
<link>https://paper.example/</link><description>News</description>
<item><title>Bridge opens</title><link>https://paper.example/bridge</link>
<guid>b1</guid></item></channel></rss>"""


@dataclass
class Stored:
    new: int = 1
    changed: int = 0


@dataclass
class Store:
    """Takes what the poll hands over."""

    got: list[ParsedFeed] = field(default_factory=list)
    error: Exception | None = None

    def __call__(
        self, polled: Sequence[tuple[Feed, ParsedFeed]], *, now: dt.datetime
    ) -> Callable[[Collection[int]], dict[int, Stored]]:
        def write(held: Collection[int]) -> dict[int, Stored]:
            if self.error:
                raise self.error
            self.got += [parsed for feed, parsed in polled if feed.pk in held]
            return {pk: Stored() for pk in held}

        return write


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(url=URL, title="Paper", added_at=NOW, due_at=NOW)


def poll_once(store: Store, now: dt.datetime = NOW) -> Feed:
    together = partial(record.record, store=store)
    step = Step("feeds.poll", "", Feed.objects.due, poll.run, 10, {}, together, 3)
    run_batch(step, now=now)
    return Feed.objects.get(url=URL)


def again(store: Store) -> Feed:
    Feed.objects.update(due_at=NOW)
    return poll_once(store)


def test_a_feed_that_answers_is_stored_and_polled_again_later(
    web: Web, feed: Feed
) -> None:
    web.feed(URL, RSS, ETag='"one"', Last_Modified="Wed, 06 May 2026 10:00:00 GMT")
    store = Store()

    after = poll_once(store)

    assert [entry.headline for entry in store.got[0].entries] == ["Bridge opens"]
    assert (after.etag, after.failures, after.error) == ('"one"', 0, "")
    assert after.succeeded_at == NOW
    assert after.due_at is not None
    assert after.due_at > NOW + dt.timedelta(minutes=4)
    assert (Fetch.objects.get().status, Fetch.objects.get().new_items) == (200, 1)


def test_the_next_poll_sends_the_validators_and_a_304_stores_nothing(
    web: Web, feed: Feed
) -> None:
    web.feed(URL, RSS, ETag='"one"', Last_Modified="Wed, 06 May 2026 10:00:00 GMT")
    store = Store()
    poll_once(store)
    web.sites[URL] = response(URL, status=304)

    after = again(store)

    assert web.asked[1].headers["If-None-Match"] == '"one"'
    assert "If-Modified-Since" in web.asked[1].headers
    assert (len(store.got), after.etag, after.error) == (1, '"one"', "")


def test_a_body_seen_before_is_not_parsed_again(web: Web, feed: Feed) -> None:
    web.feed(URL, RSS)
    store = Store()
    poll_once(store)

    after = again(store)

    assert len(store.got) == 1
    assert after.error == ""


def test_a_page_instead_of_a_feed_keeps_no_validators(web: Web, feed: Feed) -> None:
    web.page(URL, "<!doctype html><title>Login</title><p>Log in", ETag='"login"')
    store = Store()

    after = poll_once(store)

    assert (after.etag, after.body_hash, after.error) == ("", "", "not_a_feed")
    assert "page" in after.last_error
    assert not store.got


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, "http"), (401, "auth"), (429, "rate_limited"), (503, "http")],
)
def test_an_error_status_is_named_and_backed_off(
    web: Web, feed: Feed, status: int, error: str
) -> None:
    web.sites[URL] = response(URL, "<h1>No</h1>", status=status)
    store = Store()

    first = poll_once(store)
    second = again(store)

    assert (first.error, first.failures, second.failures) == (error, 1, 2)
    assert first.due_at is not None
    assert second.due_at is not None
    assert second.due_at >= first.due_at
    assert Fetch.objects.count() == 2


def test_a_304_to_a_request_without_validators_is_an_error(
    web: Web, feed: Feed
) -> None:
    web.sites[URL] = response(URL, status=304)

    assert poll_once(Store()).error == "http"


def test_a_dead_host_does_not_touch_the_other_feed(web: Web, feed: Feed) -> None:
    Feed.objects.create(
        url="https://dead.example/", title="Dead", added_at=NOW, due_at=NOW
    )
    web.feed(URL, RSS)
    store = Store()

    poll_once(store)

    assert dict(Feed.objects.values_list("title", "error")) == {
        "Paper": "",
        "Dead": "dns",
    }


def test_items_that_cannot_be_stored_leave_no_validators_behind(
    web: Web, feed: Feed
) -> None:
    web.feed(URL, RSS, ETag='"one"')

    after = poll_once(Store(error=ValueError("no")))

    assert (after.etag, after.body_hash, after.error) == ("", "", "internal")
    assert after.claimed_until is None
    assert not Fetch.objects.exists()


def test_a_busy_host_costs_the_feed_nothing(web: Web, feed: Feed) -> None:
    web.sites[URL] = http.FetchError("busy", URL, "The host is busy.")

    after = poll_once(Store())

    assert (after.failures, after.error) == (0, "")
    assert after.due_at is not None
    assert after.due_at <= timezone.now() + dt.timedelta(minutes=2)


def test_a_google_feed_is_never_asked_in_a_hurry(web: Web, feed: Feed) -> None:
    Feed.objects.update(kind=Feed.Kind.GOOGLE_TOP)
    web.feed(URL, RSS)

    poll_once(Store())

    assert (web.asked[0].spacing_s or 0) >= poll.GOOGLE_SPACING_S


def test_google_is_asked_for_a_few_feeds_now_and_six_in_any_minute(
    web: Web, feed: Feed
) -> None:
    for number in range(9):
        Feed.objects.create(
            url=f"https://news.google.example/{number}", title=f"G{number}",
            kind=Feed.Kind.GOOGLE_TOP, added_at=NOW, due_at=NOW,
        )  # fmt: skip
        web.feed(f"https://news.google.example/{number}", RSS)
    asked = []
    for seconds in (0, 5, 10, 70):
        Feed.objects.filter(due_at__gt=NOW, polled_at=None).update(due_at=NOW)
        before = len(web.asked)
        poll_once(Store(), NOW + dt.timedelta(seconds=seconds))
        google = [request for request in web.asked[before:] if request.url != URL]
        asked.append(len(google))

    assert asked == [3, 3, 0, 3]
    assert set(Feed.objects.values_list("failures", flat=True)) <= {0, 1}


def make_feeds(count: int, **fields: Any) -> list[Feed]:
    return Feed.objects.bulk_create(
        Feed(url=f"https://paper{n}.example/feed", title=f"Paper {n}", added_at=NOW,
             due_at=NOW, **fields)
        for n in range(count)
    )  # fmt: skip


def test_when_no_host_answers_it_is_our_network_and_no_feed_is_charged(
    web: Web, feed: Feed
) -> None:
    make_feeds(3)

    poll_once(Store())

    assert set(Feed.objects.values_list("failures", "error")) == {(0, "")}
    assert Feed.objects.filter(due_at__gt=NOW, due_at__lt=NOW + HOUR).count() == 4
    assert "network of this server" in Fetch.objects.all()[0].message


def test_feeds_that_failed_before_do_not_make_it_our_network(
    web: Web, feed: Feed
) -> None:
    Feed.objects.update(failures=3)
    make_feeds(3, failures=3)

    poll_once(Store())

    assert set(Feed.objects.values_list("failures", "error")) == {(4, "dns")}


def test_a_feed_reached_a_moment_ago_says_that_the_network_is_there(
    web: Web, feed: Feed
) -> None:
    Feed.objects.update(due_at=NOW + HOUR, polled_at=NOW - dt.timedelta(minutes=2))
    make_feeds(4)

    poll_once(Store())

    assert Feed.objects.filter(error="dns", failures=1).count() == 4


def test_a_feed_that_takes_too_long_to_read_is_given_up(
    web: Web, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> ParsedFeed:
        while True:
            pass

    monkeypatch.setattr("feeds.core.parse.parse", read)
    monkeypatch.setattr(reading, "PARSE_S", 0.05)
    web.feed(URL, RSS)

    after = poll_once(Store())

    assert (after.error, after.etag, after.body_hash) == ("too_large", "", "")


def test_what_is_left_when_the_batch_has_had_its_time_is_put_off(
    web: Web, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "BUDGET_S", -1.0)
    web.feed(URL, RSS)
    store = Store()

    after = poll_once(store)

    assert (after.failures, after.due_at, after.polled_at) == (0, NOW, None)
    assert (store.got, after.claimed_until) == ([], None)


def test_large_answers_are_read_after_the_small_ones(web: Web, feed: Feed) -> None:
    make_feeds(1)
    padding = " " * poll.HEAVY_BYTES
    web.feed(URL, RSS.replace("<item>", f"<!--{padding}--><item>"))
    web.feed("https://paper0.example/feed", RSS.replace("Paper", "Other"))
    store = Store()

    poll_once(store)

    assert [parsed.title for parsed in store.got] == ["Other", "Paper"]


def test_who_does_not_answer_quickly_is_asked_again_with_more_patience(
    web: Web, feed: Feed
) -> None:
    web.sites[URL] = http.FetchError("timeout", URL, "Too slow.")

    first = poll_once(Store())
    second = again(Store())

    assert (first.failures, first.polled_at, second.failures) == (0, None, 1)
    assert web.asked[0].timeout_s < web.asked[1].timeout_s == poll.TIMEOUT_S
