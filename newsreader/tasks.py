"""Celery shell: one three-line task per step, `run_due`: claim a batch of what is due,
run it, go on while more is due.
"""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from articles import retention
from newsreader import pipeline

BUDGET_S = 10.0
"""After so long a task starts no further batch, so that the other steps get a turn."""


@shared_task(name="feeds.poll")
def poll() -> None:
    pipeline.run_due("feeds.poll", budget_s=BUDGET_S)


@shared_task(name="feeds.push")
def push() -> None:
    pipeline.run_due("feeds.push", budget_s=BUDGET_S)


@shared_task(name="feeds.websub")
def websub() -> None:
    pipeline.run_due("feeds.websub", budget_s=BUDGET_S)


@shared_task(name="articles.place")
def place() -> None:
    pipeline.run_due("articles.place", budget_s=BUDGET_S)


@shared_task(name="articles.resolve")
def resolve() -> None:
    pipeline.run_due("articles.resolve", budget_s=BUDGET_S)


@shared_task(name="articles.extract")
def extract() -> None:
    pipeline.run_due("articles.extract", budget_s=BUDGET_S)


@shared_task(name="articles.cluster")
def cluster() -> None:
    pipeline.run_due("articles.cluster", budget_s=BUDGET_S)


@shared_task(name="articles.analyse")
def analyse() -> None:
    pipeline.run_due("articles.analyse", budget_s=BUDGET_S)


@shared_task(
    name="articles.compose",
    # A model takes its time; both end before the claim does (`compose.LEASE`).
    soft_time_limit=395,
    time_limit=410,
)
def compose() -> None:
    pipeline.run_due("articles.compose", budget_s=BUDGET_S)


@shared_task(name="articles.recheck")
def recheck() -> None:
    pipeline.run_due("articles.recheck", budget_s=BUDGET_S)


@shared_task(name="articles.fetch_icons")
def fetch_icons() -> None:
    pipeline.run_due("articles.fetch_icons", budget_s=BUDGET_S)


@shared_task(name="articles.forget")
def forget() -> None:
    retention.forget(now=timezone.now())
