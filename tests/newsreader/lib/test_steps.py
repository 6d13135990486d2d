"""Claiming, settling, failing: no row is lost, doubled or able to stop another."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Item
from newsreader.lib.steps import (
    LEASE,
    MAX_ATTEMPTS,
    Done,
    Fail,
    Outcome,
    Pair,
    Retry,
    Skip,
    Step,
    Together,
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
def test_a_step_may_have_a_longer_lease() -> None:
    make_items(1)

    claim(due(NOW), limit=1, now=NOW, lease=2 * (LATER - NOW))

    assert claim(due(LATER), limit=1, now=LATER) == []


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


def gathering(
    together: Together, run: Callable[..., Iterator[Any]] | None = None, gather: int = 3
) -> Step:
    return Step(
        name="test", duty="A test.", due=due, run=run or all_done, batch=10,
        together=together, gather=gather,
    )  # fmt: skip


@dataclass
class Writes:
    """What was written together: the primary keys of each transaction."""

    groups: list[set[int]] = field(default_factory=list)
    refuse: int | None = None

    def __call__(self, pairs: Sequence[Pair]) -> Callable[[Collection[int]], None]:
        def write(held: Collection[int]) -> None:
            assert transaction.get_connection().in_atomic_block
            if self.refuse in held:
                raise ValueError("no")
            self.groups.append(set(held))

        return write


@pytest.mark.django_db
def test_rows_are_settled_together_a_few_at_a_time() -> None:
    pks = [item.pk for item in make_items(5)]
    writes = Writes()

    run_batch(gathering(writes), now=NOW)

    assert sorted(map(len, writes.groups)) == [2, 3]
    assert set.union(*writes.groups) == set(pks)
    assert not Item.objects.exclude(claimed_until=None, attempts=0).exists()


@pytest.mark.django_db
def test_what_is_gathered_is_settled_when_the_step_has_to_wait() -> None:
    make_items(2)
    writes = Writes()
    seen: list[int] = []

    def run(rows: Sequence[Item], *, now: dt.datetime) -> Iterator[Any]:
        yield rows[0], Done()
        yield None
        seen.append(len(writes.groups))
        yield rows[1], Done()

    run_batch(gathering(writes, run), now=NOW)

    assert (seen, len(writes.groups)) == ([1], 2)


@pytest.mark.django_db
def test_a_row_that_cannot_be_written_spoils_nothing_for_the_others() -> None:
    bad, *good = (item.pk for item in make_items(3))
    writes = Writes(refuse=bad)

    run_batch(gathering(writes), now=NOW)

    assert sorted(writes.groups, key=sorted) == [{pk} for pk in good]
    assert Item.objects.get(pk=bad).last_error == "ValueError: no"
    assert Item.objects.get(pk=bad).stage == "resolve"


@pytest.mark.django_db
def test_a_lost_claim_is_left_out_of_what_is_written_together() -> None:
    mine, lost = make_items(2)
    writes = Writes()

    def run(rows: Sequence[Item], *, now: dt.datetime) -> Iterator[Any]:
        Item.objects.filter(pk=lost.pk).update(claimed_until=LATER)
        yield from all_done(rows, now=now)

    run_batch(gathering(writes, run), now=NOW)

    assert writes.groups == [{mine.pk}]
    assert Item.objects.get(pk=lost.pk).claimed_until == LATER


@pytest.mark.django_db
def test_what_was_gathered_before_an_error_is_settled() -> None:
    first, bad = make_items(2)
    writes = Writes()

    def run(rows: Sequence[Item], *, now: dt.datetime) -> Iterator[Any]:
        for row in rows:
            if row.pk == bad.pk:
                raise ValueError("no")
            yield row, Done()

    run_batch(gathering(writes, run), now=NOW)

    assert {first.pk} in writes.groups
    assert Item.objects.get(pk=bad.pk).last_error == "ValueError: no"
