"""Step 6: ask the engine, store Analysis, re-index.

An analysis is made once for one set of sources by one version of one engine: its key
says so, and the database keeps it single. Between the engine and the database stands
the check (`core.verify`), whichever the engine. When an item's own text comes to a
story, the analyses of the story's other items are made anew, at most once in a while.

It is the default engine that writes here, at once and for nothing. Where a model is
set and wished for, it is asked in a step of its own (`compose`), and what it wrote is
not put aside for the sake of another outlet's report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from articles import commissions, filing, grounds
from articles.core.verify import verified
from articles.engines import AnalysisEngine, get_engine
from articles.grounds import Grounds
from articles.models import Analysis, Item
from newsreader.lib.steps import Done, Outcome, Skip

AGAIN_AFTER = dt.timedelta(hours=3)
"""A story's analyses are not made anew more often for the sake of another outlet."""
MOST_AGAIN = 20
"""Items of a story whose analyses are made anew, the latest ones."""


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """One analysis for each item that has a text to rest on."""
    engine = get_engine()
    for item in items:
        yield item, _analyse(item, engine, now=now)


def _analyse(item: Item, engine: AnalysisEngine, *, now: dt.datetime) -> Outcome:
    if not settings.ANALYSIS:
        return Skip(why="Analyses are turned off.")
    found = grounds.of(item)
    if found is None:
        return Skip(why="There is no text to rest an analysis on.")
    key = filing.key(engine, found.request)
    sources = filing.sources_key(found.request)
    current = Analysis.objects.filter(item=item, is_current=True).first()
    if current is not None and (current.key == key or _is_better(current, found)):
        wish = partial(commissions.has_arrived, item, sources, now=now)
        return Done(write=wish)
    result = verified(engine.analyse(found.request), found.request)
    if not result.sentences:
        return Skip(why="The text is too short for an analysis.")

    def write() -> None:
        is_first = current is None and not Analysis.objects.filter(item=item).exists()
        filing.file(item, key, found, result, now=now)
        if current is not None and current.model:
            commissions.forget(item.pk)
        if is_first and found.request.basis == "full_text" and item.story_id:
            _tell_the_others(item, now=now)
        commissions.has_arrived(item, sources, now=now)

    return Done(write=write)


def _is_better(current: Analysis, found: Grounds) -> bool:
    """Has a model written about the item's text as it is now?"""
    return bool(current.model) and current.own_key == filing.own_key(found.request)


def _tell_the_others(item: Item, *, now: dt.datetime) -> None:
    """A new text has come to the story: its other analyses may say more now."""
    analyses = Analysis.objects.filter(item=OuterRef("pk"), is_current=True)
    others = (
        Item.objects.filter(Exists(analyses), story=item.story_id, stage="ready")
        .exclude(pk=item.pk)
        .order_by("-sort_at")
        .values_list("pk", flat=True)[:MOST_AGAIN]
    )
    pks = list(others)
    last = Analysis.objects.filter(item__in=pks).aggregate(at=Max("made_at"))["at"]
    if last is not None:
        Item.objects.filter(pk__in=pks, stage=Item.Stage.READY).update(
            stage=Item.Stage.ANALYSE, due_at=max(now, last + AGAIN_AFTER)
        )
