"""How many items there are and how many somebody has read: kept by triggers of the
database, so that whatever writes, and however much at once, the numbers agree.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, transaction
from django.db.models import Count

from articles.models import FeedSet, Item, ReadMark, Tally
from articles.tallies import postgres, sqlite
from newsreader.lib.questions import ask

_DATABASES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}


_LEFT = "CAST(sum(CASE reader WHEN 0 THEN count ELSE -count END) AS bigint)"
_UNREAD = (
    "SELECT u.feed_set, u.unread, m.feed_id, f.category_id FROM ("
    f"SELECT feed_set, {_LEFT} AS unread FROM articles_tally"
    f" WHERE reader IN (0, %s) GROUP BY feed_set HAVING {_LEFT} > 0) u"
    " LEFT JOIN articles_feedset_feeds m ON m.feedset_id = u.feed_set"
    " LEFT JOIN feeds_feed f ON f.id = m.feed_id"
)


@dataclass(frozen=True, slots=True)
class Unread:
    """How many items somebody has not read: of all, and of each feed and category,
    by primary key, and of each feed set, where there are any."""

    total: int = 0
    feeds: dict[int, int] = field(default_factory=dict)
    categories: dict[int, int] = field(default_factory=dict)
    sets: dict[int, int] = field(default_factory=dict)


def unread(user: AbstractBaseUser | AnonymousUser) -> Unread:
    """An item of several feeds counts in each of them, and once everywhere else."""
    if user.pk is None:
        return Unread()
    counts: dict[int, int] = {}
    feeds: dict[int, int] = {}
    categories: dict[int, int] = {}
    seen: set[tuple[int, int]] = set()
    for set_pk, count, feed, category in ask(_UNREAD, user.pk):
        counts[set_pk] = count
        if feed is not None:
            feeds[feed] = feeds.get(feed, 0) + count
        if category is not None and (set_pk, category) not in seen:
            seen.add((set_pk, category))
            categories[category] = categories.get(category, 0) + count
    return Unread(sum(counts.values()), feeds, categories, counts)


def own_sets(feeds: Collection[int]) -> dict[int, int]:
    """The sets of each of these feeds alone, as far as there are any yet: an item that
    is stored with its set need not be moved into it."""
    rows = FeedSet.objects.filter(key__in=map(str, feeds)).values_list("key", "pk")
    return {int(key): pk for key, pk in rows}


def recount() -> int:
    """Count everything anew, while nobody writes; gives how many numbers were wrong."""
    with transaction.atomic():
        _run(_ours().LOCK)
        wanted = {
            (0, pk or 0): count
            for pk, count in Item.objects.order_by()
            .values_list("feed_set")
            .annotate(count=Count("pk"))
        }
        for reader, pk, count in (
            ReadMark.objects.order_by()
            .values_list("user_id", "item__feed_set")
            .annotate(count=Count("pk"))
        ):
            wanted[reader, pk or 0] = count
        kept = {
            (row.reader, row.feed_set): row.count for row in Tally.objects.order_by()
        }
        wrong = {
            key: wanted.get(key, 0)
            for key in wanted.keys() | kept.keys()
            if wanted.get(key, 0) != kept.get(key, 0)
        }
        Tally.objects.bulk_create(
            [
                Tally(reader=reader, feed_set=pk, count=count)
                for (reader, pk), count in wrong.items()
            ],
            update_conflicts=True,
            unique_fields=["reader", "feed_set"],
            update_fields=["count"],
            batch_size=200,
        )
        Tally.objects.filter(count=0).delete()
    return len(wrong)


def arrange() -> None:
    """Put every item into the feed set of its origins, all at once."""
    keys = _ours().KEYS
    with transaction.atomic():
        _run(f"CREATE TEMPORARY TABLE articles_told AS {keys}")
        _run("CREATE UNIQUE INDEX articles_told_item ON articles_told (item_id)")
        _run(
            "INSERT INTO articles_feedset (key, left_as)"
            " SELECT DISTINCT key, '' FROM articles_told WHERE true"
            " ON CONFLICT (key) DO NOTHING"
        )
        _run(
            "INSERT INTO articles_feedset_feeds (feedset_id, feed_id)"
            " SELECT s.id, o.feed_id FROM articles_feedset s"
            " JOIN (SELECT key, min(item_id) AS item_id FROM articles_told"
            " GROUP BY key) t ON t.key = s.key"
            " JOIN articles_origin o ON o.item_id = t.item_id WHERE true"
            " ON CONFLICT (feedset_id, feed_id) DO NOTHING"
        )
        _run(
            "UPDATE articles_item SET feed_set_id = (SELECT s.id FROM articles_told t"
            " JOIN articles_feedset s ON s.key = t.key"
            " WHERE t.item_id = articles_item.id)"
            " WHERE id IN (SELECT i.id FROM articles_item i"
            " JOIN articles_told t ON t.item_id = i.id"
            " LEFT JOIN articles_feedset s ON s.id = i.feed_set_id"
            " WHERE s.key IS NULL OR s.key <> t.key)"
        )
        _run("DROP TABLE articles_told")


def stand_aside(plan: Sequence[object], **others: Any) -> None:
    """Before tables change (Django's `pre_migrate`): SQLite makes a table anew for
    that, without its triggers, and refuses to where other triggers name it."""
    if plan:
        with connection.cursor() as cursor:
            for statement in _ours().DROP:
                cursor.execute(statement)


def take_up(**others: Any) -> None:
    """After it (`post_migrate`): the triggers again, and what they missed."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        columns = (
            {
                column.name
                for column in connection.introspection.get_table_description(
                    cursor, Item._meta.db_table
                )
            }
            if Item._meta.db_table in tables
            else set()
        )
        if Tally._meta.db_table not in tables or "feed_set_id" not in columns:
            return  # a migration back to where there were none
        cursor.execute(_ours().ARE_THERE)
        if cursor.fetchone()[0] == _ours().HOW_MANY:
            return
    with transaction.atomic():
        for statement in (*_ours().DROP, *_ours().INSTALL):
            _run(statement)
        arrange()
        recount()


def _ours() -> Any:  # Any: a module of strings
    return _DATABASES[connection.vendor]


def _run(statement: str | None) -> None:
    if statement:
        with connection.cursor() as cursor:
            cursor.execute(statement)
