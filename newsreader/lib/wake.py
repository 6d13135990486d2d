"""The bell, "there is work": a Celery message by task name where a shared broker
exists, else nothing (the next tick finds the row)."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(step: str) -> None:
    """Tell the workers, after commit, that rows wait for the step of that name.

    Losing the message loses a second or two, never work: the timetable rings too.
    """
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _send(step))


def _send(step: str) -> None:
    try:
        current_app.send_task(step, expires=60, retry=False)
    except OperationalError:
        log.warning("broker unreachable; %s waits for the next tick", step)
