"""Nothing from outside hurts: every case of the hostile server, through our poll."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.shared import shared

pytestmark = [pytest.mark.proof, pytest.mark.timeout(2400)]
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GROUPS = [
    "http", "status", "redirect", "cache", "enc", "size", "xml", "charset", "type",
    "item", "date", "text", "link", "xss", "ssrf", "find", "tls", "art", "icon",
    "opml",
]  # fmt: skip
CROWD_GROUPS = {"http", "status", "redirect", "enc", "size", "xml", "charset", "type"}
CROWD, ROUNDS = 200, 3
TICK_S = 0.1
"""A worker that has found nothing due waits so long before it looks again."""

SERVER = "http://127.0.0.1:21700/c/http-ok"


@pytest.fixture(scope="module")
def attack() -> Iterator[Path]:
    """The folder of the judge, with the hostile server running."""
    folder = shared("attack")
    server = subprocess.Popen(
        [sys.executable, folder / "evilserver.py"], stdout=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(SERVER, timeout=2).close()
                break
            except urllib.error.URLError:
                assert server.poll() is None, "the hostile server did not start"
                assert time.monotonic() < until, "the hostile server does not answer"
                time.sleep(0.2)
        yield folder
    finally:
        server.terminate()
        server.wait()


def test_every_hostile_case_ends_as_it_should(attack: Path, tmp_path: Path) -> None:
    database = migrated(tmp_path / "empty")
    told = tmp_path / "told.json"

    subprocess.run(
        [
            sys.executable, attack / "judge.py", "--adapter", HERE / "adapter.py",
            "--classes", "--jobs", "2", "--only", ",".join(GROUPS), "--out", told,
        ],
        env={**os.environ, "ATTACK_DATABASE": str(database)},
        check=True,
    )  # fmt: skip

    cases = json.loads(told.read_text())
    assert len(cases) > 400
    assert {each["id"]: each["faults"] for each in cases if not each["ok"]} == {}


def migrated(folder: Path) -> Path:
    """An empty database of ours."""
    folder.mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": ""},
        check=True,
    )
    return folder / "newsreader.sqlite3"


def test_good_feeds_among_hostile_ones_wait_no_more_than_twice_as_long(
    attack: Path, tmp_path: Path
) -> None:
    listed = subprocess.run(
        [sys.executable, attack / "evilserver.py", "--json"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    cases = [
        case["id"]
        for case in json.loads(listed.stdout)
        if case["id"].split("-")[0] in CROWD_GROUPS
    ]
    hostile = (cases * CROWD)[:CROWD]

    rounds = [
        (crowd(attack, tmp_path / f"alone{n}", []),
         crowd(attack, tmp_path / f"among{n}", hostile))
        for n in range(ROUNDS)
    ]  # fmt: skip

    for alone, among in rounds:
        print(f"{CROWD} good feeds alone: {alone}; among {CROWD} bad ones: {among}")
        assert alone.items == among.items == CROWD * 10
    # What else the machine does makes a round slow, but none quick
    for moment in ("first", "later"):
        took_alone = min(getattr(alone, moment) for alone, _ in rounds)
        took_among = min(getattr(among, moment) for _, among in rounds)
        assert took_among <= 2 * took_alone + TICK_S


class Took(NamedTuple):
    """Seconds until the last good feed was polled, at first and later; their items."""

    first: float
    later: float
    items: int


def crowd(attack: Path, folder: Path, cases: list[str]) -> Took:
    names = [f"good{n}.test" for n in range(CROWD)]
    names += [f"bad{n}.test" for n in range(len(cases))]
    told = subprocess.run(
        [sys.executable, HERE / "crowd.py", folder, str(CROWD), *cases],
        env={
            **os.environ,
            "PYTHONPATH": str(attack / "netguard"),
            "NETGUARD_LOG": str(folder) + ".log",
            "NETGUARD_HOSTS": ",".join(f"{name}=93.184.216.34" for name in names),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    first, second, items = told.stdout.split()
    return Took(float(first), float(second), int(items))
