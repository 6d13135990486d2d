"""Children that end are started again; all end together, whoever is killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# Each child tells its process id through the pipe that it inherits, and so does the
# child that it forks itself. The supervisor probes a port where nobody answers.
CHILD = """
import os, signal, sys, time
from newsreader.supervisor import end_with_supervisor
end_with_supervisor()
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
own = os.fork()
os.write({pipe}, f"{name}{{'+' if own else '-'}} {{os.getpid()}}\\n".encode())
time.sleep(600)
"""
SUPERVISOR = """
import os, sys
from newsreader import supervisor
supervisor.STOP_S = 1.0
os.environ["NEWSREADER_SUPERVISOR"] = str(os.getpid())
children = [
    supervisor.Child(name, [sys.executable, "-c", code], inherit=({pipe},))
    for name, code in {programs!r}
]
supervisor.Supervisor(children, ("127.0.0.1", {port}), "http://x/").run()
"""


class Stage:
    """A running supervisor, and the process ids that its children tell."""

    def __init__(self, *, stubborn: bool = False) -> None:
        self.pipe, write = os.pipe()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        programs = [
            (name, CHILD.format(name=name, pipe=write, stubborn=stubborn))
            for name in ("web", "worker")
        ]
        code = SUPERVISOR.format(pipe=write, programs=programs, port=port)
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            pass_fds=(write,),
            stdout=subprocess.PIPE,
            text=True,
        )
        os.close(write)
        self.told: dict[str, int] = {}
        self.rest = b""

    def next(self, count: int) -> dict[str, int]:
        """The next so many process ids, by name; + is a child, - what it forked."""
        found: dict[str, int] = {}
        while len(found) < count:
            assert select.select([self.pipe], [], [], 20)[0], f"only {found}"
            self.rest += os.read(self.pipe, 4096)
            *lines, self.rest = self.rest.split(b"\n")
            found |= {line.split()[0].decode(): int(line.split()[1]) for line in lines}
        return found

    def wait_for_the_end(self) -> None:
        """Returns when every process that had the pipe is gone."""
        while select.select([self.pipe], [], [], 20)[0]:
            if not os.read(self.pipe, 4096):
                return
        pytest.fail("somebody is left")

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        os.close(self.pipe)


def is_gone(pid: int) -> bool:
    """Whether it runs no more, even if nobody has asked for its status yet."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


@pytest.fixture
def stage() -> Iterator[Stage]:
    running = Stage()
    yield running
    running.close()


def test_a_child_that_was_killed_is_started_again_without_its_leftovers(
    stage: Stage,
) -> None:
    first = stage.next(4)

    os.kill(first["worker+"], signal.SIGKILL)
    second = stage.next(2)

    assert set(second) == {"worker+", "worker-"}
    assert second["worker+"] != first["worker+"]
    assert is_gone(first["worker-"])
    assert not is_gone(first["web-"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(stage: Stage, number: signal.Signals) -> None:
    stage.next(4)

    stage.process.send_signal(number)
    said, _ = stage.process.communicate(timeout=20)
    stage.wait_for_the_end()

    assert stage.process.returncode == 0
    assert said.endswith("Stopping …\nNewsreader has stopped.\n")


def test_who_does_not_listen_is_ended_by_force() -> None:
    stage = Stage(stubborn=True)
    try:
        stage.next(4)

        stage.process.terminate()
        stage.process.communicate(timeout=20)
        stage.wait_for_the_end()

        assert stage.process.returncode == 0
    finally:
        stage.close()


def test_nobody_outlives_a_supervisor_that_was_killed(stage: Stage) -> None:
    stage.next(4)

    stage.process.kill()

    stage.wait_for_the_end()
