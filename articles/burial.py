"""When an item or a feed is removed, by whatever hand: a tombstone for the item's
permalink, and who may see the items that the feed leaves behind, and by which name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import chronicle
from articles.models import Article, FeedSet, Item, Tombstone
from articles.search import get_search
from articles.visibility import LINK, level_of
from feeds.models import Feed
from newsreader.lib.steps import exclusive


def take_down(items: Collection[int]) -> None:
    """Remove these items, with the texts that no other item leads to, for good: no
    poll brings them back."""
    chosen = Item.objects.filter(pk__in=items)
    with transaction.atomic(), exclusive(chronicle.LOCK):
        rows = list(chosen)
        get_search().remove([item.pk for item in rows])
        chosen.delete()
        for item in rows:
            Tombstone.objects.filter(pk=item.pk).update(
                key=item.key, likeness=item.likeness
            )
        Article.objects.filter(
            pk__in={item.article_id for item in rows}, items=None
        ).delete()
        for story in {item.story_id for item in rows if item.story_id}:
            chronicle.refresh(story)


def bury(instance: Item, **others: Any) -> None:
    """Runs before an item's row goes. Any: as Django's signal has it."""
    Tombstone.objects.update_or_create(
        item_id=instance.pk,
        defaults={
            "headline": instance.headline,
            "url": instance.original_url,
            "removed_at": timezone.now(),
            # the database's word: it is the one that sets it
            "feed_set": FeedSet.objects.filter(items=instance).first(),
        },
    )


def leave(instance: Feed, **others: Any) -> None:
    """Runs before a feed's row goes: what it hid stays hidden, and what went by its
    title goes on doing so.

    That is so for items that no other feed has brought; who saw them saw the title. Who
    opens an item by link does not, so no title is left to those. Google's feeds publish
    nothing themselves.
    """
    FeedSet.objects.filter(feeds=instance).update(left_as=instance.visibility)
    if instance.is_google or level_of(instance) == LINK:
        return
    alone = Item.objects.only_of(Feed.objects.filter(pk=instance.pk))
    nameless = alone.filter(outlet="").exclude(article__outlet__gt="")
    nameless.update(outlet=instance.title[:200])
