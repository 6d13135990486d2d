"""Lists of feeds come in and go out, as often as one likes."""

from __future__ import annotations

import datetime as dt

import pytest

from feeds import transfer
from feeds.core.google_news import edition
from feeds.models import Category, Feed
from tests.factories import NOON, make_feed

pytestmark = pytest.mark.django_db
LIST = b"""<opml version="2.0"><body>
<outline text="A" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"/>
<outline text="News"><outline text="B" xmlUrl="http://www.b.example/f/"/>
<outline text="World" xmlUrl="https://news.google.com/topics/CAAqJggKIiBDQkFTRWdvSUwyMHZNRGx1YlY4U0FtVnVHZ0pWVXlnQVAB"/>
<outline text="One article" xmlUrl="https://news.google.com/rss/articles/CBMi"/>
</outline></body></opml>"""


def take_in(body: bytes = LIST, **more: object) -> transfer.Report:
    english = edition("US:en")
    assert english
    return transfer.take_in(body, edition=english, now=NOON, **more)  # type: ignore[arg-type]


def everything() -> list[tuple[object, ...]]:
    return list(
        Feed.objects.order_by("url").values_list(
            "url", "title", "site_url", "kind", "edition", "category__name", "is_paused"
        )
    )


def test_feeds_come_in_with_their_folders_and_are_due() -> None:
    report = take_in()

    assert report.summary == "3 added, 0 already there, 1 skipped."
    assert Feed.objects.due(NOON).count() == 3
    assert Feed.objects.get(title="B").category == Category.objects.get(name="News")
    assert Feed.objects.get(title="World").kind == Feed.Kind.GOOGLE_TOPIC
    assert [line.title for line in report.unusual] == ["One article"]


def test_no_category_is_made_for_a_folder_that_brings_no_feed() -> None:
    make_feed("Mine", url="https://b.example/f")
    body = b"""<opml><body><outline text="Full">
    <outline text="B" xmlUrl="https://b.example/f"/></outline>
    <outline text="Empty"/></body></opml>"""

    report = take_in(body)

    assert not Category.objects.exists()
    told = [(line.title, line.fate) for line in report.lines]
    assert told == [("B", "known"), ("Empty", "skipped")]


def test_a_second_time_changes_nothing() -> None:
    take_in()
    before = everything()
    report = take_in()

    assert report.counts == {"known": 3, "skipped": 1}
    assert everything() == before


def test_a_feed_in_another_spelling_is_there_already() -> None:
    make_feed("Mine", url="https://b.example/f")
    report = take_in()

    assert report.counts["known"] == 1
    assert report.unusual[0].why == "It is here as “Mine”."


def test_what_goes_out_comes_in_again_as_it_was() -> None:
    take_in()
    Feed.objects.filter(title="A").update(is_paused=True)
    before, categories = everything(), set(Category.objects.values_list("name"))
    body = transfer.give_out(now=NOON)
    Feed.objects.all().delete()
    Category.objects.all().delete()
    take_in(body)

    assert everything() == before
    assert set(Category.objects.values_list("name")) == categories
    assert transfer.give_out(now=NOON) == body


def test_a_broken_file_leaves_nothing_behind() -> None:
    with pytest.raises(transfer.BadOpml):
        take_in(b"<html>no")

    assert not Feed.objects.exists()


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    feeds = "".join(f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(120))
    take_in(f"<opml>{feeds}</opml>".encode(), progress=lambda *n: told.append(n))

    assert told == [(50, 120), (100, 120), (120, 120)]


def test_the_file_is_called_by_its_day() -> None:
    day = dt.datetime(2026, 5, 6, tzinfo=dt.UTC)

    assert transfer.file_name(day) == "newsreader-2026-05-06.opml"
