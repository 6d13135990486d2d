"""What stays of the items of feeds that are about to be deleted."""

from __future__ import annotations

from typing import Any

from django import template

from articles.models import Item
from feeds.models import Feed

register = template.Library()


@register.inclusion_tag("admin/feeds/feed/_left.html", takes_context=True)
def items_left(context: template.Context) -> dict[str, Any]:
    """Of those chosen in the list, or of the one whose page it was."""
    chosen = context.get("queryset") or [context["object"]]
    feeds = Feed.objects.filter(pk__in=[feed.pk for feed in chosen])
    left = Item.objects.only_of(feeds)
    unread = left.unread_by(context["request"].user).count()
    return {"items": left.count(), "unread": unread}
