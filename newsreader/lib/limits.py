"""Stop work on a stranger's bytes that takes more processor time than it may."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_AGAIN_S = 0.5


class TookTooLong(BaseException):
    """The work was stopped. No `Exception`, so that no parser takes it for one of the
    mistakes in the bytes that it forgives."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLong inside the block once this process has computed so long.

    Only in a process's main thread, as in workers; in any other nothing is limited,
    since only the main thread can be interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def stop(_signal: int, _frame: object) -> None:
        if not is_over:
            raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: the first may be swallowed where the block cleans up
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN_S)
    try:
        yield
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
