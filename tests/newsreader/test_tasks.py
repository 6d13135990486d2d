"""A task passes its name on to the pipeline, and thinks nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from celery import Task
from django.utils import timezone

from feeds.models import Feed, Fetch
from newsreader import pipeline, tasks


@pytest.mark.parametrize(
    "task",
    [tasks.poll, tasks.resolve, tasks.extract, tasks.cluster, tasks.analyse],
    ids=lambda task: str(task.name),
)
@pytest.mark.django_db
def test_a_bell_with_nothing_due_does_nothing(task: Task[[], None]) -> None:
    assert task.name in pipeline.BY_NAME

    task.run()

    assert not Fetch.objects.exists()


@pytest.mark.django_db
def test_the_log_of_polls_is_forgotten_in_time() -> None:
    now = timezone.now()
    feed = Feed.objects.create(url="https://a.example/feed", title="A", added_at=now)
    Fetch.objects.create(feed=feed, at=now - dt.timedelta(days=90))
    Fetch.objects.create(feed=feed, at=now)

    tasks.forget.run()

    assert Fetch.objects.count() == 1
