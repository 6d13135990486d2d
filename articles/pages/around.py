"""The items before and after one, in the list that the reader comes from."""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import Item, item_path
from articles.pages.frame import Link, from_feed
from articles.querysets import Cursor
from articles.visibility import Sight
from feeds.models import Feed


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of an item; `older` is the next one down the list."""

    newer: Link | None
    older: Link | None


def around(item: Item, feed: Feed | None, sight: Sight) -> Around:
    """The neighbours in that feed, or among all headlines."""
    here = Cursor(item.sort_at, item.pk)
    found: list[Link | None] = []
    for is_newer in (True, False):
        beside = sight.among(Item.objects.next_to(here, feed=feed, is_newer=is_newer))
        told = beside.values_list("pk", "headline")[:1]
        links = [_link(pk, headline, feed) for pk, headline in told]
        found.append(links[0] if links else None)
    return Around(*found)


def _link(pk: int, headline: str, feed: Feed | None) -> Link:
    return Link(headline, from_feed(item_path(pk, headline), feed.pk if feed else None))
