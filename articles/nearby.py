"""The open stories in this worker's memory, kept in step with the database.

The history of stories (StoryEvent) tells what other workers have done since this one
looked last. Only what is committed is taken in, so a placing that is rolled back
leaves no trace here; at the first look, or when too much has happened, everything is
filled in anew from the fingerprints.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from articles.core.neighbours import WINDOW, Neighbours
from articles.core.open_story import MEMBERS
from articles.core.similarity import (
    TEXT_LETTERS,
    Fingerprint,
    fingerprint,
    unpacked,
)
from articles.models import Item, ItemFingerprint, Origin, StoryEvent

OPEN = 2 * WINDOW
"""Stories that are held: those of the last days, and as much for late comers."""

TIDY = dt.timedelta(hours=1)
MOST = 2000
"""With more that happened meanwhile, and more than a tenth of what is held, filling in
anew is cheaper."""

RENEWED = 500
"""So many fingerprints of another version are made anew at a time."""

STORY_BYTES = 1500
"""What an open story takes up: so much with a text, half of it without."""


@dataclass(slots=True)
class Held:
    """The index, and how far in the history it is."""

    index: Neighbours = field(default_factory=Neighbours)
    last: tuple[object, ...] = ()
    tidied_at: dt.datetime | None = None


_held = Held()


def open_stories(*, now: dt.datetime) -> Neighbours:
    """The index as of now. To be called and used inside the placing's lock."""
    known = _held.last
    since = StoryEvent.objects.filter(pk__gte=known[0] if known else 0)
    most = max(MOST, len(_held.index) // 10)
    events = list(since[: most + 1]) if known else []
    is_same = bool(events) and _mark(events[0]) == known
    if not is_same or len(events) > most:
        _fill(now=now)
    else:
        for event in events[1:]:
            _follow(event)
        _held.last = _mark(events[-1])
    if _held.tidied_at is None or not 0 <= (now - _held.tidied_at) / TIDY < 1:
        _held.index.close(now - OPEN)
        _held.tidied_at = now
    return _held.index


def size() -> int:
    """Bytes that the index takes up in this process, about."""
    return len(_held.index) * STORY_BYTES


def outlets_of(items: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """The outlet of each item, given what it and its article say: else its feed."""
    names = {pk: own or of_page for pk, own, of_page in items}
    nameless = [pk for pk, name in names.items() if not name]
    if nameless:
        origins = Origin.objects.filter(item__in=nameless).order_by("-pk")
        names.update(origins.values_list("item", "feed__title"))
    return names


def _mark(event: StoryEvent) -> tuple[object, ...]:
    return event.pk, event.story_id, event.item_id, event.at


def _fill(*, now: dt.datetime) -> None:
    _held.index, _held.tidied_at = Neighbours(), now
    last = StoryEvent.objects.order_by("-pk").first()
    _held.last = _mark(last) if last else ()
    prints = ItemFingerprint.objects.filter(item__story__last_at__gte=now - OPEN)
    _add(prints.order_by("pk"), counted=False)


def _follow(event: StoryEvent) -> None:
    index, kinds = _held.index, StoryEvent.Kind
    if event.kind == kinds.PLACED:
        prints = ItemFingerprint.objects.filter(item=event.item_id)
        _add(prints, counted=False, into=event.story_id)
    elif event.kind == kinds.MERGED and event.other_id:
        if event.story_id not in index or event.other_id not in index:
            _reload(event.story_id)
            index.drop(event.other_id)
        else:
            index.merge(event.other_id, event.story_id)
    else:
        _reload(event.story_id)
        if event.other_id:
            _reload(event.other_id)


def _reload(story: int) -> None:
    _held.index.drop(story)
    prints = ItemFingerprint.objects.filter(item__story=story).order_by("-pk")
    _add(prints[:MEMBERS], counted=True)


def _add(
    prints: QuerySet[ItemFingerprint], *, counted: bool, into: int | None = None
) -> None:
    index = _held.index
    rows = list(
        prints.values_list(
            "item", "packed", "item__story", "item__sort_at", "item__outlet",
            "item__article__outlet",
        )
    )  # fmt: skip
    outlets = outlets_of((row[0], row[4], row[5] or "") for row in rows)
    prints_of = {row[0]: unpacked(bytes(row[1])) for row in rows}
    outdated = [pk for pk, print_ in prints_of.items() if print_ is None]
    for start in range(0, len(outdated), RENEWED):
        prints_of.update(_renewed(outdated[start : start + RENEWED], outlets))
    for pk, _, story, at, *_ in rows:
        print_ = prints_of[pk]
        if print_ is None or not (into or story):
            continue
        if not counted:
            index.count(print_)
        index.add(into or story, index.weigh(print_, outlets[pk], item=pk), at)


def _renewed(
    items: Sequence[int], outlets: dict[int, str]
) -> Iterator[tuple[int, Fingerprint]]:
    """Fingerprints of another version, made anew and kept; without the model, which
    would take minutes."""
    changed = []
    for item in Item.objects.select_related("article").filter(pk__in=items):
        print_ = fingerprint_of(item, outlets[item.pk])
        changed.append(
            ItemFingerprint(item=item, packed=print_.packed(), title=print_.title)
        )
        yield item.pk, print_
    ItemFingerprint.objects.bulk_update(changed, ["packed", "title"])


def fingerprint_of(
    item: Item, outlet: str, modelled: Sequence[float] = ()
) -> Fingerprint:
    """The item's fingerprint by what is known of it now."""
    article = item.article
    return fingerprint(
        item.headline,
        article.text[:TEXT_LETTERS] if article and not article.wall else "",
        outlet=outlet,
        language=item.language,
        modelled=modelled,
    )


def open_item(item: Item) -> str:
    """The outlet by which that item is known here."""
    page = item.article.outlet if item.article else ""
    return outlets_of([(item.pk, item.outlet, page)])[item.pk]
