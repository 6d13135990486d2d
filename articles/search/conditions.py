"""What a search asks of the database beside words: feeds, marks and times, as SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils import timezone

from articles.core.query import Query
from articles.core.words import Words, query_words
from articles.search.documents import first_place
from articles.visibility import Sight
from feeds.models import Feed


@dataclass(slots=True)
class Conditions:
    """SQL that holds for wanted items, with its values. `i` is the item's row, and
    `{place}` stands for the back end's own column."""

    sql: list[str] = field(default_factory=list)
    values: list[int | str] = field(default_factory=list)
    bounds: int = 0
    """So many of them, the first, bound the place, with one value each."""

    def add(self, sql: str, *values: int | str) -> None:
        self.sql.append(sql)
        self.values += values

    def text(self, place: str) -> str:
        """All of them, each after an AND."""
        return _and(self.sql, place)

    def bounds_text(self, place: str) -> str:
        """Those that bound the place, each after an AND."""
        return _and(self.sql[: self.bounds], place)


def conditions(
    query: Query, *, after: int | None, reader: int | None, sight: Sight
) -> Conditions | None:
    """None where nothing can be found, whatever the words."""
    if not query or (query.is_personal and reader is None):
        return None
    wanted = Conditions()
    if after is not None:
        wanted.add("{place} < %s", after)
    if query.after:
        wanted.add("{place} >= %s", first_place(_morning(query.after)))
    if query.before:
        wanted.add("{place} < %s", first_place(_morning(query.before)))
    wanted.bounds = len(wanted.sql)
    if not sight.is_whole:
        wanted.add(_in_sight(sight))
    if query.feeds:
        feeds = named_feeds(query.feeds, sight)
        if not feeds:
            return None
        wanted.add(_from_feeds(feeds))
    if query.not_feeds and (feeds := named_feeds(query.not_feeds, sight)):
        wanted.add(f"NOT {_from_feeds(feeds)}")
    _add_marks(wanted, query, reader or 0)
    return wanted


def _add_marks(wanted: Conditions, query: Query, reader: int) -> None:
    marks = (("articles_star", query.starred), ("articles_readmark", query.unread))
    for table, wish in marks:
        if wish is not None:
            is_marked = wish if table == "articles_star" else not wish
            no = "" if is_marked else "NOT "
            wanted.add(
                f"{no}EXISTS (SELECT 1 FROM {table} m"  # noqa: S608 (names of ours)
                " WHERE m.item_id = i.id AND m.user_id = %s)",
                reader,
            )


def named_feeds(names: tuple[Words, ...], sight: Sight) -> list[int]:
    """The feeds in whose title or address each word of one of these names begins a
    word; what a feed is called that has no page for who asks, no search tells."""
    feeds = Feed.objects.order_by().only("title", "url", "visibility")
    return [
        feed.pk
        for feed in feeds
        if sight.shows(feed)
        and any(_says(name, query_words(f"{feed.title} {feed.url}")) for name in names)
    ]


def _and(parts: list[str], place: str) -> str:
    return "".join(f" AND {sql.format(place=place)}" for sql in parts)


def _says(name: Words, words: Words) -> bool:
    return all(any(word.startswith(wanted) for word in words) for wanted in name)


def _from_feeds(feeds: list[int]) -> str:
    listed = ", ".join(map(str, map(int, feeds)))
    return (
        "EXISTS (SELECT 1 FROM articles_origin o"  # noqa: S608 (whole numbers)
        f" WHERE o.item_id = i.id AND o.feed_id IN ({listed}))"
    )


def _in_sight(sight: Sight) -> str:
    listed = ", ".join(map(str, sorted(sight.open)))
    seen = [f"i.feed_set_id IN ({listed})"] if listed else []
    seen += ["i.feed_set_id IS NULL"] if sight.is_public else []
    return f"({' OR '.join(seen) or '1 = 0'})"


def _morning(day: dt.date) -> dt.datetime:
    """When the day begins, where the site's clocks hang."""
    start = dt.datetime.combine(day, dt.time.min)
    try:
        return timezone.make_aware(start).astimezone(dt.UTC)
    except OverflowError:  # at either end of the calendar
        return start.replace(tzinfo=dt.UTC)
