"""FTS5 index and queries."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from articles.core.query import Part, Query
from articles.core.words import Words, variants
from articles.models import Item
from articles.search import SearchBackend
from articles.search.conditions import Conditions
from articles.search.documents import EVERY, documents, place_of

_COLUMNS = {"title": "headline", "source": "outlet", "author": "author"}
_PK = "(articles_search.rowid & 134217727)"


class SqliteSearch(SearchBackend):
    """The table holds our own words, so FTS5's tokenizer only parts them by spaces.

    Rows are numbered by place, so that FTS5 gives them in the order of time and stops
    after a page. Rows of items that are gone do no harm: a search looks only at items
    that exist, and no id is ever given twice.
    """

    def index(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # FTS5 knows no upsert; INSERT OR REPLACE goes by the rowid
            cursor.executemany(
                "INSERT OR REPLACE INTO articles_search"
                " (rowid, headline, outlet, author, body, flags)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (  # type: ignore[arg-type]  # any iterable will do
                    [
                        document.place,
                        " ".join(document.headline),
                        " ".join(document.outlet),
                        " ".join(document.author),
                        " ".join(document.body),
                        " ".join(document.flags),
                    ]
                    for document in documents(ids)
                ),
            )

    def remove(self, ids: Iterable[int]) -> None:
        items = Item.objects.filter(pk__in=list(ids)).order_by()
        places = [place_of(at, pk) for at, pk in items.values_list("sort_at", "pk")]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM articles_search WHERE rowid = %s",
                [[place] for place in places],
            )

    def rows(
        self, query: Query, wanted: Conditions, *, limit: int
    ) -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i.id, articles_search.rowid FROM articles_search"  # noqa: S608
                f" CROSS JOIN articles_item i ON i.id = {_PK}"
                f" WHERE articles_search MATCH %s{wanted.text('articles_search.rowid')}"
                " ORDER BY articles_search.rowid DESC LIMIT %s",
                [_match(query), *wanted.values, limit],
            )
            found: list[tuple[int, int]] = cursor.fetchall()
        return found


def _match(query: Query) -> str:
    """The query in FTS5's words. Folded words hold no quotes."""
    wanted = [_part(part, query) for part in query.wanted]
    wanted += [f'flags : "has_{what}"' for what in query.has]
    if query.languages:
        wanted.append(_any(f'flags : "lang_{code}"' for code in query.languages))
    unwanted = [_part(part, query) for part in query.unwanted]
    unwanted += [f'flags : "has_{what}"' for what in query.lacks]
    unwanted += [f'flags : "lang_{code}"' for code in query.not_languages]
    found = f"({' AND '.join(wanted or [EVERY])})"
    return f"{found} NOT {_any(unwanted)}" if unwanted else found


def _part(part: Part, query: Query) -> str:
    rows = variants(part.words, query.languages, is_start=part.is_start)
    phrases = _any(_phrase(words, is_start) for words, is_start in rows)
    return f"{_COLUMNS[part.where]} : {phrases}" if part.where else phrases


def _phrase(words: Words, is_start: bool) -> str:
    return f'"{" ".join(words)}"{" *" if is_start else ""}'


def _any(parts: Iterable[str]) -> str:
    return f"({' OR '.join(parts)})"
