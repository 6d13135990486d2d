"""How often a host may be asked: slots and spacing shared by all processes of this
machine.

Each host has a few small files in one folder. A slot is a file that is locked as long
as a request runs; the operating system frees it when its process dies, however that
happens. One more file holds the time of the last start. Nothing here waits for a lock:
who does not get one sleeps and tries again, so that the event loop goes on.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

UNUSED_AFTER_S = 3_600
"""Files of hosts that nobody asked for so long are swept away."""

_TRY_AGAIN_S = 0.05
_CLOCK_WENT_BACK_S = 5.0


class TooBusy(Exception):  # noqa: N818 - it reads as what it is
    """The host's turn would not come in time."""


class Places:
    """How many requests of this process run at once, and when none may start.

    `pause` and `resume` are for a reader of answers who cannot keep up.
    """

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)
        self._open = asyncio.Event()
        self._open.set()
        self.pause = self._open.clear
        self.resume = self._open.set

    async def take(self) -> None:
        while True:
            await self._open.wait()
            await self._free.acquire()
            if self._open.is_set():
                return
            self._free.release()

    def give_back(self) -> None:
        self._free.release()


class Turns:
    """Whose turn it is. Made for one event loop; the files join it with all others."""

    def __init__(self, folder: Path, *, per_host: int, places: Places) -> None:
        self._folder = folder
        self._per_host = per_host
        self._places = places
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._is_swept = False

    @asynccontextmanager
    async def turn(
        self, host: str, *, spacing_s: float, patience_s: float
    ) -> AsyncIterator[None]:
        """Hold one of the host's slots, begun `spacing_s` after the last start.

        Raises TooBusy where that would take longer than `patience_s`, and OSError if
        the folder cannot be written.
        """
        if not self._is_swept:
            self._folder.mkdir(parents=True, exist_ok=True)
            sweep(self._folder)
            self._is_swept = True
        until = time.monotonic() + patience_s
        gate = self._gates.setdefault(host, asyncio.Semaphore(self._per_host))
        try:
            async with asyncio.timeout(patience_s):
                await gate.acquire()
        except TimeoutError:
            raise TooBusy from None
        try:
            slot = await self._slot(host, spacing_s, until)
            try:
                yield
            finally:
                os.close(slot)
                self._places.give_back()
        finally:
            gate.release()

    async def _slot(self, host: str, spacing_s: float, until: float) -> int:
        """An open and locked slot file. A place is taken with it, and only with it:
        a slow host must not use up the places of the others by waiting."""
        name = hashlib.sha256(host.encode()).hexdigest()[:32]
        while True:
            await self._places.take()
            slot, wait_s = None, 0.0
            try:
                slot, wait_s = self._try(name, spacing_s)
            finally:
                if slot is None:
                    self._places.give_back()
            if slot is not None:
                return slot
            if time.monotonic() + wait_s > until:
                raise TooBusy
            await asyncio.sleep(wait_s)

    def _try(self, name: str, spacing_s: float) -> tuple[int | None, float]:
        """A slot to start with now, or None and in how many seconds to ask again."""
        starts = _try_lock(self._folder / name)
        if starts is None:  # another process looks at it, for microseconds
            return None, _TRY_AGAIN_S / 10
        try:
            now = time.time()
            last = _read_time(starts)
            is_believable = last - now < _CLOCK_WENT_BACK_S
            if is_believable and last + spacing_s > now:
                return None, last + spacing_s - now + 0.001
            for number in range(self._per_host):
                slot = _try_lock(self._folder / f"{name}.{number}")
                if slot is not None:
                    os.utime(slot)
                    os.pwrite(starts, f"{now:020.6f}".encode(), 0)
                    return slot, 0.0
            return None, _TRY_AGAIN_S
        finally:
            os.close(starts)


def sweep(folder: Path) -> None:
    """Remove files of hosts that were not asked lately; looks once in a while."""
    marker = folder / "swept"
    now = time.time()
    if marker.exists() and now - marker.stat().st_mtime < UNUSED_AFTER_S:
        return
    marker.touch()
    for path in folder.iterdir():
        try:
            is_old = now - path.stat().st_mtime > UNUSED_AFTER_S
            lock = _try_lock(path) if is_old else None
        except FileNotFoundError:  # another process sweeps too
            continue
        if lock is not None:
            path.unlink(missing_ok=True)
            os.close(lock)


def _try_lock(path: Path) -> int | None:
    """The file, opened and locked, or None while somebody else has it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # A sweep may have removed the file between opening and locking; a lock on a
        # file without a name would keep nobody out.
        if os.fstat(file).st_ino == path.stat().st_ino:
            return file
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(file)
    return None


def _read_time(file: int) -> float:
    try:
        return float(os.pread(file, 20, 0))
    except ValueError:  # a new and empty file
        return 0.0
