"""Three filters: meta date, publisher, safe excerpt."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from articles.pages import When
from articles.templatetags.reader import excerpt, meta_date, publisher

MORNING = dt.datetime(2026, 5, 6, 7, 0, tzinfo=dt.UTC)


def test_a_date_is_written_out() -> None:
    assert meta_date(When(MORNING)) == "May 6, 2026"
    assert meta_date(When(MORNING), "time") == "May 6, 2026, 07:00 UTC"
    assert meta_date(When(MORNING), "machine") == "2026-05-06T07:00:00+00:00"


def test_a_day_is_the_feeds_own_wherever_the_reader_is() -> None:
    with timezone.override("Pacific/Honolulu"):
        assert meta_date(When(MORNING)) == "May 5, 2026"
        assert meta_date(When(MORNING, day_only=True)) == "May 6, 2026"
        assert meta_date(When(MORNING, day_only=True), "time") == "May 6, 2026"
        assert meta_date(When(MORNING, day_only=True), "machine") == "2026-05-06"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.reuters.com/x", "reuters.com"),
        ("https://news.example:8080/", "news.example"),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_a_publisher_is_named_by_its_host(url: str, name: str) -> None:
    assert publisher(url) == name


def test_an_excerpt_ends_between_words() -> None:
    assert excerpt("one two  three", 20) == "one two three"
    assert excerpt("one two three", 9) == "one two…"
    assert excerpt("x" * 30, 10) == "x" * 10 + "…"
