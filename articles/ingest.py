"""Step 2, store: parsed entries to rows, in one transaction; wakes resolve.

Called by the poll with each feed it has read, inside that feed's transaction: items,
origins, validators and the next poll time are written together or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from articles.core import changes, identity
from articles.models import Coverage, Item, Origin
from articles.search import get_search
from feeds.core.types import ParsedEntry, ParsedFeed
from feeds.models import Feed
from newsreader.lib import wake
from newsreader.lib.html import clean_text, safe_html

SLICE = 500
"""Rows a statement: far below SQLite's limit on variables."""

Entries = Sequence[tuple[str, str, ParsedEntry]]


@dataclass(frozen=True, slots=True)
class StoreResult:
    """How many items were new to us, and how many had changed."""

    new: int
    changed: int


def store(feed: Feed, parsed: ParsedFeed, *, now: dt.datetime) -> StoreResult:
    """Write the feed's entries. Run twice, it changes nothing the second time."""
    keys = identity.item_keys(parsed.entries, feed.pk)
    entries = [
        (key, identity.content_hash(entry), entry)
        for key, entry in zip(keys, parsed.entries, strict=True)
    ]
    seen = changes.compare(_known(key for key, _, _ in entries), entries)
    language = parsed.language or feed.language
    Item.objects.bulk_create(
        [_item(entry, language, now=now) for entry in seen.new],
        ignore_conflicts=True,  # another feed may bring the same entry right now
        batch_size=SLICE,
    )
    _update(seen.changed)
    pks = _pks([key for key, _, _ in (*seen.new, *seen.changed, *seen.same)])
    _remember_origins(feed, pks.values(), now=now)
    _remember_coverage(entries, pks)
    touched = [pks[key][0] for key, _, _ in (*seen.new, *seen.changed)]
    if touched:
        get_search().index(touched)
        wake.ring("articles.resolve")
    return StoreResult(new=len(seen.new), changed=len(seen.changed))


def _slices(keys: Iterable[str]) -> Iterable[list[str]]:
    rows = list(keys)
    return (rows[start : start + SLICE] for start in range(0, len(rows), SLICE))


def _known(keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _slices(keys):
        rows = Item.objects.filter(key__in=part)
        found.update(rows.values_list("key", "content_hash"))
    return found


def _pks(keys: Iterable[str]) -> dict[str, tuple[int, dt.datetime]]:
    found: dict[str, tuple[int, dt.datetime]] = {}
    for part in _slices(keys):
        rows = Item.objects.filter(key__in=part).values_list("key", "pk", "sort_at")
        found.update({key: (pk, sort_at) for key, pk, sort_at in rows})
    return found


def _item(
    row: tuple[str, str, ParsedEntry], language: str, *, now: dt.datetime
) -> Item:
    key, content_hash, entry = row
    return Item(
        key=key,
        content_hash=content_hash,
        link=entry.link[:9000],
        google_id=entry.google_id,
        outlet=entry.outlet[:200],
        outlet_url=entry.outlet_url[:2000],
        author=entry.author[:300],
        language=(entry.language or language)[:35],
        published_at=entry.published_at,
        day_only=entry.day_only,
        first_seen_at=now,
        sort_at=identity.sort_at(entry.published_at, entry.day_only, now),
        due_at=now,
        **_words(entry),
    )


def _words(entry: ParsedEntry) -> dict[str, str]:
    """What the entry says, as columns: the part that may change."""
    headline = entry.headline or clean_text(entry.summary, 120) or entry.link
    return {
        "headline": clean_text(headline, 1000) or "Untitled",
        "snippet": entry.summary,
        "content_html": safe_html(entry.content, base_url=entry.link),
    }


def _update(changed: Entries) -> None:
    """The latest words of entries that their feed has changed."""
    rows = {key: (content_hash, entry) for key, content_hash, entry in changed}
    for part in _slices(rows):
        items = list(Item.objects.filter(key__in=part))
        for item in items:
            item.content_hash, entry = rows[item.key]
            for column, words in _words(entry).items():
                setattr(item, column, words)
        Item.objects.bulk_update(
            items, ["content_hash", "headline", "snippet", "content_html"], SLICE
        )


def _remember_origins(
    feed: Feed, found: Iterable[tuple[int, dt.datetime]], *, now: dt.datetime
) -> None:
    Origin.objects.bulk_create(
        [
            Origin(item_id=pk, feed=feed, first_seen_at=now, sort_at=sort_at)
            for pk, sort_at in found
        ],
        ignore_conflicts=True,
        batch_size=SLICE,
    )


def _remember_coverage(
    entries: Entries, pks: Mapping[str, tuple[int, dt.datetime]]
) -> None:
    """Keep Google's related-coverage lists as they are now.

    An item whose list has new names goes to `cluster` again, if it was past it.
    """
    lists = {pks[key][0]: entry.coverage for key, _, entry in entries if entry.coverage}
    had: dict[int, set[str]] = {}
    for item_id, key in Coverage.objects.filter(item__in=lists).values_list(
        "item", "key"
    ):
        had.setdefault(item_id, set()).add(key)
    rows: list[Coverage] = []
    for item_id, lines in lists.items():
        keyed = {identity.google_key(line.google_id): line for line in lines}
        if keyed.keys() == had.get(item_id):
            continue
        rows += [
            Coverage(
                item_id=item_id,
                position=position,
                key=key,
                headline=line.headline[:1000],
                outlet=line.outlet[:200],
                link=line.link[:9000],
            )
            for position, (key, line) in enumerate(keyed.items())
        ]
    listed = {row.item_id for row in rows}
    Coverage.objects.filter(item__in=listed).delete()
    Coverage.objects.bulk_create(rows, batch_size=SLICE)
    Item.objects.filter(pk__in=listed, stage=Item.Stage.READY).update(
        stage=Item.Stage.CLUSTER
    )
