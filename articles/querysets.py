"""Named questions about items: due_for(step), unread_by(user), headlines(),
page_after(cursor)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from newsreader.lib.questions import ask, moment

if TYPE_CHECKING:
    from articles.models.item import Item  # noqa: F401 (named in a string below)
    from feeds.models import Category, Feed
    from feeds.querysets import FeedQuerySet

_CURSOR = re.compile(r"(\d{1,19})-(\d{1,18})")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page, after which the next page begins."""

    sort_at: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.sort_at - _EPOCH) // _MICROSECOND}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that `str` wrote, or None for anything else."""
        if not (match := _CURSOR.fullmatch(text)):
            return None
        try:
            return cls(_EPOCH + int(match[1]) * _MICROSECOND, int(match[2]))
        except OverflowError:
            return None


def _after(cursor: Cursor | None, when: str, last: str) -> Q:
    """Rows after the cursor in the order of these two columns, both descending."""
    if cursor is None:
        return Q()
    # the first part says no more than the second, but an index can be entered by it
    return Q(**{f"{when}__lte": cursor.sort_at}) & (
        Q(**{f"{when}__lt": cursor.sort_at}) | Q(**{f"{last}__lt": cursor.pk})
    )


MOST_SETS = 64
"""So many feed sets are looked through one by one."""


def newest_of(
    sets: Sequence[int], *, after: Cursor | None, limit: int, unread_by: int | None
) -> list[tuple[int | None, dt.datetime, int, str]]:
    """The newest items of these feed sets after the cursor: story, place in the order,
    primary key and outlet.

    The first of each set are put together, by an index of their own: a set whose
    items are old or few costs no more than any other. Not for more than `MOST_SETS`.
    """
    if not sets:
        return []
    place, values = "", list[Any]()
    if after:
        place = " AND (i.sort_at, i.id) < (%s, %s)"
        values = [connection.ops.adapt_datetimefield_value(after.sort_at), after.pk]
    if unread_by is not None:
        place += (
            " AND NOT EXISTS (SELECT 1 FROM articles_readmark m"
            " WHERE m.user_id = %s AND m.item_id = i.id)"
        )
        values.append(unread_by)
    of_one = (
        "SELECT i.id, i.sort_at FROM articles_item i"  # noqa: S608
        f" WHERE i.feed_set_id = {{one}}{place}"
        f" ORDER BY i.sort_at DESC, i.id DESC LIMIT {limit:d}"
    )
    if connection.vendor == "postgresql":
        of_each = (
            "SELECT n.* FROM articles_feedset f CROSS JOIN LATERAL"  # noqa: S608
            f" ({of_one.format(one='f.id')}) n WHERE f.id IN ({{many}})"
        )
        ours: dict[str, Any] = {"many": sets}
    else:  # SQLite knows no LATERAL, and plans a long question as soon as a short one
        part = f"SELECT * FROM ({of_one.format(one='%s')}) n"  # noqa: S608
        of_each = " UNION ALL ".join([part] * len(sets))
        values = [value for pk in sets for value in (pk, *values)]
        ours = {}
    # The index alone tells which they are; only of those the rows are looked at
    rows = ask(
        "SELECT i.story_id, i.sort_at, i.id, i.outlet FROM"  # noqa: S608
        f" (SELECT id FROM ({of_each}) u"
        f" ORDER BY sort_at DESC, id DESC LIMIT {limit:d}) n"
        " JOIN articles_item i ON i.id = n.id ORDER BY i.sort_at DESC, i.id DESC",
        *values,
        **ours,
    )
    return [(story, moment(at), pk, outlet) for story, at, pk, outlet in rows]


class ItemQuerySet(QuerySet["Item"]):
    def due_for(self, stage: str, now: dt.datetime) -> ItemQuerySet:
        """Items that wait for that stage at `now`: longest due first, then newest."""
        return self.filter(stage=stage, due_at__lte=now).order_by("due_at", "-id")

    def headlines(self) -> Self:
        """Newest first: the order of every list."""
        return self.order_by("-sort_at", "-pk")

    def of_feed(self, feed: Feed | int, *, after: Cursor | None = None) -> Self:
        """Items that this feed brought, newest first, by the origins' own index.

        The place to go on from is asked for here and not by `page_after`: a later
        filter would join the origins anew and walk them all.
        """
        origin = FilteredRelation("origins", condition=Q(origins__feed=feed))
        return (
            self.alias(origin=origin)
            .filter(
                _after(after, "origin__sort_at", "origin__item_id"), origin__feed=feed
            )
            .order_by("-origin__sort_at", "-origin__item_id")
        )

    def only_of(self, feeds: FeedQuerySet) -> Self:
        """Items that came from these feeds, and from no other that is there."""
        sets = apps.get_model("articles", "FeedSet").objects
        theirs = feeds.order_by().values("pk")
        others = feeds.model.objects.exclude(pk__in=theirs)
        alone = sets.filter(feeds__in=theirs).exclude(feeds__in=others.values("pk"))
        return self.filter(feed_set__in=alone.order_by().values("pk"))

    def in_category(self, category: Category) -> Self:
        """Items that a feed of this category brought, each once."""
        sets = apps.get_model("articles", "FeedSet").objects
        brought = sets.filter(feeds__category=category).order_by().values("pk")
        return self.filter(feed_set__in=brought)

    def of_outlet(self, name: str) -> Self:
        """Items that this outlet published, by the name that the feeds give it."""
        return self.filter(outlet=name)

    def since(self, when: dt.datetime) -> Self:
        """What stands at that moment or later in the order of headlines."""
        return self.filter(sort_at__gte=when)

    def page_after(self, cursor: Cursor | None) -> Self:
        """What comes after the cursor, newest first."""
        return self.filter(_after(cursor, "sort_at", "pk"))

    def unread_by(self, user: AbstractBaseUser) -> Self:
        """Items that the user has not marked read."""
        return self.exclude(read_marks__user=user.pk)

    def starred_by(
        self, user: AbstractBaseUser, *, after: Cursor | None = None
    ) -> Self:
        """Items that the user has starred, newest first, by the stars' own index."""
        star = FilteredRelation("stars", condition=Q(stars__user=user.pk))
        return (
            self.alias(star=star)
            .filter(_after(after, "star__sort_at", "star__item_id"))
            .filter(star__user=user.pk)
            .order_by("-star__sort_at", "-star__item_id")
        )
