"""The rows of lists: one headline each, with what is reported beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from articles.models import Item
from articles.pages.glance import glances
from articles.pages.rows import Row, rows
from articles.visibility import WHOLE
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_coverage,
    make_feed,
    make_google_feed,
    make_item,
    make_story,
)

pytestmark = pytest.mark.django_db


def _row(item: Item, *, now: dt.datetime = NOON, feeds: tuple[int, ...] = ()) -> Row:
    found = glances([item.pk], reader=None, sight=WHOLE)
    return rows(found, now=now, sight=WHOLE, feeds=feeds)[0]


def test_a_row_names_the_outlet_and_the_feed_once() -> None:
    google, weblog = make_google_feed("Google News"), make_feed("A weblog")

    by_google = _row(make_item(feeds=[google], outlet="Reuters"))
    by_weblog = _row(make_item(feeds=[weblog]))

    assert (by_google.outlet, by_google.feed) == ("Reuters", "Google News")
    assert (by_weblog.outlet, by_weblog.feed) == ("A weblog", "")


def test_a_row_in_a_feeds_list_leads_on_with_that_feed() -> None:
    first, second = make_feed(), make_feed("Second")
    item = make_item(feeds=[first, second])

    assert _row(item).url == item.get_absolute_url()
    seen = _row(item, feeds=(second.pk,))
    assert seen.url == f"{item.get_absolute_url()}?feed={second.pk}"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (dt.timedelta(seconds=20), "just now"),
        (dt.timedelta(minutes=18), "18 min ago"),
        (dt.timedelta(hours=3, minutes=59), "3 h ago"),
        (dt.timedelta(hours=25), ""),
        (dt.timedelta(minutes=-5), ""),
    ],
)
def test_a_row_says_how_long_ago_while_that_is_short(
    age: dt.timedelta, said: str
) -> None:
    assert _row(make_item(published_at=NOON - age)).ago == said


def test_a_day_is_never_shown_as_a_time() -> None:
    assert _row(make_item(published_at=NOON, day_only=True)).ago == ""


def test_other_outlets_are_counted_once_from_the_story_and_from_googles_list() -> None:
    item = make_item(outlet="Reuters")
    feed = make_feed("A weblog")
    make_story(
        item,
        make_item(outlet="Bloomberg"),
        make_item(outlet="bloomberg"),
        make_item(outlet="Reuters"),
        make_item(feeds=[feed]),
    )
    make_coverage(item, "CNBC")
    make_coverage(item, "Bloomberg")

    row = _row(item)

    assert row.other_outlets == 3  # Bloomberg, CNBC, A weblog
    assert row.outlets_url == Item.objects.get(pk=item.pk).story.get_absolute_url()  # type: ignore[union-attr]


def test_an_item_without_others_has_no_chip() -> None:
    row = _row(make_item())

    assert row.other_outlets == 0
    assert row.reports == ()


def test_what_one_outlet_reports_twice_is_not_out_of_reach() -> None:
    item = make_item(outlet="Reuters")
    make_story(item, make_item("More", outlet="Reuters"))

    row = _row(item)

    assert row.other_outlets == 0
    assert [report.headline for report in row.reports] == ["More"]


def test_a_row_tells_of_its_analysis_and_reading_time() -> None:
    item = make_item(article=make_article(word_count=900))
    make_analysis(item)

    assert _row(item).notes == ("Analysis", "4 min read")


def test_a_google_row_borrows_the_publishers_summary() -> None:
    item = make_item("Headline", article=make_article(description="What it is about."))

    assert _row(item).snippet == "What it is about."
