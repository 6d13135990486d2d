"""A poll: what is asked, what is kept, and when it happens again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from feeds import poll
from feeds.core.types import ParsedFeed
from feeds.models import Feed, Fetch
from newsreader.lib import http
from newsreader.lib.steps import Step, run_batch
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db
NOW = timezone.now()
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

    def __call__(self, feed: Feed, parsed: ParsedFeed, *, now: dt.datetime) -> Stored:
        if self.error:
            raise self.error
        self.got.append(parsed)
        return Stored()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(url=URL, title="Paper", added_at=NOW, due_at=NOW)


def poll_once(store: Store, now: dt.datetime = NOW) -> Feed:
    step = Step("feeds.poll", "", Feed.objects.due, poll.run, 10, {"store": store})
    run_batch(step, now=now)
    return Feed.objects.get()


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
    [(404, "http"), (401, "auth"), (410, "gone"), (429, "rate_limited"), (503, "http")],
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
    step = Step("feeds.poll", "", Feed.objects.due, poll.run, 10, {"store": store})

    run_batch(step, now=NOW)

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
