"""The table: every stage has its step, and a step goes on while more is due."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone

from articles.models import Item
from feeds.models import Feed
from newsreader import pipeline

NOW = timezone.now()


def test_every_stage_but_the_last_has_a_step_in_order() -> None:
    stages = [f"articles.{stage}" for stage in Item.Stage.values[:-1]]

    assert [step.name for step in pipeline.STEPS] == [
        "feeds.poll",
        "feeds.push",
        "feeds.websub",
        *stages,
        "articles.compose",
        "articles.recheck",
        "articles.fetch_icons",
    ]


def test_a_stranger_reads_the_table_in_two_minutes() -> None:
    text = Path(pipeline.__file__).read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 140
    assert len(re.findall(r"\bStep\(", text)) == len(pipeline.STEPS)


@pytest.mark.django_db
def test_a_bell_runs_all_that_is_due_batch_after_batch() -> None:
    step = pipeline.BY_NAME["articles.cluster"]
    Item.objects.bulk_create(
        Item(
            key=str(number),
            headline="x",
            content_hash="",
            first_seen_at=NOW,
            sort_at=NOW,
            due_at=NOW,
            stage=Item.Stage.CLUSTER,
        )
        for number in range(step.batch + 3)
    )

    ran = pipeline.run_due("articles.cluster", budget_s=60)

    assert ran == step.batch + 3
    assert not Item.objects.filter(stage=Item.Stage.CLUSTER).exists()


@pytest.mark.django_db
def test_a_bell_with_nothing_due_does_nothing() -> None:
    assert [pipeline.run_due(step.name, budget_s=1) for step in pipeline.STEPS] == [
        0
    ] * len(pipeline.STEPS)


@pytest.mark.django_db
def test_the_only_worker_frees_what_a_dead_one_held() -> None:
    until = NOW + dt.timedelta(minutes=2)
    Feed.objects.create(
        url="https://a.example/", title="A", added_at=NOW, claimed_until=until
    )
    Item.objects.create(
        key="k",
        headline="x",
        content_hash="",
        first_seen_at=NOW,
        sort_at=NOW,
        claimed_until=until,
    )

    assert pipeline.release_all() == 2
    assert Item.objects.get().claimed_until is None
