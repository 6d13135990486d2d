"""The sidebar: where one can go from a list, and what is unread there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import icons
from articles.models import SavedSearch
from articles.pages.frame import Visitor, category_place, feed_place
from articles.tallies import Unread
from feeds.models import Category, feed_path
from newsreader.lib.questions import ask


class FeedLine(NamedTuple):
    """What a list needs to know of each feed; a page may name hundreds of them."""

    pk: int
    title: str
    category: Category | None
    error: str
    failures: int
    was_polled: bool
    is_paused: bool
    site_url: str
    visibility: str

    @property
    def is_failing(self) -> bool:
        """As `Feed.health` says it: whoever paused a feed knows that it fails."""
        return bool(self.failures) and not self.is_paused

    def get_absolute_url(self) -> str:
        return feed_path(self.pk, self.title)


_LINES = """
SELECT f.id, f.title, f.category_id, c.name, c.slug, f.error, f.failures,
  f.polled_at IS NOT NULL, f.is_paused, f.site_url, f.visibility
FROM feeds_feed f LEFT JOIN feeds_category c ON c.id = f.category_id
ORDER BY c.position, c.name, f.title, f.id
"""


def feed_lines() -> list[FeedLine]:
    """All feeds, in the sidebar's order."""
    categories: dict[int | None, Category | None] = {None: None}
    lines = []
    for pk, title, group, name, slug, *told in ask(_LINES):
        if group not in categories:
            categories[group] = Category(pk=group, name=name, slug=slug)
        lines.append(FeedLine(pk, title, categories[group], *told))
    return lines


MOST_SEARCHES = 20
"""Kept searches in the sidebar; the page of feeds lists all of them."""

_KEPT = (
    "SELECT typed FROM articles_savedsearch WHERE user_id = %s"  # noqa: S608
    f" ORDER BY typed LIMIT {MOST_SEARCHES}"
)

EVERYTHING = "all"
"""The place in which every row is counted, without saying so."""

_ADD = "feeds.add_feed"
_MANY_FEEDS = 60
"""With more feeds than this the sidebar opens only the category one is in."""


@dataclass(frozen=True, slots=True)
class SideLink:
    """One line of the sidebar."""

    name: str
    url: str
    is_current: bool = False
    is_failing: bool = False
    icon: str = ""
    unread: int = 0
    place: str = ""
    """The word by which rows say that they are counted here; "" where nothing is."""


@dataclass(frozen=True, slots=True)
class SideGroup:
    """A category with its feeds; without a name, the feeds that are in none."""

    category: SideLink | None
    feeds: tuple[SideLink, ...]


@dataclass(frozen=True, slots=True)
class Sidebar:
    """Where one can go from a list."""

    links: tuple[SideLink, ...]
    groups: tuple[SideGroup, ...]
    may_add: bool = False
    """May the reader add a feed?"""


def sidebar(
    feeds: Sequence[FeedLine],
    *,
    user: Visitor,
    unread: Unread,
    path: str,
    category_pk: int | None = None,
) -> Sidebar:
    """The sidebar of a list at `path`, whose feed or category is `category_pk`."""
    links = [SideLink(_("All headlines"), reverse("headlines"))]
    if user.is_authenticated:
        links.append(
            SideLink(
                _("Unread"), reverse("unread"), unread=unread.total, place=EVERYTHING
            )
        )
    links.append(SideLink(_("Today"), reverse("today")))
    if user.is_authenticated:
        links.append(SideLink(_("Starred"), reverse("starred")))
    is_staff = bool(getattr(user, "is_staff", False))
    few = len(feeds) <= _MANY_FEEDS
    groups: dict[int | None, SideLink | None] = {}
    lines: dict[int | None, list[SideLink]] = {}
    for feed in feeds:
        category = feed.category
        key = category.pk if category else None
        if key not in groups:
            groups[key] = _group(category, unread, counts=user.is_authenticated)
        if few or key in (None, category_pk):
            lines.setdefault(key, []).append(
                SideLink(
                    feed.title,
                    feed.get_absolute_url(),
                    is_failing=is_staff and feed.is_failing,
                    icon=icons.address(icons.site(feed.site_url)),
                    unread=unread.feeds.get(feed.pk, 0),
                    place=feed_place(feed.pk) if user.is_authenticated else "",
                )
            )
    return Sidebar(
        tuple(_current(link, path) for link in links),
        tuple(
            SideGroup(
                _current(group, path) if group else None,
                tuple(_current(link, path) for link in lines.get(key, ())),
            )
            for key, group in sorted(groups.items(), key=lambda one: not one[1])
        )
        + _searches(user),
        may_add=isinstance(user, User) and is_staff and user.has_perm(_ADD),
    )


def _searches(user: Visitor) -> tuple[SideGroup, ...]:
    """What the reader looks for again and again, under a heading of its own."""
    if not user.is_authenticated:
        return ()
    kept = [SavedSearch(typed=typed) for (typed,) in ask(_KEPT, user.pk)]
    links = tuple(SideLink(one.typed, one.get_absolute_url()) for one in kept)
    return (SideGroup(SideLink(_("Searches"), reverse("follow")), links),) * bool(links)


def _group(
    category: Category | None, unread: Unread, *, counts: bool
) -> SideLink | None:
    if category is None:
        return None
    return SideLink(
        category.name,
        category.get_absolute_url(),
        unread=unread.categories.get(category.pk, 0),
        place=category_place(category.pk) if counts else "",
    )


def _current(link: SideLink, path: str) -> SideLink:
    return replace(link, is_current=True) if link.url == path else link
