"""Add a feed from any URL, move, rename, mute, remove."""

from __future__ import annotations

import datetime as dt
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from feeds.core.google_news import Edition
from feeds.lookup import Found, describe, known
from feeds.models import Beginning, Category, Feed
from feeds.querysets import FeedQuerySet
from newsreader.lib.urls import host
from newsreader.lib.wake import ring

POLL = "feeds.poll"

STARTERS = {
    "Google News": ("google_top", ""),
    "World": ("google_section", "WORLD"),
    "Technology": ("google_section", "TECHNOLOGY"),
}
"""Titles that read well over an item, as "← Google News"; and what they follow."""
STARTER_CATEGORY = "Google News"

_NO_ERRORS: dict[str, Any] = {
    "failures": 0, "error": "", "last_error": "", "tries": 0, "missing_since": None,
}  # fmt: skip


# ---- adding


def add(
    found: Found, *, category: Category | None = None, title: str = "", now: dt.datetime
) -> tuple[Feed, bool]:
    """Keep the feed, due now; gives it and whether it is new.

    A feed that is here under any spelling of its address stays as it is.
    """
    same = known(found.url)
    if same is not None:
        return same, False
    feed, is_new = Feed.objects.get_or_create(
        url=found.url,
        defaults={
            "kind": found.kind,
            "title": (title.strip() or found.title or host(found.url))[:300],
            "site_url": found.site_url,
            "language": found.language,
            "edition": found.ceid,
            "category": category,
            "added_at": now,
            "due_at": now,
        },
    )
    if is_new:
        ring(POLL)
    return feed, is_new


def subscribe_starters(edition: Edition, *, now: dt.datetime) -> list[Feed]:
    """What a new site begins with: three feeds of Google News. Asks nobody.

    Once in the site's life, and only where nobody was quicker to add a feed.
    """
    with transaction.atomic():
        _, is_first = Beginning.objects.get_or_create(pk=1, defaults={"at": now})
        if not is_first or Feed.objects.exists():
            return []
        category = category_named(STARTER_CATEGORY)
        feeds: list[Feed] = []
        for title, (kind, value) in STARTERS.items():
            found = describe(kind, value, edition=edition)
            feeds.append(add(found, category=category, title=title, now=now)[0])
    return feeds


# ---- arranging


def category_named(name: str) -> Category:
    """The category of that name, made if there is none yet."""
    name = " ".join(name.split())[:100]
    same = Category.objects.filter(name__iexact=name).first()
    if same is not None:
        return same
    base = slugify(name, allow_unicode=True)[:90] or "category"
    taken = set(
        Category.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    free = chain([base], (f"{base}-{number}" for number in count(2)))
    slug = next(each for each in free if each not in taken)
    return Category.objects.get_or_create(name=name, defaults={"slug": slug})[0]


def move(feeds: FeedQuerySet, category: Category | None) -> int:
    """Put the feeds into that category, or into none."""
    return feeds.update(category=category)


def rename(feed: Feed, title: str) -> None:
    """Call the feed that; an empty title changes nothing."""
    if title := " ".join(title.split())[:300]:
        feed.title = title
        feed.save(update_fields=["title"])


def pause(feeds: FeedQuerySet) -> int:
    """Poll the feeds no more; gives how many were not paused before."""
    return feeds.filter(is_paused=False).update(is_paused=True)


def resume(feeds: FeedQuerySet, *, now: dt.datetime) -> int:
    """Poll paused feeds again, beginning now and anew: what had stopped them counts
    no more. Gives how many were paused."""
    resumed = feeds.filter(is_paused=True).update(
        is_paused=False, paused_why="", due_at=now, **_NO_ERRORS
    )
    ring(POLL)
    return resumed


def poll_now(feeds: FeedQuerySet, *, now: dt.datetime) -> int:
    """Make the feeds due; a paused one stays paused. Gives how many are due."""
    due = feeds.filter(is_paused=False).update(due_at=now)
    ring(POLL)
    return due


def reset_errors(feeds: FeedQuerySet, *, now: dt.datetime) -> int:
    """Forget how often the feeds failed, and poll them now."""
    count = feeds.update(due_at=now, **_NO_ERRORS)
    ring(POLL)
    return count


def change_address(feed: Feed, url: str, *, now: dt.datetime) -> None:
    """Poll the feed there from now on. What was kept of the old address goes: its
    validators would say that nothing is new at the other."""
    Feed.objects.filter(pk=feed.pk).update(
        url=url, etag="", last_modified="", body_hash="", moved_to="", moved_seen=0,
        due_at=now, **_NO_ERRORS,
    )  # fmt: skip
    ring(POLL)


def remove(feeds: FeedQuerySet) -> int:
    """Take the feeds away with their log; their items are the articles' to forget."""
    return feeds.delete()[1].get("feeds.Feed", 0)
