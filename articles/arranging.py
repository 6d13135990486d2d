"""Split, merge and pin: what the owner says of stories, and what stays so for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from articles import chronicle
from articles.models import Item, Story, StoryEvent
from newsreader.lib.steps import exclusive

Kind = StoryEvent.Kind


def split(items: Collection[int], *, by: str, now: dt.datetime) -> Story | None:
    """Take these items out of their stories into one new story, where they stay."""
    with transaction.atomic(), exclusive(chronicle.LOCK):
        rows = list(Item.objects.filter(pk__in=items).order_by("sort_at", "pk"))
        if not rows:
            return None
        story = chronicle.new_story(rows[0])
        left = {item.story_id for item in rows if item.story_id}
        _bring(rows, story.pk, by=by, now=now)
        # What is left stays where it is too: else the very list or address that the
        # owner has overruled would lead it after the others
        Story.objects.filter(pk__in=left, merged_into=None).update(is_kept=True)
        return story


def merge(stories: Collection[int], *, by: str, now: dt.datetime) -> Story | None:
    """Make these stories one: the oldest, whose items all stay there from now on."""
    with transaction.atomic(), exclusive(chronicle.LOCK):
        found = Story.objects.filter(pk__in=stories, merged_into=None).order_by("pk")
        if len(found) < 2:
            return None
        kept, *losers = found
        numbers = [story.pk for story in losers]
        chronicle.merge(numbers, into=kept.pk, now=now, why="owner", by=by)
        Item.objects.filter(story=kept).update(is_pinned=True, story_why="owner")
        Story.objects.filter(pk=kept.pk).update(is_kept=True)
        chronicle.refresh(kept.pk)
        return kept


def move(item: int, story: int, *, by: str, now: dt.datetime) -> None:
    """Put the item into that story, where it stays."""
    with transaction.atomic(), exclusive(chronicle.LOCK):
        target = Story.objects.get(pk=story)
        rows = list(Item.objects.filter(pk=item))
        _bring(rows, target.merged_into_id or target.pk, by=by, now=now)


def pin(items: Collection[int], *, by: str, now: dt.datetime) -> int:
    """Let these items stay where they are, whatever is found out later."""
    with transaction.atomic(), exclusive(chronicle.LOCK):
        rows = list(Item.objects.filter(pk__in=items).exclude(story=None))
        for item in rows:
            if item.story_id:
                Story.objects.filter(pk=item.story_id).update(is_kept=True)
                chronicle.log(
                    Kind.PINNED, item.story_id, item=item.pk, now=now, why="owner",
                    by=by,
                )  # fmt: skip
        Item.objects.filter(pk__in=[item.pk for item in rows]).update(is_pinned=True)
        return len(rows)


def free(items: Collection[int], *, by: str, now: dt.datetime) -> int:
    """Take the pins off: from now on it is for the pipeline again to say."""
    with transaction.atomic(), exclusive(chronicle.LOCK):
        rows = list(Item.objects.filter(pk__in=items, is_pinned=True))
        Item.objects.filter(pk__in=[item.pk for item in rows]).update(is_pinned=False)
        for item in rows:
            if item.story_id:
                chronicle.log(
                    Kind.FREED, item.story_id, item=item.pk, now=now, why="owner",
                    by=by,
                )  # fmt: skip
        held = Item.objects.filter(is_pinned=True).values("story")
        Story.objects.filter(pk__in={item.story_id for item in rows}).exclude(
            pk__in=held
        ).update(is_kept=False)
        return len(rows)


def _bring(rows: list[Item], story: int, *, by: str, now: dt.datetime) -> None:
    """Move items into the story for good, and tidy up the stories they leave."""
    left = {item.story_id for item in rows if item.story_id} - {story}
    Item.objects.filter(pk__in=[item.pk for item in rows]).update(
        story=story, story_why="owner", story_score=None, is_pinned=True, copy_of=None
    )
    Item.objects.filter(copy_of__in=[item.pk for item in rows]).update(copy_of=None)
    Story.objects.filter(pk=story).update(is_kept=True)
    for item in rows:
        chronicle.log(
            Kind.PARTED if item.story_id else Kind.PLACED, story, item=item.pk,
            other=item.story_id, now=now, why="owner", by=by,
        )  # fmt: skip
    chronicle.refresh(story)
    for old in left:
        if Item.objects.filter(story=old).exists():
            chronicle.refresh(old)
        else:
            # Emptied: its address leads to where its items went
            Story.objects.filter(pk=old).update(merged_into=story, is_kept=False)
            Story.objects.filter(merged_into=old).update(merged_into=story)
