"""Step 6: ask the engine, store Analysis, re-index.

An analysis is made once for one set of sources by one version of one engine: its key
says so, and the database keeps it single. Between the engine and the database stands
the check (`core.verify`), whichever the engine. When an item's own text comes to a
story, the analyses of the story's other items are made anew, at most once in a while.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from functools import partial

from django.conf import settings
from django.db.models import Exists, Max, OuterRef

from articles import grounds
from articles.core.types import AnalysisRequest, AnalysisResult
from articles.core.verify import verified
from articles.engines import AnalysisEngine, get_engine
from articles.grounds import Grounds
from articles.models import Analysis, AnalysisSentence, Citation, Item
from articles.search import get_search
from newsreader.lib.steps import Done, Outcome, Skip

AGAIN_AFTER = dt.timedelta(hours=3)
"""A story's analyses are not made anew more often for the sake of another outlet."""
MOST_AGAIN = 20
"""Items of a story whose analyses are made anew, the latest ones."""
MOST_REMOVED = 20
CHECK = "2"
"""The version of the check, which is part of what an analysis rests on."""


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
    key = _key(engine, found.request)
    if Analysis.objects.filter(item=item, key=key, is_current=True).exists():
        return Done()
    result = verified(engine.analyse(found.request), found.request)
    if not result.sentences:
        return Skip(why="The text is too short for an analysis.")
    return Done(write=partial(_store, item, key, found, result, now=now))


def _key(engine: AnalysisEngine, request: AnalysisRequest) -> str:
    """The same for the same sources, whatever their order, and the same engine."""
    parts = [engine.name, engine.version, CHECK, request.language, request.headline]
    parts += sorted(
        f"{source.id} {source.role} {source.outlet} {_hash(source.text)}"
        for source in request.sources
    )
    return _hash("\0".join(parts))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _store(
    item: Item, key: str, found: Grounds, result: AnalysisResult, *, now: dt.datetime
) -> None:
    """Write the analysis as the current one; an earlier one stays as history."""
    is_first = not Analysis.objects.filter(item=item).exists()
    Analysis.objects.filter(item=item, is_current=True).update(is_current=False)
    analysis, _ = Analysis.objects.update_or_create(
        item=item,
        key=key,
        defaults={
            "engine": result.engine,
            "version": result.version,
            "basis": found.request.basis,
            "outlets": _outlets(found, result),
            "language": item.language,
            "actor": result.actor[:200],
            "counterparty": result.counterparty[:200],
            "dropped": result.dropped,
            "removed": [
                {"move": one.move, "text": one.text[:1000], "reasons": one.reasons}
                for one in result.removed[:MOST_REMOVED]
            ],
            "made_at": now,
            "is_current": True,
        },
    )
    analysis.sentences.all().delete()
    sentences = AnalysisSentence.objects.bulk_create(
        AnalysisSentence(
            analysis=analysis, position=position, move=said.move, text=said.text
        )
        for position, said in enumerate(result.sentences)
    )
    outlets = {source.id: source.outlet for source in found.request.sources}
    Citation.objects.bulk_create(
        Citation(
            sentence=sentence,
            position=position,
            article_id=passage.source or None,
            outlet=outlets[passage.source][:200],
            url=found.urls[passage.source],
            start=passage.start,
            end=passage.end,
            passage=passage.text,
        )
        for sentence, said in zip(sentences, result.sentences, strict=True)
        for position, passage in enumerate(said.citations)
    )
    get_search().index([item.pk])
    if is_first and found.request.basis == "full_text" and item.story_id:
        _tell_the_others(item, now=now)


def _outlets(found: Grounds, result: AnalysisResult) -> int:
    """Other outlets that it really cites; the label promises no more."""
    cited = {one.source for said in result.sentences for one in said.citations}
    own = found.request.sources[0].outlet
    others = {
        source.outlet or str(source.id)
        for source in found.request.sources
        if source.role == "coverage" and source.id in cited
    }
    return len(others - {own})


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
