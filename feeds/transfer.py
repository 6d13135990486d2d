"""OPML in and out of the database.

An import asks nobody: the feeds are kept, due at once, and the polls find out what is
behind their addresses. It is one transaction, and running it twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from feeds import subscribe
from feeds.core import opml
from feeds.core.google_news import HOST as GOOGLE_HOST
from feeds.core.google_news import Edition, NoFeedThere, from_pasted
from feeds.models import Category, Feed
from newsreader.lib.urls import BadAddress, host, page_key
from newsreader.lib.wake import ring

BadOpml = opml.BadOpml
SLICE = 200

Fate = Literal["added", "known", "skipped"]
Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one entry of the file."""

    number: int
    title: str
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, entry by entry in the order of the file."""

    lines: tuple[Line, ...]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.fate for line in self.lines)

    @property
    def summary(self) -> str:
        counts = self.counts
        return _("%(added)d added, %(known)d already there, %(skipped)d skipped.") % {
            fate: counts[fate] for fate in ("added", "known", "skipped")
        }

    @property
    def unusual(self) -> tuple[Line, ...]:
        """All but what was simply added."""
        return tuple(line for line in self.lines if line.fate != "added")

    def in_words(self, said: Callable[[str], str]) -> Report:
        """With each reason as `said` puts it."""
        return Report(tuple(replace(line, why=said(line.why)) for line in self.lines))


def take_in(
    body: bytes, *, edition: Edition, now: dt.datetime, progress: Progress | None = None
) -> Report:
    """Keep every feed of an OPML file. Raises BadOpml where it is none.

    `edition` is for Google News addresses that name none.
    """
    read = opml.read(body)
    lines = [Line(each.line, each.title, "skipped", each.why) for each in read.unused]
    with transaction.atomic():
        categories = _categories()
        known = _known_pages()
        new: list[Feed] = []
        for place, outline in enumerate(read.feeds, start=1):
            lines.append(_take(outline, edition, categories, known, new, now=now))
            if len(new) >= SLICE:
                Feed.objects.bulk_create(new)
                new.clear()
            if progress and (place % 50 == 0 or place == len(read.feeds)):
                progress(place, len(read.feeds))
        Feed.objects.bulk_create(new)
    ring(subscribe.POLL)
    return Report(tuple(sorted(lines, key=lambda line: line.number)))


def give_out(feeds: Iterable[Feed] | None = None, *, now: dt.datetime) -> bytes:
    """These feeds as an OPML file; without any given all."""
    chosen = Feed.objects.in_order() if feeds is None else feeds
    outlines = [
        opml.Outline(
            url=feed.url,
            title=feed.title,
            site_url=feed.site_url,
            folder=feed.category.name if feed.category else "",
            is_paused=feed.is_paused,
        )
        for feed in chosen
    ]
    return opml.write("Newsreader", outlines, now=now)


def file_name(now: dt.datetime) -> str:
    """What the exported file is called."""
    return f"newsreader-{now:%Y-%m-%d}.opml"


def _categories() -> Callable[[str], Category]:
    """Gives the category of a name; new ones come after those that are here."""
    last = Category.objects.order_by("-position").values_list("position", flat=True)
    positions = count(max([*last[:1], 0]) + 1)

    @cache
    def named(name: str) -> Category:
        category = subscribe.category_named(name)
        if not category.position and not category.feeds.exists():
            position = min(next(positions), 32_000)
            Category.objects.filter(pk=category.pk).update(position=position)
        return category

    return named


def _known_pages() -> dict[str, str]:
    """What is here: the title of each feed by its address in any spelling."""
    rows = Feed.objects.values_list("url", "title")
    return {_page(url): title for url, title in rows.iterator()}


def _page(url: str) -> str:
    if host(url) == GOOGLE_HOST:
        return url
    try:
        return page_key(url)
    except BadAddress:
        return url


def _take(
    outline: opml.Outline,
    edition: Edition,
    categories: Callable[[str], Category],
    known: dict[str, str],
    new: list[Feed],
    *,
    now: dt.datetime,
) -> Line:
    number, title = outline.line, outline.title
    try:
        google = from_pasted(outline.url, edition)
    except NoFeedThere as error:
        return Line(number, title, "skipped", error.message)
    url = google.url if google else outline.url
    page = _page(url)
    if page in known:
        return Line(number, title, "known", f"It is here as “{known[page]}”.")
    known[page] = title
    new.append(
        Feed(
            url=url,
            kind=google.kind if google else Feed.Kind.GENERIC,
            title=title,
            site_url=outline.site_url,
            edition=google.ceid if google else "",
            category=categories(outline.folder) if outline.folder else None,
            is_paused=outline.is_paused,
            added_at=now,
            due_at=now,
        )
    )
    return Line(number, title, "added")
