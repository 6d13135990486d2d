"""Step, Outcome (done, skip, retry, fail) and claim(): what every worker agrees on.

The database is the queue. A row that waits for work (`QueueRow`) says when it is due
and until when somebody has claimed it. A worker claims a batch, runs the step and
settles each row. Settling frees the claim, moves the row on and writes the result in
one transaction, and only if the claim is still ours: a worker that was killed, or
that came back too late, changes nothing, and nothing is done twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=120)
"""How long a claim holds. Longer than any batch may take (see `Step.batch`)."""

MAX_ATTEMPTS = 30
"""A row that was claimed so often and never settled brings its worker down: it is
passed over from then on. So many, because a worker that is killed from outside over
and over says nothing against the rows it held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step has to say of one row.

    `write` stores the step's result. It is called inside the transaction that moves
    the row on, and only if the claim still holds. `found` is for a step that writes
    the results of many rows `together`, and known to that step alone.
    """

    why: str = ""
    write: Callable[[], None] | None = None
    found: Any = None


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
    """A row that waits for work: when it is due, who has it, how it went so far.

    `attempts` counts claims since the row was last settled (more than one means that
    a worker died over it), `tries` the retries at its present stage.
    """

    due_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def moved(self, outcome: Outcome, *, now: dt.datetime) -> dict[str, Any]:
        """The columns that this outcome changes in this row, its claim apart."""
        raise NotImplementedError


Pair = tuple[Any, Outcome]
"""A row and what its step has to say of it."""

Together = Callable[[Sequence[Pair]], Callable[[Collection[Any]], None]]
"""Makes the results of several rows ready, outside of any transaction; what it gives
writes those of the rows whose primary keys it is told, in the transaction that moves
these rows on."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the pipeline table.

    `due` gives the rows that wait at `now`, most urgent first; `run` takes claimed
    rows and gives each back with its outcome, in any order, as it gets ready. A
    batch must fit well inside `LEASE`.

    A step whose rows may take longer claims them for a `lease` of its own.

    A step for which many small transactions are too dear writes `together` what it
    has found: after `gather` rows, or when `run` gives None because it has to wait.
    """

    name: str
    duty: str
    due: Callable[[dt.datetime], models.QuerySet[Any]]
    run: Callable[..., Iterator[Pair | None]]
    batch: int
    options: dict[str, Any] = field(default_factory=dict)
    together: Together | None = None
    gather: int = 1
    lease: dt.timedelta = LEASE


def claim(
    due: models.QuerySet[Any],
    *,
    limit: int,
    now: dt.datetime,
    lease: dt.timedelta = LEASE,
) -> list[Any]:
    """Take up to `limit` due rows for ourselves until `now + lease`.

    On PostgreSQL rows that another worker is claiming right now are passed over; on
    SQLite the transaction holds the only write lock, so nobody else is claiming.
    """
    until = now + lease
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
        if not mine.update(claimed_until=None, attempts=0, **changes):
            log.warning("claim lost: %s %s", type(row).__name__, row.pk)
            return False
        if outcome.write is not None:
            outcome.write()
    return True


def settle_together(pairs: Sequence[Pair], together: Together) -> None:
    """Move rows on and write their results, all in one transaction.

    As with `settle`, a row whose claim is lost is left alone.
    """
    write = together(pairs)
    model = type(pairs[0][0])
    now = timezone.now()
    with transaction.atomic():
        claims = {row.pk: row.claimed_until for row, _ in pairs}
        rows = model._base_manager.filter(pk__in=claims).order_by("pk")
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(of=("self",))
        held = {
            pk
            for pk, until in rows.values_list("pk", "claimed_until")
            if until is not None and until == claims[pk]
        }
        alike: dict[tuple[tuple[str, Any], ...], list[Any]] = {}
        for row, outcome in pairs:
            if row.pk in held:
                changes = tuple(row.moved(outcome, now=now).items())
                alike.setdefault(changes, []).append(row.pk)
            else:
                log.warning("claim lost: %s %s", model.__name__, row.pk)
        for changes, pks in alike.items():
            model._base_manager.filter(pk__in=pks).update(
                claimed_until=None, attempts=0, **dict(changes)
            )
        if held:
            write(held)


def run_batch(step: Step, *, now: dt.datetime) -> int:
    """Claim a batch, run it, settle every row; give the number of rows claimed.

    A row that a worker died over (`attempts` > 1) runs alone, so that a row that
    brings its worker down takes no other with it.
    """
    rows = claim(step.due(now), limit=step.batch, now=now, lease=step.lease)
    together = [row for row in rows if row.attempts == 1]
    if together:
        _run_group(step, together, now=now)
    for row in rows:
        if row.attempts > MAX_ATTEMPTS:
            settle(row, Fail(why="Given up: this row stopped its worker every time."))
        elif row.attempts > 1:
            _run_group(step, [row], now=now)
    return len(rows)


def _run_group(step: Step, rows: Sequence[QueueRow], *, now: dt.datetime) -> None:
    started = time.monotonic()
    group = _Group(step, {row.pk: row for row in rows})
    try:
        group.run(now)
    except OperationalError:
        raise  # the database is away: the claims run out and the rows come back
    except Exception as error:
        # Whatever a stranger's bytes can trigger ends here. Alone, so that the row
        # that did it is found and the others go on; then pushed into the future.
        group.settle()
        if len(rows) > 1:
            for row in group.waiting.values():
                _run_group(step, [row], now=now)
        else:
            log.exception("%s: unexpected error over row %s", step.name, rows[0].pk)
            settle(rows[0], _after(rows[0], error))
    log.info(
        "%s rows=%d seconds=%.2f %s",
        step.name,
        len(rows),
        time.monotonic() - started,
        " ".join(f"{kind}={count}" for kind, count in sorted(group.counts.items())),
    )


@dataclass(slots=True)
class _Group:
    """Rows that run together: which still wait, and what is gathered of the others."""

    step: Step
    waiting: dict[Any, QueueRow]
    gathered: list[Pair] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, now: dt.datetime) -> None:
        rows = list(self.waiting.values())
        for pair in self.step.run(rows, now=now, **self.step.options):
            if pair is not None:
                self.gathered.append(pair)
            if pair is None or len(self.gathered) >= self.step.gather:
                self.settle()
        self.settle()

    def settle(self) -> None:
        if not self.gathered:
            return
        _settle_or_retry(self.step, self.gathered)
        for row, outcome in self.gathered:
            del self.waiting[row.pk]
            self.counts[type(outcome).__name__.lower()] += 1
        self.gathered = []


def _settle_or_retry(step: Step, pairs: Sequence[Pair]) -> None:
    """Rows whose results cannot be written do not touch the others: where writing
    them together fails, each is written by itself."""
    try:
        if step.together is not None:
            settle_together(pairs, step.together)
        else:
            for row, outcome in pairs:
                settle(row, outcome)
    except OperationalError:
        raise
    except Exception as error:
        if len(pairs) > 1:
            for pair in pairs:
                _settle_or_retry(step, [pair])
            return
        row, _ = pairs[0]
        log.exception("%s: result of row %s cannot be written", step.name, row.pk)
        settle(row, _after(row, error))


def _after(row: QueueRow, error: Exception) -> Retry:
    why = f"{type(error).__name__}: {error}"[:500]
    return Retry(after=backoff(row.tries, 300), why=why)


def backoff(tries: int, first_s: float, longest_s: float = 86_400) -> dt.timedelta:
    """Growing delay before the next try: `first_s`, doubled with each try before."""
    return dt.timedelta(seconds=min(first_s * 2.0 ** min(tries, 30), longest_s))


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Inside a transaction: nobody else is in a block of that name until its end.

    SQLite's write transactions exclude each other as they are.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
    yield
