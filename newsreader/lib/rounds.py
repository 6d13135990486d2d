"""Run work that waits in a thread of its own, and hand out answers as they come."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Generic, TypeVar

from newsreader.lib.politeness import Places

T = TypeVar("T")


class Round(Generic[T]):
    """A thread with an event loop in which `work` runs, and a queue of its answers.

    `work` is given the round, and calls `give` for each answer. When as many answers
    wait for their reader as may run at once, `places` lets nothing new start.
    """

    def __init__(
        self, work: Callable[[Round[T]], Awaitable[None]], *, at_once: int
    ) -> None:
        self.places = Places(at_once)
        self._work = work
        self._at_once = at_once
        self._queue: queue.SimpleQueue[tuple[T] | None] = queue.SimpleQueue()
        self._unread = 0
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    def answers(
        self, *, lull_s: Callable[[], float | None] = lambda: None
    ) -> Generator[T | None, None, None]:
        """The answers; None each time that none has come for `lull_s()`.

        Closing this early ends the work; either way the thread is gone afterwards,
        and what the work raised comes out here.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="fetch") as thread:
            running = thread.submit(self._run)
            try:
                while True:
                    try:
                        answer = self._queue.get(timeout=lull_s())
                    except queue.Empty:
                        yield None
                        continue
                    if answer is None:
                        break
                    self._tell(self._was_read)
                    yield answer[0]
            finally:
                self._tell(self._stop)
                with suppress(asyncio.CancelledError):
                    running.result()

    def give(self, answer: T) -> None:
        """Called in the thread: hand this to the reader."""
        self._queue.put((answer,))
        self._unread += 1
        if self._unread >= self._at_once:
            self.places.pause()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._main())
        finally:
            self._queue.put(None)

    async def _main(self) -> None:
        self._task = asyncio.current_task()
        if not self._is_over:
            await self._work(self)

    def _tell(self, callback: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: all is done already
            self._loop.call_soon_threadsafe(callback)

    def _was_read(self) -> None:
        self._unread -= 1
        if self._unread < self._at_once:
            self.places.resume()

    def _stop(self) -> None:
        self._is_over = True
        if self._task is not None:
            self._task.cancel()
