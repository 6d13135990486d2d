"""The lists of headlines."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django.fixtures import Settings

from articles.marking import mark_read, star
from articles.pages.frame import Visitor
from articles.pages.headlines import HeadlinesPage, headlines_page
from articles.pages.listing import PAGE, Wish
from feeds.models import Category, Feed
from tests.factories import NOON, make_category, make_feed, make_item, make_story
from tests.people import alice, bob

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def _page(wish: Wish = Wish(), *, user: Visitor | None = None) -> HeadlinesPage:  # noqa: B008
    return headlines_page(wish, user=user or AnonymousUser(), now=NOON)


def _headlines(page: HeadlinesPage) -> list[str]:
    return [row.headline for day in page.days for row in day.rows]


def test_who_may_see_nothing_here_is_told_to_sign_in(settings: Settings) -> None:
    settings.VISIBILITY = "link"
    make_item(feeds=[make_feed()])

    page = _page()

    assert (page.days, page.help and page.help.name) == ((), "Sign in")
    assert "people with an account" in page.empty


def test_the_list_as_it_was_chosen_is_where_refreshing_leads() -> None:
    make_item(feeds=[make_feed()])

    assert _page().here == "/"
    assert _page(Wish(order="top")).here == "/?order=top"
    assert _page(Wish(unread=True), user=bob()).here == "/?show=unread"


def test_headlines_stand_under_their_days() -> None:
    for days in (0, 1, 2, 200):
        make_item(f"{days} days", published_at=NOON - days * DAY)

    page = _page()

    assert [(day.label, len(day.rows)) for day in page.days] == [
        ("Today", 1),
        ("Yesterday", 1),
        ("Monday, May 4", 1),
        ("October 18, 2025", 1),
    ]


def test_a_row_tells_the_time_under_its_own_day_and_else_the_date() -> None:
    make_item("Then", published_at=NOON - 2 * DAY)
    make_item("Found late", published_at=NOON - 90 * DAY, sort_at=NOON - 2 * DAY)
    make_item("Some time", published_at=NOON - 2 * DAY, day_only=True)

    rows = {row.headline: row.ago for day in _page().days for row in day.rows}

    assert rows == {"Then": "12:00", "Found late": "", "Some time": ""}


def test_a_feeds_page_and_a_categorys_page_show_their_own() -> None:
    category = make_category("Technology", slug="technology")
    feed = make_feed("Inside", category=category, site_url="https://inside.example/")
    make_item("Mine", feeds=[feed])
    make_item("Other")

    by_feed, by_category = _page(Wish(feed_pk=feed.pk)), _page(Wish("technology"))

    assert _headlines(by_feed) == _headlines(by_category) == ["Mine"]
    assert (by_feed.title, by_category.title) == ("Inside", "Technology")
    assert by_feed.site is not None
    for page in (by_feed, by_category):
        assert page.days[0].rows[0].url.endswith(f"?feed={feed.pk}")


def test_an_unknown_feed_or_category_is_told() -> None:
    with pytest.raises(Feed.DoesNotExist):
        _page(Wish(feed_pk=99))
    with pytest.raises(Category.DoesNotExist):
        _page(Wish("nothing"))


def test_older_pages_follow_without_a_gap() -> None:
    feed = make_feed()
    for n in range(PAGE + 3):
        make_item(f"{n}", feeds=[feed], published_at=NOON - n * HOUR)

    first = _page()
    after = first.older_url.partition("after=")[2]
    second = _page(Wish(after=after))

    assert _headlines(first) + _headlines(second) == [f"{n}" for n in range(PAGE + 3)]
    assert first.newest_url == ""
    assert (second.older_url, second.newest_url) == ("", "/")


def test_a_page_beyond_the_end_says_so() -> None:
    make_item()

    assert _page(Wish(after="0-1")).empty == "Here the headlines end."


def test_a_reader_sees_what_is_read_and_can_leave_it_out() -> None:
    reader, seen, unseen = bob(), make_item("Seen"), make_item("Unseen")
    mark_read(reader, seen, now=NOON)

    rows = {r.headline: r for day in _page(user=reader).days for r in day.rows}

    assert rows["Seen"].is_read
    assert not rows["Unseen"].is_read
    assert _headlines(_page(Wish(unread=True), user=reader)) == [unseen.headline]
    assert [link.name for link, _ in _page().choices] == ["Newest", "Most reported"]


def test_starred_items_are_the_readers_own() -> None:
    reader, kept = bob(), make_item("Kept")
    make_item()
    star(reader, kept, now=NOON)

    assert _headlines(_page(Wish(starred=True), user=reader)) == ["Kept"]
    assert "Nothing is starred" in _page(Wish(starred=True), user=alice()).empty


def test_without_feeds_staff_are_helped_on() -> None:
    for_staff, for_others = _page(user=alice()), _page()

    assert for_staff.help is not None
    assert for_staff.help.name == "Add the first feed"
    assert for_others.help is None
    assert "There are no feeds yet" in for_others.empty
    assert for_others.refresh_s == 0


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "One feed is"), (3, "Three feeds are"), (12, "12 feeds are")],
)
def test_while_first_polls_are_under_way_the_page_looks_again(
    count: int, said: str
) -> None:
    for _ in range(count):
        make_feed(polled_at=None)
    make_feed(polled_at=None, is_paused=True)

    page = _page()

    assert page.empty == f"{said} being fetched; this page fills within seconds."
    assert page.refresh_s > 0


def test_a_page_with_headlines_does_not_reload() -> None:
    make_feed(polled_at=None)
    make_item()

    assert _page().refresh_s == 0


def test_a_feed_that_gave_nothing_says_so() -> None:
    feed = make_feed()

    page = _page(Wish(feed_pk=feed.pk))

    assert (page.empty, page.refresh_s) == ("There are no headlines here yet.", 0)


def test_staff_are_told_of_a_failing_feed_and_others_are_not() -> None:
    feed = make_feed(error="timeout", failures=3)
    staff = alice()

    assert "3 times in a row" in _page(Wish(feed_pk=feed.pk), user=staff).trouble
    assert _page(user=staff).trouble == "One feed fails."
    assert _page(Wish(feed_pk=feed.pk), user=bob()).trouble == ""


def test_a_paused_feed_is_not_called_failing() -> None:
    make_feed(error="timeout", failures=3, is_paused=True)
    make_feed(error="gone", failures=1)

    page = _page(user=alice())

    assert page.trouble == "One feed fails."
    assert page.trouble_link
    assert page.trouble_link.url.endswith("?health=failing")
    marked = [line.is_failing for group in page.sidebar.groups for line in group.feeds]
    assert sorted(marked) == [False, True]


def test_what_is_unread_is_not_ranked_and_a_quiet_day_has_no_ranking() -> None:
    make_item("Old", feeds=[make_feed(polled_at=NOON)], sort_at=NOON - 9 * DAY)

    assert _page(Wish(order="top")).empty.startswith("Nothing was reported here")
    reader = bob()
    for wish in (
        Wish(order="top", unread=True, unread_page=True),
        Wish(order="top", unread=True),
    ):
        assert _headlines(_page(wish, user=reader)) == ["Old"]


def test_one_story_is_one_row_that_opens_what_others_report() -> None:
    lead = make_item("Lead", outlet="Reuters", published_at=NOON - HOUR)
    late, copy = make_item("Late", outlet="CNN"), make_item("Copy", outlet="BBC")
    make_story(lead, late, copy, lead=lead)
    copy.copy_of = lead
    copy.save()
    make_item("Alone")

    page = _page()

    assert _headlines(page) == ["Alone", "Lead"]
    row = page.days[0].rows[1]
    assert row.other_outlets == 2
    told = {(r.outlet, r.headline, r.is_copy) for r in row.reports}
    assert told == {("CNN", "Late", False), ("BBC", "Copy", True)}


def test_a_row_tells_what_is_unread_of_its_story_beside_it() -> None:
    reader = bob()
    feeds = [make_feed(), make_feed()]
    lead = make_item("Lead", outlet="Reuters", published_at=NOON - HOUR)
    late = make_item("Late", outlet="CNN", feeds=feeds)
    again = make_item("Again", outlet="Reuters")
    make_story(lead, late, again, lead=lead)
    mark_read(reader, lead, now=NOON)
    mark_read(reader, again, now=NOON)

    row = _page(user=reader).days[0].rows[0]
    told = _page().days[0].rows[0]

    assert (row.headline, row.is_read, row.unread_reports) == ("Lead", True, 1)
    assert [report.is_unread for report in row.reports] == [True]
    assert told.unread_reports == 0
    assert not any(report.is_unread for report in told.reports)


def test_what_most_outlets_report_now_stands_above_with_the_reason() -> None:
    quiet, big, old = make_item("Quiet"), make_item("Big"), make_item("Old")
    make_story(quiet, lead=quiet, last_at=NOON - HOUR)
    make_story(big, lead=big, last_at=NOON - 2 * HOUR, voices=7, growth=2.5)
    make_story(old, lead=old, last_at=NOON - 9 * DAY, voices=90)

    page = _page(Wish(order="top"))

    assert _headlines(page) == ["Big", "Quiet"]
    assert page.days[0].rows[0].notes == (
        "7 outlets, 2 reports an hour, the latest 2 h ago",
    )
    assert [link.name for link, is_current in page.choices if is_current] == [
        "Most reported"
    ]


def test_what_most_report_can_be_asked_of_a_category() -> None:
    category = make_category("Technology", slug="technology")
    mine = make_item("Mine", feeds=[make_feed(category=category)])
    other = make_item("Other")
    make_story(mine, lead=mine)
    make_story(other, lead=other)

    page = _page(Wish("technology", order="top"))

    assert _headlines(page) == ["Mine"]
