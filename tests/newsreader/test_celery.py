"""The timetable rings every step, and a bell carries nothing."""

from __future__ import annotations

import importlib

import pytest
from celery import signals

from articles import nearby
from newsreader import pipeline, tasks
from newsreader.celery import EVERY_S, STALE_S, STEPS, app, held
from newsreader.lib.steps import LEASE

TABLE = app.conf.beat_schedule


def test_every_step_of_the_pipeline_is_rung() -> None:
    assert [step.name for step in pipeline.STEPS] == list(STEPS)
    assert set(TABLE) == {*STEPS, "articles.forget"}


def test_every_bell_is_heard_by_a_task_and_grows_stale() -> None:
    app.loader.import_default_modules()

    for name, line in TABLE.items():
        assert line["task"] == name
        assert name in app.tasks
        assert line["options"]["expires"] >= line["schedule"]
        assert "args" not in line
        assert "kwargs" not in line


def test_a_task_ends_before_its_claims_do() -> None:
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit
    assert app.conf.task_time_limit < LEASE.total_seconds()
    assert tasks.BUDGET_S < STALE_S


def test_messages_are_json_and_nothing_comes_back() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None


def test_a_shared_broker_is_rung_less_often() -> None:
    assert EVERY_S in {2.0, 5.0}


def test_a_child_is_not_replaced_for_the_open_stories_it_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = held()
    monkeypatch.setattr(nearby, "size", lambda: 30 * 2**20)

    assert without > 0
    assert abs(without - held() - 30 * 1024) < 5 * 1024


def test_the_pool_asks_what_a_child_holds_now(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = importlib.import_module("billiard.pool")
    monkeypatch.setattr(pool, "mem_rss", lambda: 0)

    signals.worker_process_init.send(sender=None)

    assert vars(pool)["mem_rss"] is held
