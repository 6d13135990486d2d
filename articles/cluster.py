"""Step 5: give the item a Story.

Two ties are certain enough to join items: Google's own related-coverage lists, and
one canonical address. An item with neither gets a story of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from django.db.models import Q, QuerySet

from articles.core import stories
from articles.models import Coverage, Item, Story
from newsreader.lib import wake
from newsreader.lib.steps import Done, Outcome, exclusive


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """Place each item; all of it in the row's own transaction, one item at a time."""
    for item in items:
        yield item, Done(write=partial(_place, item))
    wake.ring("articles.analyse")


def _place(item: Item) -> None:
    with exclusive("articles.cluster"):
        # Not item.story_id: a merge of this very batch may have moved the item
        present = Item.objects.values_list("story", flat=True).get(pk=item.pk)
        placing = stories.place(present, _ties(item))
        if placing.story is None:
            story = Story.objects.create(
                title=item.headline, first_at=item.sort_at, last_at=item.sort_at
            )
        else:
            story = Story.objects.get(pk=placing.story)
            _merge(placing.merge, into=story)
        Item.objects.filter(pk=item.pk).update(story=story, story_why=placing.why)
        _stretch(story, item.sort_at)


def _ties(item: Item) -> list[stories.Tie]:
    """Stories that this item belongs to for certain."""
    others = Item.objects.exclude(pk=item.pk).exclude(story=None)
    listed = Coverage.objects.filter(item=item).values("key")
    listing = Coverage.objects.filter(key=item.key).values("item")
    covered = others.filter(Q(key__in=listed) | Q(pk__in=listing))
    ties = [stories.Tie(pk, "coverage") for pk in _stories(covered)]
    if item.article_id:
        ties += [
            stories.Tie(pk, "address")
            for pk in _stories(others.filter(article=item.article_id))
        ]
    if item.url:
        same = others.filter(url_hash=item.url_hash).exclude(url="")
        ties += [stories.Tie(pk, "address") for pk in _stories(same)]
    return ties


def _stories(items: QuerySet[Item]) -> list[int]:
    return [pk for pk in items.values_list("story", flat=True).distinct() if pk]


def _merge(losers: Sequence[int], *, into: Story) -> None:
    """The losers' items move; the losers stay as signposts, so that links live on."""
    for loser in Story.objects.filter(pk__in=losers):
        Item.objects.filter(story=loser).update(story=into)
        _stretch(into, loser.first_at)
        _stretch(into, loser.last_at)
    Story.objects.filter(Q(pk__in=losers) | Q(merged_into__in=losers)).update(
        merged_into=into
    )


def _stretch(story: Story, at: dt.datetime) -> None:
    """Let the story's span take in that moment."""
    first, last = min(story.first_at, at), max(story.last_at, at)
    if (first, last) != (story.first_at, story.last_at):
        story.first_at, story.last_at = first, last
        story.save(update_fields=["first_at", "last_at"])
