"""Which items a list holds: the question behind a page of headlines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from articles.models import Item
from articles.pages.frame import Visitor
from articles.pages.glance import Glance, glances
from articles.querysets import MOST_SETS, Cursor, ItemQuerySet, newest_of
from articles.tallies import Unread
from articles.visibility import Sight
from feeds.models import Category
from newsreader.lib.questions import ask, moment

PAGE = 50
WIDER = 2
"""So many times as many items are looked through where stories are one row each."""

REPORTS = (6 * PAGE, 24 * PAGE, 96 * PAGE)
"""So many reports are looked through for a page of stories, one after the other."""

WINDOWS = (2_000, 100_000)
"""So far back unread items are looked for, one after the other, where few are."""


_OF_CATEGORY = (
    "SELECT DISTINCT s.feedset_id FROM articles_feedset_feeds s"  # noqa: S608
    " JOIN feeds_feed f ON f.id = s.feed_id"
    f" WHERE f.category_id = %s LIMIT {MOST_SETS + 1}"
)
_OF_FEED = (
    "SELECT feedset_id FROM articles_feedset_feeds"  # noqa: S608
    f" WHERE feed_id = %s LIMIT {MOST_SETS + 1}"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which headlines a reader asks for."""

    category_slug: str = ""
    feed_pk: int | None = None
    starred: bool = False
    unread: bool = False
    after: str = ""
    outlet: str = ""
    today: bool = False
    unread_page: bool = False
    order: str = ""
    left: int | None = None
    """How many unread items there were from `after` on when the page before was made:
    so the last of them are found without a look at everything that is older."""


def midnight(now: dt.datetime) -> dt.datetime:
    """When today began, where the site is."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


class Page(NamedTuple):
    """The items of a page, where the next one begins if there is one, and how many of
    the list stand before that, those included that others stand for."""

    items: list[Glance]
    end: Cursor | None
    passed: int


class _Report(NamedTuple):
    """An item that may stand for its story in a list."""

    story: int | None
    sort_at: dt.datetime
    pk: int
    outlet: str

    @property
    def place(self) -> Cursor:
        return Cursor(self.sort_at, self.pk)

    def stands_for(self, other: _Report, *, is_feed: bool) -> bool:
        """Is it the newer one? A feed may be one outlet's, whose reports all stand."""
        is_newer = (self.sort_at, self.pk) > (other.sort_at, other.pk)
        return is_newer and not (is_feed and self.outlet == other.outlet)


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it is asked for, by whom, and when."""

    wish: Wish
    feed_pk: int | None
    category: Category | None
    user: Visitor
    sight: Sight
    count: Unread
    now: dt.datetime

    @property
    def is_everything(self) -> bool:
        wish = self.wish
        is_part = self.feed_pk or self.category or wish.starred or wish.outlet
        return not (is_part or wish.today)

    @property
    def is_of_leads(self) -> bool:
        """What is unread may be any report of a story; a hidden one stands for none."""
        return self.is_everything and not self.wish.unread and self.sight.is_whole

    def page(self) -> Page:
        """One row a story: its newest report in this list, on whichever page that is.

        A star is somebody's own choice and stays; an outlet's page is of all that it
        published.
        """
        if self.is_of_leads:
            return self._leads()
        is_flat = bool(self.wish.starred or self.wish.outlet)
        most = PAGE if is_flat else WIDER * PAGE
        sets = self._sets()
        if sets is not None:
            found, kept, end = self._by_parts(sets, most)
        else:
            if self.wish.unread and self.is_everything and self.user.is_authenticated:
                found, end = self._unread(self._items(), most)
            else:
                found, end = _cut(_first(self._items(), most + 1), most)
            kept = found if is_flat else self._folded(found, None)
        if end and not kept:
            kept = found[:1]  # no page is blank before the last one
        shown = kept[:PAGE]
        passed = len(found)
        if len(kept) > PAGE:
            end, passed = shown[-1].place, found.index(shown[-1]) + 1
        return Page(self._shown([report.pk for report in shown]), end, passed)

    def _by_parts(
        self, sets: Collection[int], most: int
    ) -> tuple[list[_Report], list[_Report], Cursor | None]:
        """What these sets hold, what of it is left of rows of one story, and where it
        goes on. Two thirds of `most` are a page already where few tell of the same."""
        end = Cursor.read(self.wish.after)
        found: list[_Report] = []
        kept: list[_Report] = []
        first = 2 * most // 3
        for size in (first, most - first):
            part, end = _cut(self._newest_in(sets, end, size + 1), size)
            found += part
            kept += self._folded(part, sets)
            if len(kept) > PAGE or end is None:
                break
        return found, kept, end

    def _folded(
        self, found: Sequence[_Report], sets: Collection[int] | None
    ) -> list[_Report]:
        stories = {report.story for report in found if report.story}
        by_story: defaultdict[int | None, list[_Report]] = defaultdict(list)
        for report in self._in_stories(stories, sets) if stories else ():
            by_story[report.story].append(report)
        is_feed = self.feed_pk is not None
        return [
            report
            for report in found
            if report.story is None
            or not any(
                other.stands_for(report, is_feed=is_feed)
                for other in by_story[report.story]
            )
        ]

    def _in_stories(
        self, stories: Collection[int], sets: Collection[int] | None
    ) -> list[_Report]:
        """Asked for by the stories alone, of which a page has few, so that no database
        thinks of another way; whether the list holds it is looked at row by row."""
        here, joined, values = "true", "", []
        if self.category and sets is None:
            here += (
                " AND EXISTS (SELECT 1 FROM articles_feedset_feeds s"
                " JOIN feeds_feed f ON f.id = s.feed_id"
                " WHERE s.feedset_id = i.feed_set_id AND f.category_id = %s)"
            )
            values.append(self.category.pk)
        # Of a feed's origins and somebody's marks there may be a million. For EXISTS
        # PostgreSQL would read all of them first.
        if self.feed_pk is not None and sets is None:
            here += " AND o.id IS NOT NULL"
            joined += (
                " LEFT JOIN articles_origin o ON o.item_id = i.id AND o.feed_id = %s"
            )
            values.append(self.feed_pk)
        if self.wish.unread and self.user.is_authenticated:
            here += " AND m.item_id IS NULL"
            joined += (
                " LEFT JOIN articles_readmark m ON m.item_id = i.id AND m.user_id = %s"
            )
            values.append(self.user.pk)
        question = (
            f"SELECT {here}, i.feed_set_id, i.story_id, i.sort_at, i.id, i.outlet"  # noqa: S608
            f" FROM articles_item i{joined} WHERE i.story_id IN ({{many}})"
        )
        return [
            _Report(story, moment(at), pk, outlet)
            for is_here, feed_set, story, at, pk, outlet in ask(
                question, *values, many=stories
            )
            if is_here
            and (sets is None or feed_set in sets)
            and self.sight.holds(feed_set)
        ]

    def left_after(self, passed: int) -> int:
        """How many unread items follow this page, if nothing is read meanwhile."""
        return max(self._left() - passed, 1)

    def _left(self) -> int:
        return self.count.total if self.wish.left is None else self.wish.left

    def _items(self) -> ItemQuerySet:
        wish, user = self.wish, self.user
        cursor = Cursor.read(wish.after)
        items = self.sight.among(Item.objects.headlines())
        if self.feed_pk is not None:
            items = items.of_feed(self.feed_pk, after=cursor)
        elif wish.starred and user.is_authenticated:
            items = items.starred_by(user, after=cursor)
        else:
            items = items.page_after(cursor)
        if self.category:
            items = items.in_category(self.category)
        if wish.outlet:
            items = items.of_outlet(wish.outlet)
        if wish.today:
            items = items.since(midnight(self.now))
        if user.is_authenticated and wish.unread:
            items = items.unread_by(user)
        return items

    def _sets(self) -> Collection[int] | None:
        """The feed sets of a category or a feed; None for many, of which whatever comes
        first in time is looked for, and for every other list."""
        if self.feed_pk is not None:
            told = ask(_OF_FEED, self.feed_pk)
        elif self.category:
            told = ask(_OF_CATEGORY, self.category.pk)
        else:
            return None
        return {row[0] for row in told} if len(told) <= MOST_SETS else None

    def _newest_in(
        self, sets: Collection[int], after: Cursor | None, most: int
    ) -> list[_Report]:
        """The newest of all these sets."""
        if not self.sight.is_whole:
            sets = [pk for pk in sets if pk in self.sight.open]
        reader = None
        if self.wish.unread and self.user.is_authenticated:
            reader = self.user.pk
            sets = [pk for pk in sets if pk in self.count.sets]
        found = newest_of(sorted(sets), after=after, limit=most, unread_by=reader)
        return [_Report(*row) for row in found]

    def _leads(self) -> Page:
        """Of each story the item that stands for it. Chosen here, for a database that
        is asked for such items takes them to be few, and looks at all there are."""
        cursor = Cursor.read(self.wish.after)
        found: list[int] = []
        leaderless: set[int] = set()  # their newest report stands for them
        for window in REPORTS:
            behind = Item.objects.headlines().page_after(cursor)
            told = list(behind.values_list("pk", "story", "story__lead")[:window])
            for pk, story, lead in told:
                if lead == pk or (lead is None and story not in leaderless):
                    found.append(pk)
                    leaderless |= {story} if story and lead is None else set()
            if len(found) > PAGE or len(told) < window:
                page = self._shown(found[:PAGE])
                more = len(found) > PAGE and page
                end = Cursor(page[-1].sort_at, page[-1].pk) if more else None
                return Page(page, end, len(page))
            [last] = Item.objects.filter(pk=told[-1][0]).values_list("sort_at", "pk")
            cursor = Cursor(*last)
        return Page(self._shown(found), cursor, len(found))

    def _unread(
        self, items: ItemQuerySet, most: int
    ) -> tuple[list[_Report], Cursor | None]:
        """The next unread items, looked for further and further back; a page may end
        before it is full, and the next one goes on from there."""
        wanted = min(most + 1, self._left())
        if not wanted:
            return [], None
        behind = Item.objects.headlines()
        behind = behind.page_after(Cursor.read(self.wish.after))
        for window in WINDOWS:
            ends = list(behind.values_list("sort_at", "pk")[window : window + 1])
            if not ends:
                break
            found = _first(items.filter(sort_at__gte=ends[0][0]), wanted)
            if len(found) >= wanted:
                return _cut(found, most)
            if window == WINDOWS[-1]:
                end = Cursor(*ends[0])
                within = [one for one in found if (one.sort_at, one.pk) >= ends[0]]
                return within, end
        return _cut(_first(items, wanted), most)

    def _shown(self, found: Sequence[int]) -> list[Glance]:
        return glances(found, reader=self.user.pk, sight=self.sight)


def _first(items: ItemQuerySet, most: int) -> list[_Report]:
    rows = items.values_list("story", "sort_at", "pk", "outlet")[:most]
    return [_Report(*row) for row in rows]


def _cut(found: Sequence[_Report], most: int) -> tuple[list[_Report], Cursor | None]:
    """What was found, of one more than wanted; and where it goes on, if it does."""
    page = list(found[:most])
    return page, page[-1].place if len(found) > most else None
