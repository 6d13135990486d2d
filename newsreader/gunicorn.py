"""The web server's settings: a few threads, and an end with its supervisor.

Given to Gunicorn as `-c python:newsreader.gunicorn`.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

from newsreader import settings
from newsreader.lib.env import in_url
from newsreader.supervisor import end_with_supervisor, inherited_socket

WARM = ("/", "/accounts/login/")

_fd = inherited_socket()
bind = f"{in_url(settings.HOST)}:{settings.PORT}" if _fd is None else f"fd://{_fd}"
workers = settings.WEB_CONCURRENCY
worker_class = "gthread"
threads = settings.WEB_THREADS
preload_app = True
timeout = 60
graceful_timeout = 8
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 - Gunicorn makes its own private file there
    worker_tmp_dir = "/dev/shm"  # noqa: S108

accesslog = None
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
        "gunicorn.access": {"handlers": [], "propagate": False},
    },
}


def when_ready(server: Any) -> None:  # Any: Gunicorn is not typed
    """Runs in the parent, with the application loaded and no child forked yet."""
    end_with_supervisor()
    _warm_up(server.app.wsgi())
    gc.collect()
    gc.freeze()
    # A page makes some ten thousand objects and drops nearly all of them at its end:
    # looking for cycles seventy times meanwhile is a tenth of its time
    gc.set_threshold(20_000, 10, 10)


def _warm_up(application: Any) -> None:
    """Make the pages once that a visitor sees first: templates are read, and what runs
    for the first time changes much of the memory around it, which the children then
    have in common. Whatever the answers are."""
    from django.db import connections  # not before the application is loaded

    for path in WARM:
        environ: dict[str, Any] = {"PATH_INFO": path}
        setup_testing_defaults(environ)
        application(environ, lambda *_: None).close()
    connections.close_all()
