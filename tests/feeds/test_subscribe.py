"""Adding a feed and arranging feeds: what is kept, once and in its place."""

from __future__ import annotations

import pytest

from feeds import lookup, subscribe
from feeds.core.google_news import Edition, edition
from feeds.lookup import Found
from feeds.models import Category, Feed
from tests.factories import NOON, make_category, make_feed

pytestmark = pytest.mark.django_db

URL = "https://paper.example/feed.xml"
FOUND = Found(url=URL, title="The Paper", site_url="https://paper.example/")


def the_edition(ceid: str = "US:en") -> Edition:
    found = edition(ceid)
    assert found is not None
    return found


def test_an_added_feed_is_due_now_and_in_its_category() -> None:
    category = make_category("Papers")

    feed, is_new = subscribe.add(FOUND, category=category, title=" Mine ", now=NOON)

    assert is_new
    assert (feed.title, feed.category, feed.due_at) == ("Mine", category, NOON)
    assert (feed.url, feed.added_at) == (URL, NOON)


@pytest.mark.parametrize(
    "spelling",
    [
        URL,
        "http://paper.example/feed.xml",
        "https://www.paper.example/feed.xml",
        "https://paper.example/feed.xml/",
        "https://paper.example/feed.xml?utm_source=x",
    ],
)
def test_the_same_feed_under_another_spelling_is_the_one_that_is_here(
    spelling: str,
) -> None:
    here = make_feed(url=URL)

    feed, is_new = subscribe.add(Found(url=spelling, title="Again"), now=NOON)

    assert (feed, is_new) == (here, False)
    assert Feed.objects.count() == 1


def test_two_searches_of_google_news_are_two_feeds() -> None:
    for words in ("bridge", "tunnel"):
        found = lookup.describe("google_search", words, edition=the_edition())
        subscribe.add(found, now=NOON)

    assert Feed.objects.count() == 2


def test_a_new_site_begins_with_three_feeds_of_google_news() -> None:
    feeds = subscribe.subscribe_starters(the_edition("DE:de"), now=NOON)

    assert [feed.title for feed in feeds] == ["Google News", "World", "Technology"]
    assert {feed.category for feed in feeds} == {Category.objects.get()}
    assert {feed.edition for feed in feeds} == {"DE:de"}
    assert all(feed.due_at == NOON for feed in feeds)


def test_a_site_that_has_a_feed_gets_no_starters() -> None:
    make_feed()

    assert subscribe.subscribe_starters(the_edition(), now=NOON) == []
    assert Feed.objects.count() == 1


def test_whoever_deleted_every_feed_gets_none_back() -> None:
    subscribe.subscribe_starters(the_edition(), now=NOON)
    Feed.objects.all().delete()
    Category.objects.all().delete()

    assert subscribe.subscribe_starters(the_edition(), now=NOON) == []
    assert not Feed.objects.exists()
    assert not Category.objects.exists()


def test_polling_now_leaves_paused_feeds_alone() -> None:
    feed, paused = make_feed(due_at=None), make_feed(is_paused=True, due_at=None)

    count = subscribe.poll_now(Feed.objects.all(), now=NOON)

    assert count == 1
    feed.refresh_from_db()
    paused.refresh_from_db()
    assert (feed.due_at, paused.due_at) == (NOON, None)


def test_pausing_and_resuming_count_what_changed() -> None:
    make_feed()
    make_feed(is_paused=True)

    assert subscribe.pause(Feed.objects.all()) == 1
    assert subscribe.resume(Feed.objects.all(), now=NOON) == 2
    assert not Feed.objects.filter(is_paused=True).exists()


def test_feeds_move_are_renamed_and_go() -> None:
    feed, category = make_feed("Old"), make_category()

    subscribe.move(Feed.objects.all(), category)
    subscribe.rename(feed, "  New   name ")

    feed.refresh_from_db()
    assert (feed.category, feed.title) == (category, "New name")
    assert subscribe.remove(Feed.objects.all()) == 1


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (["Local news", "local  NEWS"], ["local-news"]),
        (["C++", "C#"], ["c", "c-2"]),
        (["!!!"], ["category"]),
        (["Новости"], ["новости"]),
    ],
)
def test_a_category_is_made_once_and_has_a_slug_of_its_own(
    names: list[str], slugs: list[str]
) -> None:
    for name in names:
        subscribe.category_named(name)

    assert sorted(Category.objects.values_list("slug", flat=True)) == slugs
