"""tsvector index and queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from articles.core.query import Query, Words
from articles.core.types import Hit
from articles.search import PAGE
from articles.search.documents import Document, documents, excerpts

# What PostgreSQL puts up with: a higher position is taken for the highest, more
# places of one word are forgotten, and a vector beyond a megabyte is refused.
_LAST_POSITION = 16_383
_MAX_PLACES = 255
_MAX_WORDS = 30_000
_GAP = 10  # between headline and body, so that no phrase spans both


class PostgresSearch:
    """Vectors are spelled out here, since the server's text parser knows other words.

    Rows of items that are gone do no harm: a search looks only at items that exist,
    and no id is ever given twice. A foreign key would do it too, but it would stand in
    the way of emptying the items' table.
    """

    def index(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for document in documents(ids):
                cursor.execute(
                    "INSERT INTO articles_search (item_id, document)"
                    " VALUES (%s, %s::tsvector)"
                    " ON CONFLICT (item_id)"
                    " DO UPDATE SET document = excluded.document",
                    [document.item_id, _vector(document)],
                )

    def remove(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM articles_search WHERE item_id = ANY(%s)", [list(ids)]
            )

    def find(
        self, query: Query, *, page: int = 1, quote_articles: bool = False
    ) -> Sequence[Hit]:
        if not query:
            return []
        match = _match(query)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.id, ts_rank(s.document, %s::tsquery)"
                " FROM articles_search s JOIN articles_item i ON i.id = s.item_id"
                " WHERE s.document @@ %s::tsquery"
                " ORDER BY i.sort_at DESC, i.id DESC LIMIT %s OFFSET %s",
                [match, match, PAGE, (page - 1) * PAGE],
            )
            found = cursor.fetchall()
        quotes = excerpts([pk for pk, _ in found], query, quote_articles=quote_articles)
        return [Hit(pk, quotes.get(pk, ""), rank) for pk, rank in found]


def _vector(document: Document) -> str:
    """The document as PostgreSQL writes vectors: 'word':1A,12 'other':3A."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(document.headline, start=1):
        places.setdefault(word, []).append(f"{place}A")
    start = len(document.headline) + _GAP
    for place, word in enumerate(document.body[:_MAX_WORDS], start=start):
        if len(known := places.setdefault(word, [])) < _MAX_PLACES:
            known.append(str(min(place, _LAST_POSITION)))
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())


def _match(query: Query) -> str:
    """The query in PostgreSQL's words. Folded words are letters and digits."""
    wanted = " & ".join(map(_phrase, query.wanted))
    return wanted + "".join(f" & !{_phrase(part)}" for part in query.unwanted)


def _phrase(part: Words) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in part) + ")"
