"""Search: milliseconds of a page of hits for common and rare words, and their growth;
what indexing an item costs.

On SQLite in a temporary folder, or on the database named by BENCHMARK_DATABASE_URL
(which it empties). Sizes: `search.py 30000 120000`.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DATA_DIR"] = tempfile.mkdtemp()
if url := os.environ.get("BENCHMARK_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url
os.environ["DJANGO_SETTINGS_MODULE"] = "newsreader.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from articles.core.query import parse  # noqa: E402
from articles.models import Item, Origin  # noqa: E402
from articles.search import get_search  # noqa: E402
from feeds.models import Feed  # noqa: E402

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
QUERIES = {
    "common word": "ba",
    "two common words": "ba be",
    "rare word": "rare17x",
    "common and rare": "ba rare17x",
    "absent word": "absent",
    "phrase": '"ba be"',
    "common without common": "ba -be",
    "title": "title:ba",
    "beginning": "rare17*",
    "feed": "ba feed:one",
    "unread": "ba is:unread",
    "days": "ba before:2026-01-02",
    "language": "lang:en",
}
SYLLABLES = [c + v for c in "bcdfghjklmnprstvz" for v in "aeiou"]
WORDS = SYLLABLES + [a + b for a in SYLLABLES for b in SYLLABLES]
WEIGHTS = [1 / (rank + 3) for rank in range(len(WORDS))]  # as words of a language fall


def fill(upto: int, made: int, feeds: list[Feed], chance: random.Random) -> float:
    """Items from `made` on; gives the processor's milliseconds to index one."""
    spent = 0.0
    for start in range(made, upto, 1000):
        numbers = range(start, min(start + 1000, upto))
        rows = []
        for number in numbers:
            said = chance.choices(WORDS, WEIGHTS, k=70)
            rare = f" rare{number // 40}x" if number % 40 == 0 else ""
            at = START + dt.timedelta(seconds=30 * number)
            rows.append(
                Item(
                    key=f"k{number}", content_hash="x", language="en",
                    headline=" ".join(said[:10]), snippet=" ".join(said[10:]) + rare,
                    published_at=at, first_seen_at=at, sort_at=at, stage="ready",
                )
            )  # fmt: skip
        with transaction.atomic():
            Item.objects.bulk_create(rows)
            Origin.objects.bulk_create(
                Origin(item=row, feed=feeds[row.pk % 10], first_seen_at=START,
                       sort_at=row.sort_at)
                for row in rows
            )  # fmt: skip
            before = time.process_time()
            get_search().index([row.pk for row in rows])
            spent += time.process_time() - before
    return 1000 * spent / (upto - made)


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [30_000, 120_000]
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_search")
    names = ["one", *(f"other{n}" for n in range(9))]
    feeds = [
        Feed.objects.create(
            title=name, url=f"https://{name}.example/", added_at=START, due_at=START
        )
        for name in names
    ]
    chance, made = random.Random(1), 0
    first: dict[str, float] = {}
    for size in sizes:
        cost = fill(size, made, feeds, chance)
        made = size
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        print(f"{size:,} items on {connection.vendor}; indexing {cost:.2f} ms CPU each")
        for name, typed in QUERIES.items():
            query, times, hits = parse(typed), [], 0
            for _ in range(15):
                begun = time.perf_counter()
                hits = len(get_search().find(query, reader=1))
                times.append(1000 * (time.perf_counter() - begun))
            median = statistics.median(times)
            grown = median / first.setdefault(name, median)
            print(f"  {name:22} {median:7.1f} ms  ×{grown:.2f}  {hits} hits")


if __name__ == "__main__":
    main()
