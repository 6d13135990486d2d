"""tsvector index and queries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from articles.core.query import Part, Query
from articles.core.words import Words, variants
from articles.search import SearchBackend
from articles.search.conditions import Conditions
from articles.search.documents import Document, documents

Row: TypeAlias = tuple[int, int]
_WEIGHTS = {"title": "A", "source": "B", "author": "C"}
_RARE = 10_000
"""Fewer hits are fetched by the words' index, wherever in time they are. To walk back
for a page of more of them costs less where they are spread evenly, and may cost a
hundred times as much where they are of last year."""
_NEWEST = 500
_COMMON = 0.25
"""The planner takes words that it has not counted to be in a tenth of all items."""
_GAP = 10  # between fields, so that no phrase spans two


class PostgresSearch(SearchBackend):
    """Vectors are spelled out here, since the server's text parser knows other words.

    Rows of items that are gone do no harm: a search looks only at items that exist,
    and no id is ever given twice. A foreign key would do it too, but it would stand in
    the way of emptying the items' table.
    """

    def index(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for document in documents(ids):
                cursor.execute(
                    "INSERT INTO articles_search (item_id, place, document)"
                    " VALUES (%s, %s, %s::tsvector)"
                    " ON CONFLICT (item_id) DO UPDATE"
                    " SET place = excluded.place, document = excluded.document",
                    [document.item_id, document.place, _vector(document)],
                )

    def remove(self, ids: Iterable[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM articles_search WHERE item_id = ANY(%s)", [list(ids)]
            )

    def rows(self, query: Query, wanted: Conditions, *, limit: int) -> list[Row]:
        match = _match(query)
        with transaction.atomic(), connection.cursor() as cursor:
            found = _newest(cursor, match, wanted, limit)
            if len(found) < limit:
                found = _all(cursor, match, wanted, limit)
        return found


def _newest(
    cursor: CursorWrapper, match: str, wanted: Conditions, limit: int
) -> list[Row]:
    """What is found among the newest items: of common words that is a page of hits."""
    source = (
        "(SELECT * FROM articles_search s"  # noqa: S608 (our own words)
        f" WHERE true{wanted.bounds_text('s.place')}"
        f" ORDER BY s.place DESC LIMIT {_NEWEST})"
    )
    bounds = wanted.values[: wanted.bounds]
    return _page(cursor, source, match, wanted, limit, *bounds)


def _all(
    cursor: CursorWrapper, match: str, wanted: Conditions, limit: int
) -> list[Row]:
    """What is found among all items.

    Where few match, all of them are fetched by the words' index; else the newest are
    found soon by walking back in time. The planner can tell only what is very common:
    of words that it does not know it thinks too much, and there are many in a query
    that is spelled out for each language.
    """
    is_rare = bool(match) and not _is_common(cursor, match)
    few = _few(cursor, match, wanted) if is_rare else None
    if few is not None:
        return _of_few(cursor, few, wanted, limit)
    cursor.execute("SET LOCAL enable_bitmapscan = off")
    found = _page(cursor, "articles_search", match, wanted, limit)
    cursor.execute("SET LOCAL enable_bitmapscan = on")
    return found


def _page(
    cursor: CursorWrapper,
    source: str,
    match: str,
    wanted: Conditions,
    limit: int,
    *values: int | str | list[int],
) -> list[Row]:
    matches = " AND s.document @@ %s::tsquery" if match else ""
    cursor.execute(
        "SELECT i.id, s.place"  # noqa: S608 (our own words)
        f" FROM {source} s JOIN articles_item i ON i.id = s.item_id"
        f" WHERE true{wanted.text('s.place')}{matches}"
        " ORDER BY s.place DESC LIMIT %s",
        [*values, *wanted.values, *([match] if match else []), limit],
    )
    rows: list[Row] = cursor.fetchall()
    return rows


def _is_common(cursor: CursorWrapper, match: str) -> bool:
    """Do most items match, as far as the planner knows? To find all of them by the
    index would take a quarter of a second of a million."""
    question = "EXPLAIN (FORMAT JSON) SELECT FROM articles_search"
    cursor.execute(f"{question} WHERE document @@ %s::tsquery", [match])
    [[[matching]]] = cursor.fetchall()
    cursor.execute(question)
    [[[every]]] = cursor.fetchall()
    rows = matching["Plan"]["Plan Rows"], every["Plan"]["Plan Rows"]
    return bool(rows[0] > _COMMON * rows[1])


def _few(cursor: CursorWrapper, match: str, wanted: Conditions) -> list[int] | None:
    """The items of rare words by the words' index, newest first, or None where there
    are many."""
    cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    cursor.execute(
        "SELECT place, item_id FROM articles_search"  # noqa: S608 (our own words)
        f" WHERE document @@ %s::tsquery{wanted.bounds_text('place')} LIMIT %s",
        [match, *wanted.values[: wanted.bounds], _RARE],
    )
    found = sorted(cursor.fetchall(), reverse=True)
    cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    return [pk for _, pk in found] if len(found) < _RARE else None


def _of_few(
    cursor: CursorWrapper, few: list[int], wanted: Conditions, limit: int
) -> list[Row]:
    """What is wanted of them, by parts: where most are, the first part is enough."""
    source = "(SELECT * FROM articles_search WHERE item_id = ANY(%s))"
    found: list[Row] = []
    start, size = 0, 2 * limit
    while start < len(few) and len(found) < limit:
        part = few[start : start + size]
        found += _page(cursor, source, "", wanted, limit - len(found), part)
        start, size = start + size, 8 * size
    return found


def _vector(document: Document) -> str:
    """The document as PostgreSQL writes vectors: 'word':1A,12 'other':3A."""
    places: dict[str, list[str]] = {}
    start = 1
    for weight, words in (
        ("A", document.headline), ("B", document.outlet), ("C", document.author),
        ("", document.body), ("", document.flags),
    ):  # fmt: skip
        for place, word in enumerate(words, start=start):
            places.setdefault(word, []).append(f"{place}{weight}")
        start += len(words) + _GAP
    return " ".join(f"'{word}':{','.join(known)}" for word, known in places.items())


def _match(query: Query) -> str:
    """The query in PostgreSQL's words. Folded words are letters, digits and marks."""
    wanted = [_part(part, query) for part in query.wanted]
    wanted += [f"'has_{what}'" for what in query.has]
    if query.languages:
        wanted.append(_any(f"'lang_{code}'" for code in query.languages))
    unwanted = [_part(part, query) for part in query.unwanted]
    unwanted += [f"'has_{what}'" for what in query.lacks]
    unwanted += [f"'lang_{code}'" for code in query.not_languages]
    return " & ".join([*wanted, *(f"!{part}" for part in unwanted)])


def _part(part: Part, query: Query) -> str:
    weight = _WEIGHTS.get(part.where, "")
    rows = dict.fromkeys(variants(part.words, query.languages, is_start=part.is_start))
    # A beginning finds the whole word, too: each row that is read is held to all of it
    return _any(
        _phrase(words, weight, is_start)
        for words, is_start in rows
        if is_start or (words, True) not in rows
    )


def _phrase(words: Words, weight: str, is_start: bool) -> str:
    last = len(words) - 1
    return " <-> ".join(
        f"'{word}'{_mark(weight, is_start and place == last)}"
        for place, word in enumerate(words)
    )


def _mark(weight: str, is_start: bool) -> str:
    mark = f"{'*' if is_start else ''}{weight}"
    return f":{mark}" if mark else ""


def _any(parts: Iterable[str]) -> str:
    return "(" + " | ".join(f"({part})" for part in parts) + ")"
