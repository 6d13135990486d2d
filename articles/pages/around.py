"""The items before and after one, in the list that the reader comes from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Subquery

from articles.models import Item
from articles.pages.frame import Link, item_url
from articles.querysets import Cursor
from articles.visibility import Sight
from feeds.models import Feed


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of an item; `older` is the next one down the list."""

    newer: Link | None
    older: Link | None


def around(item: Item, feed: Feed | None, sight: Sight) -> Around:
    """The neighbours in that feed, or among all headlines; one question for both."""
    here = Cursor(item.sort_at, item.pk)
    nearest = [
        Subquery(
            sight.among(Item.objects.next_to(here, feed=feed, is_newer=side)).values(
                "pk"
            )[:1]
        )
        for side in (True, False)
    ]
    beside = Q(pk=nearest[0]) | Q(pk=nearest[1])
    found = Item.objects.filter(beside).only("headline", "sort_at")
    place = (item.sort_at, item.pk)
    newer: Item | None = None
    older: Item | None = None
    for other in found:
        if (other.sort_at, other.pk) > place:
            newer = other
        else:
            older = other
    return Around(_link(newer, feed), _link(older, feed))


def _link(item: Item | None, feed: Feed | None) -> Link | None:
    if item is None:
        return None
    return Link(item.headline, item_url(item, feed.pk if feed else None))
