"""What claiming and settling costs, and whether any row runs twice side by side."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from stage import make_items, set_up

set_up()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Item  # noqa: E402
from newsreader.lib.steps import Done, Step, run_batch  # noqa: E402


def nothing(rows: Any, *, now: Any) -> Iterator[tuple[Any, Done]]:
    for row in rows:
        yield row, Done()


STEP = Step(
    "nothing", "", lambda now: Item.objects.due_for("cluster", now), nothing, 50
)


def noting(ran: list[int]) -> Step:
    def run(rows: Any, *, now: Any) -> Iterator[tuple[Any, Done]]:
        ran.extend(row.pk for row in rows)
        yield from nothing(rows, now=now)

    return Step("noting", "", STEP.due, run, STEP.batch)


def work(results: Any) -> None:
    connections.close_all()
    ran: list[int] = []
    step = noting(ran)
    while run_batch(step, now=timezone.now()):
        pass
    results.put(ran)


def measure(processes: int, rows: int) -> None:
    make_items(rows, stage="cluster")
    connections.close_all()
    results: Any = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=work, args=(results,)) for _ in range(processes)
    ]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    counts = Counter(pk for _ in workers for pk in results.get())
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - started
    twice = sum(count > 1 for count in counts.values())
    print(
        f"{processes} processes: {len(counts)} rows in {seconds:.1f} s, "
        f"{len(counts) / seconds:.0f} a second, {twice} ran twice"
    )


if __name__ == "__main__":
    for processes in (1, 2, 4):
        measure(processes, int(sys.argv[1]) if sys.argv[1:] else 4000)
