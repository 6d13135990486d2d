"""An article is looked at again often while it is fresh, then never."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from articles.core.revisits import APART, next_look

NOON = dt.datetime(2026, 5, 6, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_looks_come_with_growing_distance_and_end() -> None:
    looks, now = [], NOON
    while look := next_look(NOON, first_seen_at=NOON, now=now):
        looks.append((look - NOON) / HOUR)
        now = look

    assert looks == [1, 6, 24, 72]


def test_the_age_counts_from_publication_and_never_from_the_future() -> None:
    seen = NOON + 5.8 * HOUR

    assert next_look(NOON, first_seen_at=seen, now=seen) == NOON + 24 * HOUR
    assert next_look(NOON - 100 * HOUR, first_seen_at=seen, now=seen) is None
    ahead = next_look(NOON + 99 * HOUR, first_seen_at=NOON, now=NOON)
    assert ahead == NOON + HOUR
    assert next_look(None, first_seen_at=NOON, now=NOON) == NOON + HOUR


@given(st.integers(-10_000, 10_000), st.integers(0, 10_000))
def test_no_look_is_too_soon_and_looks_run_out(ago: int, since: int) -> None:
    now = NOON + dt.timedelta(minutes=since)
    published = NOON - dt.timedelta(minutes=ago)

    look = next_look(published, first_seen_at=NOON, now=now)

    assert look is None or now + APART <= look <= NOON + dt.timedelta(hours=72)
