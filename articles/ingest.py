"""Step 2, store: parsed entries to rows, in one transaction; wakes resolve.

Called by the poll with the feeds it has read: first outside of any transaction, to
do the work that takes time, then inside the one that settles those feeds, so that
items, origins, validators and next poll times are written together or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Count

from articles import tallies
from articles.core import changes, identity
from articles.known import (
    SLICE,
    Known,
    Read,
    identify,
    leave_out_removed,
    recognise,
    rows_of,
    slices,
)
from articles.models import Article, Coverage, HeadlineChange, Item, Origin
from articles.search import get_search
from feeds.core.types import ParsedEntry, ParsedFeed
from feeds.models import Feed
from newsreader.lib import wake
from newsreader.lib.html import clean_text, safe_html
from newsreader.lib.steps import exclusive

MAX_HEADLINES = 20
"""Earlier headlines that are kept of one item: some feeds change theirs for sport."""


@dataclass(frozen=True, slots=True)
class StoreResult:
    """How many items were new to us, and how many had changed."""

    new: int = 0
    changed: int = 0


def store(feed: Feed, parsed: ParsedFeed, *, now: dt.datetime) -> StoreResult:
    """Write one feed's entries. Run twice, it changes nothing the second time."""
    write = prepare([(feed, parsed)], now=now)
    with transaction.atomic():
        return write({feed.pk})[feed.pk]


def known(feed: Feed, entries: Sequence[ParsedEntry]) -> list[bool]:
    """Which of these entries there are items of, in their order."""
    keys = identity.item_keys(entries, feed.pk)
    there: set[str] = set()
    for part in slices(set(keys)):
        there |= set(Item.objects.filter(key__in=part).values_list("key", flat=True))
    return [key in there for key in keys]


def prepare(
    polled: Sequence[tuple[Feed, ParsedFeed]], *, now: dt.datetime
) -> Callable[[Collection[int]], Mapping[int, StoreResult]]:
    """Make these feeds' entries ready to be stored; takes no lock.

    What it gives stores those of the feeds named by primary key, inside the caller's
    transaction, and tells of each what was new.
    """
    reads = [Read(feed, parsed.language or feed.language, rows_of(feed, parsed))
             for feed, parsed in polled]  # fmt: skip
    known = recognise(reads)
    sets = tallies.own_sets([each.feed.pk for each in reads])
    items = {
        key: _item(row, each, now=now, feed_set=sets.get(each.feed.pk))
        for each in reads
        for key, row in each.rows.items()
        if key not in known
    }
    return partial(_write, reads, items, now=now)


def _write(
    reads: Sequence[Read],
    ready: Mapping[str, Item],
    held: Collection[int],
    *,
    now: dt.datetime,
) -> dict[int, StoreResult]:
    reads = [each for each in reads if each.feed.pk in held]
    with _one_at_a_time(reads):
        known = identify(reads)
        leave_out_removed(reads, known)
        hashes = {key: row.content_hash for key, row in known.items()}
        new: dict[str, Item] = {}
        changed: dict[int, tuple[str, ParsedEntry, Read]] = {}
        results: dict[int, StoreResult] = {}
        for each in reads:
            # What is known may have changed since the rows were made ready
            found = changes.compare(hashes, each.rows.values())
            mine = [row for row in found.new if row[0] not in new]
            # The feed's last first: of items that say no time, the later row is newer
            for row in reversed(mine):
                new[row[0]] = ready.get(row[0]) or _item(row, each, now=now)
            for key, content_hash, entry in found.changed:
                changed[known[key].pk] = (content_hash, entry, each)
            results[each.feed.pk] = StoreResult(len(mine), len(found.changed))
        for item in Item.objects.bulk_create(new.values(), batch_size=SLICE):
            known[item.key] = Known(item.pk, item.key, item.content_hash, item.sort_at)
        _update(changed, now=now)
        shared = _shared(reads, known, new)
        _remember_origins(reads, known, new, now=now)
        _remember_coverage(reads, known)
    if told := {*(item.pk for item in new.values()), *changed, *shared}:
        get_search().index(sorted(told))
    if new or changed:
        wake.ring("articles.place")
    return results


def _one_at_a_time(reads: Iterable[Read]) -> AbstractContextManager[None]:
    """Google's entries turn up in many feeds, which others may be storing now. Those
    of any other feed are touched by nobody else as long as the feed is held."""
    if any(row[2].google_id for each in reads for row in each.rows.values()):
        return exclusive("articles.ingest")
    return nullcontext()


def _item(
    row: changes.Row, read: Read, *, now: dt.datetime, feed_set: int | None = None
) -> Item:
    key, content_hash, entry = row
    return Item(
        key=key,
        content_hash=content_hash,
        link=entry.link[:9000],
        google_id=entry.google_id,
        likeness=identity.likeness(entry, read.feed.pk),
        outlet=entry.outlet[:200],
        outlet_url=entry.outlet_url[:2000],
        author=entry.author[:300],
        image_url=entry.image_url or None,
        language=(entry.language or read.language)[:35],
        published_at=entry.published_at,
        day_only=entry.day_only,
        first_seen_at=now,
        sort_at=identity.sort_at(entry.published_at, entry.day_only, now),
        feed_set_id=feed_set,
        due_at=now,
        stage=Item.Stage.PLACE,
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


def _update(
    changed: Mapping[int, tuple[str, ParsedEntry, Read]], *, now: dt.datetime
) -> None:
    """The latest words of entries that their feed has changed."""
    before: dict[int, str] = {}
    columns = ["content_hash", "headline", "snippet", "content_html", "likeness"]
    for part in slices(map(str, changed)):
        items = list(Item.objects.filter(pk__in=part).only("headline"))
        for item in items:
            item.content_hash, entry, read = changed[item.pk]
            item.likeness = identity.likeness(entry, read.feed.pk)
            words = _words(entry)
            if words["headline"] != item.headline:
                before[item.pk] = item.headline
            for column, value in words.items():
                setattr(item, column, value)
        Item.objects.bulk_update(items, columns, SLICE)
        _retell(part, now=now)
    if before:
        _remember_headlines(before, now=now)


def _retell(pks: Collection[str], *, now: dt.datetime) -> None:
    """Articles that were made of the feed's own words are made anew from them."""
    told = Item.objects.filter(pk__in=pks, article__source=Article.Source.FEED)
    told.exclude(
        stage__in=[Item.Stage.PLACE, Item.Stage.RESOLVE, Item.Stage.EXTRACT]
    ).update(stage=Item.Stage.EXTRACT, due_at=now, claimed_until=None, tries=0)


def _remember_headlines(before: Mapping[int, str], *, now: dt.datetime) -> None:
    rows = HeadlineChange.objects.filter(item__in=before).values_list("item")
    counts = dict(rows.annotate(Count("pk")).order_by())
    HeadlineChange.objects.bulk_create(
        [
            HeadlineChange(item_id=pk, headline=headline, changed_at=now)
            for pk, headline in before.items()
            if counts.get(pk, 0) < MAX_HEADLINES
        ],
        batch_size=SLICE,
    )


def _remember_origins(
    reads: Iterable[Read],
    known: Mapping[str, Known],
    new: Collection[str],
    *,
    now: dt.datetime,
) -> None:
    """Who brought what is new. Beyond that, only an entry of Google's can come from
    a feed that has not brought it before."""

    def rows() -> Iterator[Origin]:
        for each in reads:
            for key, _, entry in each.rows.values():
                if key in new or entry.google_id:
                    yield Origin(
                        item_id=known[key].pk,
                        feed=each.feed,
                        first_seen_at=now,
                        sort_at=known[key].sort_at,
                    )

    Origin.objects.bulk_create(list(rows()), ignore_conflicts=True, batch_size=SLICE)


def _shared(
    reads: Iterable[Read], known: Mapping[str, Known], new: Collection[str]
) -> set[int]:
    """Items that go by the title of the feed that brought them, which another brings
    now: in the index they no longer have that name."""
    seen = {
        (known[key].pk, each.feed.pk)
        for each in reads
        for key, _, entry in each.rows.values()
        if entry.google_id and not entry.outlet and key not in new
    }
    if not seen:
        return set()
    had = Origin.objects.filter(item__in={pk for pk, _ in seen}).order_by()
    return {pk for pk, _ in seen.difference(had.values_list("item_id", "feed_id"))}


def _remember_coverage(reads: Iterable[Read], known: Mapping[str, Known]) -> None:
    """Keep Google's related-coverage lists as they are now.

    An item whose list has new names goes to `cluster` again, if it was past it.
    """
    lists = {
        known[key].pk: entry.coverage
        for each in reads
        for key, _, entry in each.rows.values()
        if entry.coverage
    }
    if not lists:
        return
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
