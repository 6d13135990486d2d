"""Questions in SQL of our own, which PostgreSQL reads and plans once, not each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils.module_loading import import_string

_BINARY = 1
_MANY = "IN ({many})"


def ask(
    question: str,
    *values: int | str | dt.datetime,
    many: Collection[int] | None = None,
) -> list[Any]:
    """The rows of the answer. The last condition may be `IN ({many})`; of no number
    nothing is asked.

    Give values and not texts made of them. PostgreSQL takes longer to plan such a
    question than to answer it, and keeps the plan where the text is the same as before,
    however many numbers there are; Django's cursor writes values into the text. One
    plan serves all values: none may call for another.
    """
    if many is not None and not many:
        return []
    numbers = list(many or ())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            question = question.replace(_MANY, "= ANY(%s)")
            asked: list[Any] = [*values, numbers] if numbers else [*values]
            # Whoever logs questions is to read them, as Django's own cursor tells them
            if not connection.queries_logged:
                # Inside of Django's wrapper, which counts them and translates errors
                cursor.cursor = _binding()(connection.connection)
                cursor.cursor.format = _BINARY  # times are read without Python so
        else:
            places = ", ".join(["%s"] * len(numbers))
            question = question.replace(_MANY, f"IN ({places})")
            asked = [*values, *numbers]
        cursor.execute(question, asked)
        found: list[Any] = cursor.fetchall()
    return found


def moment(value: dt.datetime) -> dt.datetime:
    """A time as the database's driver gives it; SQLite's leaves out that it is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


@receiver(connection_created)
def _settle(connection: BaseDatabaseWrapper, **others: Any) -> None:
    """Told to each connection, for poolers pass on few settings of an address."""
    if connection.vendor != "postgresql":
        return
    connection.connection.prepare_threshold = 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SET plan_cache_mode = force_generic_plan;"
            # Starting helpers takes as long as a page, and where a page needs the
            # first fifty rows they find them all.
            " SET max_parallel_workers_per_gather = 0"
        )


@cache
def _binding() -> Any:  # Any: a class of a driver that need not be installed
    return import_string("django.db.backends.postgresql.base.ServerBindingCursor")
