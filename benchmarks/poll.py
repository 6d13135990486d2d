"""What polling costs: 1,000 feeds of 30 items, new, unchanged, and a few changed.

Needs the feed farm of the measuring data (`--farm`, by default ../shared/load/
feedserver.py). Only polling and storing run, the index for searching included; the
later steps do not. Processes poll side by side as the worker's pool does; they are
started and have loaded everything before the clock runs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import stage
from django.core.management.color import no_style

FARM = Path(__file__).resolve().parent.parent.parent / "shared/load/feedserver.py"
FIRST_PORT, HOSTS = 28420, 40
PK_BITS = 27
PK_MASK = (1 << PK_BITS) - 1
"""As in `articles.search.documents`."""
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    asked = _arguments()
    ports = f"{FIRST_PORT}-{FIRST_PORT + HOSTS - 1}"
    os.environ["FETCH_SPACING"], os.environ["FETCH_PER_HOST"] = "0", "2"
    os.environ["FETCH_ALLOW"] = ",".join(
        f"127.0.0.1:{FIRST_PORT + n}" for n in range(HOSTS)
    )
    stage.set_up()
    with _farm(asked, ports):
        print(
            f"{asked.feeds} feeds x {asked.items} items, {HOSTS} hosts, latency "
            f"{asked.latency} ms, {asked.processes} processes; politeness: no spacing, "
            "2 requests at once per host"
        )
        if asked.floor:
            _floor(asked.feeds)
        else:
            _rounds(asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument("--latency", default="20-200", help="milliseconds, from-to")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--stored", type=int, default=0, help="items there already")
    parser.add_argument("--floor", action="store_true", help="show where it goes")
    parser.add_argument("--farm", type=Path, default=FARM)
    return parser.parse_args()


@contextmanager
def _farm(asked: argparse.Namespace, ports: str) -> Iterator[None]:
    command = [sys.executable, str(asked.farm), "--feeds", str(asked.feeds)]
    command += ["--items", str(asked.items), "--ports", ports]
    command += ["--latency", asked.latency]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as farm:
        try:
            if not any(line.startswith("listening") for line in farm.stdout or ()):
                sys.exit(f"{asked.farm} did not start")
            yield
        finally:
            farm.terminate()


def _ask(path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{FIRST_PORT}/_ctl/{path}") as answer:
        return str(answer.read().decode())


# ---- the rounds


def _rounds(asked: argparse.Namespace) -> None:
    from articles.models import Item
    from feeds.models import Feed

    pool = _Pool(asked.processes)
    try:
        head = ("round", "wall s", "CPU s", "PSS MiB", "polled", "items", "failed")
        print(*(f"{word:>9}" for word in head))

        def show(name: str, before: Callable[[], object]) -> None:
            wall, cpu, pss = pool.measure(before)
            print(
                f"{name:>9} {wall:9.1f} {cpu:9.1f} {pss:9.0f}"
                f" {Feed.objects.exclude(polled_at=None).count():9}"
                f" {Item.objects.count():9}"
                f" {Feed.objects.that_fare('failing').count():9}"
            )

        show("(a) new", lambda: _subscribe(asked.feeds))
        if asked.stored:
            _fill(asked.stored - Item.objects.count())
            print(f"filled up to {Item.objects.count()} items")
        show("(b) 304", _all_due)
        _ask("publish?pct=5&k=3")
        show("(c) 5 %", _all_due)
        show("(b) 304", _all_due)
    finally:
        pool.close()


def _subscribe(count: int) -> None:
    from django.utils import timezone

    from feeds.models import Feed

    now = timezone.now()
    urls = _ask(f"urls?n={count}").split()
    Feed.objects.bulk_create(
        [Feed(url=url, title=url, added_at=now, due_at=now) for url in urls]
    )


def _all_due() -> None:
    from django.utils import timezone

    from feeds.models import Feed

    Feed.objects.update(due_at=timezone.now(), polled_at=None)


def _fill(count: int) -> None:
    """More items of these feeds, in the table and in the index.

    They are copies of those that are there, made by the database: an item's place in
    the index ends with its primary key, and the rest of the row is the same.
    """
    from django.db import connection, transaction

    from articles.models import Item, Origin

    words = ["headline", "outlet", "author", "body", "flags"]
    place, own = "rowid", "rowid"
    if connection.vendor == "postgresql":
        words, place, own = ["document"], "item_id, place", "place"
    while count > 0:
        last = Item.objects.order_by("-pk").values_list("pk", flat=True)[0]
        copied = Item.objects.order_by("pk").values_list("pk", flat=True)[:count]
        until = max(copied)
        count -= len(copied)
        at = f"(({own} >> {PK_BITS}) << {PK_BITS}) | (({own} & {PK_MASK}) + {last})"
        if connection.vendor == "postgresql":
            at = f"item_id + {last}, {at}"
        others = _columns(Item, "id", "key", "content_html")
        origins = _columns(Origin, "id", "item_id")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO articles_item (id, key, content_html, {others})"
                f" SELECT id + {last}, 'filled ' || (id + {last}), '', {others}"
                f" FROM articles_item WHERE id <= {until}"
            )
            cursor.execute(
                f"INSERT INTO articles_origin (item_id, {origins})"
                f" SELECT item_id + {last}, {origins} FROM articles_origin"
                f" WHERE item_id <= {until}"
            )
            cursor.execute(
                f"INSERT INTO articles_search ({place}, {', '.join(words)})"
                f" SELECT {at}, {', '.join(words)} FROM articles_search"
                f" WHERE ({own} & {PK_MASK}) <= {until}"
            )
            for statement in connection.ops.sequence_reset_sql(no_style(), [Item]):
                cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _columns(model: Any, *but: str) -> str:
    names = (field.column for field in model._meta.concrete_fields)
    return ", ".join(f'"{name}"' for name in names if name not in but)


class _Pool:
    """Processes that poll what is due when told to, and are watched meanwhile."""

    def __init__(self, count: int) -> None:
        from django.db import connections

        connections.close_all()
        context = multiprocessing.get_context("fork")
        self.pipes: list[Connection] = []
        self.processes = []
        for _ in range(count):
            here, there = context.Pipe()
            process = context.Process(target=_poll_when_told, args=(there,))
            process.start()
            self.pipes.append(here)
            self.processes.append(process)
        for pipe in self.pipes:
            pipe.recv()

    def measure(self, before: Callable[[], object]) -> tuple[float, float, float]:
        """Wall and CPU seconds of `before` and of polling, and the highest PSS."""
        cpu, database = -time.process_time(), -_database_cpu()
        watch = _Watch([process.pid or 0 for process in self.processes])
        started = time.monotonic()
        before()
        cpu += time.process_time()
        for pipe in self.pipes:
            pipe.send("poll")
        used = sum(pipe.recv() for pipe in self.pipes)
        wall = time.monotonic() - started
        return wall, cpu + used + database + _database_cpu(), watch.stop()

    def close(self) -> None:
        for pipe in self.pipes:
            pipe.send("stop")
        for process in self.processes:
            process.join()


def _poll_when_told(pipe: Connection) -> None:
    from newsreader import pipeline

    pipe.send("ready")
    while pipe.recv() == "poll":
        before = _own_cpu()
        while pipeline.run_due("feeds.poll", budget_s=10):
            pass
        pipe.send(_own_cpu() - before)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Watch:
    """Samples the memory of processes, and of the database where it has its own."""

    def __init__(self, pids: list[int]) -> None:
        self._pids, self._peak, self._is_over = pids, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._is_over.wait(0.2):
            pids = [*self._pids, *_database_pids()]
            self._peak = max(self._peak, sum(map(_pss_mib, pids)))

    def stop(self) -> float:
        self._is_over.set()
        self._thread.join()
        return self._peak


def _pss_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _database_pids() -> list[int]:
    if not os.environ.get("BENCHMARK_DATABASE_URL", "").startswith("postgres"):
        return []
    return [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/comm")
        if _text(path).startswith("postgres")
    ]


def _database_cpu() -> float:
    """Seconds that the database server has used, its ended processes included."""
    ticks = 0
    for pid in _database_pids():
        fields = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))  # own and of children that have ended
    return ticks / TICKS


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


# ---- the floor


def _floor(count: int) -> None:
    """What each part costs by itself, one process, in CPU milliseconds a feed."""
    from django.utils import timezone

    from articles import ingest
    from articles.search import get_search
    from feeds import poll
    from feeds.core import parse
    from feeds.models import Feed
    from newsreader.lib import http

    _subscribe(count)
    feeds = list(Feed.objects.all())
    now = timezone.now()

    def timed(name: str, work: Callable[[], list[object]]) -> list[object]:
        wall, cpu = time.monotonic(), time.process_time()
        made = work()
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        print(f"{name:>28} {cpu * 1000 / count:8.2f} ms CPU {wall:8.1f} s wall")
        return made

    bodies = timed(
        "fetch",
        lambda: list(http.fetch_all([poll.request(feed) for feed in feeds])),
    )
    read = timed(
        "parse",
        lambda: [
            (feeds[place], parse.parse(
                answer.body,
                content_type=answer.headers["Content-Type"],
                url=answer.url,
            ))
            for place, answer in bodies
        ],  # type: ignore[misc, attr-defined]
    )  # fmt: skip
    touched: list[int] = []

    class Aside:
        def index(self, ids: Iterator[int]) -> None:
            touched.extend(ids)

    real = ingest.get_search
    ingest.get_search = Aside  # type: ignore[assignment]
    timed("store", lambda: [ingest.store(*each, now=now) for each in read])  # type: ignore[misc]
    ingest.get_search = real
    timed("index for searching", lambda: [get_search().index(touched)])


if __name__ == "__main__":
    main()
