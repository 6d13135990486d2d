"""An empty database to measure on."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path


def set_up() -> None:
    """Point the settings at a scratch database and migrate it."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    folder = tempfile.mkdtemp(prefix="newsreader-benchmark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = folder
    os.environ["DATABASE_URL"] = os.environ.get("BENCHMARK_DATABASE_URL", "")
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("flush", verbosity=0, interactive=False)


def make_items(count: int, stage: str = "ready") -> None:
    """Items of one feed, a minute apart, newest first; every third one has a story."""
    import datetime as dt

    from django.utils import timezone

    from articles.models import Item, Origin, Story
    from feeds.models import Feed

    now = timezone.now()
    feed, _ = Feed.objects.get_or_create(
        url="https://paper.example/feed", defaults={"title": "Paper", "added_at": now}
    )
    first = Item.objects.count()
    times = [now - dt.timedelta(minutes=first + n) for n in range(count)]
    stories = Story.objects.bulk_create(
        [Story(title=f"Story {n}", first_at=t, last_at=t) for n, t in enumerate(times)],
        batch_size=500,
    )
    Item.objects.bulk_create(
        [
            Item(
                key=f"{first + n}",
                headline=f"Headline number {first + n} of the river bridge",
                snippet="The bridge over the river opens on Monday, the city said.",
                content_hash="",
                outlet="Paper",
                first_seen_at=times[n],
                sort_at=times[n],
                due_at=now,
                stage=stage,
                story=stories[n // 3 * 3] if stage == "ready" else None,
            )
            for n in range(count)
        ],
        batch_size=500,
    )
    newest = Item.objects.order_by("-pk").values_list("pk", "sort_at")[:count]
    Origin.objects.bulk_create(
        [
            Origin(item_id=pk, feed=feed, first_seen_at=now, sort_at=sort_at)
            for pk, sort_at in newest
        ],
        batch_size=500,
    )
