"""Pictures through us: fetched once through the door, checked, kept for a while.

The cache is a folder of files: one line that says what the file is, then the bytes as
they came. Files are the whole memory, so that all processes share it: what failed is
a file too, and who fetches holds a lock on one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import logging
import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from articles.core import images
from articles.core.images import Raster
from newsreader.lib import http

log = logging.getLogger(__name__)

MAX_BYTES = 10 << 20
TIMEOUT_S = 15.0
WAIT_S = 30.0
"""So long a request waits for another one that fetches the same picture."""

FAILED_FOR = dt.timedelta(minutes=10)
"""How long a failure stands before the publisher is asked again."""

STALE_AFTER = dt.timedelta(hours=1)
"""Looked at again after so long, a file counts as used anew. Locks and halves of files
that are older belong to nobody."""

ACCEPT = "image/avif, image/webp, image/png, image/jpeg, image/gif;q=0.9, */*;q=0.1"
_HEAD = 200  # bytes: no first line is longer

_places = threading.BoundedSemaphore(max(1, settings.WEB_THREADS - 2))
_lately = {"bytes": 0}  # written by this process since it last looked at the whole


class NoPicture(Exception):  # noqa: N818 - it reads as what it is
    """There is nothing to show; `is_for_now` where asking again soon makes sense."""

    def __init__(self, message: str, *, is_for_now: bool = False) -> None:
        super().__init__(message)
        self.is_for_now = is_for_now


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be shown; `etag` names these very bytes."""

    raster: Raster
    etag: str
    body: bytes


def address(url: str) -> str:
    """Our own address for a picture elsewhere, or "" if it cannot have one."""
    sealed = images.seal(url, _key())
    return reverse("image", args=sealed) if sealed else ""


def opened(signature: str, sealed: str) -> str | None:
    """The picture's own address behind one that `address` has made, else None."""
    return images.unseal(signature, sealed, _key())


def show(url: str) -> Picture:
    """The picture at that address, from the cache or else from its host.

    A burst of calls asks the host once. Raises NoPicture.
    """
    path = _path(url)
    if kept := _kept(path):
        return kept
    # Some threads must stay free for pages, however slow the hosts of pictures are
    if not _places.acquire(blocking=False):
        raise NoPicture("Too many pictures are on their way.", is_for_now=True)
    try:
        with _alone(path):
            return _kept(path) or _fetched(url, path)
    finally:
        _places.release()


def sizes(addresses: Iterable[str]) -> dict[str, Raster]:
    """What is known of these pictures, by address; never asks a host."""
    found = {}
    for url in addresses:
        try:
            with _path(url).open("rb") as file:
                words = file.readline(_HEAD).decode("ascii", "replace").split()
        except OSError:
            continue
        if known := _raster(words):
            found[url] = known
    return found


def prune(*, limit: int, now: dt.datetime) -> int:
    """Forget the pictures unused longest until the cache fits; give their number.

    Failures that no longer stand, and what killed processes left, go as well.
    """
    files, gone = [], 0
    for path in _folder().glob("*/*"):
        try:
            stat = path.stat()
        except FileNotFoundError:  # another process prunes too
            continue
        age = now.timestamp() - stat.st_mtime
        is_passing = path.suffix != "" or stat.st_size <= _HEAD
        if is_passing and age > STALE_AFTER.total_seconds():
            path.unlink(missing_ok=True)
        elif not is_passing:
            files.append((stat.st_mtime, stat.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= limit:
            break
        path.unlink(missing_ok=True)
        total -= size
        gone += 1
    return gone


def _key() -> bytes:
    return hashlib.sha256(f"newsreader.images\0{settings.SECRET_KEY}".encode()).digest()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "images"


def _path(url: str) -> Path:
    name = hashlib.sha256(url.encode()).hexdigest()
    return _folder() / name[:2] / name[2:]


def _raster(words: list[str]) -> Raster | None:
    """What the first line of a file in the cache says; None for one that failed."""
    if len(words) != 4 or not words[0].startswith("image/"):
        return None
    return Raster(words[0], int(words[1]), int(words[2]))


def _kept(path: Path) -> Picture | None:
    """The picture in the cache; None if it is not there. Raises NoPicture."""
    try:
        with path.open("rb") as file:
            line = file.readline(_HEAD).decode("utf-8", "replace")
            age = time.time() - os.fstat(file.fileno()).st_mtime
            if (known := _raster(line.split())) is None:
                if age > FAILED_FOR.total_seconds():
                    return None
                raise NoPicture(line.strip())
            body = file.read()
    except FileNotFoundError:
        return None
    if age > STALE_AFTER.total_seconds():
        os.utime(path)  # used: it goes last
    return Picture(known, line.split()[3], body)


def _fetched(url: str, path: Path) -> Picture:
    try:
        picture = _asked(url)
    except NoPicture as problem:
        if not problem.is_for_now:
            why = " ".join(str(problem).split())[: _HEAD // 2]
            _keep(path, why.encode("ascii", "replace") + b"\n")
        raise
    known = picture.raster
    line = f"{known.kind} {known.width} {known.height} {picture.etag}\n"
    _keep(path, line.encode() + picture.body)
    return picture


def _asked(url: str) -> Picture:
    """Ask the picture's host. Reading ends where it turns out to be something else."""
    request = http.Request(
        url=url,
        headers={"Accept": ACCEPT},
        max_bytes=MAX_BYTES,
        timeout_s=TIMEOUT_S,
        spacing_s=0.0,  # a browser would not wait between two pictures either
        until=lambda body: (
            len(body) >= images.ENOUGH and not images.may_be_raster(body)
        ),
    )
    try:
        answer = http.fetch(request)
    except http.FetchError as error:
        raise NoPicture(error.message, is_for_now=error.kind == "busy") from error
    if answer.status != 200:
        raise NoPicture(f"The host answered {answer.status}.")
    known = images.raster(answer.body)
    if known is None:
        raise NoPicture("This is no picture of a kind that is shown.")
    if not known.is_bearable:
        raise NoPicture("The picture has too many pixels, or none.")
    return Picture(known, hashlib.sha256(answer.body).hexdigest()[:32], answer.body)


def _keep(path: Path, content: bytes) -> None:
    """Write the file whole or not at all. A full disk costs only the cache."""
    new = path.with_suffix(".new")  # one writer: who writes holds the lock
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        log.warning("a picture cannot be kept: %s", error)
        new.unlink(missing_ok=True)
        return
    _lately["bytes"] += len(content)
    limit = settings.IMAGE_CACHE_MB << 20
    if _lately["bytes"] > limit // 20:  # so the cache is never much above its bound
        _lately["bytes"] = 0
        prune(limit=limit, now=timezone.now())


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else, in this process or another, is in a block of that path."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:  # a full disk: better twice than not at all
        log.warning("no lock for a picture: %s", error)
        yield
        return
    try:
        until = time.monotonic() + WAIT_S
        while not _locked(lock):
            if time.monotonic() > until:
                raise NoPicture("The picture is on its way.", is_for_now=True)
            time.sleep(0.05)
        try:
            yield
        finally:
            path.with_suffix(".lock").unlink(missing_ok=True)
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
