"""What is written down about polls: health, addresses, pauses, next times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from feeds.core.types import FetchResult, ParsedFeed
from feeds.models import Feed, Fetch
from feeds.record import MISSING_FOR, MISSING_POLLS, MOVES_AFTER, Polled, record
from newsreader.lib.steps import Done, Pair

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
OK, NEW_PLACE = FetchResult(200), "https://new.example/feed"


class Stored:
    new, changed = 2, 1


def store(
    polled: Sequence[tuple[Feed, ParsedFeed]], *, now: dt.datetime
) -> Callable[[Collection[int]], dict[int, Stored]]:
    return lambda held: {feed.pk: Stored() for feed, _ in polled if feed.pk in held}


def make_feeds(count: int = 1) -> list[Feed]:
    return Feed.objects.bulk_create(
        Feed(url=f"https://{n}.example/feed", title=f"{n}", added_at=NOW, due_at=NOW)
        for n in range(count)
    )


def written(*polls: tuple[Feed, Polled], held: Collection[int] | None = None) -> None:
    pairs: list[Pair] = [(feed, Done(found=polled)) for feed, polled in polls]
    write = record(pairs, store=store)
    with transaction.atomic():
        write({feed.pk for feed, _ in polls} if held is None else held)


def after(result: FetchResult, *, times: int = 1, moved_to: str = "") -> Feed:
    for _ in range(times):
        feed = Feed.objects.order_by("pk")[0]
        written((feed, Polled(NOW, result, moved_to=moved_to)))
    return Feed.objects.order_by("pk")[0]


def test_a_feed_whose_claim_is_lost_is_left_alone() -> None:
    mine, lost = make_feeds(2)
    polled = Polled(NOW, OK, ParsedFeed("F", "https://f.example/", "en", "rss20", ()))

    written((mine, polled), (lost, polled), held={mine.pk})

    assert list(Feed.objects.order_by("pk").values_list("site_url", "polled_at")) == [
        ("https://f.example/", NOW),
        ("", None),
    ]
    assert list(Fetch.objects.values_list("feed", "new_items", "changed_items")) == [
        (mine.pk, 2, 1)
    ]


def test_many_feeds_that_are_unchanged_take_few_queries() -> None:
    feeds = make_feeds(20)

    with CaptureQueriesContext(connection) as queries:
        written(*((feed, Polled(NOW, FetchResult(304))) for feed in feeds))

    assert Feed.objects.filter(polled_at=NOW, succeeded_at=NOW).count() == 20
    assert len(queries) <= 9


def test_an_address_changed_meanwhile_gets_nothing_of_the_old_one() -> None:
    (feed,) = make_feeds()
    parsed = ParsedFeed("F", "https://f.example/", "en", "rss20", ())
    kept = {"etag": '"old"', "last_modified": "then", "body_hash": "0" * 64}
    polled = Polled(NOW, OK, parsed, kept=kept, moved_to="https://old.example/2")

    Feed.objects.update(url="https://new.example/feed", due_at=None)
    written((feed, polled))

    told = Feed.objects.values_list("etag", "last_modified", "body_hash", "moved_to")
    assert told.get() == ("", "", "", "")
    assert Feed.objects.values_list("polled_at", "due_at", "site_url").get() == (
        None,
        NOW,
        "",
    )
    assert not Fetch.objects.exists()


def test_what_people_changed_meanwhile_stays() -> None:
    (feed,) = make_feeds()
    Feed.objects.update(failures=7, missing_since=NOW - dt.timedelta(days=30))
    feed.refresh_from_db()
    parsed = ParsedFeed("F", "https://f.example/", "en", "rss20", ())

    Feed.objects.update(
        title="Mine", language="de", site_url="https://mine.example/", is_paused=True,
        failures=0, missing_since=None,
    )  # fmt: skip
    written((feed, Polled(NOW, FetchResult(404, "http", "Not found."), parsed)))

    feed = Feed.objects.get()
    assert (feed.title, feed.language, feed.site_url, feed.is_paused) == (
        "Mine",
        "de",
        "https://mine.example/",
        True,
    )
    assert (feed.failures, feed.missing_since) == (1, NOW)


def test_what_the_feed_asked_for_holds_when_it_is_found_unchanged() -> None:
    (feed,) = make_feeds()
    parsed = ParsedFeed("F", "", "", "rss20", (), ttl_s=7200, skip_hours=1 << 15)
    written((feed, Polled(NOW, OK, parsed)))
    later = NOW + dt.timedelta(hours=1)

    written((Feed.objects.get(), Polled(later, FetchResult(304))))

    again = Feed.objects.get()
    assert again.due_at is not None
    assert again.due_at >= later + dt.timedelta(seconds=7200 * 0.88)
    assert again.due_at.hour != 15


def test_an_address_changes_when_permanent_redirects_repeat() -> None:
    make_feeds()

    before = after(OK, times=MOVES_AFTER - 1, moved_to=NEW_PLACE)
    moved = after(FetchResult(304), moved_to=NEW_PLACE)

    assert before.url == "https://0.example/feed"
    assert (moved.url, moved.moved_to, moved.moved_seen) == (NEW_PLACE, "", 0)


@pytest.mark.parametrize(
    "between",
    [
        {"result": OK, "moved_to": ""},
        {"result": OK, "moved_to": "https://elsewhere.example/"},
        {"result": FetchResult(200, "not_a_feed"), "moved_to": ""},
        {"result": FetchResult(None, "dns"), "moved_to": ""},
    ],
)
def test_redirects_must_repeat_without_a_break(
    between: dict[str, FetchResult | str],
) -> None:
    make_feeds()
    after(OK, times=MOVES_AFTER - 1, moved_to=NEW_PLACE)
    after(**between)  # type: ignore[arg-type]

    assert after(OK, moved_to=NEW_PLACE).url == "https://0.example/feed"


def test_a_feed_does_not_take_the_address_of_another() -> None:
    _, other = make_feeds(2)

    kept = after(OK, times=MOVES_AFTER + 2, moved_to=other.url)

    assert kept.url == "https://0.example/feed"


def test_a_feed_that_is_gone_is_paused_and_says_so() -> None:
    make_feeds()

    feed = after(FetchResult(410, "gone"))

    assert feed.is_paused
    assert "410" in feed.paused_why


def test_a_feed_that_was_missing_for_long_is_paused_and_one_for_short_is_not() -> None:
    make_feeds()
    missing = FetchResult(404, "http")

    soon = after(missing, times=MISSING_POLLS + 1)
    Feed.objects.update(missing_since=NOW - MISSING_FOR)
    late = after(missing)

    assert not soon.is_paused
    assert late.is_paused
    assert "404" in late.paused_why


def test_an_answer_of_another_kind_ends_the_count_and_no_answer_does_not() -> None:
    make_feeds()
    after(FetchResult(404, "http"))

    assert after(FetchResult(None, "dns")).missing_since == NOW
    assert after(FetchResult(503, "http")).missing_since is None


def test_a_feed_that_was_paused_and_is_well_again_has_no_notice() -> None:
    make_feeds()
    Feed.objects.update(paused_why="It was gone.", is_paused=False)

    assert after(OK).paused_why == ""


def test_a_poll_that_is_put_off_is_held_against_nobody() -> None:
    (feed,) = make_feeds()

    written((feed, Polled(NOW, wait_s=60)))

    kept = Feed.objects.get()
    assert kept.due_at == NOW + dt.timedelta(seconds=60)
    assert (kept.failures, kept.polled_at, Fetch.objects.count()) == (0, None, 0)
