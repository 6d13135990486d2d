"""The one command: migrate, first admin, web server and embedded worker, clean stop.

This module does what has to be done once, then replaces its process with
`newsreader.supervisor`, which starts the web server and the worker and stays.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from feeds.core.google_news import edition_for_locale
from feeds.subscribe import subscribe_starters
from newsreader.lib.env import in_url

PORT_WAIT_S = 3.0
"""A server that was killed a moment ago may still hold the port for so long."""

Say = Callable[[str], object]


class StartError(Exception):
    """Newsreader cannot start; the text says why, for whoever started it."""


def run(*, say: Say) -> NoReturn:
    """Get ready and become the supervisor; does not return. Raises StartError."""
    held = hold(settings.DATA_DIR / "run.lock")
    listening = listen(settings.HOST, settings.PORT)
    prepare(say=say)
    _become_supervisor(held, listening)


def prepare(*, say: Say) -> None:
    """Bring the database and the files up to date; the first time, fill them.

    Raises StartError.
    """
    try:
        migrate(say=say)
        welcome_administrator(say=say)
        subscribe(say=say)
        collect_static(say=say)
    except DatabaseError as error:
        raise StartError(f"The database cannot be used: {error}".strip()) from error
    except OSError as error:
        raise StartError(f"A file cannot be used: {error}") from error
    finally:
        connections.close_all()


def subscribe(*, say: Say) -> None:
    """Where there has never been a feed, begin with a few of the reader's country."""
    edition = edition_for_locale(locale(os.environ))
    if added := subscribe_starters(edition, now=timezone.now()):
        which = f"{len(added)} Google News feeds of the edition {edition.ceid}"
        say(f"Subscribed to {which}, to start with.")


def migrate(*, say: Say) -> None:
    """Bring the tables up to date, if they are not."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        say(f"Preparing the database: {len(waiting)} changes.")
        call_command("migrate", interactive=False, verbosity=0)


def welcome_administrator(*, say: Say) -> None:
    """See that somebody can log in who may add feeds.

    With ADMIN_PASSWORD, the account of that name is made, or gets the password if it
    has none yet. Without, a link to choose one is printed as long as no administrator
    can log in. A password that somebody has is never changed.
    """
    name, password = settings.ADMIN_USERNAME, settings.ADMIN_PASSWORD
    administrators = User.objects.filter(is_superuser=True, is_active=True)
    if not password and any(user.has_usable_password() for user in administrators):
        return
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_superuser(name)  # without a usable password
    if user.has_usable_password() or not user.is_superuser:
        return
    if password:
        user.set_password(password)
        user.save(update_fields=["password"])
        say(f"Administrator: {name}, with the password from ADMIN_PASSWORD.")
        _warn_of_weak(password, user, say=say)
    else:
        say(f"Choose a password for the administrator, {name}: {_link_for(user)}")


def _warn_of_weak(password: str, user: User, *, say: Say) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        say(f"ADMIN_PASSWORD is weak: {' '.join(error.messages)}")


def _link_for(user: User) -> str:
    """A link that works until a password is chosen, three days at most."""
    return site_address().rstrip("/") + reverse(
        "password_reset_confirm",
        args=[
            urlsafe_base64_encode(force_bytes(user.pk)),
            default_token_generator.make_token(user),
        ],
    )


def site_address() -> str:
    """Where a browser on this machine finds the site."""
    if settings.BASE_URL:
        return f"{settings.BASE_URL}/"
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104
    return f"http://{in_url(host)}:{settings.PORT}/"


def locale(environ: os._Environ[str] | dict[str, str]) -> str:
    """The locale for messages, by the order that POSIX gives; "" if none is set."""
    found = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next(filter(None, found), "")


def collect_static(*, say: Say) -> None:
    """Collect style sheets, scripts and icons, if any has changed since.

    With a STATIC_DIR of its own they were collected when the installation was made.
    """
    if Path(settings.STATIC_ROOT) != settings.DATA_DIR / "static":
        return
    files = (
        (name, stat.st_size, stat.st_mtime_ns)
        for finder in get_finders()
        for name, storage in finder.list([])
        for stat in [Path(storage.path(name)).stat()]
    )
    state = hashlib.sha256(json.dumps(sorted(files)).encode()).hexdigest()
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == state:
        return
    say("Collecting style sheets and scripts.")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state, encoding="ascii")


def hold(file: Path) -> int:
    """Hold the data folder for ourselves, for as long as this process lives."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(f"{file} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartError(
            f"Newsreader runs already with the data in {file.parent}. Stop it first, "
            "or give this one a DATA_DIR of its own."
        ) from None
    return handle


def listen(host: str, port: int) -> socket.socket:
    """The socket of the web server, open from now on; early requests wait in line."""
    until = time.monotonic() + PORT_WAIT_S
    while True:
        try:
            return _bound(host, port)
        except OSError as error:
            if time.monotonic() >= until or isinstance(error, socket.gaierror):
                raise StartError(
                    f"Cannot listen on {in_url(host)}:{port}: {error.strerror}. "
                    "Set HOST and PORT to an address of this machine that is free."
                ) from error
            time.sleep(0.1)


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        listening.listen(512)
    except OSError:
        listening.close()
        raise
    return listening


def _become_supervisor(held: int, listening: socket.socket) -> NoReturn:
    for kept in (held, listening.fileno()):
        os.set_inheritable(kept, True)
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsreader.settings"}
    environ.pop("ADMIN_PASSWORD", None)  # done with; no child needs to know it
    paths = [str(settings.BASE_DIR), environ.get("PYTHONPATH", "")]
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    sys.stdout.flush()
    host, port = listening.getsockname()[:2]
    probe = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    arguments = [str(listening.fileno()), probe, str(port), site_address()]
    os.execve(  # noqa: S606 - no shell is meant
        sys.executable,
        [sys.executable, "-m", "newsreader.supervisor", *arguments],
        environ,
    )
