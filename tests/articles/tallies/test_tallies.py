"""What the database counts by itself is what there is, whatever happens."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import marking, tallies
from articles.models import FeedSet, Item, ReadMark, Tally
from feeds.models import Category, Feed
from tests.factories import NOON, make_category, make_feed, make_item, make_origin

pytestmark = pytest.mark.django_db

_PLACE = st.integers(0, 3)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), _PLACE, _PLACE),
        st.tuples(st.just("bring"), _PLACE, _PLACE),
        st.tuples(st.just("read"), _PLACE, _PLACE),
        st.tuples(st.just("unread"), _PLACE, _PLACE),
        st.tuples(st.just("read all"), _PLACE, _PLACE),
        st.tuples(st.just("take back"), _PLACE, _PLACE),
        st.tuples(st.just("remove"), _PLACE, _PLACE),
        st.tuples(st.just("move feed"), _PLACE, _PLACE),
        st.tuples(st.just("remove feed"), _PLACE, _PLACE),
        st.tuples(st.just("remove reader"), _PLACE, _PLACE),
    ),
    max_size=25,
)


class _World:
    """Three feeds, two categories, two readers, and items that come and go."""

    def __init__(self) -> None:
        self.categories = [make_category(), make_category()]
        self.feeds = [
            make_feed(category=self.categories[0]),
            make_feed(category=self.categories[0]),
            make_feed(),
        ]
        self.readers = [User.objects.create(username=name) for name in ("bob", "eve")]

    def do(self, step: str, first: int, second: int) -> None:  # noqa: C901 - a list
        feed = self.feeds[first % len(self.feeds)] if self.feeds else None
        items = list(Item.objects.order_by("pk"))
        item = items[first % len(items)] if items else None
        reader = self.readers[second % len(self.readers)] if self.readers else None
        match step:
            case "add" if feed:
                make_item(feeds=dict.fromkeys([feed, *self.feeds[:second]]))
            case "bring" if item and self.feeds:
                other = self.feeds[second % len(self.feeds)]
                if not item.origins.filter(feed=other).exists():
                    make_origin(item, other)
            case "read" if item and reader:
                marking.mark_read(reader, item, now=NOON)
            case "unread" if item and reader:
                marking.mark_unread(reader, item)
            case "read all" if reader:
                marking.mark_all(reader, Item.objects.all(), now=NOON)
            case "take back" if reader:
                marking.unmark(reader, at=NOON)
            case "remove" if item:
                item.delete()
            case "move feed" if feed:
                feed.category = (*self.categories, None)[second % 3]
                feed.save()
            case "remove feed" if feed and second == 0:
                self.feeds.remove(feed)
                feed.delete()
            case "remove reader" if reader and first == second == 1:
                self.readers.remove(reader)
                reader.delete()
        connection.check_constraints()  # what PostgreSQL does on committing


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS)
def test_whatever_happens_the_tallies_are_what_a_count_gives(
    steps: list[tuple[str, int, int]], db: None
) -> None:
    with transaction.atomic():
        world = _World()
        for step in steps:
            world.do(*step)

            for reader in world.readers:
                assert _told(reader) == _counted(reader)
        transaction.set_rollback(True)


def _told(reader: User) -> tuple[int, dict[int, int], dict[int, int]]:
    unread = tallies.unread(reader)
    assert sum(unread.sets.values()) == unread.total
    return unread.total, unread.feeds, unread.categories


def _counted(reader: User) -> tuple[int, dict[int, int], dict[int, int]]:
    unread = Item.objects.unread_by(reader)
    feeds = {
        feed.pk: unread.filter(origins__feed=feed).count()
        for feed in Feed.objects.all()
    }
    categories = {
        category.pk: unread.in_category(category).count()
        for category in Category.objects.all()
    }
    return (
        unread.count(),
        {pk: count for pk, count in feeds.items() if count},
        {pk: count for pk, count in categories.items() if count},
    )


def test_a_mark_that_is_there_already_counts_once() -> None:
    reader = User.objects.create(username="bob")
    item = make_item()

    for _ in range(2):
        ReadMark.objects.bulk_create(
            [ReadMark(user=reader, item=item, at=NOON)], ignore_conflicts=True
        )

    assert tallies.unread(reader).total == 0


def test_items_of_the_same_feeds_share_a_set_whichever_feed_came_first() -> None:
    first, second = make_feed(), make_feed()

    make_item(feeds=[first, second])
    make_item(feeds=[second, first])

    assert Item.objects.values("feed_set").distinct().count() == 1


def test_what_the_triggers_missed_is_put_right() -> None:
    reader = User.objects.create(username="bob")
    make_item()
    marking.mark_read(reader, make_item(), now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_item SET feed_set_id = NULL")
    Tally.objects.all().update(count=17)

    tallies.arrange()
    assert tallies.recount() > 0

    assert _told(reader) == _counted(reader)
    assert tallies.recount() == 0


def test_after_a_migration_the_triggers_are_there_again() -> None:
    tallies.stand_aside(plan=[object()])
    make_item()
    assert FeedSet.objects.count() == 0

    tallies.take_up()

    reader = User.objects.create(username="bob")
    assert tallies.unread(reader).total == 1
    make_item()
    assert tallies.unread(reader).total == 2


def test_a_visitor_has_read_nothing_and_nothing_is_counted() -> None:
    make_item()

    assert tallies.unread(AnonymousUser()) == tallies.Unread()
