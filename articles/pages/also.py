"""Who else reports on an item's event, and what the archive has of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from articles import grounds
from articles.models import Item, item_path
from articles.pages.frame import Tongue, When, tongue, web_address
from articles.pages.glance import Glance, glances
from articles.pages.rows import when_of
from articles.visibility import Sight
from newsreader.lib.questions import ask

MOST_ALSO = 60
"""Other items of the story that are looked at; the page shows the first of them."""
SHOWN_ARCHIVE = 5

_OTHERS = """
SELECT id, feed_set_id FROM articles_item WHERE story_id = %s AND id <> %s
ORDER BY sort_at DESC, id DESC
"""
_LISTED = """
SELECT headline, outlet, link, key FROM articles_coverage WHERE item_id = %s
ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class AlsoLine:
    """Another outlet on the same event; `is_ours` tells that it has a page here."""

    headline: str
    outlet: str
    url: str
    is_ours: bool
    when: When | None
    tongue: Tongue


def also_on(item: Item, sight: Sight) -> tuple[AlsoLine, ...]:
    """The other items of the story, then what Google lists beyond them."""
    ours = _others(item, sight)
    shown = {item.pk} | {other.pk for other in ours}
    lines = list(map(_line, ours))
    listed = ask(_LISTED, item.pk)
    keys = {key for _, _, _, key in listed}
    here = (
        sight.among(Item.objects.filter(key__in=keys)) if keys else Item.objects.none()
    )
    known = dict(here.values_list("key", "pk"))
    for headline, outlet, link, key in listed:
        pk = known.get(key)
        if pk in shown:
            continue
        url = reverse("item-by-id", args=[pk]) if pk else web_address(link)
        is_ours, spoken = pk is not None, tongue(item.language)
        lines.append(AlsoLine(headline, outlet, url, is_ours, None, spoken))
    return tuple(lines)


def _others(item: Item, sight: Sight) -> list[Glance]:
    if item.story_id is None:
        return []
    others = [
        pk
        for pk, feed_set in ask(_OTHERS, item.story_id, item.pk)
        if sight.holds(feed_set)
    ]
    return glances(others[:MOST_ALSO], reader=None, sight=sight)


def archive_of(
    item: Item, also: tuple[AlsoLine, ...], sight: Sight
) -> tuple[AlsoLine, ...]:
    """Earlier items that have most to do with the headline; told as they are."""
    shown = {line.url for line in also}
    earlier = sight.among(Item.objects.filter(pk__in=grounds.earlier(item)))
    newest = earlier.headlines().values_list("pk", flat=True)[:MOST_ALSO]
    lines = map(_line, glances(list(newest), reader=None, sight=sight))
    return tuple(line for line in lines if line.url not in shown)[:SHOWN_ARCHIVE]


def _line(other: Glance) -> AlsoLine:
    return AlsoLine(
        other.headline,
        other.published_by,
        item_path(other.pk, other.headline),
        True,
        when_of(other),
        tongue(other.language),
    )
