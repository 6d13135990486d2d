"""Headline, outlet and related coverage of one entry."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.google_entry import (
    MAX_COVERAGE,
    coverage,
    is_day_only,
    link_id,
    outlet_in,
    related,
    split_headline,
)
from feeds.core.types import Coverage

LINK = "https://news.google.com/rss/articles/{}?oc=5"


def entry(google_id: str, headline: str = "H", outlet: str = "O") -> str:
    href = LINK.format(google_id)
    return (
        f'<a href="{href}" target="_blank">{headline}</a>&nbsp;&nbsp;'
        f'<font color="#6f6f6f">{outlet}</font>'
    )


def listed(*entries: str) -> str:
    return "<ol>" + "".join(f"<li>{each}</li>" for each in entries) + "</ol>"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.google.com/rss/articles/CBMiabc?oc=5",
        "https://news.google.com/rss/articles/CBMiabc/?hl=en-US&gl=US&ceid=US:en",
        "https://news.google.com/articles/CBMiabc",
        "https://news.google.com/read/CBMiabc?hl=en#top",
        "https://news.google.com/__i/rss/rd/articles/CBMiabc?oc=5",
        "HTTP://News.Google.com/rss/articles/CBMiabc==",
        " https://news.google.com/rss/articles/CBMiabc ",
    ],
)
def test_the_id_is_found_in_every_form_of_link(url: str) -> None:
    assert link_id(url) == "CBMiabc"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.com/rss/articles/CBMiabc",
        "https://news.google.com.example.com/rss/articles/CBMiabc",
        "https://news.google.com@example.com/rss/articles/CBMiabc",
        "https://news.google.com/stories/CAAqabc",
        "https://news.google.com/rss/articles/",
        "https://news.google.com/rss/articles/a b",
        "javascript://news.google.com/rss/articles/CBMiabc",
        LINK.format("A" * 8193),
    ],
)
def test_other_links_have_no_id(url: str) -> None:
    assert link_id(url) == ""


@pytest.mark.parametrize(
    ("title", "source", "headline"),
    [
        ("Rain - The Sun", "The Sun", "Rain"),
        ("A - B - C - D", "C - D", "A - B"),
        ("News - Daily - Daily", "Daily", "News - Daily"),
        ("Rain - The Sun", "", "Rain - The Sun"),
        ("Rain", "The Sun", "Rain"),
        (" - The Sun", "The Sun", " - The Sun"),
    ],
)
def test_just_the_source_is_cut_off(title: str, source: str, headline: str) -> None:
    assert split_headline(title, source) == headline


def test_related_coverage_leaves_out_the_entry_and_the_full_coverage_link() -> None:
    full = '<strong><a href="https://news.google.com/stories/CAAqx">View</a></strong>'
    description = listed(entry("one"), entry("two", "Two &amp; 2", "P"), full)

    assert related(description) == (
        Coverage("Two & 2", "P", LINK.format("two"), "two"),
    )


def test_a_single_entry_has_no_related_coverage() -> None:
    assert related(entry("one")) == ()
    assert [each.outlet for each in coverage(entry("one"))] == ["O"]


def test_an_entry_that_is_listed_twice_counts_once() -> None:
    description = listed(entry("one"), entry("two"), entry("two"), entry("one"))

    assert [each.google_id for each in related(description)] == ["two"]


def test_a_publishers_own_link_is_taken_and_a_script_is_not() -> None:
    description = listed(
        entry("one"),
        '<a href="https://example.com/x">X</a>',
        '<a href="javascript:alert(1)">Y</a>',
        "<a>Z</a>",
        "no link at all",
    )

    assert related(description) == (Coverage("X", "", "https://example.com/x", ""),)


def test_coverage_is_bounded() -> None:
    description = listed(*(entry(f"id{number}") for number in range(1000)))

    assert len(related(description)) == MAX_COVERAGE


@pytest.mark.parametrize(
    "wrong", ["<!-- <li><a -->", "<li>", "<li><a href=''>", "<li" * 1000, "\0<li>"]
)
def test_broken_descriptions_have_none(wrong: str) -> None:
    assert related(wrong) == ()


@given(st.text(), st.text())
def test_no_description_breaks_the_reader(before: str, after: str) -> None:
    related(f"{before}<ol><li>{entry('one')}</li><li>{entry('two')}{after}")
    outlet_in(before, after)


def test_the_outlet_is_read_from_the_description_only_if_the_title_agrees() -> None:
    assert outlet_in("Rain - O", entry("one")) == "O"
    assert outlet_in("Rain - P", entry("one")) == ""


@pytest.mark.parametrize(
    ("hour", "minute", "told"),
    [(7, 0, True), (8, 0, True), (7, 1, False), (9, 0, False)],
)
def test_midnight_of_the_pacific_means_just_the_day(
    hour: int, minute: int, told: bool
) -> None:
    when = dt.datetime(2026, 5, 6, hour, minute, tzinfo=dt.UTC)

    assert is_day_only(when) is told
    assert is_day_only(when.astimezone(dt.timezone(dt.timedelta(hours=9)))) is told
