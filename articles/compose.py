"""Step 7: have a model write the analysis, where one is set and wished for.

The default engine has written already, and what it wrote is shown all the while. A
model's analysis takes its place once it has passed the same check; where the model
refuses, fails or may not be asked, nothing changes but the label, which says so. What
a model has answered is kept before anything else is done with it, so that this step
can be killed anywhere and run again without asking twice.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.db.models import QuerySet

from articles import budget, commissions, filing, grounds
from articles.asking import Line
from articles.core.types import AnalysisRequest, AnalysisResult
from articles.core.verify import verified
from articles.engines import NoAnswerError, get_engine
from articles.engines.chat import ModelEngine
from articles.models import Analysis, Commission, Item
from newsreader.lib.steps import Done, Fail, Outcome, Retry, backoff

LEASE = dt.timedelta(seconds=420)
"""Room for the longest timeout that can be set, and for what is done around it."""
ASKING_S = 60.0
"""After so long no further question is asked in one go; the row comes back at once."""
TRIES = 3
LATER = dt.timedelta(hours=1)
LONGEST_WAIT = dt.timedelta(minutes=15)
"""A refusal for longer than this counts as one: what the default wrote stays."""
FEWEST = 3
"""Sentences of a model that must pass the check for its analysis to be shown."""


def due(now: dt.datetime) -> QuerySet[Commission]:
    """Nothing while no question could be asked, so that nothing is claimed in vain."""
    if not Commission.objects.filter(state=Commission.State.WAITING).exists():
        return Commission.objects.none()
    waiting = Commission.objects.due(now)
    return waiting if budget.has_room(now=now) else waiting.none()


def run(
    rows: Sequence[Commission], *, now: dt.datetime
) -> Iterator[tuple[Commission, Outcome]]:
    """One model's analysis for each."""
    for row in rows:
        yield row, _compose(row, now=now)


def _compose(row: Commission, *, now: dt.datetime) -> Outcome:
    if not commissions.is_set():
        return Fail(why="No model is set.", found="off")
    item = Item.objects.select_related("article").get(pk=row.item_id)
    found = grounds.of(item)
    if found is None:
        return Fail(why="There is no text to rest an analysis on.", found="no_text")
    engine = _engine(row, item)
    number = filing.key(engine, found.request, model=engine.model, edition=row.edition)
    known = Analysis.objects.filter(item=item, key=number).first()
    if known is not None:
        is_shown = known.is_current or row.is_trial
        return Done(write=None if is_shown else partial(filing.show, known))
    try:
        result = engine.analyse(found.request)
    except NoAnswerError as problem:
        return _refused(row, problem, now=now)
    result = _completed(verified(result, found.request), found.request)
    if sum(not one.is_computed for one in result.sentences) < FEWEST:
        return Fail(
            why="Hardly anything that the model wrote passed the check.",
            found="unconfirmed",
            write=partial(_keep_removed, row, number, found, result, now=now),
        )
    return Done(write=partial(_file, row, item, number, found, result, now=now))


def _engine(row: Commission, item: Item) -> ModelEngine:
    origin = item.origins.order_by("first_seen_at", "pk").values_list("feed", flat=True)
    line = Line.to_model(
        item,
        feed_pk=origin.first(),
        edition=row.edition,
        deadline=time.monotonic() + ASKING_S,
    )
    return ModelEngine(
        name=settings.ANALYSIS_ENGINE,
        model=settings.ANALYSIS_MODEL,
        talk=line.ask,
        room=settings.ANALYSIS_INPUT_TOKENS,
        secret=settings.SECRET_KEY,
    )


def _completed(result: AnalysisResult, request: AnalysisRequest) -> AnalysisResult:
    """With what is counted, not written: that is ours, whoever wrote the rest."""
    counted = [
        one for one in get_engine().analyse(request).sentences if one.is_computed
    ]
    before = [one for one in result.sentences if one.move != "outlook"]
    after = [one for one in result.sentences if one.move == "outlook"]
    return replace(result, sentences=(*before, *counted, *after))


def _refused(row: Commission, problem: NoAnswerError, *, now: dt.datetime) -> Outcome:
    """Again in a while, or given up for now; then the default engine's stays."""
    kind, why = problem.kind, problem.why
    if isinstance(problem, budget.NotNowError):
        wait = max(problem.back_at - now, dt.timedelta(0))
        if kind in ("busy", "rate", "in_flight", "going_on"):
            return Retry(after=wait, why=why, found=kind)
        if settings.ANALYSIS_LATER or (kind == "breaker" and wait <= LONGEST_WAIT):
            return _retry(row, wait, why, kind)
        return Fail(why=why, found=kind)
    if problem.is_passing and row.tries + 1 < TRIES:
        return Retry(after=backoff(row.tries, 20), why=why, found=kind)
    if problem.is_passing and settings.ANALYSIS_LATER:
        return _retry(row, LATER, why, kind)
    return Fail(why=why, found=kind)


def _retry(row: Commission, wait: dt.timedelta, why: str, kind: str) -> Outcome:
    """Later, as long as the item is news."""
    is_old = row.tries > 50
    return Fail(why=why, found=kind) if is_old else Retry(
        after=max(wait, dt.timedelta(seconds=20)), why=why, found=kind
    )  # fmt: skip


def _file(
    row: Commission,
    item: Item,
    number: str,
    found: grounds.Grounds,
    result: AnalysisResult,
    *,
    now: dt.datetime,
) -> None:
    filing.file(item, number, found, result, now=now, is_current=not row.is_trial)
    Commission.objects.filter(pk=row.pk).update(model=result.model)


def _keep_removed(
    row: Commission,
    number: str,
    found: grounds.Grounds,
    result: AnalysisResult,
    *,
    now: dt.datetime,
) -> None:
    """For the owner: what it said, and why that was not let through; not shown."""
    filing.file(row.item, number, found, result, now=now, is_current=False)
    Commission.objects.filter(pk=row.pk).update(model=result.model)
