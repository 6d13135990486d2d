"""The page of a story: what several outlets published about one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from articles.models import Item, Story
from articles.pages.frame import Row, Visitor, rows, with_origins

MOST = 200
"""Items of one story that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story's items in the order they appeared."""

    title: str
    url: str
    slug: str
    outlets: tuple[str, ...]
    rows: tuple[Row, ...]
    signed_in: bool


def story_page(pk: int, *, user: Visitor, now: dt.datetime) -> StoryPage | str:
    """The story, or the address of the one it was merged into.

    Raises Story.DoesNotExist.
    """
    story = Story.objects.select_related("merged_into").get(pk=pk)
    if story.merged_into:
        return story.merged_into.get_absolute_url()
    items = Item.objects.headlines().filter(story=story).order_by("sort_at", "pk")
    if user.is_authenticated:
        items = items.marked_by(user)
    found = rows(list(with_origins(items)[:MOST]), now=now)
    shown = tuple(replace(row, other_outlets=0) for row in found)  # they are all here
    return StoryPage(
        title=story.title,
        url=story.get_absolute_url(),
        slug=story.slug,
        outlets=tuple(dict.fromkeys(row.outlet for row in shown if row.outlet)),
        rows=shown,
        signed_in=user.is_authenticated,
    )
