"""The Celery app, its one timetable, and the embedded worker (in-memory broker,
scheduler as a thread).

A message is a bell: it names a step and carries nothing. The timetable rings every
step every few seconds; whoever hears a bell looks into the database for what is due.

Embedded means: `manage.py run` has started this worker and no broker is set. Then the
broker is this process's own memory, so only this process can ring, and a thread in it
does. Apart (web, worker and beat as services) they share Redis.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import logging.config
import os
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from celery import Celery, bootsteps, signals
from celery.beat import EmbeddedService
from celery.exceptions import CPendingDeprecationWarning, SecurityWarning
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from newsreader.supervisor import end_with_supervisor, is_supervised

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")

EVERY_S = 5.0 if settings.REDIS_URL else 2.0
"""How often each step is rung. With a shared broker whoever makes work rings too."""

STALE_S = 60.0
"""A bell that nobody heard for so long is dropped: a newer one is behind it.

Much longer than `EVERY_S`, so that in busy times the bells of all steps wait in line
and every step gets its turn.
"""

TIDY_S = 3.0
"""So often at the most a child that is idle gives back what its parsers have freed."""

A_WHILE_S = 0.2
"""A task that takes longer has done something."""

STEPS = (
    "feeds.poll",
    "feeds.push",
    "feeds.websub",
    "articles.place",
    "articles.resolve",
    "articles.extract",
    "articles.cluster",
    "articles.analyse",
    "articles.compose",
    "articles.recheck",
    "articles.fetch_icons",
)

# Celery warns of root because of messages that can run code. Ours are JSON.
warnings.simplefilter("ignore", SecurityWarning)
# And of tasks that run on while the broker is away. Ours may: they are done once.
warnings.simplefilter("ignore", CPendingDeprecationWarning)

app = Celery("newsreader")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://localhost/",
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # as long as it takes
    broker_transport_options=(
        {"visibility_timeout": 600, "socket_connect_timeout": 2}
        if settings.REDIS_URL
        else {"polling_interval": 0.1}
    ),
    result_backend=None,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    # Both end before the claim on the rows does (`lib.steps.LEASE`).
    task_soft_time_limit=100,
    task_time_limit=115,
    include=["newsreader.tasks"],
    timezone="UTC",
    beat_scheduler="celery.beat:Scheduler",  # the timetable needs no memory of its own
    beat_max_loop_interval=1,
    beat_schedule={
        **{
            step: {"task": step, "schedule": EVERY_S, "options": {"expires": STALE_S}}
            for step in STEPS
        },
        # Once a day would never come for whoever runs this an hour a day.
        "articles.forget": {
            "task": "articles.forget",
            "schedule": 3600.0,
            "options": {"expires": 3600.0},
        },
    },
    worker_concurrency=settings.WORKER_PROCESSES or max(2, os.cpu_count() or 1),
    # Without a shared broker bells may be taken as they come, and then wait, in order,
    # for a free child. A limit would make each wait for its predecessors' receipts,
    # which this kind of broker looks at every two seconds only.
    worker_prefetch_multiplier=1 if settings.REDIS_URL else 0,
    # KiB, as `held` counts them: a child that keeps what large pages took is replaced,
    # one that holds the open stories or the story model is not.
    worker_max_memory_per_child=130_000,
    worker_enable_remote_control=bool(settings.REDIS_URL),
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
)


_tidied_at = 0.0
_begun_at = 0.0


@signals.task_prerun.connect
def note_begin(**kwargs: Any) -> None:
    global _begun_at
    _begun_at = time.monotonic()


@signals.task_postrun.connect
def give_back(**kwargs: Any) -> None:
    """Return freed memory to the system: trees of pages leave holes that glibc keeps,
    which in a child that has just read a hundred articles is most of what it holds.

    After each task that took a while, for a child may get no other for a long time,
    and from time to time after those that found nothing to do.
    """
    global _tidied_at  # of this process, as its heap is
    now = time.monotonic()
    if now - _begun_at < A_WHILE_S and now - _tidied_at < TIDY_S:
        return
    _tidied_at = now
    # Only a process that runs steps comes here
    from articles.core import rarity, vectors, ways, words

    # What is remembered lies scattered among what was freed, and would hold all of it
    ways.forget_pages()
    for memory in (rarity, vectors, words):
        memory.forget()
    _trim()


def _trim() -> None:
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other systems have none
    if trim:
        trim(0)


def held() -> int:
    """KiB that this child holds beside what it has to: the open stories, the model.

    Those are made anew at a price (100,000 stories take ten seconds and more), so a
    child must not be replaced for them. 0 where the system does not tell.
    """
    from articles import meanings, nearby  # not before the apps are ready

    kept = nearby.size() + meanings.size()
    limit = app.conf.worker_max_memory_per_child
    if _resident() - kept > limit * 1024:
        _trim()
    return max(0, _resident() - kept) // 1024


def _resident() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


@signals.worker_process_init.connect
def _count_what_counts(**kwargs: Any) -> None:
    """The pool asks for the most a child ever held, which never goes down again."""
    pool = importlib.import_module("billiard.pool")
    if hasattr(pool, "mem_rss"):
        pool.mem_rss = held  # type: ignore[attr-defined]


@signals.setup_logging.connect
def _log_as_everywhere(**kwargs: Any) -> None:  # Any: whatever Celery tells
    logging.config.dictConfig(settings.LOGGING)


@signals.worker_init.connect
@signals.beat_init.connect
def _refuse_to_run_apart_without_broker(**kwargs: Any) -> None:
    if not settings.REDIS_URL and not is_supervised():
        sys.exit(
            "A worker or scheduler of its own needs a broker: set REDIS_URL. "
            "Without one, `manage.py run` starts everything."
        )


class Shared(bootsteps.Step):
    """What the pool's children need is loaded before they are forked, and stays in
    common with them: the garbage collector shall not touch, and so copy, a page of it.

    What runs for the first time changes much of the memory around it, so what each
    child would do first of all is done once here.
    """

    requires = ("celery.worker.components:Pool",)

    def create(self, parent: Any) -> None:
        # Imported here because web and beat import this file too, and need none of
        # the libraries that the steps do.
        from articles.core import rarity, vectors
        from newsreader import pipeline

        rarity.load()
        vectors.load()
        with suppress(DatabaseError):  # it may come up after this worker
            for step in pipeline.STEPS:
                step.due(timezone.now()).exists()
        connections.close_all()
        gc.collect()
        gc.freeze()


class Supervised(bootsteps.StartStopStep):
    """What the one worker of `manage.py run` does beyond any other: it rings."""

    requires = ("celery.worker.components:Pool",)

    def include_if(self, parent: Any) -> bool:
        return is_supervised()

    def create(self, parent: Any) -> Any:
        """Runs before the pool's children are forked."""
        end_with_supervisor()
        if not settings.REDIS_URL:
            self._release()
        return EmbeddedService(
            parent.app, thread=True, scheduler_cls=app.conf.beat_scheduler
        )

    def start(self, parent: Any) -> None:
        """Runs with the pool there: the first bells need not wait for the timetable."""
        super().start(parent)
        for step in STEPS:
            app.send_task(step, expires=STALE_S)

    def _release(self) -> None:
        """Rows that a killed worker had claimed are due again at once."""
        from newsreader.pipeline import release_all  # see Shared

        release_all()
        connections.close_all()


app.steps["worker"].update({Shared, Supervised})
