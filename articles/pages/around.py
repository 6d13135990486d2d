"""The items before and after one, in the list that the reader comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from articles.models import Item, item_path
from articles.pages.frame import Link, from_feed
from articles.visibility import Sight
from feeds.models import Feed
from newsreader.lib.questions import ask


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of an item; `older` is the next one down the list."""

    newer: Link | None
    older: Link | None


# By the index of the headlines, or of a feed's: each side costs one look
_OF_ALL = """
SELECT i.id, i.headline, {newer} FROM articles_item i
WHERE (i.sort_at, i.id) {side} (%s, %s){seen}
ORDER BY i.sort_at {way}, i.id {way} LIMIT 1
"""
_OF_FEED = """
SELECT i.id, i.headline, {newer}
FROM articles_origin o JOIN articles_item i ON i.id = o.item_id
WHERE o.feed_id = %s AND (o.sort_at, o.item_id) {side} (%s, %s){seen}
ORDER BY o.sort_at {way}, o.item_id {way} LIMIT 1
"""


def around(item: Item, feed: Feed | None, sight: Sight) -> Around:
    """The neighbours in that feed, or among all headlines."""
    at = connection.ops.adapt_datetimefield_value(item.sort_at)
    place: list[Any] = [*([feed.pk] if feed else []), at, item.pk]
    seen = ""
    if not sight.is_whole:
        place += sight.open or [0]
        seen = f" AND (i.feed_set_id IN ({', '.join(['%s'] * len(sight.open or [0]))})"
        seen += " OR i.feed_set_id IS NULL)" if sight.is_public else ")"
    of_one = _OF_FEED if feed else _OF_ALL
    newer = of_one.format(newer="true", side=">", way="ASC", seen=seen)
    older = of_one.format(newer="false", side="<", way="DESC", seen=seen)
    both = f"SELECT * FROM ({newer}) n UNION ALL SELECT * FROM ({older}) o"  # noqa: S608
    here = feed.pk if feed else None
    found = {
        bool(is_newer): Link(headline, from_feed(item_path(pk, headline), here))
        for pk, headline, is_newer in ask(both, *place, *place)
    }
    return Around(found.get(True), found.get(False))
