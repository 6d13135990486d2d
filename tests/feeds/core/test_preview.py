"""What is told of a feed before it is added."""

from __future__ import annotations

import datetime as dt

import pytest

from feeds.core.preview import preview, problems, rhythm
from feeds.core.types import ParsedEntry, ParsedFeed

NOW = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)


def feed(*ages: dt.timedelta | None, link: str = "https://a.example/") -> ParsedFeed:
    entries = tuple(
        ParsedEntry(
            id="", link=link, title="", headline="",
            published_at=None if age is None else NOW - age,
        )
        for age in ages
    )  # fmt: skip
    return ParsedFeed("", "", "", "rss20", entries)


def every(gap: dt.timedelta, count: int = 11) -> ParsedFeed:
    return feed(*(gap * number for number in range(count)))


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (dt.timedelta(minutes=20), "about 3 items an hour"),
        (dt.timedelta(hours=6), "about 4 items a day"),
        (dt.timedelta(days=1), "about 1 item a day"),
        (dt.timedelta(days=3), "about 2 items a week"),
        (dt.timedelta(days=15), "about 2 items a month"),
        (dt.timedelta(days=120), "about 3 items a year"),
        (dt.timedelta(days=800), "less than one item a year"),
        (dt.timedelta(0), ""),
    ],
)
def test_how_often_it_publishes(gap: dt.timedelta, words: str) -> None:
    assert rhythm(preview(every(gap))) == words


def test_without_dates_nobody_knows() -> None:
    assert rhythm(preview(feed(None, None))) == ""
    assert rhythm(preview(feed())) == ""


def test_a_sound_feed_has_no_problems() -> None:
    assert problems(preview(every(dt.timedelta(days=1))), NOW) == ()


@pytest.mark.parametrize(
    ("parsed", "word"),
    [
        (feed(None), "no dates"),
        (feed(dt.timedelta(days=200)), "6 months old"),
        (feed(dt.timedelta(days=1500)), "4 years old"),
        (feed(dt.timedelta(days=-3)), "future"),
        (feed(dt.timedelta(days=1), link=""), "nowhere"),
    ],
)
def test_what_is_wrong_is_told(parsed: ParsedFeed, word: str) -> None:
    (told,) = problems(preview(parsed), NOW)

    assert word in told
