from __future__ import annotations

import asyncio
import threading
from contextlib import closing

import pytest

from newsreader.lib.rounds import Round


def test_answers_come_in_the_order_in_which_they_are_given() -> None:
    async def work(this: Round[int]) -> None:
        for number in (3, 1, 2):
            this.give(number)

    assert list(Round(work, at_once=9).answers()) == [3, 1, 2]


def test_nothing_is_an_answer_too() -> None:
    async def work(this: Round[None]) -> None:
        this.give(None)

    assert list(Round(work, at_once=1).answers()) == [None]


def test_what_the_work_raises_comes_out_after_the_answers() -> None:
    async def work(this: Round[int]) -> None:
        this.give(1)
        raise ZeroDivisionError

    answers = Round(work, at_once=1).answers()

    assert next(answers) == 1
    with pytest.raises(ZeroDivisionError):
        next(answers)


def test_closing_early_ends_the_work_and_waits_for_it() -> None:
    ended = threading.Event()

    async def work(this: Round[int]) -> None:
        this.give(1)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with closing(Round(work, at_once=1).answers()) as answers:
        assert next(answers) == 1

    assert ended.is_set()


def test_work_that_is_ended_before_it_began_never_begins() -> None:
    begun = threading.Event()

    async def work(this: Round[int]) -> None:
        begun.set()

    this = Round(work, at_once=1)
    this._stop()

    assert list(this.answers()) == []
    assert not begun.is_set()


def test_unread_answers_keep_new_work_from_starting() -> None:
    started: list[int] = []

    async def work(this: Round[int]) -> None:
        for number in range(4):
            await this.places.take()
            started.append(number)
            this.give(number)
            this.places.give_back()

    with closing(Round(work, at_once=2).answers()) as answers:
        assert next(answers) == 0
        assert len(started) <= 3
        assert list(answers) == [1, 2, 3]
