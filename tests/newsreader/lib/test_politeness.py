from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader.lib.politeness import UNUSED_AFTER_S, Places, TooBusy, Turns, sweep

HOLD = """
import asyncio, sys
from pathlib import Path
from newsreader.lib.politeness import Places, Turns

async def hold():
    turns = Turns(Path(sys.argv[1]), per_host=1, places=Places(1))
    async with turns.turn("a.example:80", spacing_s=0, patience_s=5):
        print("mine", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the only slot of a.example."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == b"mine\n"
        yield process
        process.kill()


def turns_in(folder: Path, *, per_host: int = 1, at_once: int = 10) -> Turns:
    return Turns(folder, per_host=per_host, places=Places(at_once))


async def visit(
    turns: Turns, host: str = "a.example:80", *, spacing: float = 0, patience: float = 5
) -> float:
    async with turns.turn(host, spacing_s=spacing, patience_s=patience):
        return time.monotonic()


def test_starts_keep_their_distance(tmp_path: Path) -> None:
    async def three() -> list[float]:
        turns = turns_in(tmp_path, per_host=3)
        return await asyncio.gather(*(visit(turns, spacing=0.1) for _ in range(3)))

    starts = sorted(asyncio.run(three()))

    assert starts[1] - starts[0] >= 0.1
    assert starts[2] - starts[1] >= 0.1


def test_each_host_has_its_own_distance(tmp_path: Path) -> None:
    async def two() -> list[float]:
        turns = turns_in(tmp_path)
        hosts = ("a.example:80", "a.example:443")
        return await asyncio.gather(*(visit(turns, h, spacing=9) for h in hosts))

    starts = asyncio.run(two())

    assert abs(starts[1] - starts[0]) < 1


def test_no_more_than_so_many_run_at_once(tmp_path: Path) -> None:
    running = most = 0

    async def run(turns: Turns) -> None:
        nonlocal running, most
        async with turns.turn("a.example:80", spacing_s=0, patience_s=5):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    async def ten() -> None:
        turns = turns_in(tmp_path, per_host=2)
        await asyncio.gather(*(run(turns) for _ in range(10)))

    asyncio.run(ten())

    assert most == 2


def test_a_turn_that_would_come_too_late_is_refused_at_once(tmp_path: Path) -> None:
    async def twice() -> None:
        turns = turns_in(tmp_path)
        await visit(turns)
        await visit(turns, spacing=3600, patience=60)

    started = time.monotonic()
    with pytest.raises(TooBusy):
        asyncio.run(twice())
    assert time.monotonic() - started < 5


def test_a_queue_of_our_own_that_is_too_long_is_given_up(tmp_path: Path) -> None:
    async def wait_for_oneself() -> None:
        turns = turns_in(tmp_path)
        async with turns.turn("a.example:80", spacing_s=0, patience_s=1):
            await visit(turns, patience=0.05)

    with pytest.raises(TooBusy):
        asyncio.run(wait_for_oneself())


def test_a_slot_of_another_process_counts_until_that_dies(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(TooBusy):
        asyncio.run(visit(turns_in(tmp_path), patience=0.1))

    other.kill()
    other.wait()

    assert asyncio.run(visit(turns_in(tmp_path)))


@pytest.mark.usefixtures("other")
def test_waiting_for_one_host_takes_no_place_from_the_others(tmp_path: Path) -> None:
    async def both() -> None:
        turns = turns_in(tmp_path, at_once=1)
        slow = asyncio.create_task(visit(turns))
        for number in range(5):
            await visit(turns, f"{number}.example:80")
        assert not slow.done()
        slow.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await slow
        await visit(turns, "b.example:80")

    asyncio.run(both())


def test_paused_places_let_nobody_start(tmp_path: Path) -> None:
    async def paused() -> None:
        places = Places(2)
        turns = Turns(tmp_path, per_host=1, places=places)
        places.pause()
        waiting = asyncio.create_task(visit(turns))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        places.resume()
        assert await waiting

    asyncio.run(paused())


def test_a_start_in_the_future_is_not_believed(tmp_path: Path) -> None:
    async def after_the_clock_went_back() -> None:
        turns = turns_in(tmp_path)
        await visit(turns)
        (starts,) = (p for p in tmp_path.iterdir() if len(p.name) == 32)
        starts.write_text(f"{time.time() + 1000:020.6f}")
        await visit(turns, spacing=1, patience=0.5)

    asyncio.run(after_the_clock_went_back())


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "hosts").touch()

    with pytest.raises(OSError, match="hosts"):
        asyncio.run(visit(turns_in(tmp_path / "hosts")))


def test_files_of_hosts_long_gone_are_swept(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    asyncio.run(visit(turns_in(tmp_path), "old.example:80"))
    long_ago = time.time() - UNUSED_AFTER_S - 60
    for path in tmp_path.iterdir():
        os.utime(path, (long_ago, long_ago))
    asyncio.run(visit(Turns(tmp_path, per_host=1, places=Places(1)), "new.example:80"))

    left = {path.name for path in tmp_path.iterdir()}

    assert "swept" in left
    assert sum(name.endswith(".0") for name in left) == 2  # the new one, and the held
    assert other.poll() is None


def test_sweeping_is_not_done_again_soon(tmp_path: Path) -> None:
    sweep(tmp_path)
    old = tmp_path / "old"
    old.touch()
    os.utime(old, (0, 0))

    sweep(tmp_path)

    assert old.exists()
