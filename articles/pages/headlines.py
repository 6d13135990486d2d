"""The lists of headlines: everything, one category, one feed, what is starred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.core import stories
from articles.models import Item, Story
from articles.pages.frame import (
    Link,
    Row,
    Sidebar,
    Visitor,
    rows,
    sidebar,
    with_origins,
)
from articles.querysets import Cursor, ItemQuerySet
from feeds.models import Category, Feed

PAGE = 50
TOP = "top"
FRESH = dt.timedelta(hours=36)
"""Stories without a report for so long are not ranked."""

RANKED = 400
FIRST_POLL_S = 5
"""How soon a page that waits for the first poll looks again."""

_NUMBERS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
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


@dataclass(frozen=True, slots=True)
class Day:
    """The headlines of one day."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlinesPage:
    """A list of headlines, newest first, by days."""

    title: str
    url: str
    site: Link | None
    days: tuple[Day, ...]
    older_url: str
    newest_url: str
    choices: tuple[tuple[Link, bool], ...]
    empty: str
    help: Link | None
    refresh_s: int
    trouble: str
    trouble_link: Link | None
    sidebar: Sidebar
    signed_in: bool
    scope: tuple[tuple[str, str], ...]


def headlines_page(wish: Wish, *, user: Visitor, now: dt.datetime) -> HeadlinesPage:
    """What the reader asks for. Raises DoesNotExist of Feed, Category or Item."""
    feeds = list(
        Feed.objects.in_order().only(
            "title", "category", "error", "failures", "polled_at", "is_paused",
            "site_url",
        )
    )  # fmt: skip
    feed = _feed(feeds, wish.feed_pk) if wish.feed_pk is not None else None
    category = _category(feeds, wish.category_slug) if wish.category_slug else None
    place = feed or category
    title, path, scope = _heading(wish, feed, category)
    shown = _shown(feeds, feed, category)

    is_whole = not (feed or wish.starred or wish.outlet)
    found = list(_question(wish, feed, category, user, now)[: PAGE + 1])
    if wish.outlet and not found and not _is_outlet(wish.outlet):
        raise Item.DoesNotExist
    page = found[:PAGE]
    ranked = None
    if wish.order == TOP and is_whole:
        ranked = _ranked(category, user, now)
        page, found = list(ranked), []
    folded = _folded(page, is_whole)
    older = str(Cursor(page[-1].sort_at, page[-1].pk)) if len(found) > PAGE else ""
    is_choice = wish.unread and not wish.unread_page
    looked_at = {feed.pk for feed in shown} if place else ()
    waiting = 0 if page or wish.starred or wish.after else _waiting(shown)
    empty, help_link = ("", None) if page else _empty(wish, shown, waiting, user)
    trouble, trouble_link = _trouble(shown, feed, user)
    return HeadlinesPage(
        title=title,
        url=path,
        site=Link("Website", feed.site_url) if feed and feed.site_url else None,
        days=_top(rows(page, now=now, feeds=looked_at), ranked)
        if ranked is not None
        else _days(rows(folded, now=now, feeds=looked_at), folded, now),
        older_url=_address(path, unread=is_choice, after=older) if older else "",
        newest_url=_address(path, unread=is_choice) if wish.after else "",
        choices=_choices(path, wish, user, is_whole=is_whole),
        empty=empty,
        help=help_link,
        refresh_s=FIRST_POLL_S if waiting else 0,
        trouble=trouble,
        trouble_link=trouble_link,
        sidebar=sidebar(
            feeds,
            user=user,
            path=path,
            category_pk=category.pk if category else feed.category_id if feed else None,
        ),
        signed_in=user.is_authenticated,
        scope=(*scope, ("until", now.isoformat())),
    )


def _heading(
    wish: Wish, feed: Feed | None, category: Category | None
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What the list is called, where it is, and how a form names it."""
    if feed:
        return str(feed), feed.get_absolute_url(), (("feed", str(feed.pk)),)
    if category:
        slug = category.slug
        return str(category), category.get_absolute_url(), (("category", slug),)
    if wish.outlet:
        path = reverse("outlet", args=[wish.outlet])
        return wish.outlet, path, (("outlet", wish.outlet),)
    if wish.today:
        return "Today", reverse("today"), (("today", "on"),)
    if wish.starred:
        return "Starred", reverse("starred"), (("starred", "on"),)
    if wish.unread_page:
        return "Unread", reverse("unread"), ()
    return "All headlines", reverse("headlines"), ()


def _is_outlet(name: str) -> bool:
    return Item.objects.of_outlet(name).exists()


def midnight(now: dt.datetime) -> dt.datetime:
    """When today began, where the site is."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _feed(feeds: Sequence[Feed], pk: int) -> Feed:
    for feed in feeds:
        if feed.pk == pk:
            return feed
    raise Feed.DoesNotExist


def _category(feeds: Sequence[Feed], slug: str) -> Category:
    for feed in feeds:
        if feed.category and feed.category.slug == slug:
            return feed.category
    return Category.objects.get(slug=slug)


def _shown(
    feeds: Sequence[Feed], feed: Feed | None, category: Category | None
) -> list[Feed]:
    if feed:
        return [feed]
    return [f for f in feeds if category is None or f.category_id == category.pk]


def _question(
    wish: Wish,
    feed: Feed | None,
    category: Category | None,
    user: Visitor,
    now: dt.datetime,
) -> ItemQuerySet:
    cursor = Cursor.read(wish.after)
    items = Item.objects.headlines()
    items = items.of_feed(feed, after=cursor) if feed else items.page_after(cursor)
    if category:
        items = items.in_category(category)
    if wish.outlet:
        items = items.of_outlet(wish.outlet)
    if wish.today:
        items = items.since(midnight(now))
    if not (feed or category or wish.starred or wish.outlet or wish.today):
        items = items.one_a_story()
    if user.is_authenticated:
        items = items.marked_by(user)
        items = items.starred_by(user) if wish.starred else items
        items = items.unread_by(user) if wish.unread else items
    return with_origins(items)


def _folded(items: Sequence[Item], is_whole: bool) -> list[Item]:
    """One item a story: the first on the page."""
    seen: set[int] = set()
    kept = []
    for item in items:
        if is_whole and item.story_id in seen:
            continue
        if item.story_id:
            seen.add(item.story_id)
        kept.append(item)
    return kept


def _ranked(
    category: Category | None, user: Visitor, now: dt.datetime
) -> dict[Item, str]:
    """The stories that most outlets report now, each with why it stands there."""
    since = now - FRESH
    recent = Story.objects.filter(merged_into=None, last_at__range=(since, now))
    if category:
        brought = Item.objects.in_category(category).filter(sort_at__gte=since - FRESH)
        recent = recent.filter(lead__in=brought)
    found = recent.exclude(lead=None).order_by("-voices", "-last_at")[:RANKED]
    hot = sorted(
        found,
        key=lambda story: (
            stories.heat(story.voices, story.growth, now - story.last_at),
            story.pk,
        ),
        reverse=True,
    )[:PAGE]
    items = Item.objects.headlines().filter(pk__in=[story.lead_id for story in hot])
    if user.is_authenticated:
        items = items.marked_by(user)
    leads = {item.pk: item for item in with_origins(items)}
    return {
        leads[story.lead_id]: _reason(story, now)
        for story in hot
        if story.lead_id in leads
    }


def _reason(story: Story, now: dt.datetime) -> str:
    """Why the story ranks where it does, in words."""
    outlets = "1 outlet" if story.voices == 1 else f"{story.voices} outlets"
    hours = int((now - story.last_at) / dt.timedelta(hours=1))
    latest = f"the latest {hours} h ago" if hours else "the latest within the hour"
    pace = f", {story.growth:g} reports an hour" if story.growth >= 1 else ""
    return f"{outlets}{pace}, {latest}"


def _top(shown: Sequence[Row], ranked: Mapping[Item, str]) -> tuple[Day, ...]:
    """The ranked rows under one heading, each with its reason."""
    told = tuple(
        replace(row, notes=(reason, *row.notes))
        for row, reason in zip(shown, ranked.values(), strict=True)
    )
    return (Day("Most reported now", told),) if told else ()


def _days(
    shown: Sequence[Row], items: Sequence[Item], now: dt.datetime
) -> tuple[Day, ...]:
    """Rows by the day of their place in the order."""
    today = timezone.localtime(now).date()
    dated = [
        (timezone.localtime(item.sort_at).date(), row)
        for item, row in zip(items, shown, strict=True)
    ]
    return tuple(
        Day(_day_label(day, today), tuple(_under(day, row) for _, row in group))
        for day, group in groupby(dated, key=lambda pair: pair[0])
    )


def _under(day: dt.date, row: Row) -> Row:
    """Under its own day a row need not repeat the date: the time says more."""
    local = timezone.localtime(row.when.at)
    if row.ago or row.when.day_only or local.date() != day:
        return row
    return replace(row, ago=f"{local:%H:%M}")


def _day_label(day: dt.date, today: dt.date) -> str:
    if day >= today:
        return "Today"
    if day == today - dt.timedelta(days=1):
        return "Yesterday"
    return date_format(day, "l, F j" if day.year == today.year else "F j, Y")


def _address(path: str, *, unread: bool = False, after: str = "") -> str:
    query = {"show": "unread"} if unread else {}
    query |= {"after": after} if after else {}
    return f"{path}?{urlencode(query)}" if query else path


def _choices(
    path: str, wish: Wish, user: Visitor, *, is_whole: bool
) -> tuple[tuple[Link, bool], ...]:
    if wish.unread_page:
        return ()
    is_top = is_whole and wish.order == TOP
    lists = [(Link("Newest", path), not wish.unread and not is_top)]
    if is_whole and not wish.today:
        lists.append((Link("Most reported", f"{path}?order={TOP}"), is_top))
    if user.is_authenticated:
        unread = _address(path, unread=True)
        lists.append((Link("Unread only", unread), wish.unread and not is_top))
    return tuple(lists) if len(lists) > 1 else ()


def _waiting(feeds: Sequence[Feed]) -> int:
    """How many feeds still wait for their first poll."""
    return sum(not feed.polled_at and not feed.is_paused for feed in feeds)


def _empty(
    wish: Wish, feeds: Sequence[Feed], waiting: int, user: Visitor
) -> tuple[str, Link | None]:
    """Why there is nothing to show, in a sentence, and what can be done about it."""
    if wish.starred:
        return "Nothing is starred yet. The star is below each item.", None
    if wish.after:
        return "Here the headlines end.", None
    if waiting:
        number = _NUMBERS[waiting] if waiting < len(_NUMBERS) else str(waiting)
        what = "feed is" if waiting == 1 else "feeds are"
        return (
            f"{number} {what} being fetched; this page fills within seconds.",
            None,
        )
    if wish.unread:
        return "Everything here is read.", None
    if feeds:
        return "There are no headlines here yet.", None
    if getattr(user, "is_staff", False):
        add = Link("Add the first feed", reverse("admin:feeds_feed_add"))
        return "There are no feeds yet.", add
    return "There are no feeds yet. Whoever runs this site can add some.", None


def _trouble(
    shown: Sequence[Feed], feed: Feed | None, user: Visitor
) -> tuple[str, Link | None]:
    """For staff: which of these feeds fail, and where to look."""
    failing = [f for f in shown if f.error]
    if not failing or not getattr(user, "is_staff", False):
        return "", None
    if feed:
        times = "once" if feed.failures <= 1 else f"{feed.failures} times in a row"
        said = f"This feed could not be fetched ({feed.error}), {times}."
        url = reverse("admin:feeds_feed_change", args=[feed.pk])
        return said, Link("See what happened", url)
    count = len(failing)
    said = "One feed fails." if count == 1 else f"{count} feeds fail."
    return said, Link("See which", reverse("admin:feeds_feed_changelist"))
