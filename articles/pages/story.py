"""The page of a story: what several outlets published about one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Item, Story
from articles.pages.frame import Row, Visitor, When, rows, story_url, with_origins
from articles.visibility import Hidden, sight_of

REASONS = {
    "coverage": gettext_lazy("Google lists them together"),
    "address": gettext_lazy("one address"),
    "title": gettext_lazy("one headline"),
    "likeness": gettext_lazy("headline and text are alike"),
    "alone": gettext_lazy("the first report"),
    "owner": gettext_lazy("put there by hand"),
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

    Raises Story.DoesNotExist, and Hidden where nothing of it is for this visitor; one
    who sees a part of it sees no title that another part may have given.
    """
    sight = sight_of(user)
    story = Story.objects.select_related("merged_into").get(pk=pk)
    if story.merged_into:
        return story_url(story.merged_into, sight)
    items = sight.among(Item.objects.headlines())
    items = items.filter(story=story).order_by("sort_at", "pk")
    if user.is_authenticated:
        items = items.marked_by(user)
    found = list(with_origins(items, sight)[:MOST])
    if not sight.is_whole and not found:
        raise Hidden
    is_staff = bool(getattr(user, "is_staff", False))
    # Which outlets there are is told above: they are all here
    shown = tuple(
        replace(
            row,
            other_outlets=0,
            reports=(),
            notes=(*row.notes, *_notes(item, is_staff=is_staff)),
        )
        for row, item in zip(rows(found, now=now, sight=sight), found, strict=True)
    )
    return StoryPage(
        title=story.title if sight.is_whole else found[0].headline,
        url=story_url(story, sight),
        slug=story.slug if sight.is_whole else "",
        outlets=tuple(dict.fromkeys(row.outlet for row in shown if row.outlet)),
        first=When(story.first_at),
        latest=When(story.last_at),
        facts=_facts(story) if sight.is_whole else (),
        rows=shown,
        signed_in=user.is_authenticated,
    )


def _facts(story: Story) -> tuple[str, ...]:
    """What the numbers of the story say."""
    facts = []
    if story.voices < story.outlets:
        told = ngettext("one in its own words", "%(count)d voices", story.voices)
        facts.append(told % {"count": story.voices})
    if story.growth >= 1:
        pace = {"count": number_format(f"{story.growth:g}")}
        facts.append(_("%(count)s reports an hour at the last") % pace)
    return tuple(facts)


def _notes(item: Item, *, is_staff: bool) -> tuple[str, ...]:
    """That it is a copy and, for the owner, why it stands in the story."""
    notes = [_("Same text as another report")] if item.copy_of_id else []
    if is_staff and item.story_why:
        notes.append(_("Here because: %(why)s") % {"why": because(item)})
    return tuple(notes)


def because(item: Item) -> str:
    """Why the item is in its story, in words."""
    said = str(REASONS.get(item.story_why, item.story_why))
    score = (
        ""
        if item.story_score is None
        else f" ({number_format(round(item.story_score, 2), 2)})"
    )
    return f"{said}{score}"
