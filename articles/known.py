"""Which items the entries of feeds are: found by key, likeness, or what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from articles.core import changes, identity
from articles.core.recognise import There, recognised
from articles.models import Item, Origin, Tombstone
from feeds.core.types import ParsedFeed
from feeds.models import Feed

SLICE = 500
"""Rows a statement: far below SQLite's limit on variables."""

WINDOW, SLACK, MAX_WINDOW = 2, 100, 2_000
"""An entry without a known id is looked for among the latest items of its feed: so
many times those that the feed holds now, and some more."""


class Known(NamedTuple):
    """What there is of an entry already."""

    pk: int
    key: str
    content_hash: str
    sort_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Read:
    """A feed and its entries by key, each once, as the feed orders them."""

    feed: Feed
    language: str
    rows: dict[str, changes.Row]


def rows_of(feed: Feed, parsed: ParsedFeed) -> dict[str, changes.Row]:
    rows: dict[str, changes.Row] = {}
    keys = identity.item_keys(parsed.entries, feed.pk)
    for key, entry in zip(keys, parsed.entries, strict=True):
        if key not in rows:
            rows[key] = (key, identity.content_hash(entry), entry)
    return rows


def recognise(reads: Sequence[Read]) -> dict[str, Known]:
    """What there is of these entries, by key; entries that come under another key
    than before get theirs back."""
    known = identify(reads)
    if again := [each for each in reads if _is_odd(each, known)]:
        for each in again:
            _recognise(each, {key for key, row in known.items() if row.key == key})
        known = identify(reads)
    return known


def slices(keys: Iterable[str]) -> Iterable[list[str]]:
    rows = list(keys)
    return (rows[start : start + SLICE] for start in range(0, len(rows), SLICE))


def identify(reads: Sequence[Read]) -> dict[str, Known]:
    """Which of these entries are there already: by key, else by likeness."""
    known: dict[str, Known] = {}
    for part in slices({key for each in reads for key in each.rows}):
        for key, pk, content_hash, sort_at in Item.objects.filter(
            key__in=part
        ).values_list("key", "pk", "content_hash", "sort_at"):
            known[key] = Known(pk, key, content_hash, sort_at)
    likes = {
        (each.feed.pk, key): like
        for each in reads
        if each.feed.succeeded_at is not None  # else there is nothing to be like
        for key, row in each.rows.items()
        if key not in known and (like := identity.likeness(row[2], each.feed.pk))
    }
    if likes:
        known |= _alike(likes, {key for each in reads for key in each.rows})
    return known


def leave_out_removed(reads: Sequence[Read], known: Mapping[str, Known]) -> None:
    """Forget entries whose items were removed not to come back."""
    new = {
        key: identity.likeness(row[2], each.feed.pk)
        for each in reads
        for key, row in each.rows.items()
        if key not in known
    }
    gone: set[str | int | None] = set()
    for part in slices(new):
        likes = [new[key] for key in part if new[key] is not None]
        buried = Tombstone.objects.filter(Q(key__in=part) | Q(likeness__in=likes))
        gone.update(*buried.values_list("key", "likeness"))
    gone -= {"", None}
    for each in reads if gone else ():
        for key in [one for one in each.rows if gone & {one, new.get(one)}]:
            del each.rows[key]


def _is_odd(read: Read, known: Mapping[str, Known]) -> bool:
    """May there be items of these entries under other keys? So it is where some are
    not known, or not as they are, in a feed that was read before."""
    return read.feed.succeeded_at is not None and any(
        key not in known or known[key].content_hash != row[1]
        for key, row in read.rows.items()
        if not row[2].google_id
    )


def _recognise(read: Read, known: Collection[str]) -> None:
    """Give the entries the keys of the items that they are."""
    latest = Origin.objects.filter(feed=read.feed).order_by("-sort_at", "-item")
    columns = ("item__key", "item__link", "item__headline", "item__published_at")
    most = min(WINDOW * len(read.rows) + SLACK, MAX_WINDOW)
    there = [There(*row) for row in latest.values_list(*columns)[:most]]
    entries = {key: row[2] for key, row in read.rows.items()}
    new_keys = recognised(entries, there, known)
    if new_keys:
        rows: dict[str, changes.Row] = {}
        for key, (_, content_hash, entry) in read.rows.items():
            known_as = new_keys.get(key, key)
            rows.setdefault(known_as, (known_as, content_hash, entry))
        read.rows.clear()
        read.rows.update(rows)


def _alike(
    likes: Mapping[tuple[int, str], int], present: Collection[str]
) -> dict[str, Known]:
    """Entries that come under a new id, and whose old one has gone from the feed."""
    found: dict[int, list[Known]] = {}
    for part in slices(map(str, likes.values())):
        for like, key, pk, content_hash, sort_at in (
            Item.objects.filter(likeness__in=map(int, part))
            .order_by("pk")
            .values_list("likeness", "key", "pk", "content_hash", "sort_at")
        ):
            if like is not None and key not in present:
                row = Known(pk, key, content_hash, sort_at)
                found.setdefault(like, []).append(row)
    return {
        key: found[like].pop(0) for (_, key), like in likes.items() if found.get(like)
    }
