"""Which items an outgoing feed holds, page by page, and when they changed last."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.core.query import parse
from articles.models import Item, Story
from articles.pages.frame import Visitor, story_url
from articles.pages.listing import midnight
from articles.querysets import Cursor, ItemQuerySet
from articles.search import get_search
from articles.visibility import Hidden, Sight, sight_of
from feeds.models import Category, Feed

PAGE = 50
FORM = "2"
"""Goes up when feeds are written differently, so that readers fetch them anew."""

Kind: TypeAlias = Literal[
    "all", "today", "unread", "starred", "category", "feed", "outlet", "story", "search"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One page of a feed of ours: the page it belongs to, and the items it holds."""

    title: str
    path: str
    pks: tuple[int, ...]
    older: str
    """Where the next page goes on, if there is one."""
    sight: Sight
    """What whoever asked is shown."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an item was changed last, and what tells this state from others."""

    updated: dt.datetime
    state: str


def channel(kind: Kind, value: str, *, user: Visitor, after: str) -> Channel:
    """Raises ObjectDoesNotExist where there is no such page, and Hidden where it is
    not for this reader."""
    if kind == "search":
        return _search(value, user=user, after=after)
    sight = sight_of(user)
    title, path, items = _list(kind, value, user, sight, Cursor.read(after))
    rows = list(items.values_list("sort_at", "pk")[: PAGE + 1])
    return Channel(
        title=title,
        path=path,
        pks=tuple(pk for _, pk in rows[:PAGE]),
        older=str(Cursor(*rows[PAGE - 1])) if len(rows) > PAGE else "",
        sight=sight,
    )


def _list(
    kind: Kind, value: str, user: Visitor, sight: Sight, cursor: Cursor | None
) -> tuple[str, str, ItemQuerySet]:
    every = sight.among(Item.objects.headlines())
    match kind:
        case "feed":
            [feed] = _shown([Feed.objects.get(pk=value)], sight)
            mine = every.of_feed(feed, after=cursor)
            return feed.title, feed.get_absolute_url(), mine
        case "category":
            category = Category.objects.get(slug=value)
            _shown(category.feeds.all(), sight)
            items = every.in_category(category)
            title, path = category.name, category.get_absolute_url()
        case "outlet":
            items = every.of_outlet(value)
            if not items.exists():
                raise Item.DoesNotExist
            title, path = value, reverse("outlet", args=[value])
        case "story":
            story = Story.objects.select_related("merged_into").get(pk=value)
            story = story.merged_into or story
            items = every.filter(story=story)
            title, path = story.title, story.get_absolute_url()
            if not sight.is_whole:  # a story's title may be a hidden item's headline
                title, path = _("A story"), story_url(story, sight)
        case "starred":
            items = every.filter(stars__user=user.pk or 0)
            title, path = _("Starred"), reverse("starred")
        case "unread":
            items = every.exclude(read_marks__user=user.pk or 0)
            title, path = _("Unread"), reverse("unread")
        case "today":
            items = every.since(midnight(timezone.now()))
            title, path = _("Today"), reverse("today")
        case _:
            items, title, path = every, _("All headlines"), reverse("headlines")
    return title, path, items.page_after(cursor)


def _shown(feeds: Iterable[Feed], sight: Sight) -> list[Feed]:
    """Those with a page for who asks; raises Hidden where there are only others."""
    feeds = list(feeds)
    shown = [feed for feed in feeds if sight.shows(feed)]
    if feeds and not shown:
        raise Hidden
    return shown


def _search(typed: str, *, user: Visitor, after: str) -> Channel:
    start = int(after) if after.isdecimal() and len(after) < 19 else None
    sight = sight_of(user)
    hits = get_search().find(
        parse(typed), after=start, reader=user.pk, sight=sight, limit=PAGE + 1
    )  # excerpts are not asked for: nothing of a full text can come of it
    return Channel(
        title=_("Search: %(words)s") % {"words": typed},
        path=reverse("search"),
        pks=tuple(hit.item_id for hit in hits[:PAGE]),
        older=str(hits[PAGE - 1].place) if len(hits) > PAGE else "",
        sight=sight,
    )


def stamps(pks: Sequence[int]) -> dict[int, Stamp]:
    """In one small question, so that "nothing is new" is a cheap answer."""
    current = Q(analyses__is_current=True)
    rows = (
        Item.objects.filter(pk__in=pks)
        .order_by()
        .annotate(
            analysed_at=Max("analyses__made_at", filter=current),
            analysis=Max("analyses__pk", filter=current),
            renamed_at=Max("headline_changes__changed_at"),
        )
        .values_list(
            "pk", "content_hash", "analysis", "published_at", "first_seen_at",
            "analysed_at", "renamed_at",
        )
    )  # fmt: skip
    found = {}
    for pk, content_hash, analysis, published_at, seen_at, *changes in rows:
        times = [published_at or seen_at, *filter(None, changes)]
        found[pk] = Stamp(max(times), f"{pk} {content_hash} {analysis}")
    return found


def etag(channel: Channel, states: dict[int, Stamp], *what: str) -> str:
    """Weak: the same feed may be packed in different ways."""
    told = [FORM, channel.title, channel.path, channel.older, str(settings.ANALYSIS)]
    told += [
        settings.LANGUAGE_CODE,
        str(channel.sight.is_whole),  # which names of feeds there are to be told
        *what,
        *(states[pk].state for pk in channel.pks if pk in states),
    ]
    return f'W/"{hashlib.sha256(chr(0).join(told).encode()).hexdigest()[:32]}"'
