"""Keeps the web server and the worker running: starts, watches, restarts, stops them.

`runner` replaces itself with this program, which imports nothing but the standard
library: it stays small for as long as it runs. Each child leads a process group of its
own, so that a child that ends takes everything that it has started along.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

STOP_S = 10.0
"""How long the children may take to finish what they are at."""

LIVED_S = 30.0
"""A child that lived for so long is started again at once, otherwise after a delay."""

LONGEST_DELAY_S = 60.0

_PID = "NEWSREADER_SUPERVISOR"
_SOCKET = "NEWSREADER_SOCKET"


# --- In the children ------------------------------------------------------------


def is_supervised() -> bool:
    """Whether this process was started by a supervisor."""
    return _PID in os.environ


def inherited_socket() -> int | None:
    """The listening socket that the supervisor keeps open for the web server."""
    return int(os.environ[_SOCKET]) if _SOCKET in os.environ else None


def end_with_supervisor() -> None:
    """End this process and its group as soon as the supervisor is no more.

    It may have been killed without a chance to stop anybody. Asking for the parent
    twice a second works everywhere, and from whichever thread children are forked.
    """
    if is_supervised():
        supervisor = int(os.environ[_PID])
        threading.Thread(target=_watch, args=[supervisor], daemon=True).start()


def _watch(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(0.5)
    os.killpg(os.getpgrp(), signal.SIGKILL)


# --- The supervisor -------------------------------------------------------------


@dataclass(slots=True)
class Child:
    """One program that shall run, and how it has fared."""

    name: str
    argv: list[str]
    inherit: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    delay_s: float = 0.0

    def tend(self, now: float) -> None:
        """Start it if it is time; if it has ended, clear up and set a time."""
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
        elif (status := self.process.poll()) is not None:
            self.kill()
            self.delay_s = self._delay(status, lived=now - self.started_at)
            self.process, self.start_at = None, now + self.delay_s
            when = f"in {self.delay_s:.0f} s" if self.delay_s else "now"
            _say(f"The {self.name} {_how(status)} and is started again {when}.")

    def _delay(self, status: int, *, lived: float) -> float:
        """Longer each time it ends at once by itself; not when somebody killed it."""
        if lived >= LIVED_S:
            return 0.0
        if status == -signal.SIGKILL:
            return min(max(1.0, self.delay_s), LONGEST_DELAY_S)
        return min(max(1.0, self.delay_s * 2), LONGEST_DELAY_S)

    def _start(self, now: float) -> None:
        self.started_at = now
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.argv,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.inherit,
        )

    def kill(self) -> None:
        """End whatever is left of it, itself or its own children, without asking."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _how(status: int) -> str:
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def _say(sentence: str) -> None:
    with contextlib.suppress(OSError, ValueError):  # whoever listened may have gone
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


@dataclass(slots=True)
class Supervisor:
    """Runs the children until a signal says stop."""

    children: list[Child]
    probe: tuple[str, int]
    address: str
    stops: int = 0
    is_ready: bool = False
    wake: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def run(self) -> None:
        self._listen_to_signals()
        while not self.stops:
            now = time.monotonic()
            for child in self.children:
                child.tend(now)
            if not self.is_ready and _answers(*self.probe):
                self.is_ready = True
                _say(f"Newsreader is ready: {self.address}  (Ctrl-C stops it)")
            self._sleep(self._until_next(time.monotonic()))
        self._stop()

    def _listen_to_signals(self) -> None:
        for end in self.wake:
            end.setblocking(False)
        signal.set_wakeup_fd(self.wake[1].fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Whoever starts this with nohup has it ignore that its terminal closes.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only to wake

    def _on_stop(self, number: int, frame: object) -> None:
        self.stops += 1

    def _until_next(self, now: float) -> float | None:
        if not self.is_ready:
            return 0.1
        waiting = [child.start_at for child in self.children if child.process is None]
        return max(0.0, min(waiting) - now) if waiting else None

    def _sleep(self, seconds: float | None) -> None:
        if select.select([self.wake[0]], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                self.wake[0].recv(4096)

    def _stop(self) -> None:
        """Ask, wait, and end by force what is left; a second signal cuts it short."""
        _say("Stopping …")
        until, asked = time.monotonic() + STOP_S, self.stops
        running = [child for child in self.children if child.process]
        for child in running:
            if child.process is not None:
                child.process.terminate()
        while self.stops == asked and (left := until - time.monotonic()) > 0:
            if all(c.process is None or c.process.poll() is not None for c in running):
                break
            self._sleep(left)
        for child in running:
            child.kill()
            if child.process is not None:
                child.process.wait()
        _say("Newsreader has stopped.")


def _answers(host: str, port: int) -> bool:
    """Whether the web server there answers a request, within half a second."""
    request = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"
    try:
        with socket.create_connection((host, port), timeout=0.5) as connection:
            connection.sendall(request)
            return connection.recv(5) == b"HTTP/"
    except OSError:
        return False


def main(listening: int, host: str, port: int, address: str) -> None:
    os.environ[_PID] = str(os.getpid())
    os.environ[_SOCKET] = str(listening)
    # Threads that each keep an arena of their own make a small program look big.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "-c", "python:newsreader.gunicorn", "newsreader.wsgi"]
    worker = [*python, "celery", "--quiet", "-A", "newsreader", "worker"]
    Supervisor(
        children=[
            Child("web server", web, inherit=(listening,)),
            Child("worker", worker),
        ],
        probe=(host, port),
        address=address,
    ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
