"""What the program's own database holds, read from outside."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.shared import shared

Ask = Callable[[str], list[tuple[Any, ...]]]


def sqlite(path: Path) -> Ask:
    def ask(query: str) -> list[tuple[Any, ...]]:
        if not path.exists():
            return []
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    return ask


def postgres(url: str) -> Ask:
    def ask(query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()

    return ask


def bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def recorded() -> set[str]:
    """Addresses whose page the recorded internet holds."""
    index = shared("internet/data/pages/INDEX.tsv")
    with index.open(newline="", encoding="utf-8") as lines:
        return {bare(row["url"]) for row in csv.DictReader(lines, delimiter="\t")}


def complete(ask: Ask) -> tuple[int, int, int]:
    """Items whose page is recorded or not yet known; with an article; analysed too."""
    rows = ask(
        "SELECT i.url, a.wall, n.id FROM articles_item i"
        " LEFT JOIN articles_article a ON a.id = i.article_id"
        " LEFT JOIN articles_analysis n ON n.item_id = i.id AND n.is_current"
    )
    pages = recorded()
    mine = [row for row in rows if not row[0] or bare(row[0]) in pages]
    with_text = [row for row in mine if row[1] == ""]
    return len(mine), len(with_text), sum(row[2] is not None for row in with_text)


def twice(ask: Ask) -> dict[str, int]:
    """How many rows exist more than once: by key, address, item."""
    questions = {
        "items": "SELECT key FROM articles_item GROUP BY key HAVING COUNT(*) > 1",
        "links": "SELECT link FROM articles_item GROUP BY link HAVING COUNT(*) > 1",
        "articles": "SELECT url FROM articles_article GROUP BY url HAVING COUNT(*) > 1",
        "analyses": (
            "SELECT item_id FROM articles_analysis GROUP BY item_id HAVING COUNT(*) > 1"
        ),
        "origins": (
            "SELECT item_id, feed_id FROM articles_origin"
            " GROUP BY item_id, feed_id HAVING COUNT(*) > 1"
        ),
        "sentences": (
            "SELECT analysis_id, text FROM articles_analysissentence"
            " GROUP BY analysis_id, text HAVING COUNT(*) > 1"
        ),
    }
    return {name: len(ask(question)) for name, question in questions.items()}


def unfinished(ask: Ask) -> int:
    """Items on their first way through; a later look at a new outlet may wait."""
    return len(
        ask(
            "SELECT i.id FROM articles_item i WHERE i.stage <> 'ready' AND NOT EXISTS"
            " (SELECT 1 FROM articles_analysis n WHERE n.item_id = i.id)"
        )
    )


def claimed(ask: Ask) -> int:
    return len(
        ask("SELECT id FROM articles_item WHERE claimed_until IS NOT NULL")
        + ask("SELECT id FROM feeds_feed WHERE claimed_until IS NOT NULL")
    )


def at_rest(ask: Ask) -> bool:
    """Is everything through that can come? A feed whose poll was killed comes late, so
    the feeds are asked about first: what they brought was stored with that."""
    feeds = ask("SELECT polled_at IS NULL OR claimed_until IS NOT NULL FROM feeds_feed")
    is_polled = bool(feeds) and not any(waits for (waits,) in feeds)
    return is_polled and not claimed(ask) and not unfinished(ask)
