"""What pages share: the row of a headline, the sidebar, links and times."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Value
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import icons, visibility
from articles.core.images import is_tracker
from articles.models import Coverage, Item, Origin, ReadMark, Story, item_path
from articles.querysets import ItemQuerySet
from articles.visibility import PUBLIC, WHOLE, Sight
from feeds.models import Feed

Visitor: TypeAlias = AbstractBaseUser | AnonymousUser

WORDS_A_MINUTE = 230
_RIGHT_TO_LEFT = {
    "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi",
}  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
MOST_REPORTS = 12
"""Other outlets' reports that open in a list; the story's page has them all."""


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
    is_unread: bool = False


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
    unread_reports: int = 0
    notes: tuple[str, ...]
    is_read: bool
    is_starred: bool
    icon: str = ""
    picture: str = ""
    places: str = ""
    """Where the row counts in the sidebar while it is unread, as links there say."""


@lru_cache(1_000)
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


def with_origins(items: ItemQuerySet, sight: Sight = WHOLE) -> ItemQuerySet:
    """With the feeds that brought each item, the first to do so first; for a visitor
    from whom something is hidden, only with feeds that have a page for them."""
    origins = (
        Origin.objects.select_related("feed")
        .only(
            "item", "feed__title", "feed__kind", "feed__site_url", "feed__full_text",
            "feed__visibility", "feed__category",
        )
        .order_by("first_seen_at", "pk")
    )  # fmt: skip
    if not sight.is_whole:
        origins = origins.filter(feed__visibility__in=visibility.words_for(PUBLIC))
    return items.prefetch_related(Prefetch("origins", origins))


def outlet_of(item: Item) -> str:
    """The publisher's name: the feed's word, the page's, or else the feed's name."""
    if name := item.outlet or (item.article.outlet if item.article else ""):
        return name
    return next((origin.feed.title for origin in item.origins.all()), "")


def rows(
    items: Sequence[Item],
    *,
    now: dt.datetime,
    sight: Sight,
    feeds: Collection[int] = (),
    reader: Visitor | None = None,
) -> list[Row]:
    """Rows in the items' order. `feeds` are the ones the reader is looking at; a
    `reader` with an account is told what is unread of a row's story beside it."""
    others, reports = _other_outlets(items, sight, reader)
    return [
        replace(
            _row(item, others[item.pk], now, sight, feeds),
            reports=_shown(reports.get(item.story_id or 0, []), item.pk),
            unread_reports=_unread(reports.get(item.story_id or 0, []), item.pk),
        )
        for item in items
    ]


def _unread(reports: Sequence[tuple[int, Report]], item: int) -> int:
    """How many of the other reports are unread; one of several feeds comes again."""
    return len({pk for pk, report in reports if report.is_unread and pk != item})


def _shown(reports: Sequence[tuple[int, Report]], item: int) -> tuple[Report, ...]:
    """The first other reports, one of each outlet; where there is no other outlet,
    what else the same one reports, for a list shows one row of a story."""
    mine = {report.outlet.casefold() for pk, report in reports if pk == item}
    first: dict[str, Report] = {}
    own: dict[int, Report] = {}
    for pk, report in reports:
        if pk == item:
            continue
        own[pk] = report
        if (outlet := report.outlet.casefold()) not in mine:
            first.setdefault(outlet, report)
    return tuple((first or own).values())[:MOST_REPORTS]


def story_url(story: Story, sight: Sight) -> str:
    """A story's address. It is made of a headline, which may be one that is hidden."""
    if sight.is_whole:
        return story.get_absolute_url()
    return reverse("story-by-id", args=[story.pk])


def _row(
    item: Item,
    others: int,
    now: dt.datetime,
    sight: Sight,
    feeds: Collection[int],
) -> Row:
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
        ago=ago(when(item), now),
        snippet=said if says_more(said, item.headline) else "",
        other_outlets=others,
        outlet_url=_outlet_url(item.outlet),
        outlets_url=story_url(item.story, sight) if item.story else f"{url}#coverage",
        notes=tuple(
            filter(
                None,
                (
                    # `headlines()` annotates it, and the marks of a signed-in reader
                    _("Analysis") if getattr(item, "analysis_basis", None) else "",
                    _("%(count)d min read") % {"count": minutes} if minutes else "",
                ),
            )
        ),
        is_read=getattr(item, "read_at", None) is not None,
        is_starred=getattr(item, "starred_at", None) is not None,
        icon=icon_of(item),
        picture=_picture(item),
        places=_places(origin.feed for origin in origins),
    )


def _places(feeds: Iterable[Feed]) -> str:
    """Each feed and each category once, as they are counted."""
    told: dict[str, None] = {}
    for feed in feeds:
        told[feed_place(feed.pk)] = None
        if feed.category_id:
            told[category_place(feed.category_id)] = None
    return " ".join(told)


def feed_place(pk: int) -> str:
    """The word for a feed's line of the sidebar, to which its rows refer."""
    return f"f{pk}"


def category_place(pk: int) -> str:
    return f"c{pk}"


def icon_of(item: Item) -> str:
    """The address of the outlet's icon, or "": its host is known before its page is."""
    host = icons.site(item.url) or icons.site(item.outlet_url)
    if not host:
        feeds = (origin.feed for origin in item.origins.all())
        own = (feed.site_url for feed in feeds if not feed.is_google)
        host = icons.site(next(own, ""))
    return icons.address(host)


def _picture(item: Item) -> str:
    """A small picture beside the headline: the feed's own, else the article's."""
    url = item.image_url or (item.article.image_url if item.article else "")
    if not url or settings.IMAGES == "off" or is_tracker(url):
        return ""
    # Not the sealed address: it would be most of what a row weighs
    own = reverse("item-picture", args=[item.pk])
    return web_address(url) if settings.IMAGES == "direct" else own


@lru_cache(10_000)
def _outlet_url(name: str) -> str:
    """The page of an outlet that a feed has named; a page's own word has none."""
    return reverse("outlet", args=[name]) if name and name.isprintable() else ""


def _minutes(item: Item) -> int:
    count = item.article.word_count if item.article else 0
    return max(1, round(count / WORDS_A_MINUTE)) if count else 0


def ago(shown: When, now: dt.datetime) -> str:
    """How long ago, for the last hours; "" where only a date says it well."""
    minutes = int((now - shown.at).total_seconds() // 60)
    if shown.day_only or not 0 <= minutes < 24 * 60:
        return ""
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(count)d min ago") % {"count": minutes}
    return _("%(count)d h ago") % {"count": minutes // 60}


def _other_outlets(
    items: Sequence[Item], sight: Sight, reader: Visitor | None
) -> tuple[dict[int, int], dict[int, list[tuple[int, Report]]]]:
    """For each item, how many other outlets its story and Google's list name; for each
    story, its reports in order."""
    stories: defaultdict[int, set[str]] = defaultdict(set)
    reports: defaultdict[int, list[tuple[int, Report]]] = defaultdict(list)
    pks = {item.story_id for item in items if item.story_id}
    is_read: Combinable = Value(True)
    if reader is not None and reader.is_authenticated:
        is_read = Exists(ReadMark.objects.filter(user=reader.pk, item=OuterRef("pk")))
    for one in (
        Item.objects.filter(sight.condition(), story__in=pks)
        .annotate(is_read=is_read)
        .order_by("sort_at", "pk")
        .values_list(
            "story_id", "pk", "headline", "language", "copy_of", "outlet",
            "article__outlet", "origins__feed__title", "is_read", named=True,
        )
    ):  # fmt: skip
        name = one.outlet or one.article__outlet or one.origins__feed__title or ""
        stories[one.story_id].add(name)
        url = item_path(one.pk, one.headline)
        said = Report(
            name,
            one.headline,
            url,
            tongue(one.language),
            is_copy=one.copy_of is not None,
            is_unread=not one.is_read,
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
