"""The rows of lists: one headline each, with what is reported beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from articles.core import identity
from articles.core.images import is_tracker
from articles.core.sentences import reading_minutes
from articles.pages.frame import (
    Tongue,
    Visitor,
    When,
    ago,
    category_place,
    feed_place,
    from_feed,
    icon_for,
    says_more,
    tongue,
    web_address,
)
from articles.pages.glance import (
    Glance,
    OtherReport,
    Source,
    covered_by,
    reports_of,
)
from articles.visibility import Sight
from newsreader.lib.routes import Route, route

MOST_REPORTS = 12
"""Other outlets' reports that open in a list; the story's page has them all."""


ROWS = 1_000
"""So many rows are kept in each process, for pages that are looked at again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What another outlet reports of the same story."""

    outlet: str
    headline: str
    url: str
    tongue: Tongue
    is_copy: bool
    is_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Row:
    """One headline in a list. Rows are equal where they are one and the same, so that
    what is drawn of one can be kept by it."""

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
    chip: str = ""
    """How much else is reported of the same story, in short, and for who hears it:"""
    chip_label: str = ""
    reports: tuple[Report, ...] = ()
    unread_reports: int = 0
    notes: tuple[str, ...]
    is_read: bool
    is_starred: bool
    has_original: bool
    icon: str = ""
    picture: str = ""
    places: str = ""
    """Where the row counts in the sidebar while it is unread, as links there say."""


def rows(
    items: Sequence[Glance],
    *,
    now: dt.datetime,
    sight: Sight,
    feeds: Collection[int] = (),
    reader: Visitor | None = None,
    by_day: bool = False,
) -> list[Row]:
    """Rows in the items' order. `feeds` are the ones the reader is looking at; a
    `reader` with an account is told what is unread of a row's story beside it. Where
    they stand `by_day`, the hour says more than the date above them."""
    account = reader.pk if reader is not None and reader.is_authenticated else None
    stories = {item.story for item in items if item.story is not None}
    reports = reports_of(stories, reader=account, sight=sight)
    listed = covered_by([item.pk for item in items])
    place = _Place(
        frozenset(feeds), sight.is_whole, settings.IMAGES, get_language(),
        item=route("item"), story=route("story"), story_by_id=route("story-by-id"),
        picture=route("item-picture"),
    )  # fmt: skip
    made = []
    for item in items:
        when = when_of(item)
        told = ago(when, now) or (_hour(when, item.sort_at) if by_day else "")
        others = tuple(reports.get(item.story or 0, ()))
        made.append(_row(item, others, frozenset(listed.get(item.pk, ())), told, place))
    return made


class _Place(NamedTuple):
    """Where rows are looked at, the same for all of a list."""

    feeds: frozenset[int]
    is_whole: bool
    images: str
    language: str | None
    item: Route
    story: Route
    story_by_id: Route
    picture: Route

    def item_url(self, pk: int, headline: str) -> str:
        return self.item(pk, identity.slug(headline) or "item")

    def story_url(self, item: Glance) -> str:
        """A story's address is made of a headline, which may be one that is hidden."""
        if not self.is_whole:
            return self.story_by_id(item.story)
        return self.story(item.story, identity.slug(item.story_title) or "story")


def when_of(item: Glance) -> When:
    """When the item was published, or first seen where the feed does not tell."""
    if item.published_at is None:
        return When(item.first_seen_at)
    return When(item.published_at, bool(item.day_only))


@lru_cache(ROWS)
def _row(
    item: Glance,
    reports: tuple[OtherReport, ...],
    listed: frozenset[str],
    told: str,
    place: _Place,
) -> Row:
    """The same row for the same values: nothing of it can be out of date."""
    sources = item.sources
    here = next((one for one in sources if one.pk in place.feeds), None)
    feed = here or (sources[0] if sources else None)
    outlet, when = item.published_by, when_of(item)
    url = from_feed(place.item_url(item.pk, item.headline), here.pk if here else None)
    said = item.snippet or item.article_description
    others = {report.outlet.casefold() for report in reports}
    others.update(name.casefold() for name in listed)
    count = len(others - {outlet.casefold(), ""})
    shown = _shown(reports, item.pk, place)
    chip, chip_label = _chip(count, len(shown), item.headline)
    return Row(
        pk=item.pk,
        url=url,
        headline=item.headline,
        tongue=tongue(item.language),
        outlet=outlet,
        feed=feed.title if feed and feed.title != outlet else "",
        when=when,
        ago=told,
        snippet=said if says_more(said, item.headline) else "",
        other_outlets=count,
        outlet_url=_outlet_url(item.outlet),
        outlets_url=place.story_url(item) if item.story else f"{url}#coverage",
        chip=chip,
        chip_label=chip_label,
        reports=shown,
        unread_reports=sum(one.is_unread and one.pk != item.pk for one in reports),
        notes=_notes(item),
        is_read=bool(item.is_read),
        is_starred=bool(item.is_starred),
        has_original=bool(item.has_original),
        icon=_icon(item),
        picture=_picture(item, place),
        places=_places(sources),
    )


def _chip(outlets: int, reports: int, headline: str) -> tuple[str, str]:
    """How many other outlets there are; where there is none, how many more reports."""
    if outlets:
        short = ngettext("+%(count)d outlet", "+%(count)d outlets", outlets)
        label = ngettext(
            "%(count)d other outlet on: %(headline)s",
            "%(count)d other outlets on: %(headline)s",
            outlets,
        )
    elif reports:
        short = ngettext("+%(count)d report", "+%(count)d reports", reports)
        label = ngettext(
            "%(count)d other report on: %(headline)s",
            "%(count)d other reports on: %(headline)s",
            reports,
        )
    else:
        return "", ""
    said = {"count": outlets or reports, "headline": headline}
    return short % said, label % said


def _shown(
    reports: Sequence[OtherReport], item: int, place: _Place
) -> tuple[Report, ...]:
    """The first other reports, one of each outlet; where there is no other outlet,
    what else the same one reports, for a list shows one row of a story."""
    mine = {report.outlet.casefold() for report in reports if report.pk == item}
    first: dict[str, OtherReport] = {}
    own: list[OtherReport] = []
    for report in reports:
        if report.pk == item:
            continue
        own.append(report)
        if (outlet := report.outlet.casefold()) not in mine:
            first.setdefault(outlet, report)
    return tuple(
        Report(
            report.outlet,
            report.headline,
            place.item_url(report.pk, report.headline),
            tongue(report.language),
            is_copy=bool(report.is_copy),
            is_unread=report.is_unread,
        )
        for report in list(first.values() or own)[:MOST_REPORTS]
    )


def _hour(when: When, sort_at: dt.datetime) -> str:
    """Under its own day a row need not repeat the date: the time says more."""
    local = timezone.localtime(when.at)
    if when.day_only or local.date() != timezone.localtime(sort_at).date():
        return ""
    return f"{local:%H:%M}"


def _notes(item: Glance) -> tuple[str, ...]:
    notes = [_("Analysis")] if item.has_analysis else []
    if item.word_count:
        minutes = reading_minutes(item.word_count)
        notes.append(_("%(count)d min read") % {"count": minutes})
    return tuple(notes)


def _places(sources: Iterable[Source]) -> str:
    """Each feed and each category once, as they are counted."""
    told: dict[str, None] = {}
    for source in sources:
        told[feed_place(source.pk)] = None
        if source.category:
            told[category_place(source.category)] = None
    return " ".join(told)


def _icon(item: Glance) -> str:
    own = (source.site_url for source in item.sources if not source.is_google)
    return icon_for(item.url, item.outlet_url, next(own, ""))


def _picture(item: Glance, place: _Place) -> str:
    """A small picture beside the headline: the feed's own, else the article's."""
    url = item.image_url or item.article_image
    if not url or place.images == "off" or is_tracker(url):
        return ""
    # Not the sealed address: it would be most of what a row weighs
    own = place.picture(item.pk)
    return web_address(url) if place.images == "direct" else own


@lru_cache(10_000)
def _outlet_url(name: str) -> str:
    """The page of an outlet that a feed has named; a page's own word has none."""
    return reverse("outlet", args=[name]) if name and name.isprintable() else ""
