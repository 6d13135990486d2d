"""FTS5 index and queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from articles.core.query import Query, Words
from articles.core.types import Hit
from articles.search import PAGE
from articles.search.documents import documents, excerpts


class SqliteSearch:
    """The table holds folded words, so FTS5's own tokenizer only parts them by spaces.

    Rows of items that are gone do no harm: a search looks only at items that exist,
    and no id is ever given twice.
    """

    def index(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for document in documents(ids):
                # FTS5 knows no upsert; INSERT OR REPLACE goes by the rowid
                cursor.execute(
                    "INSERT OR REPLACE INTO articles_search (rowid, headline, body)"
                    " VALUES (%s, %s, %s)",
                    [
                        document.item_id,
                        " ".join(document.headline),
                        " ".join(document.body),
                    ],
                )

    def remove(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM articles_search WHERE rowid = %s", [[pk] for pk in ids]
            )

    def find(
        self, query: Query, *, page: int = 1, quote_articles: bool = False
    ) -> Sequence[Hit]:
        if not query:
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.id, -bm25(articles_search, 8.0, 1.0)"
                " FROM articles_search"
                " JOIN articles_item i ON i.id = articles_search.rowid"
                " WHERE articles_search MATCH %s"
                " ORDER BY i.sort_at DESC, i.id DESC LIMIT %s OFFSET %s",
                [_match(query), PAGE, (page - 1) * PAGE],
            )
            found = cursor.fetchall()
        quotes = excerpts([pk for pk, _ in found], query, quote_articles=quote_articles)
        return [Hit(pk, quotes.get(pk, ""), rank) for pk, rank in found]


def _match(query: Query) -> str:
    """The query in FTS5's words. Folded words hold no quotes."""
    wanted = " AND ".join(map(_phrase, query.wanted))
    unwanted = "".join(f" NOT {_phrase(part)}" for part in query.unwanted)
    return f"({wanted}){unwanted}"


def _phrase(part: Words) -> str:
    return '"' + " ".join(part) + '"'
