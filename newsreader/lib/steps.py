"""Step, Outcome (done, skip, retry, fail) and claim(): what every worker agrees on.

The database is the queue. A row that waits for work carries four columns
(`QueueRow`): when it is due, until when somebody has claimed it, how often it was
tried, and what went wrong last. A worker claims a batch, runs the step and settles
each row. Settling checks that the claim is still ours and then writes the result
and moves the row in one transaction: a worker that was killed, or that came back
too late, changes nothing, and nothing is ever done twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=120)
"""How long a claim holds. Longer than any batch may take (see `Step.batch`)."""

MAX_ATTEMPTS = 8
"""After so many tries without an end the row moves on with what it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step has to say of one row.

    `write` stores the step's result. It is called inside the transaction that moves
    the row on, and only if the claim still holds.
    """

    why: str = ""
    write: Callable[[], None] | None = None


class Done(Outcome):
    """It worked."""


class Skip(Outcome):
    """There is nothing to do here, and `why` says so; the row moves on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(Outcome):
    """Not now: try again `after` that time."""

    after: dt.timedelta


class Fail(Outcome):
    """It cannot work, ever; the row moves on and keeps `why` as its last error."""


class QueueRow(models.Model):
    """A row that waits for work: due, claimed, tried, and what went wrong."""

    due_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """The columns that this outcome changes in this row (its claim is not ours)."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the pipeline table.

    `due` gives the rows that wait at `now`, most urgent first; `run` takes claimed
    rows and gives each back with its outcome, in any order, as it gets ready. A
    batch must fit well inside `LEASE`.
    """

    name: str
    duty: str
    due: Callable[[dt.datetime], models.QuerySet[Any]]
    run: Callable[..., Iterator[tuple[Any, Outcome]]]
    batch: int
    options: dict[str, Any] = field(default_factory=dict)


def claim(due: models.QuerySet[Any], *, limit: int, now: dt.datetime) -> list[Any]:
    """Take up to `limit` due rows for ourselves until `now + LEASE`.

    On PostgreSQL rows that another worker is claiming right now are passed over; on
    SQLite the transaction holds the only write lock, so nobody else is claiming.
    """
    until = now + LEASE
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    with transaction.atomic():
        waiting = due.filter(free)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        rows = list(waiting[:limit])
        due.model._base_manager.filter(pk__in=[row.pk for row in rows]).update(
            claimed_until=until, attempts=F("attempts") + 1
        )
    for row in rows:
        row.claimed_until, row.attempts = until, row.attempts + 1
    return rows


def settle(row: QueueRow, outcome: Outcome) -> bool:
    """Move the row on and write its result, if our claim still holds; else False."""
    with transaction.atomic():
        mine = type(row)._base_manager.filter(
            pk=row.pk, claimed_until=row.claimed_until
        )
        changes = row.moved(outcome, now=timezone.now())
        if not mine.update(claimed_until=None, **changes):
            log.info("claim lost: %s %s", type(row).__name__, row.pk)
            return False
        if outcome.write is not None:
            outcome.write()
    return True


def run_batch(step: Step, *, now: dt.datetime) -> int:
    """Claim a batch, run it, settle every row; give the number of rows claimed.

    A row that came back unfinished before (`attempts` > 1) runs alone, so that a row
    that brings its worker down takes no other row with it.
    """
    rows = claim(step.due(now), limit=step.batch, now=now)
    together = [row for row in rows if row.attempts == 1]
    alone = [[row] for row in rows if row.attempts > 1]
    for group in ([together] if together else []) + alone:
        _run_group(step, group, now=now)
    return len(rows)


def _run_group(step: Step, rows: Sequence[QueueRow], *, now: dt.datetime) -> None:
    started = time.monotonic()
    waiting = {row.pk: row for row in rows}
    counts: dict[str, int] = {}
    if len(rows) == 1 and rows[0].attempts > MAX_ATTEMPTS:
        settle(rows[0], Fail(why=rows[0].last_error or "gave up after many attempts"))
        return
    try:
        for row, outcome in step.run(rows, now=now, **step.options):
            del waiting[row.pk]
            settle(row, outcome)
            kind = type(outcome).__name__.lower()
            counts[kind] = counts.get(kind, 0) + 1
    except DatabaseError:
        raise  # the database is away or a bug: claims run out, the rows come back
    except Exception as error:
        # Whatever a stranger's bytes can trigger ends here: each row that was still
        # waiting is pushed into the future, so that none can spin the loop.
        log.exception("%s: unexpected error", step.name)
        why = f"{type(error).__name__}: {error}"[:500]
        for row in waiting.values():
            settle(row, Retry(after=backoff(row.attempts, 60), why=why))
    log.info(
        "%s: %s rows in %.2f s: %s",
        step.name, len(rows), time.monotonic() - started, counts,
    )  # fmt: skip


def backoff(attempts: int, first_s: float, longest_s: float = 86_400) -> dt.timedelta:
    """Growing delay before the next try: first_s, doubled each time, at most a day."""
    return dt.timedelta(seconds=min(first_s * 2.0 ** min(attempts - 1, 30), longest_s))
