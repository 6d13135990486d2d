"""The page of a story: what several outlets published about one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from articles.models import Item, Story
from articles.pages.frame import Row, Visitor, When, rows, with_origins

REASONS = {
    "coverage": "Google lists them together",
    "address": "one address",
    "title": "one headline",
    "likeness": "headline and text are alike",
    "alone": "the first report",
    "owner": "put there by hand",
}
MOST = 200
"""Items of one story that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story's items in the order they appeared."""

    title: str
    url: str
    slug: str
    outlets: tuple[str, ...]
    first: When
    latest: When
    facts: tuple[str, ...]
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
    found = list(with_origins(items)[:MOST])
    is_staff = bool(getattr(user, "is_staff", False))
    # Which outlets there are is told above: they are all here
    shown = tuple(
        replace(
            row,
            other_outlets=0,
            reports=(),
            notes=(*row.notes, *_notes(item, is_staff=is_staff)),
        )
        for row, item in zip(rows(found, now=now), found, strict=True)
    )
    return StoryPage(
        title=story.title,
        url=story.get_absolute_url(),
        slug=story.slug,
        outlets=tuple(dict.fromkeys(row.outlet for row in shown if row.outlet)),
        first=When(story.first_at),
        latest=When(story.last_at),
        facts=_facts(story),
        rows=shown,
        signed_in=user.is_authenticated,
    )


def _facts(story: Story) -> tuple[str, ...]:
    """What the numbers of the story say."""
    facts = []
    if story.voices < story.outlets:
        own = "one" if story.voices == 1 else str(story.voices)
        facts.append(f"{own} in its own words" if own == "one" else f"{own} voices")
    if story.growth >= 1:
        facts.append(f"{story.growth:g} reports an hour at the last")
    return tuple(facts)


def _notes(item: Item, *, is_staff: bool) -> tuple[str, ...]:
    """That it is a copy and, for the owner, why it stands in the story."""
    notes = ["Same text as another report"] if item.copy_of_id else []
    if is_staff and item.story_why:
        notes.append(f"Here because: {because(item)}")
    return tuple(notes)


def because(item: Item) -> str:
    """Why the item is in its story, in words."""
    said = REASONS.get(item.story_why, item.story_why)
    score = "" if item.story_score is None else f" ({item.story_score:.2f})"
    return f"{said}{score}"
