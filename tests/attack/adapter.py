"""Lets the judge of hostile servers drive the very poll that the worker runs.

One poll in one process: a feed's address becomes a feed that is due, the pipeline's own
step polls it, and what the database then holds is told. The database lives in the
judge's folder for the case; `ATTACK_DATABASE` names a migrated one to begin with.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
FOLDER = Path(sys.argv[4] + ".d")  # what the judge gives as state["dir"]
FOLDER.mkdir(parents=True, exist_ok=True)
os.environ.update(DATA_DIR=str(FOLDER), DATABASE_URL="", LOG_LEVEL="ERROR")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
TEMPLATE = os.environ.get("ATTACK_DATABASE", "")
DATABASE = FOLDER / "newsreader.sqlite3"
IS_NEW = not DATABASE.exists()
if IS_NEW and TEMPLATE:
    shutil.copyfile(TEMPLATE, DATABASE)

import django  # noqa: E402 - the settings are read from the environment above

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Item, Origin  # noqa: E402
from feeds.models import Feed  # noqa: E402
from newsreader.lib import http  # noqa: E402, F401 - loaded before memory is measured
from newsreader.pipeline import run_due  # noqa: E402
from tests.attack import pages  # noqa: E402
from tests.attack.pages import Found  # noqa: E402

if IS_NEW and not TEMPLATE:
    call_command("migrate", verbosity=0)

OTHERS = {
    "article": pages.article, "favicon": pages.icon, "opml": pages.feed_list,
}  # fmt: skip


def identity(item: Found, state: Found) -> str:
    return str(item["key"])


def poll(url: str, kind: str, state: Found) -> Found:
    """Subscribe once, then poll; the items that this poll brought, and all stored."""
    if kind != "feed":
        return OTHERS[kind](url)
    now = timezone.now()
    feed, _ = Feed.objects.get_or_create(
        added_at__isnull=False, defaults={"url": url, "title": "Case", "added_at": now}
    )
    known = set(Item.objects.values_list("pk", flat=True))
    for _ in range(2):  # who does not answer quickly is asked twice
        Feed.objects.update(due_at=timezone.now())
        run_due("feeds.poll", budget_s=1)
        feed.refresh_from_db()
        if feed.error or (feed.polled_at and feed.polled_at >= now):
            break
    else:
        raise AssertionError("the poll was never recorded")
    assert Item.objects.count() == Origin.objects.count()
    latest = feed.fetches.first()
    if feed.error == "internal":
        raise RuntimeError(feed.last_error)
    return {
        "status": "err" if feed.error else "ok",
        "error": feed.error or None,
        "message": latest.message if latest else "",
        "items": [told(item) for item in Item.objects.all() if item.pk not in known],
        "stored": Item.objects.count(),
    }


def told(item: Item) -> Found:
    return {
        "key": item.key,
        "title": item.headline,
        "link": item.link,
        "html": item.content_html,
        "text": item.snippet,
        "author": item.author,
        "outlet": item.outlet,
    }
