"""Texts, names, links and dates of strangers, made plain."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core import entry_text as say


def test_a_title_is_one_plain_line() -> None:
    assert say.title_text(" <b>a</b>\n&amp; b ", is_html=True) == "a & b"
    assert say.title_text("<b>a</b>", is_html=False) == "<b>a</b>"
    assert say.title_text(None, is_html=True) == ""


def test_a_title_is_cut_at_a_word() -> None:
    title = say.title_text("word " * 1000, is_html=False)

    assert len(title) <= say.MAX_TITLE
    assert title.endswith("word…")


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("Rain today", ""),
        ("<p>rain TODAY…</p>", ""),
        ("Rain", ""),
        ("", ""),
        ("Rain today, and tomorrow", "Rain today, and tomorrow"),
    ],
)
def test_a_summary_says_more_than_the_title(description: str, summary: str) -> None:
    assert say.summary_text(description, "Rain today") == summary


def test_the_fullest_html_is_the_content() -> None:
    assert say.content_html(["<p>a</p>", "<p>ab</p>"], "<p>a</p>") == "<p>ab</p>"
    assert say.content_html(["<p>a</p>"], "<p>longer</p>") == "<p>longer</p>"
    assert say.content_html([], "plain words") == ""
    assert say.content_html([], "x" * 6_000) == "x" * 6_000


def test_an_id_keeps_its_inner_form() -> None:
    assert say.identifier("  Ab c\n") == "Ab c"
    assert say.identifier(12) == "12"
    assert say.identifier({"a": 1}) == ""


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de_AT", "de-AT"),
        (" zh-Hant-TW ", "zh-Hant-TW"),
        ("<script>", ""),
        ("", ""),
        ("x" * 50, ""),
    ],
)
def test_only_language_tags_are_languages(tag: str, language: str) -> None:
    assert say.language(tag) == language


def test_a_link_is_absolute() -> None:
    assert say.link("https://example.com/a/", "b") == "https://example.com/a/b"
    assert say.link("https://example.com/", "") == ""
    assert say.link("https://example.com/", "//o.example/x") == "https://o.example/x"
    assert say.link("https://example.com/", "x" * 5_000) == ""


@given(st.text())
def test_any_text_is_no_reason_to_fail(text: str) -> None:
    say.title_text(text, is_html=True)
    say.summary_text(text, text)
    say.link("https://example.com/", text)
    say.moment(None, text)
    say.moment_of_iso(text)
    say.ttl(text)


@given(st.tuples(*[st.integers(-(10**10), 10**10)] * 9))
def test_any_parsed_time_is_no_reason_to_fail(fields: tuple[int, ...]) -> None:
    say.moment(time.struct_time(fields))


def test_parsed_times_beyond_the_calendar_are_none() -> None:
    for fields in [(2000, 13, 1), (2000, 0, 1), (2000, 1, 10**12)]:
        assert say.moment(time.struct_time((*fields, 0, 0, 0, 0, 0, 0))) is None


def test_a_naive_iso_date_is_utc() -> None:
    when = dt.datetime(2026, 5, 6, 10, tzinfo=dt.UTC)

    assert say.moment_of_iso("2026-05-06T10:00:00") == when
    assert say.moment_of_iso("2026-05-06T10:00:00.5Z") == when
    assert say.moment_of_iso("0001-01-01T00:00:00+14:00") is None
