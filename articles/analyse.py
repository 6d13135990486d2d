"""Step 6: ask the engine, store Analysis, re-index.

An analysis is made once for one set of sources by one version of one engine: its key
says so, and the database keeps it single.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from functools import partial

from articles.core.types import AnalysisRequest, AnalysisResult, Source
from articles.engines import AnalysisEngine, get_engine
from articles.models import Analysis, AnalysisSentence, Citation, Item
from articles.search import get_search
from newsreader.lib.html import plain_text
from newsreader.lib.steps import Done, Outcome, Skip

SNIPPET_CHARS = 200
"""A feed's own words of less than this are a headline over again."""


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """One analysis for each item that has a text to rest on."""
    engine = get_engine()
    for item in items:
        yield item, _analyse(item, engine, now=now)


def _analyse(item: Item, engine: AnalysisEngine, *, now: dt.datetime) -> Outcome:
    basis, source = _source(item)
    if source is None:
        return Skip(why="There is no text to rest an analysis on.")
    key = _key(engine, item.language, source)
    if Analysis.objects.filter(item=item, key=key, is_current=True).exists():
        return Done()
    result = engine.analyse(
        AnalysisRequest(
            headline=item.headline, language=item.language, sources=[source]
        )
    )
    if not result.sentences:
        return Skip(why="The text is too short for an analysis.")
    return Done(write=partial(_store, item, key, basis, result, now=now))


def _source(item: Item) -> tuple[Analysis.Basis, Source | None]:
    """The one text the analysis rests on: the article, else the feed's own words."""
    if item.article and item.article.has_text:
        outlet = item.outlet or item.article.outlet
        article = item.article
        return Analysis.Basis.FULL_TEXT, Source(article.pk, outlet, article.text)
    words = max(plain_text(item.content_html), item.snippet, key=len)
    if len(words) < SNIPPET_CHARS:
        return Analysis.Basis.SNIPPET, None
    return Analysis.Basis.SNIPPET, Source(0, item.outlet, words)


def _key(engine: AnalysisEngine, language: str, source: Source) -> str:
    parts = [engine.name, engine.version, language, str(source.id), source.text]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _store(
    item: Item,
    key: str,
    basis: Analysis.Basis,
    result: AnalysisResult,
    *,
    now: dt.datetime,
) -> None:
    """Write the analysis as the current one; an earlier one stays as history."""
    Analysis.objects.filter(item=item, is_current=True).update(is_current=False)
    analysis, _ = Analysis.objects.update_or_create(
        item=item,
        key=key,
        defaults={
            "engine": result.engine,
            "version": result.version,
            "basis": basis,
            "language": item.language,
            "actor": result.actor[:200],
            "counterparty": result.counterparty[:200],
            "dropped": result.dropped,
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
    Citation.objects.bulk_create(
        Citation(
            sentence=sentence,
            position=position,
            article_id=passage.source or None,
            outlet=item.outlet or (item.article.outlet if item.article else ""),
            url=item.article.url if item.article and passage.source else item.link,
            start=passage.start,
            end=passage.end,
            passage=passage.text,
        )
        for sentence, said in zip(sentences, result.sentences, strict=True)
        for position, passage in enumerate(said.citations)
    )
    get_search().index([item.pk])
