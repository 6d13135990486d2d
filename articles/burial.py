"""When an item is removed, by whatever hand, leave a tombstone for its permalink."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles.models import Item, Tombstone


def bury(instance: Item, **others: Any) -> None:
    """Runs before an item's row goes. Any: as Django's signal has it."""
    Tombstone.objects.update_or_create(
        item_id=instance.pk,
        defaults={
            "headline": instance.headline,
            "url": instance.original_url,
            "removed_at": timezone.now(),
        },
    )
