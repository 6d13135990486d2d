"""Port: SearchBackend protocol, get_search() by database vendor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, cast

from django.db import connection
from django.utils.module_loading import import_string

from articles.core.query import Query
from articles.core.types import Hit
from articles.search.conditions import Conditions, conditions
from articles.search.documents import excerpts
from articles.visibility import WHOLE, Sight

PAGE = 20
"""Hits on one page."""

BACKENDS = {
    "sqlite": "articles.search.sqlite.SqliteSearch",
    "postgresql": "articles.search.postgres.PostgresSearch",
}


class SearchBackend(Protocol):
    """An index over headline, snippet, article text and analysis text of items."""

    def index(self, ids: Iterable[int]) -> None:
        """Take in these items as they now are; takes part in the open transaction."""

    def remove(self, ids: Iterable[int]) -> None:
        """Forget these items."""

    def find(
        self,
        query: Query,
        *,
        after: int | None = None,
        reader: int | None = None,
        sight: Sight = WHOLE,
        limit: int = PAGE,
        quote_articles: bool = False,
    ) -> Sequence[Hit]:
        """Hits, newest first, from behind the place `after`; none for an empty query.

        `reader` is the primary key of the user whose marks count; without one, what
        asks for marks finds nothing. Nothing is found but what `sight` holds.
        `quote_articles` says that excerpts may come from a publisher's full text.
        """
        wanted = conditions(query, after=after, reader=reader, sight=sight)
        if wanted is None:
            return []
        found = self.rows(query, wanted, limit=limit)
        quotes = excerpts([pk for pk, _ in found], query, quote_articles=quote_articles)
        return [Hit(pk, place, quotes.get(pk, ())) for pk, place in found]

    def rows(
        self, query: Query, wanted: Conditions, *, limit: int
    ) -> list[tuple[int, int]]:
        """Item and place of the hits: the part of `find` that back ends differ in."""


def get_search() -> SearchBackend:
    """The back end that goes with the database in use."""
    # import_string gives Any; the shared suite holds each back end to the protocol
    return cast("SearchBackend", import_string(BACKENDS[connection.vendor])())
