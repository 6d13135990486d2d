"""When a feed is polled next."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.schedule import ERRORS, classify, freshness, max_age, next_poll

NOW = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
DAY = 86_400


def wait(
    *,
    interval_s: int = 3600,
    new_items: int = 0,
    failures: int = 0,
    is_google: bool = False,
    ttl_s: int | None = None,
    max_age_s: int | None = None,
    retry_after: str | None = None,
    error: str = "",
    seed: int = 1,
) -> tuple[float, int]:
    """Seconds until the next poll, and the new interval."""
    at, interval = next_poll(
        NOW,
        interval_s=interval_s,
        new_items=new_items,
        failures=failures,
        is_google=is_google,
        ttl_s=ttl_s,
        max_age_s=max_age_s,
        retry_after=retry_after,
        error=error,
        seed=seed,
    )
    return (at - NOW).total_seconds(), interval


def test_something_new_halves_the_interval_and_nothing_new_stretches_it() -> None:
    assert wait(new_items=3)[1] == 1800
    assert wait()[1] == 5400


def test_a_new_feed_starts_at_half_an_hour() -> None:
    assert wait(interval_s=0, new_items=1)[1] == 900
    assert wait(interval_s=0)[1] == 2700


def test_the_interval_stays_between_five_minutes_and_a_day() -> None:
    assert wait(interval_s=300, new_items=1)[1] == 300
    assert wait(interval_s=DAY)[1] == DAY
    assert wait(interval_s=10**12)[1] == DAY


def test_google_is_never_asked_more_often_than_each_quarter_of_an_hour() -> None:
    seconds, interval = wait(interval_s=900, new_items=9, is_google=True)

    assert interval == 900
    assert seconds >= 900


@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 1000),
    st.integers(0, 10**6),
    st.booleans(),
    st.one_of(st.none(), st.integers(-(10**12), 10**12)),
    st.one_of(st.none(), st.text(), st.integers().map(str)),
    st.sampled_from(["", *ERRORS]),
    st.integers(),
)
def test_the_next_poll_is_always_within_a_day_and_never_at_once(
    interval_s: int,
    new_items: int,
    failures: int,
    is_google: bool,
    asked: int | None,
    retry_after: str | None,
    error: str,
    seed: int,
) -> None:
    seconds, interval = wait(
        interval_s=interval_s,
        new_items=new_items,
        failures=failures,
        is_google=is_google,
        ttl_s=asked,
        max_age_s=asked,
        retry_after=retry_after,
        error=error,
        seed=seed,
    )

    shortest = 900 if is_google else 300
    assert shortest <= seconds <= DAY
    assert shortest <= interval <= DAY


def test_failures_wait_longer_and_longer_but_never_stop() -> None:
    waits = [wait(failures=n, error="http", seed=n)[0] for n in range(1, 60)]

    assert waits[0] < 400
    assert all(later > sooner for sooner, later in pairwise(waits[:8]))
    assert max(waits) <= DAY
    assert min(waits[20:]) > DAY * 0.8


def test_a_failure_leaves_the_interval_as_it_was() -> None:
    assert wait(failures=9, error="timeout")[1] == 3600


def test_a_withdrawn_feed_is_asked_for_once_a_day() -> None:
    assert wait(failures=1, error="gone")[0] > DAY * 0.8


def test_being_told_to_slow_down_is_taken_seriously() -> None:
    assert wait(failures=1, error="rate_limited")[0] > 700
    assert wait(failures=1, error="busy", is_google=True)[0] < 1100


@pytest.mark.parametrize(
    ("header", "at_least", "at_most"),
    [
        ("7200", 7200, 7200),
        (" 7200 ", 7200, 7200),
        ("Wed, 06 May 2026 14:00:00 GMT", 7200, 7201),
        ("Wed, 06 May 2026 14:00:00 -0000", 7200, 7201),
        ("999999999999", DAY, DAY),
        ("9" * 5000, DAY, DAY),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY, DAY),
        ("-30", 300, 1100),
        ("soon", 300, 1100),
        ("", 300, 1100),
        ("Wed, 06 May 2020 14:00:00 GMT", 300, 1100),
        ("Wed, 99 May 2026 14:00:00 GMT", 300, 1100),
        ("٣٦٠٠", 300, 1100),
    ],
)
def test_retry_after_is_kept_within_reason(
    header: str, at_least: int, at_most: int
) -> None:
    seconds, _ = wait(failures=1, error="rate_limited", retry_after=header)

    assert at_least <= seconds <= at_most


def test_the_wishes_of_feed_and_server_are_kept_within_reason() -> None:
    assert 7200 * 0.85 < wait(interval_s=300, ttl_s=7200)[0] < 7200 * 1.15
    assert 7200 * 0.85 < wait(interval_s=300, max_age_s=7200)[0] < 7200 * 1.15
    assert wait(interval_s=300, ttl_s=10**10)[0] <= DAY
    assert wait(interval_s=300, ttl_s=-5, max_age_s=0)[0] < 600


def test_polls_are_spread_but_each_seed_has_its_own_place() -> None:
    waits = [wait(seed=seed)[0] for seed in range(200)]

    assert waits == [wait(seed=seed)[0] for seed in range(200)]
    assert 5400 * 0.85 < min(waits) < 5400 * 0.92
    assert 5400 * 1.08 < max(waits) < 5400 * 1.15


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (401, "auth"), (403, "http"), (404, "http"), (408, "timeout"), (410, "gone"),
        (429, "rate_limited"), (451, "http"), (500, "http"), (503, "http"),
        (302, "redirect"), (304, "http"), (999, "http"),
    ],
)  # fmt: skip
def test_every_answer_that_is_no_success_has_its_word(status: int, word: str) -> None:
    assert classify(status) == word
    assert word in ERRORS


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=600", 600),
        ('public, MAX-AGE = "60", must-revalidate', 60),
        ("no-cache", None),
        ("max-age=soon", None),
        ("", None),
    ],
)
def test_the_age_that_a_server_allows_is_read(header: str, seconds: int | None) -> None:
    assert max_age(header) == seconds


def test_expires_counts_only_where_cache_control_says_nothing() -> None:
    in_an_hour = "Wed, 06 May 2026 13:00:00 GMT"

    assert freshness("", in_an_hour, NOW) == 3601
    assert freshness("max-age=60", in_an_hour, NOW) == 60
    assert freshness("no-cache", in_an_hour, NOW) is None
    assert freshness("", "Wed, 06 May 2020 13:00:00 GMT", NOW) is None
    assert freshness("", "Wed, 06 May 9020 13:00:00 GMT", NOW) == DAY
    assert freshness("", "0", NOW) is None


def due(skip_hours: int = 0, skip_days: int = 0, interval_s: int = 3600) -> dt.datetime:
    return next_poll(
        NOW, interval_s=interval_s, new_items=0, failures=0, is_google=False,
        skip_hours=skip_hours, skip_days=skip_days, seed=1,
    )[0]  # fmt: skip


def test_hours_that_a_feed_skips_are_skipped() -> None:
    afternoon = sum(1 << hour for hour in range(12, 18))

    assert due(skip_hours=afternoon).hour == 18


def test_days_that_a_feed_skips_are_skipped() -> None:
    late = due(skip_days=1 << 3, interval_s=DAY // 2)  # from Wednesday noon

    assert (late - NOW).total_seconds() == DAY


@given(st.integers(0, 2**24 - 1), st.integers(0, 2**7 - 1), st.integers(0, 10**6))
def test_skipping_never_waits_for_more_than_a_day(
    hours: int, days: int, interval_s: int
) -> None:
    when = due(hours, days, interval_s)

    assert dt.timedelta(minutes=5) <= when - NOW <= dt.timedelta(days=1)


def pushed(
    until_s: int, *, interval_s: int = 1800, new_items: int = 0, error: str = ""
) -> tuple[float, int]:
    """As `wait`, for a feed whose hub can be relied on for so many seconds."""
    at, interval = next_poll(
        NOW, interval_s=interval_s, new_items=new_items, failures=int(bool(error)),
        is_google=False, error=error, seed=1,
        pushed_until=NOW + dt.timedelta(seconds=until_s),
    )  # fmt: skip
    return (at - NOW).total_seconds(), interval


def test_a_feed_whose_hub_delivers_is_polled_rarely_and_keeps_its_rhythm() -> None:
    seconds, interval = pushed(30 * DAY)

    assert 0.88 * 12 * 1800 <= seconds <= 1.12 * 12 * 1800
    assert interval == 1800
    assert pushed(30 * DAY, interval_s=300)[0] >= 3600


def test_the_poll_after_the_end_of_a_lease_does_not_wait() -> None:
    assert pushed(7200)[0] == 7200
    assert pushed(60) == (wait(interval_s=1800)[0] / 1.5, 1800)


def test_a_feed_that_fails_is_not_waited_for_because_of_its_hub() -> None:
    assert pushed(30 * DAY, error="dns")[0] < 600


@given(
    until_s=st.integers(1, 60 * DAY),
    interval_s=st.integers(0, 2 * DAY),
    new_items=st.integers(0, 2),
)
def test_a_hub_never_makes_polls_more_frequent_or_stops_them(
    until_s: int, interval_s: int, new_items: int
) -> None:
    seconds, interval = pushed(until_s, interval_s=interval_s, new_items=new_items)

    assert 300 <= seconds <= DAY
    assert seconds <= max(until_s, 1.12 * max(interval, 300))
