"""When an item or a feed is removed, by whatever hand: a tombstone for the item's
permalink, and who may see the items that the feed leaves behind, and by which name."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles.models import FeedSet, Item, Tombstone
from articles.visibility import LINK, level_of
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
    """Runs before a feed's row goes: what it hid stays hidden, and what went by its
    title goes on doing so.

    That is so for items that no other feed has brought; who saw them saw the title. Who
    opens an item by link does not, so no title is left to those. Google's feeds publish
    nothing themselves.
    """
    sets = FeedSet.objects.filter(feeds=instance)
    sets.update(left_as=instance.visibility)
    if instance.is_google or level_of(instance) == LINK:
        return
    alone = sets.exclude(feeds__in=Feed.objects.exclude(pk=instance.pk))
    nameless = Item.objects.filter(
        feed_set__in=alone.order_by().values("pk"), outlet=""
    )
    nameless.exclude(article__outlet__gt="").update(outlet=instance.title[:200])
