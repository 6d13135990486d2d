"""What pages share: the row of a headline, the sidebar, links and times."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch
from django.urls import reverse

from articles.models import Coverage, Item, Origin
from articles.querysets import ItemQuerySet
from feeds.models import Feed

Visitor: TypeAlias = AbstractBaseUser | AnonymousUser

WORDS_A_MINUTE = 230
_RIGHT_TO_LEFT = {
    "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi",
}  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
MOST_REPORTS = 12
"""Other outlets' reports that open in a list; the story's page has them all."""

_MANY_FEEDS = 60
"""With more feeds than this the sidebar opens only the category one is in."""


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads somewhere."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class When:
    """A time to show, or just its day where the feed tells no more."""

    at: dt.datetime
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a foreign text: what `lang` and `dir` say of it."""

    lang: str
    dir: str


@dataclass(frozen=True, slots=True)
class Report:
    """What another outlet reports of the same story."""

    outlet: str
    headline: str
    url: str
    tongue: Tongue
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One headline in a list."""

    pk: int
    url: str
    headline: str
    tongue: Tongue
    outlet: str
    feed: str
    when: When
    ago: str
    snippet: str
    other_outlets: int
    outlets_url: str
    outlet_url: str
    reports: tuple[Report, ...] = ()
    notes: tuple[str, ...]
    is_read: bool
    is_starred: bool


@dataclass(frozen=True, slots=True)
class SideLink:
    """One line of the sidebar."""

    name: str
    url: str
    is_current: bool = False
    is_failing: bool = False


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


def tongue(language: str) -> Tongue:
    """How to mark a text of that language; what is no language tag says nothing."""
    if not _LANGUAGE.fullmatch(language):
        return Tongue("", "auto")
    tag = language.replace("_", "-")
    is_rtl = tag.partition("-")[0].lower() in _RIGHT_TO_LEFT
    return Tongue(tag, "rtl" if is_rtl else "ltr")


def web_address(url: str) -> str:
    """The address if a browser may be sent there, else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def item_url(item: Item, feed_pk: int | None = None) -> str:
    """The item's permalink, with the feed the reader comes from."""
    url = item.get_absolute_url()
    return f"{url}?{urlencode({'feed': feed_pk})}" if feed_pk else url


def when(item: Item) -> When:
    """When the item was published, or first seen where the feed does not tell."""
    if item.published_at is None:
        return When(item.first_seen_at)
    return When(item.published_at, item.day_only)


def says_more(text: str, headline: str) -> bool:
    """Does a snippet tell anything that the headline does not?"""
    plain = " ".join(text.split()).casefold().rstrip(" .…")
    return bool(plain) and plain not in " ".join(headline.split()).casefold()


def with_origins(items: ItemQuerySet) -> ItemQuerySet:
    """With the feeds that brought each item, the first to do so first."""
    origins = Origin.objects.select_related("feed__category").order_by(
        "first_seen_at", "pk"
    )
    return items.prefetch_related(Prefetch("origins", origins))


def outlet_of(item: Item) -> str:
    """The publisher's name: the feed's word, the page's, or else the feed's name."""
    if name := item.outlet or (item.article.outlet if item.article else ""):
        return name
    return next((origin.feed.title for origin in item.origins.all()), "")


def rows(
    items: Sequence[Item], *, now: dt.datetime, feeds: Collection[int] = ()
) -> list[Row]:
    """Rows in the items' order. `feeds` are the ones the reader is looking at."""
    others, reports = _other_outlets(items)
    return [
        replace(
            _row(item, others[item.pk], now, feeds),
            reports=_shown(reports.get(item.story_id or 0, []), item.pk),
        )
        for item in items
    ]


def _shown(reports: Sequence[tuple[int, Report]], item: int) -> tuple[Report, ...]:
    """The first other reports, one of each outlet."""
    first: dict[str, Report] = {}
    for pk, report in reports:
        if pk != item:
            first.setdefault(report.outlet.casefold(), report)
    return tuple(first.values())[:MOST_REPORTS]


def _row(item: Item, others: int, now: dt.datetime, feeds: Collection[int]) -> Row:
    origins = list(item.origins.all())
    here = next((o.feed for o in origins if o.feed_id in feeds), None)
    feed = here or next((o.feed for o in origins), None)
    outlet = outlet_of(item)
    url = item_url(item, here.pk if here else None)
    said = item.snippet or (item.article.description if item.article else "")
    minutes = _minutes(item)
    return Row(
        pk=item.pk,
        url=url,
        headline=item.headline,
        tongue=tongue(item.language),
        outlet=outlet,
        feed=feed.title if feed and feed.title != outlet else "",
        when=when(item),
        ago=_ago(item, now),
        snippet=said if says_more(said, item.headline) else "",
        other_outlets=others,
        outlet_url=_outlet_url(item.outlet),
        outlets_url=item.story.get_absolute_url() if item.story else f"{url}#coverage",
        notes=tuple(
            filter(
                None,
                (
                    # `headlines()` annotates it, and the marks of a signed-in reader
                    "Analysis" if getattr(item, "analysis_basis", None) else "",
                    f"{minutes} min read" if minutes else "",
                ),
            )
        ),
        is_read=getattr(item, "read_at", None) is not None,
        is_starred=getattr(item, "starred_at", None) is not None,
    )


def _outlet_url(name: str) -> str:
    """The page of an outlet that a feed has named; a page's own word has none."""
    return reverse("outlet", args=[name]) if name and name.isprintable() else ""


def _minutes(item: Item) -> int:
    count = item.article.word_count if item.article else 0
    return max(1, round(count / WORDS_A_MINUTE)) if count else 0


def _ago(item: Item, now: dt.datetime) -> str:
    """How long ago, for the last hours; "" where only a date says it well."""
    shown = when(item)
    minutes = int((now - shown.at).total_seconds() // 60)
    if shown.day_only or not 0 <= minutes < 24 * 60:
        return ""
    if minutes < 1:
        return "just now"
    return f"{minutes} min ago" if minutes < 60 else f"{minutes // 60} h ago"


def _other_outlets(
    items: Sequence[Item],
) -> tuple[dict[int, int], dict[int, list[tuple[int, Report]]]]:
    """For each item, how many other outlets its story and Google's list name; for each
    story, its reports in order."""
    stories: defaultdict[int, set[str]] = defaultdict(set)
    reports: defaultdict[int, list[tuple[int, Report]]] = defaultdict(list)
    pks = {item.story_id for item in items if item.story_id}
    for one in (
        Item.objects.filter(story__in=pks)
        .order_by("sort_at", "pk")
        .values_list(
            "story_id", "pk", "headline", "language", "copy_of", "outlet",
            "article__outlet", "origins__feed__title", named=True,
        )
    ):  # fmt: skip
        name = one.outlet or one.article__outlet or one.origins__feed__title or ""
        stories[one.story_id].add(name)
        url = Item(pk=one.pk, headline=one.headline).get_absolute_url()
        said = Report(
            name, one.headline, url, tongue(one.language), one.copy_of is not None
        )
        reports[one.story_id].append((one.pk, said))
    listed: defaultdict[int, set[str]] = defaultdict(set)
    for pk, name in Coverage.objects.filter(
        item__in=[item.pk for item in items]
    ).values_list("item_id", "outlet"):
        listed[pk].add(name)
    counts = {
        item.pk: len(
            {
                name.casefold()
                for name in stories[item.story_id or 0] | listed[item.pk]
                if name
            }
            - {outlet_of(item).casefold()}
        )
        for item in items
    }
    return counts, reports


def sidebar(
    feeds: Sequence[Feed], *, user: Visitor, path: str, category_pk: int | None = None
) -> Sidebar:
    """The sidebar of a list at `path`, whose feed or category is `category_pk`."""
    links = [SideLink("All headlines", reverse("headlines"))]
    if user.is_authenticated:
        links.append(SideLink("Unread", reverse("unread")))
    links.append(SideLink("Today", reverse("today")))
    if user.is_authenticated:
        links.append(SideLink("Starred", reverse("starred")))
    few = len(feeds) <= _MANY_FEEDS
    groups: dict[int | None, SideGroup] = {}
    for feed in feeds:
        category = feed.category
        group = groups.setdefault(
            feed.category_id,
            SideGroup(
                SideLink(category.name, category.get_absolute_url())
                if category
                else None,
                (),
            ),
        )
        if few or feed.category_id in (None, category_pk):
            line = SideLink(
                feed.title, feed.get_absolute_url(), is_failing=bool(feed.error)
            )
            groups[feed.category_id] = replace(group, feeds=(*group.feeds, line))
    return Sidebar(
        tuple(_current(link, path) for link in links),
        tuple(
            SideGroup(
                _current(group.category, path) if group.category else None,
                tuple(_current(link, path) for link in group.feeds),
            )
            for group in sorted(groups.values(), key=lambda group: not group.category)
        ),
    )


def _current(link: SideLink, path: str) -> SideLink:
    return replace(link, is_current=link.url == path)
