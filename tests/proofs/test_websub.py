"""A hub delivers to the whole program, whose workers are killed all the while."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.fakes_hub import Hub, Served, over_the_wire
from tests.proofs.stage import Program, environment, free_port, wait_for

pytestmark = pytest.mark.proof
ROUNDS = 8
MANAGE = (sys.executable, "manage.py")


def atom(served: Served, *names: str) -> bytes:
    entries = "".join(
        f"<entry><id>{name}</id><title>{name}</title>"
        f'<link href="{served.url(f"/{name}")}"/></entry>'
        for name in names
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>'
        f'<link rel="hub" href="{served.url("/hub")}"/>'
        f'<link rel="self" href="{served.url("/feed")}"/>{entries}</feed>'
    ).encode()


@contextmanager
def running(folder: Path, served: Served) -> Iterator[Program]:
    port = free_port()
    told = {
        "FETCH_ALLOW": f"127.0.0.1:{served.port}",
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    program = Program(environment(folder, port, told), port, folder / "log")
    program.start(*MANAGE, "run")
    try:
        wait_for(lambda: program.get("/readyz"), seconds=60, what="a page")
        program.run(*MANAGE, "feeds", "add", served.url("/feed"))
        yield program
    finally:
        program.stop()


def stored(folder: Path, column: str, table: str) -> list[str]:
    path = folder / "data" / "newsreader.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return [row[0] for row in database.execute(f"SELECT {column} FROM {table}")]


@pytest.mark.timeout(300)
def test_no_delivery_is_lost_or_doubled_while_workers_are_killed(
    tmp_path: Path,
) -> None:
    with Served(Hub(over_the_wire)) as served:
        served.feed = atom(served, "at first")
        with running(tmp_path, served) as program:
            wait_for(lambda: served.hub.subscribers, seconds=60, what="a subscription")
            names = [f"news {number}" for number in range(ROUNDS)]
            for place, name in enumerate(names):
                assert served.hub.publish(atom(served, name)) == 202
                time.sleep(place * 0.4)  # another instant each time
                for pid in program.workers():
                    os.kill(pid, signal.SIGKILL)

            # A delivery that a killed worker had taken comes back after two minutes
            wait_for(
                lambda: len(stored(tmp_path, "id", "feeds_delivery")) == 0,
                seconds=200,
                what="every delivery read",
            )
            found = stored(tmp_path, "headline", "articles_item")

            pause = "from feeds.models import Feed; Feed.objects.update(is_paused=True)"
            program.run(*MANAGE, "shell", "-c", pause)
            wait_for(lambda: not served.hub.subscribers, seconds=60, what="the end")

    assert sorted(found) == sorted([*names, "at first"])
