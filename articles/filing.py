"""File an analysis: as the current one of its item, the earlier ones as history."""

from __future__ import annotations

import datetime as dt
import hashlib

from articles.core.types import AnalysisRequest, AnalysisResult, Source
from articles.engines import AnalysisEngine
from articles.grounds import Grounds
from articles.models import Analysis, AnalysisSentence, Citation, Item
from articles.search import get_search

CHECK = "3"
"""The version of the check, which is part of what an analysis rests on."""
MOST_REMOVED = 20


def key(
    engine: AnalysisEngine,
    request: AnalysisRequest,
    *,
    model: str = "",
    edition: int = 0,
) -> str:
    """The same for the same sources, whatever their order, and the same engine."""
    parts = [engine.name, engine.version, CHECK]
    if model:
        parts += [model, str(edition)]
    return _hash("\0".join([*parts, sources_key(request)]))


def sources_key(request: AnalysisRequest) -> str:
    """The same for the same sources, whoever writes about them."""
    told = [request.language, request.headline, *sorted(map(_told, request.sources))]
    return _hash("\0".join(told))


def own_key(request: AnalysisRequest) -> str:
    """The same for the same text of the item itself."""
    return _hash(f"{request.headline}\0{_told(request.sources[0])}")


def _told(source: Source) -> str:
    return f"{source.id} {source.role} {source.outlet} {_hash(source.text)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def file(
    item: Item,
    number: str,
    found: Grounds,
    result: AnalysisResult,
    *,
    now: dt.datetime,
    is_current: bool = True,
) -> Analysis:
    """Write it under its key (`number`); inside the transaction that settles the row.

    One that is not to be the current one stands beside it, for the owner to look at.
    """
    if is_current:
        Analysis.objects.filter(item=item, is_current=True).update(is_current=False)
    before = Analysis.objects.filter(item=item, key=number).values("is_current")
    analysis, _ = Analysis.objects.update_or_create(
        item=item,
        key=number,
        defaults={
            "engine": result.engine,
            "version": result.version,
            "model": result.model[:100],
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
            "own_key": own_key(found.request),
            "sources_key": sources_key(found.request),
            "made_at": now,
            "is_current": is_current or any(row["is_current"] for row in before),
        },
    )
    _write_sentences(analysis, found, result)
    get_search().index([item.pk])
    return analysis


def _write_sentences(
    analysis: Analysis, found: Grounds, result: AnalysisResult
) -> None:
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


def show(analysis: Analysis) -> None:
    """Make this one of an item's analyses the current one."""
    theirs = Analysis.objects.filter(item=analysis.item_id)
    theirs.filter(is_current=True).update(is_current=False)
    theirs.filter(pk=analysis.pk).update(is_current=True)
    get_search().index([analysis.item_id])


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
