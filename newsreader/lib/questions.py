"""Questions in SQL of our own, which PostgreSQL reads and plans once, not each time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils.module_loading import import_string

M = TypeVar("M", bound=models.Model)

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


class Columns(Generic[M]):
    """The columns of a model in a question, and models made of what comes of them.

    Django takes longer to write a question about a hundred columns than any database
    takes to answer it.
    """

    def __init__(
        self, model: type[M], alias: str, *, but: Collection[str] = ()
    ) -> None:
        fields = [f for f in model._meta.concrete_fields if f.attname not in but]
        self._model = model
        self._names = [field.attname for field in fields]
        self._key = self._names.index(model._meta.pk.attname)
        self._times = _places(fields, models.DateTimeField)
        self._json = _places(fields, models.JSONField)
        self.count = len(fields)
        self.sql = ", ".join(f"{alias}.{field.column}" for field in fields)

    def made(self, row: Sequence[Any]) -> M | None:
        """The model of these values, or None where they are of no row."""
        if row[self._key] is None:
            return None
        values = list(row)
        for at in self._times:
            values[at] = values[at] and moment(values[at])
        for at in self._json:  # a text, where the driver does not read it itself
            if isinstance(values[at], str):
                values[at] = json.loads(values[at])
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, values)


def _places(fields: Sequence[Any], kind: type[Any]) -> list[int]:
    return [at for at, field in enumerate(fields) if isinstance(field, kind)]


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
