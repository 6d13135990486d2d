"""The timetable rings every step, and a bell carries nothing."""

from __future__ import annotations

from newsreader import pipeline, tasks
from newsreader.celery import EVERY_S, STALE_S, STEPS, app
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
