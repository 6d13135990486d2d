"""When an item or a feed is removed, by whatever hand: a tombstone for the item's
permalink, and who may see the items that the feed leaves behind."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles.models import FeedSet, Item, Tombstone
from feeds.models import Feed


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
    """Runs before a feed's row goes: what it hid stays hidden."""
    FeedSet.objects.filter(feeds=instance).update(left_as=instance.visibility)
