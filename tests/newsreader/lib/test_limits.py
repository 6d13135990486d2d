"""Work that runs away is stopped."""

from __future__ import annotations

import itertools
import signal
import threading
import time

import pytest

from newsreader.lib.limits import TookTooLong, cpu_limit


def compute(seconds: float) -> int:
    until = time.process_time() + seconds
    return next(n for n in itertools.count() if time.process_time() > until)


def test_work_that_runs_away_is_stopped() -> None:
    started = time.process_time()

    with pytest.raises(TookTooLong), cpu_limit(0.05):
        compute(20)

    assert time.process_time() - started < 5


def test_a_parser_that_forgives_every_mistake_is_stopped_too() -> None:
    def forgiving() -> None:
        while True:
            try:
                compute(20)
            except Exception:  # noqa: BLE001, S112 - this is what is tried
                continue

    with pytest.raises(TookTooLong), cpu_limit(0.05):
        forgiving()


def test_work_that_ends_in_time_is_left_alone_and_nothing_strikes_later() -> None:
    before = signal.getsignal(signal.SIGVTALRM)

    with cpu_limit(0.2):
        compute(0.01)
    compute(0.4)

    assert signal.getsignal(signal.SIGVTALRM) == before


def test_in_other_threads_nothing_is_limited() -> None:
    done: list[int] = []

    def work() -> None:
        with cpu_limit(0.01):
            done.append(compute(0.05))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert done
