"""Step 5: give the item a Story.

Run when the item arrives, by its headline, and again when its text is known. In order
of trust: Google's own related-coverage lists, one canonical address, one headline,
likeness of headline and text; an item with none of these gets a story of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from django.db.models import Q, QuerySet

from articles import chronicle, meanings, nearby
from articles.core import stories
from articles.core.likeness import Member
from articles.core.neighbours import WINDOW, Match, Neighbours
from articles.core.settling import Move
from articles.core.similarity import Fingerprint
from articles.core.terms import bare
from articles.models import Coverage, Item, ItemFingerprint, Story, StoryEvent
from newsreader.lib import wake
from newsreader.lib.steps import Done, Outcome, exclusive

Kind = StoryEvent.Kind


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """Place each item; all of it in the row's own transaction, one item at a time."""
    for item in items:
        yield item, Done(write=partial(_place, item.pk, now=now))
    wake.ring("articles.resolve")
    wake.ring("articles.analyse")


def _place(pk: int, *, now: dt.datetime) -> None:
    with exclusive(chronicle.LOCK):
        index = nearby.open_stories(now=now)
        # Asked anew: a merge of this very batch may have moved the item
        item = Item.objects.select_related("article").get(pk=pk)
        outlet = nearby.open_item(item)
        print_ = nearby.fingerprint_of(
            item, outlet, meanings.of(bare(item.headline, outlet))
        )
        is_other = _remember(item, print_)
        member = index.weigh(print_, outlet, item=pk, is_new=item.story_id is None)
        if item.is_pinned and item.story_id:
            story, twin = item.story_id, None
        else:
            story, twin = _choose(item, print_, member, outlet, index, now=now)
        if is_other and item.story_id == story:
            chronicle.log(Kind.READ, story, item=pk, now=now, why="text")
        if twin is None:
            story = _look_again(story, index, member, item, now=now)
        chronicle.mark_copies(item, print_, story)
        chronicle.refresh(story)


def _remember(item: Item, print_: Fingerprint) -> bool:
    """Keep the fingerprint; was there another one before?"""
    packed = print_.packed()
    had = ItemFingerprint.objects.filter(item=item.pk).values_list("packed", flat=True)
    old = next((bytes(row) for row in had), None)
    if old != packed:
        ItemFingerprint.objects.update_or_create(
            item_id=item.pk, defaults={"packed": packed, "title": print_.title}
        )
    return old is not None and old != packed


def _choose(
    item: Item,
    print_: Fingerprint,
    member: Member,
    outlet: str,
    index: Neighbours,
    *,
    now: dt.datetime,
) -> tuple[int, Match | None]:
    """Put the item into its story, and merge those that turn out to be one: gives what
    is the item's story then, and the one that was found to be the same."""
    present = item.story_id
    ties = _ties(item, print_, outlet)
    is_alone = present is None or chronicle.counts([present]).get(present, 0) <= 1
    kept = chronicle.kept({tie.story for tie in ties} | {present or 0})
    leaves = (
        not is_alone
        and item.story_why == "likeness"
        and not any(tie.why != "title" for tie in ties)
        and present is not None
        and stories.parts(index.compare(member, present))
    )
    like = None
    if is_alone or leaves:
        like = index.best(member, item.sort_at, but=present)
        kept |= chronicle.kept([like.story] if like else [])
    if leaves:
        ties = [tie for tie in ties if tie.story != present]
    placing = stories.place(
        None if leaves else present, ties, like, is_alone=is_alone or leaves, kept=kept
    )
    story = _carry_out(item, placing, now=now)
    if placing.why in ("title", "likeness"):
        return _grow_together(story, index, member, item, placing, now=now)
    return story, None


def _carry_out(item: Item, placing: stories.Placing, *, now: dt.datetime) -> int:
    """Write the decision down; gives the item's story."""
    story = placing.story or chronicle.new_story(item).pk
    why, score, by = placing.why, placing.score, placing.by
    was = item.story_id
    if was is None:
        chronicle.log(
            Kind.PLACED, story, item=item.pk, now=now, why=why, by=by, score=score
        )
    elif was != story and was not in placing.merge:
        chronicle.log(
            Kind.PARTED, story, item=item.pk, other=was, now=now, why=why, by=by,
            score=score,
        )  # fmt: skip
    chronicle.merge(placing.merge, into=story, now=now, why=why, by=by, score=score)
    stays = was == story and why == "alone"
    changes = {"story": story, "story_why": why, "story_score": score}
    Item.objects.filter(pk=item.pk).update(
        **({"story": story} if stays and item.story_why else changes)
    )
    if was and was != story and was not in placing.merge:
        chronicle.refresh(was)
    return story


def _grow_together(
    story: int,
    index: Neighbours,
    member: Member,
    item: Item,
    placing: stories.Placing,
    *,
    now: dt.datetime,
) -> tuple[int, Match | None]:
    """The item may be what shows that two stories are one; the elder one stays."""
    joined = next((one for one in (story, *placing.merge) if one in index), story)
    twin = index.like_story(joined, member, item.sort_at, but=item.story_id)
    if twin is None or chronicle.kept([story, twin.story]):
        return story, None
    into, gone = min(story, twin.story), max(story, twin.story)
    score = round(twin.score, 3)
    chronicle.merge([gone], into=into, now=now, why="likeness", by=twin.by, score=score)
    return into, twin


def _look_again(
    story: int, index: Neighbours, member: Member, item: Item, *, now: dt.datetime
) -> int:
    """What has come may show that a report near it is in the wrong story, or that its
    own story is two: what gains the most is done. Gives the story of the item itself,
    which may go on in an older one or part."""
    moves = index.look_again(story, member, item.sort_at)
    if any(_move(move, now=now) for move in moves):
        story = Item.objects.values_list("story", flat=True).get(pk=item.pk) or story
    return story


def _move(move: Move, *, now: dt.datetime) -> bool:
    """Carry it out, all of it or, where something holds one of the reports, nothing.
    Was it?"""
    if chronicle.counts([move.out_of]) != {move.out_of: move.reports}:
        return False  # others came into it, or it is gone, since it was looked at
    moves = {one.item: one for one in (move, *move.company)}
    others = Item.objects.select_related("article").in_bulk(moves)
    if len(others) < len(moves):
        return False
    if not all(_may_move(others[pk], one) for pk, one in moves.items()):
        return False
    into = _bring(others[move.item], move, move.into, now=now)
    for one in move.company:
        _bring(others[one.item], one, into, now=now)
    chronicle.refresh(into)
    return True


def _bring(other: Item, move: Move, into: int | None, *, now: dt.datetime) -> int:
    """Put the report into that story, or a new one; gives which."""
    like = Match(into, 1 + move.gain, move.score, move.by) if into else None
    present = move.out_of if move.reports == 1 else None
    story = _carry_out(other, stories.place(present, [], like), now=now)
    chronicle.mark_copies(other, _print_of(other), story)
    return story


def _may_move(other: Item, move: Move) -> bool:
    """Is that report in its story by likeness alone, and was it never moved before?

    One that is a story by itself may always join another.
    """
    numbers = {move.out_of, *([move.into] if move.into else [])}
    is_free = (
        other.story_id == move.out_of
        and other.story_why in ("alone", "likeness")
        and not other.is_pinned
        and not chronicle.kept(numbers)
        and Story.objects.filter(pk__in=numbers, merged_into=None).count()
        == len(numbers)
    )
    if not is_free or move.reports == 1:
        return is_free
    ties = _ties(other, _print_of(other), nearby.open_item(other))
    return (
        all(tie.story != move.out_of for tie in ties)
        and not StoryEvent.objects.filter(item=other.pk, kind=Kind.PARTED).exists()
    )


def _print_of(item: Item) -> Fingerprint:
    return nearby.fingerprint_of(item, nearby.open_item(item))


def _ties(item: Item, print_: Fingerprint, outlet: str) -> list[stories.Tie]:
    """Stories that this item belongs to by more than likeness."""
    others = Item.objects.exclude(pk=item.pk).exclude(story=None)
    listed = Coverage.objects.filter(item=item).exclude(key="").values("key")
    listing = Coverage.objects.filter(key=item.key).values("item")
    covered = others.filter(Q(key__in=listed) | Q(pk__in=listing))
    ties = [stories.Tie(pk, "coverage") for pk in _stories(covered)]
    same = Q()
    if item.article_id:
        same |= Q(article=item.article_id)
    if item.url:
        same |= Q(url_hash=item.url_hash) & ~Q(url="")
    if same:
        ties += [stories.Tie(pk, "address") for pk in _stories(others.filter(same))]
    if print_.title:
        ties += _titled(item, print_, outlet)
    return ties


def _titled(item: Item, print_: Fingerprint, outlet: str) -> list[stories.Tie]:
    """Stories in which another outlet has this very headline, near in time."""
    rows = (
        ItemFingerprint.objects.filter(
            title=print_.title,
            item__story__isnull=False,
            item__sort_at__range=(item.sort_at - WINDOW, item.sort_at + WINDOW),
        )
        .exclude(item=item.pk)
        .values_list("item", "item__outlet", "item__article__outlet", "item__story")
    )[:50]
    found = [(pk, own, of_page or "", story) for pk, own, of_page, story in rows]
    outlets = nearby.outlets_of(row[:3] for row in found)
    return [
        stories.Tie(story, "title")
        for pk, _, _, story in found
        if story and outlets[pk].casefold() != outlet.casefold()
    ]


def _stories(items: QuerySet[Item]) -> list[int]:
    return [pk for pk in items.values_list("story", flat=True).distinct() if pk]
