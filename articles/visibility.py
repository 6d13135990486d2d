"""Who sees which items: people with an account all of them, others what a feed opens.

A feed is open to everybody (`public`), to whoever has the link of an item (`link`), or
to people with an account (`members`); where it does not say, the site's settings do.
An item of several feeds is as open as the most open of them. What is open by link is
on its own page only: not in lists, searches, outgoing feeds or beside other items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from articles.core import identity
from articles.models import FeedSet, Item
from feeds.models import Feed

if TYPE_CHECKING:
    from articles.querysets import ItemQuerySet

PUBLIC, LINK, MEMBERS = "public", "link", "members"
_OPENNESS = {MEMBERS: 0, LINK: 1, PUBLIC: 2}


class Seen(Protocol):
    """A feed, or what a page knows of one."""

    @property
    def visibility(self) -> str: ...


class Hidden(Exception):  # noqa: N818 - it reads as what it is
    """There is something here, but not for who asks: a login may help."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What lists hold for somebody: everything; or else only what is `open` (feed
    sets), and no more than that of any story."""

    is_whole: bool = True
    open: frozenset[int] = frozenset()
    is_public: bool = True
    """Whether items that came from no feed at all are to be seen."""

    def among(self, items: ItemQuerySet) -> ItemQuerySet:
        """Those of the items that may stand in a list."""
        return items if self.is_whole else items.filter(self.condition())

    def holds(self, feed_set: int | None) -> bool:
        """May an item of that feed set stand in a list?"""
        if feed_set is None:
            return self.is_whole or self.is_public
        return self.is_whole or feed_set in self.open

    def condition(self, item: str = "") -> Q:
        """The same for a question about something that leads to items."""
        if self.is_whole:
            return Q()
        seen = Q(**{f"{item}feed_set__in": self.open})
        return seen | Q(**{f"{item}feed_set": None}) if self.is_public else seen

    def shows(self, feed: Seen) -> bool:
        """Has that feed a page of its own?"""
        return self.is_whole or level_of(feed) == PUBLIC


WHOLE = Sight()


def sight_of(user: AbstractBaseUser | AnonymousUser) -> Sight:
    """What lists hold for them. Where nothing is hidden, that is a small question."""
    if user.is_authenticated:
        return WHOLE
    some = [LINK, MEMBERS]
    is_public = settings.VISIBILITY == PUBLIC
    hidden = Feed.objects.filter(visibility__in=some).order_by().values("pk")
    left = FeedSet.objects.filter(left_as__in=some).order_by().values("pk")
    if is_public and not hidden.union(left).exists():
        return WHOLE
    levels: dict[int, set[str]] = {}
    for pk, left_as, feed, told in FeedSet.objects.order_by().values_list(
        "pk", "left_as", "feeds", "feeds__visibility"
    ):
        levels.setdefault(pk, set()).add(
            _level(left_as) if feed is None else _level(told)
        )
    seen = frozenset(pk for pk, told in levels.items() if PUBLIC in told)
    return Sight(is_whole=False, open=seen, is_public=is_public)


def level_of(feed: Seen) -> str:
    """How open the items are that this feed alone brings."""
    return _level(feed.visibility)


def words_for(level: str) -> list[str]:
    """What feeds say that are so open."""
    return [level, ""] if level == settings.VISIBILITY else [level]


def may_open(item: Item, slug: str) -> bool:
    """May a visitor open the item who came by an address with that slug?

    Ids can be counted through, headlines cannot: a link is one with both. Those that
    the item had before are good, too.
    """
    level = level_of_set(item.feed_set_id)
    if level != LINK:
        return level == PUBLIC
    earlier = item.headline_changes.values_list("headline", flat=True)
    return slug in {item.slug, *map(identity.slug, earlier)}


def level_of_set(pk: int | None) -> str:
    """How open the items of that feed set are."""
    levels = [
        _level(left_as if feed is None else told)
        for left_as, feed, told in FeedSet.objects.filter(pk=pk or 0)
        .order_by()
        .values_list("left_as", "feeds", "feeds__visibility")
    ]
    return max(levels, key=_OPENNESS.__getitem__, default=_level(""))


def _level(told: str | None) -> str:
    return told or settings.VISIBILITY
