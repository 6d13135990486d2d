"""What happens to stories: items moved, stories merged, all of it written down.

To be called inside `exclusive(LOCK)` and a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db.models import Count, Q

from articles.core import similarity, stories
from articles.models import Item, ItemFingerprint, Story, StoryEvent
from articles.nearby import outlets_of

LOCK = "articles.cluster"
MOST = 1000
"""Reports of one story that are looked at for its numbers: the latest."""

COMPARED = 60
"""Texts of one story that a new one is compared with: the latest."""


def log(
    kind: str,
    story: int,
    *,
    now: dt.datetime,
    why: str,
    item: int | None = None,
    other: int | None = None,
    by: str = "",
    score: float | None = None,
) -> None:
    """One line of the story's history."""
    StoryEvent.objects.create(
        kind=kind, story_id=story, item_id=item, other_id=other, why=why, by=by,
        score=score, at=now,
    )  # fmt: skip


def new_story(item: Item) -> Story:
    return Story.objects.create(
        title=item.headline, first_at=item.sort_at, last_at=item.sort_at, lead=item
    )


def merge(
    losers: Sequence[int],
    *,
    into: int,
    now: dt.datetime,
    why: str,
    by: str = "",
    score: float | None = None,
) -> None:
    """The losers' items move; the losers stay as signposts, so that links live on.

    What was the first report of its story is so no more: it is here for what made the
    two stories one.
    """
    for loser in losers:
        moved = Item.objects.filter(story=loser)
        moved.filter(story_why="alone").update(story_why=why, story_score=score)
        moved.update(story=into)
        kind = StoryEvent.Kind.MERGED
        log(kind, into, other=loser, now=now, why=why, by=by, score=score)
    Story.objects.filter(Q(pk__in=losers) | Q(merged_into__in=losers)).update(
        merged_into=into, is_kept=False
    )


def refresh(story: int) -> None:
    """The story's lead, title and numbers, after its items have changed."""
    rows = list(
        Item.objects.filter(story=story)
        .order_by("-sort_at", "-pk")
        .values_list(
            "pk", "outlet", "article__outlet", "headline", "sort_at",
            "article__word_count", "copy_of",
        )[:MOST]
    )  # fmt: skip
    if not rows:
        return
    outlets = outlets_of((pk, own, of_page or "") for pk, own, of_page, *_ in rows)
    told = stories.summary(
        [
            stories.Report(pk, outlets[pk], headline, at, words or 0, copy is not None)
            for pk, _, _, headline, at, words, copy in rows
        ],
        settings.PREFERRED_OUTLETS,
    )
    Story.objects.filter(pk=story).update(
        lead=told.lead,
        title=told.title,
        first_at=told.first,
        last_at=told.last,
        outlets=told.outlets,
        voices=told.voices,
        growth=told.growth,
    )


def mark_copies(item: Item, print_: similarity.Fingerprint, story: int) -> None:
    """Note which report of the story has the item's text, or the other way round.

    The earliest of them is the one that the others are copies of.
    """
    if not print_.sketch:
        return
    others = ItemFingerprint.objects.filter(item__story=story).exclude(item=item.pk)
    rows = others.order_by("-pk").values_list(
        "item", "packed", "item__copy_of", "item__sort_at"
    )
    alike = []
    for pk, packed, copy_of, at in rows[:COMPARED]:
        found = similarity.unpacked(bytes(packed))
        if found and similarity.shared(print_.sketch, found.sketch) >= similarity.COPY:
            alike.append((at, pk, copy_of))
    if not alike:
        Item.objects.filter(pk=item.pk).update(copy_of=None)
        return
    first = min((item.sort_at, item.pk), *((at, pk) for at, pk, _ in alike))[1]
    leader = next((copy for _, pk, copy in alike if pk == first and copy), first)
    members = {item.pk, *(pk for _, pk, _ in alike)} - {leader}
    Item.objects.filter(pk__in=members).update(copy_of=leader)
    Item.objects.filter(pk=leader).update(copy_of=None)


def kept(numbers: Iterable[int]) -> set[int]:
    """Those of these stories that the owner has arranged."""
    found = Story.objects.filter(pk__in=set(numbers), is_kept=True)
    return set(found.values_list("pk", flat=True))


def counts(numbers: Iterable[int]) -> dict[int, int]:
    """How many items each of these stories has."""
    rows = Item.objects.filter(story__in=set(numbers)).order_by().values("story")
    return dict(rows.annotate(n=Count("pk")).values_list("story", "n"))
