"""Liveness and readiness pages.

Live: this process answers. Ready: everything that it needs answers too; if not, 503
and the names of what is missing, never why: that is in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    missing = [name for name, is_there in NEEDS.items() if not is_there()]
    if missing:
        text = "".join(f"{name}: not ready\n" for name in missing)
        return HttpResponse(text, content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("database: %s", error)
        connection.close()
        return False
    return True


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False  # `_database` has said why


def _broker() -> bool:
    if not settings.REDIS_URL:
        return True
    import redis  # 12 MiB, for nothing where there is no broker

    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
    )
    try:
        return bool(client.ping())
    except redis.RedisError as error:
        log.warning("broker: %s", error)
        return False
    finally:
        client.close()


NEEDS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
}
