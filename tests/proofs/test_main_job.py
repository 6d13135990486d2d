"""A headline becomes a page, on one command, whatever is killed on the way."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.proofs import database
from tests.proofs.stage import (
    Internet,
    Program,
    environment,
    free_port,
    internet,
    pss_mib,
    wait_for,
)

pytestmark = pytest.mark.proof
KILLS = 20


def embedded(folder: Path, net: Internet) -> Program:
    port = free_port()
    program = Program(
        environment(folder, port, net.environment), port, folder / "program.log"
    )
    program.start(sys.executable, "manage.py", "run")
    return program


def kill_at_random(program: Program) -> int:
    """Kill -9 one worker process or another, twenty times; give how many died."""
    chance, killed = random.Random(7), 0
    until = time.monotonic() + 120
    while killed < KILLS and time.monotonic() < until:
        time.sleep(chance.uniform(0.2, 2.0))
        if workers := program.workers():
            try:
                os.kill(chance.choice(workers), signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed += 1
    return killed


def assert_all_there_once(ask: database.Ask) -> None:
    wanted, with_text, analysed = database.complete(ask)
    assert wanted > 60
    if with_text < 0.95 * wanted:
        print(
            ask(
                "SELECT stage, url_status, no_article_why, last_error, COUNT(*)"
                " FROM articles_item GROUP BY 1, 2, 3, 4"
            )
        )
    assert with_text >= 0.95 * wanted
    assert analysed >= 0.95 * wanted
    assert set(database.twice(ask).values()) == {0}
    assert database.claimed(ask) == 0


@pytest.mark.timeout(400)
def test_headlines_in_seconds_analyses_in_minutes_and_a_clean_stop(
    tmp_path: Path,
) -> None:
    with internet(tmp_path) as net:
        program = embedded(tmp_path, net)
        ask = database.sqlite(tmp_path / "data" / "newsreader.sqlite3")
        try:
            wait_for(lambda: program.get("/healthz"), seconds=30, what="first answer")
            started = time.monotonic()
            wait_for(
                lambda: len(ask("SELECT DISTINCT feed_id FROM articles_origin")) == 3,
                seconds=20,
                what="headlines of three feeds",
            )
            headlines = time.monotonic() - started
            assert len(re.findall(r'href="/items/\d+/', program.get("/"))) >= 20
            wait_for(
                lambda: database.unfinished(ask) == 0,
                seconds=120 - (time.monotonic() - started),
                what="every item through the pipeline",
            )
            analyses = time.monotonic() - started
            assert_all_there_once(ask)
            time.sleep(10)
            # At rest: the timetable rings every two seconds, and somebody answers
            looks = []
            for _ in range(5):
                time.sleep(1.3)
                looks.append(pss_mib(program.tree()))
            idle = min(looks)
            print(
                f"\nheadlines after {headlines:.1f} s, all analysed after"
                f" {analyses:.1f} s, {database.complete(ask)} recorded/text/analysed,"
                f" idle {idle:.0f} MiB PSS in {len(program.tree())} processes"
            )
            assert idle <= 300
        finally:
            left = program.stop()
        assert left == []


@pytest.mark.timeout(400)
def test_killing_the_worker_twenty_times_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with internet(tmp_path) as net:
        program = embedded(tmp_path, net)
        ask = database.sqlite(tmp_path / "data" / "newsreader.sqlite3")
        try:
            wait_for(lambda: program.get("/healthz"), seconds=30, what="first answer")
            assert kill_at_random(program) == KILLS
            wait_for(
                lambda: database.at_rest(ask),
                seconds=330,
                what="every feed polled, every item through, no claims",
            )
            assert_all_there_once(ask)
        finally:
            assert program.stop() == []


@pytest.mark.timeout(500)
@pytest.mark.skipif(
    not (os.environ.get("DATABASE_URL", "").startswith("postgres"))
    or not os.environ.get("REDIS_URL"),
    reason="needs PostgreSQL and Redis (DATABASE_URL, REDIS_URL)",
)
def test_the_same_on_postgresql_and_redis_with_two_workers(tmp_path: Path) -> None:
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"proof_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    mine = url.rsplit("/", 1)[0] + f"/{name}"
    with internet(tmp_path) as net:
        port = free_port()
        services = {"DATABASE_URL": mine, "REDIS_URL": os.environ["REDIS_URL"]}
        program = Program(
            environment(tmp_path, port, net.environment | services),
            port,
            tmp_path / "program.log",
        )
        ask = database.postgres(mine)
        try:
            program.run(sys.executable, "manage.py", "prepare")
            here = [sys.executable, "-m"]
            program.start(
                *here, "gunicorn", "-b", f"127.0.0.1:{port}", "newsreader.wsgi"
            )
            program.start(*here, "celery", "-A", "newsreader", "beat")
            for number in (1, 2):
                worker = ["celery", "-A", "newsreader", "worker", "-n", f"w{number}@%h"]
                program.start(*here, *worker, "--concurrency", "2")
            keep_workers_alive_while_killing(program, here)
            wait_for(
                lambda: database.at_rest(ask),
                seconds=430,
                what="every feed polled, every item through, no claims",
            )
            assert_all_there_once(ask)
            assert 'href="/items/' in program.get("/")
        finally:
            assert program.stop() == []


def keep_workers_alive_while_killing(program: Program, here: list[str]) -> None:
    """As an orchestrator would: a worker that died is started again."""
    chance = random.Random(11)
    for number in range(KILLS):
        time.sleep(chance.uniform(0.2, 2.0))
        workers = [pid for pid in program.workers() if "beat" not in _command(pid)]
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
        time.sleep(0.5)
        alive = [p for p in program.processes if p.poll() is None]
        for _ in range(4 - len(alive)):
            name = f"again{number}_{len(program.processes)}@%h"
            worker = ["celery", "-A", "newsreader", "worker", "-n", name]
            program.start(*here, *worker, "--concurrency", "2")


def _command(pid: int) -> str:
    from tests.proofs.stage import command_of

    return command_of(pid)
