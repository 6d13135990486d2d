"""How long good feeds wait among hostile ones: two processes poll all, as the pool.

Prints the seconds until the last good feed was polled, at the first poll of all and
at a later one, when all are due together again; and how many items there are.
    crowd.py <folder> <good feeds> [<hostile case> …]
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
FOLDER, GOOD, CASES = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
FOLDER.mkdir(parents=True, exist_ok=True)
os.environ.update(DATA_DIR=str(FOLDER), DATABASE_URL="", LOG_LEVEL="ERROR")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
LONGEST_S = 300.0

import django  # noqa: E402 - the settings are read from the environment above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Item  # noqa: E402
from feeds.models import Feed  # noqa: E402
from feeds.querysets import FeedQuerySet  # noqa: E402
from newsreader.pipeline import run_due  # noqa: E402


def poll_for_ever() -> None:
    while True:
        if not run_due("feeds.poll", budget_s=10):
            time.sleep(0.1)


def main() -> None:
    call_command("migrate", verbosity=0)
    now = timezone.now()
    good = [f"http://good{n}.test/c/http-ok?s=g{n}" for n in range(GOOD)]
    hostile = [f"http://bad{n}.test/c/{case}?s=h" for n, case in enumerate(CASES)]
    mixed = [url for pair in zip(good, hostile, strict=False) for url in pair]
    rest = good[len(hostile) :] + hostile[len(good) :]
    Feed.objects.bulk_create(
        Feed(url=url, title=url[:300], added_at=now, due_at=now)
        for url in (*mixed, *rest)
    )
    connections.close_all()
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=poll_for_ever, daemon=True) for _ in range(2)]
    for worker in workers:
        worker.start()
    mine = Feed.objects.filter(url__startswith="http://good")
    first = seconds_until_polled(mine, now)
    seconds_until_polled(Feed.objects.all(), now)
    again = timezone.now()
    Feed.objects.update(due_at=again)
    second = seconds_until_polled(mine, again)
    for worker in workers:
        worker.terminate()
        worker.join()
    items = Item.objects.filter(origins__feed__in=mine).count()
    print(f"{first:.1f} {second:.1f} {items}")


def seconds_until_polled(feeds: FeedQuerySet, since: dt.datetime) -> float:
    started = time.monotonic()
    while feeds.filter(Q(polled_at=None) | Q(polled_at__lt=since)).exists():
        if time.monotonic() - started > LONGEST_S:
            sys.exit("the feeds were not polled in time")
        time.sleep(0.05)
    return time.monotonic() - started


if __name__ == "__main__":
    main()
