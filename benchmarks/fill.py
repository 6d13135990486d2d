"""A reader's database as it is after a while: items, stories, articles, analyses, read
marks and stars, by the hundred thousand.

    DATA_DIR=/some/where .venv/bin/python benchmarks/fill.py 1000000 240000

So many, of which so many are written one by one; the others are copies of them, further
in the past. Into the database that the settings name, on top of what it has made
before; words follow the frequencies of a language. There are three readers: `few` has
2,000 unread, `all` has read nothing, `old` everything but each five hundredth item.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.db.models import Model  # noqa: E402

from articles.models import (  # noqa: E402
    Analysis,
    AnalysisSentence,
    Article,
    Citation,
    Item,
    Origin,
    Star,
    Story,
)
from articles.search import get_search  # noqa: E402
from feeds.models import Category, Feed  # noqa: E402

START = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
FEEDS, CATEGORIES, OUTLETS = 200, 20, 300
STARRED = 60_000
WRITTEN = 240_000
CHUNK = 2_000
MOVES = ("happened", "actor", "context", "means", "outlook")

SYLLABLES = [c + v for c in "bcdfghjklmnprstvz" for v in "aeiou"]
WORDS = SYLLABLES + [a + b for a in SYLLABLES for b in SYLLABLES]
WEIGHTS = [1 / (rank + 3) for rank in range(len(WORDS))]


def words(chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.choices(WORDS, WEIGHTS, k=100_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int, help="how many there are to be")
    parser.add_argument("written", type=int, nargs="?", default=WRITTEN)
    asked = parser.parse_args()
    wanted, written = asked.items, asked.written
    call_command("migrate", verbosity=0)
    feeds = _feeds()
    made, begun = Item.objects.count(), time.process_time()
    chance = random.Random(made)
    said = words(chance)
    while made < min(wanted, written):
        count = min(CHUNK, wanted - made)
        with transaction.atomic():
            _chunk(made, count, feeds, chance, said)
        made += count
        if made % 20_000 == 0:
            each = (time.process_time() - begun) / made * 1e3
            print(f"{made:,} items, {each:.2f} ms CPU each", flush=True)
    if made < wanted:
        _copy(made, wanted)
    _readers()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _feeds() -> list[Feed]:
    groups = [
        Category.objects.get_or_create(name=f"Group {n}", slug=f"group-{n}")[0]
        for n in range(CATEGORIES)
    ]
    return [
        Feed.objects.get_or_create(
            url=f"https://feed{n}.example/rss",
            defaults={
                "title": f"Feed {n}", "category": groups[n % CATEGORIES],
                "added_at": START, "polled_at": START, "succeeded_at": START,
                "site_url": f"https://feed{n}.example/", "is_paused": True,
            },
        )[0]
        for n in range(FEEDS)
    ]  # fmt: skip


def _chunk(
    first: int,
    count: int,
    feeds: list[Feed],
    chance: random.Random,
    said: Iterator[str],
) -> None:
    def text(length: int) -> str:
        return " ".join(next(said) for _ in range(length)).capitalize() + "."

    numbers = range(first, first + count)
    times = [START + dt.timedelta(seconds=60 * n) for n in numbers]
    articles = {
        n: Article(
            url=f"https://news.example/{n}", url_hash=f"{n:064x}", title=text(9),
            text=(body := "\n\n".join(text(60) for _ in range(7))),
            html="".join(f"<p>{part}</p>" for part in body.split("\n\n")),
            description=text(20), outlet=f"Outlet {n % OUTLETS}", language="en",
            word_count=420, fetched_at=START,
        )
        for n in numbers
        if n % 20 == 0
    }  # fmt: skip
    Article.objects.bulk_create(articles.values())
    stories: list[Story] = []
    story_of: list[Story] = []
    while len(story_of) < count:
        size = chance.choice((1, 1, 1, 1, 2, 2, 3, 4, 8, 15))
        at = times[len(story_of)]
        story = Story(title=text(9), first_at=at, last_at=at, outlets=size, voices=size)
        stories.append(story)
        story_of += [story] * size
    Story.objects.bulk_create(stories)
    items = Item.objects.bulk_create(
        Item(
            key=f"k{n}", content_hash="x", headline=text(9),
            snippet=text(30) + (f" rare{n // 40}x" if n % 40 == 0 else ""),
            outlet=f"Outlet {n % OUTLETS}", language="en",
            link=f"https://news.example/{n}", url=f"https://news.example/{n}",
            url_hash=f"{n:064x}", published_at=at, first_seen_at=at, sort_at=at,
            due_at=at, article=articles.get(n), story=story, stage="ready",
        )
        for n, at, story in zip(numbers, times, story_of, strict=False)
    )  # fmt: skip
    for item, story in zip(items, story_of, strict=False):
        story.lead = story.lead or item
    Story.objects.bulk_update(stories, ["lead"], batch_size=200)
    origins = []
    for item in items:
        # a few feeds bring most of what there is, and one item in ten comes twice
        home = min(int(chance.expovariate(1 / 40)), FEEDS - 1)
        places = {home, (home + 7) % FEEDS} if chance.random() < 0.1 else {home}
        origins += [
            Origin(item=item, feed=feeds[place], first_seen_at=START,
                   sort_at=item.sort_at)
            for place in places
        ]  # fmt: skip
    Origin.objects.bulk_create(origins)
    _analyses([item for item in items if item.article_id])
    get_search().index([item.pk for item in items])


def _analyses(items: list[Item]) -> None:
    analyses = Analysis.objects.bulk_create(
        Analysis(item=item, key="k", engine="extractive", version="1",
                 basis="full_text", language="en", made_at=START)
        for item in items
    )  # fmt: skip
    sentences = AnalysisSentence.objects.bulk_create(
        AnalysisSentence(
            analysis=analysis, position=n, move=move,
            text=(analysis.item.article.text.split("\n\n")[n])[:200],  # type: ignore[union-attr]
        )
        for analysis in analyses
        for n, move in enumerate(MOVES)
    )  # fmt: skip
    Citation.objects.bulk_create(
        Citation(sentence=sentence, position=0, article=sentence.analysis.item.article,
                 outlet=sentence.analysis.item.outlet, start=0,
                 end=len(sentence.text), passage=sentence.text)
        for sentence in sentences
    )  # fmt: skip


def _copy(made: int, wanted: int) -> None:
    """Older copies of items, origins, stories and indexed words, until all are there.

    Their articles and analyses they share, so to say: those stay the first ones'.
    """
    step = Item.objects.order_by("-pk").values_list("pk", flat=True)[0]
    stories = Story.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for turn in range(1, -(-wanted // made)):
        seconds = turn * made * 60
        last = min(step, wanted - turn * made)
        shifted = {
            "sqlite": f"strftime('%Y-%m-%d %H:%M:%S', {{}}, '-{seconds} seconds')",
            "postgresql": f"{{}} - interval '{seconds} seconds'",
        }[connection.vendor]
        items = {"id": f"id + {turn * step}", "key": f"key || '-{turn}'"}
        items |= {"story_id": f"story_id + {turn * stories}", "article_id": "NULL"}
        times = ("published_at", "first_seen_at", "sort_at")
        items |= {name: shifted.format(name) for name in times}
        told = {"id": f"id + {turn * stories}", "lead_id": f"lead_id + {turn * step}"}
        told |= {name: shifted.format(name) for name in ("first_at", "last_at")}
        brought = {"item_id": f"item_id + {turn * step}"}
        brought["sort_at"] = shifted.format("sort_at")
        place = f"- ({seconds}::bigint << 27) + {turn * step}".replace(
            "::bigint", "" if connection.vendor == "sqlite" else "::bigint"
        )
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = on")
            _again(cursor, Item, items, f"id <= {last}")
            _again(cursor, Story, told, f"lead_id <= {last}")
            _again(cursor, Origin, brought, f"item_id <= {last}", leave_out="id")
            if connection.vendor == "sqlite":
                cursor.execute(
                    "INSERT INTO articles_search"
                    " (rowid, headline, outlet, author, body, flags)"
                    f" SELECT rowid {place}, headline, outlet, author, body, flags"
                    " FROM articles_search"
                    f" WHERE (rowid & 134217727) <= {last} ORDER BY rowid"
                )
            else:
                cursor.execute(
                    "INSERT INTO articles_search (item_id, place, document)"
                    f" SELECT item_id + {turn * step}, place {place}, document"
                    f" FROM articles_search WHERE item_id <= {last}"
                )
        print(f"{Item.objects.count():,} items", flush=True)
    with connection.cursor() as cursor:  # numbers that we gave are not given again
        models = [Item, Story, Origin]
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)


def _again(
    cursor: CursorWrapper,
    model: type[Model],
    other: dict[str, str],
    which: str,
    leave_out: str = "",
) -> None:
    """The rows once more, with other values in some of their columns."""
    names = [str(field.column) for field in model._meta.local_concrete_fields]
    names = [name for name in names if name != leave_out]
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)})"
        f" SELECT {', '.join(other.get(name, name) for name in names)}"
        f" FROM {table} WHERE {which} ORDER BY id"
    )


def _readers() -> None:
    few, every, old = (
        User.objects.get_or_create(username=name)[0] for name in ("few", "all", "old")
    )
    mark = (
        "INSERT INTO articles_readmark (user_id, item_id, at)"
        " SELECT %s, id, %s FROM articles_item WHERE {}"
        " ON CONFLICT (user_id, item_id) DO NOTHING"
    )
    order = Item.objects.order_by("-sort_at", "-pk")
    last = ", ".join(str(pk) for pk in order.values_list("pk", flat=True)[:2000])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM articles_readmark")
        cursor.execute(mark.format(f"id NOT IN ({last})"), [few.pk, START])
        cursor.execute(mark.format("id %% 500 <> 0"), [old.pk, START])
    for user in (few, every):
        newest = order.only("sort_at")[:STARRED]
        Star.objects.bulk_create(
            (Star(user=user, item=item, at=START, sort_at=item.sort_at)
             for item in newest.iterator()),
            ignore_conflicts=True, batch_size=5_000,
        )  # fmt: skip


if __name__ == "__main__":
    main()
