"""Claiming, settling, failing: no row is lost, doubled or able to stop another."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Item
from newsreader.lib.steps import (
    LEASE,
    MAX_ATTEMPTS,
    Done,
    Fail,
    Outcome,
    Retry,
    Skip,
    Step,
    backoff,
    claim,
    run_batch,
    settle,
)

NOW = timezone.now()
LATER = NOW + LEASE + dt.timedelta(seconds=1)


def make_items(count: int) -> list[Item]:
    return Item.objects.bulk_create(
        Item(
            key=f"{number:064}",
            content_hash="",
            headline=f"Headline {number}",
            first_seen_at=NOW,
            sort_at=NOW,
            due_at=NOW,
        )
        for number in range(count)
    )


def due(now: dt.datetime) -> QuerySet[Item]:
    return Item.objects.due_for(Item.Stage.RESOLVE, now)


def step(run: Callable[..., Iterator[Any]], batch: int = 10) -> Step:
    return Step(name="test", duty="A test.", due=due, run=run, batch=batch)


def all_done(
    rows: Sequence[Item], *, now: dt.datetime
) -> Iterator[tuple[Item, Outcome]]:
    for row in rows:
        yield row, Done()


@pytest.mark.django_db
def test_a_claimed_row_is_nobody_elses_until_the_lease_ends() -> None:
    make_items(1)

    first = claim(due(NOW), limit=10, now=NOW)
    second = claim(due(NOW), limit=10, now=NOW)
    after = claim(due(LATER), limit=10, now=LATER)

    assert (len(first), len(second), len(after)) == (1, 0, 1)
    assert after[0].attempts == 2


@pytest.mark.django_db
def test_a_worker_that_comes_back_too_late_changes_nothing() -> None:
    make_items(1)
    (slow,) = claim(due(NOW), limit=1, now=NOW)
    (quick,) = claim(due(LATER), limit=1, now=LATER)
    written: list[str] = []

    late = settle(slow, Done(write=lambda: written.append("slow")))
    right = settle(quick, Done(write=lambda: written.append("quick")))

    assert (late, right, written) == (False, True, ["quick"])
    assert Item.objects.get().stage == Item.Stage.EXTRACT


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (Done(), Item.Stage.EXTRACT),
        (Skip(why="nothing here"), Item.Stage.EXTRACT),
        (Fail(why="never"), Item.Stage.EXTRACT),
        (Retry(after=dt.timedelta(hours=1), why="away"), Item.Stage.RESOLVE),
    ],
)
def test_every_outcome_frees_the_row(outcome: Outcome, stage: str) -> None:
    make_items(1)
    (row,) = claim(due(NOW), limit=1, now=NOW)

    settle(row, outcome)

    item = Item.objects.get()
    assert (item.stage, item.claimed_until, item.attempts) == (stage, None, 0)
    assert item.last_error == outcome.why


@pytest.mark.django_db
def test_a_result_that_cannot_be_written_leaves_the_row_where_it_was() -> None:
    make_items(2)

    def run(
        rows: Sequence[Item], *, now: dt.datetime
    ) -> Iterator[tuple[Item, Outcome]]:
        def broken() -> None:
            Item.objects.filter(pk=rows[0].pk).update(headline="half")
            raise ValueError("cannot")

        yield rows[0], Done(write=broken)
        yield rows[1], Done()

    run_batch(step(run), now=NOW)

    bad, good = Item.objects.order_by("-pk")
    assert (bad.stage, bad.tries, bad.headline) == ("resolve", 1, "Headline 1")
    assert bad.due_at is not None
    assert bad.due_at > NOW
    assert good.stage == Item.Stage.EXTRACT


@pytest.mark.django_db
def test_one_poisoned_row_does_not_touch_the_others() -> None:
    poison = make_items(5)[2].pk

    def run(
        rows: Sequence[Item], *, now: dt.datetime
    ) -> Iterator[tuple[Item, Outcome]]:
        for row in rows:
            if row.pk == poison:
                raise RecursionError("too deep")
            yield row, Done()

    run_batch(step(run), now=NOW)

    assert Counter(Item.objects.values_list("stage", flat=True)) == {
        "extract": 4,
        "resolve": 1,
    }
    assert Item.objects.get(pk=poison).last_error == "RecursionError: too deep"
    assert not Item.objects.exclude(claimed_until=None).exists()


@pytest.mark.django_db
def test_a_row_that_stops_its_worker_every_time_is_given_up() -> None:
    make_items(1)
    Item.objects.update(attempts=MAX_ATTEMPTS)

    run_batch(step(all_done), now=NOW)

    item = Item.objects.get()
    assert item.stage == Item.Stage.EXTRACT
    assert item.last_error.startswith("Given up")


@pytest.mark.django_db
def test_a_row_that_a_worker_died_over_runs_alone() -> None:
    make_items(3)
    Item.objects.filter(pk=Item.objects.order_by("pk")[1].pk).update(attempts=1)
    sizes: list[int] = []

    def run(
        rows: Sequence[Item], *, now: dt.datetime
    ) -> Iterator[tuple[Item, Outcome]]:
        sizes.append(len(rows))
        yield from all_done(rows, now=now)

    run_batch(step(run), now=NOW)

    assert sizes == [2, 1]


def test_the_delay_doubles_and_ends_at_a_day() -> None:
    minutes = [backoff(tries, 60).total_seconds() / 60 for tries in range(4)]

    assert minutes == [1, 2, 4, 8]
    assert backoff(60_000, 60) == dt.timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_run_every_row_once() -> None:
    make_items(120)
    ran: list[int] = []

    def run(
        rows: Sequence[Item], *, now: dt.datetime
    ) -> Iterator[tuple[Item, Outcome]]:
        ran.extend(row.pk for row in rows)
        yield from all_done(rows, now=now)

    def work() -> None:
        while run_batch(step(run, batch=7), now=NOW):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert Counter(ran).most_common(1)[0][1] == 1
    assert len(ran) == 120
    assert set(Item.objects.values_list("stage", flat=True)) == {"extract"}
