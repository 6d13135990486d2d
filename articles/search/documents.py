"""The texts of items as an index takes them in, and as a hit quotes them."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, Max
from django.db.models.functions import Substr

from articles.core.excerpts import Piece, excerpt
from articles.core.query import Query
from articles.core.words import code_of, index_words
from articles.models import AnalysisSentence, Item, Origin

BATCH = 200
"""Items whose texts are held in memory at a time."""

MAX_BODY = 200_000
"""Characters of an item's texts that are indexed."""

MAX_WORDS = 14_000
"""Words of them. What PostgreSQL puts up with is the measure for all: a place beyond
16,383 is taken for that, and a vector beyond a megabyte is refused."""

MAX_PLACES = 250
"""Times that one word counts: PostgreSQL forgets its further places."""

MAX_CONTENT = 1_500
"""Characters of what a feed says beyond its summary: enough to be found by, until the
publisher's full text is there. Indexing is a good part of what a poll costs."""

LEFT_OUT = "_"
"""Stands where a word that does not count stood. No query has it."""

EVERY = "is_item"
"""Every item has this word: where a search begins that names none."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TAG = re.compile(r"<[^<>]*>|<[^<>]*$")
_PK_BITS = 27
_PK_MASK = (1 << _PK_BITS) - 1
_LAST_SECOND = (1 << 63 - _PK_BITS - 1) - 1  # for both are kept in 63 bits: in 3058


def place_of(sort_at: dt.datetime, pk: int) -> int:
    """The item's place in the order of time: its second, then its primary key.

    Found items come in this order straight from the index, however many there are.
    SQLite tells the item from its place, so there it may have no more than 134 million
    items; a place is never shared, since no item changes its `sort_at`.
    """
    seconds = (sort_at - _EPOCH) // dt.timedelta(seconds=1)
    seconds = max(-_LAST_SECOND, min(seconds, _LAST_SECOND))
    return (seconds << _PK_BITS) | (pk & _PK_MASK)


def first_place(day: dt.datetime) -> int:
    """Where that moment begins among the places."""
    return place_of(day, 0)


@dataclass(frozen=True, slots=True)
class Document:
    """One item as words: those of each field, and the words that filters ask for."""

    item_id: int
    place: int
    headline: list[str]
    outlet: list[str]
    author: list[str]
    body: list[str]
    flags: list[str]


@dataclass(frozen=True, slots=True)
class _Texts:
    item_id: int
    place: int
    headline: str
    snippet: str
    content: str
    outlets: str
    authors: str
    language: str
    summary: str
    has_article: bool
    analysis: str
    article: str

    def told(self) -> tuple[str, ...]:
        return self.snippet, self.content, self.summary, self.analysis, self.article


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """These items' documents; ids without an item give none. Of each batch the
    earliest comes first, as FTS5 likes it best."""
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        titles = _titles(batch)
        for texts in sorted(
            _texts(batch, with_articles=True), key=lambda texts: texts.place
        ):
            yield _document(texts, texts.outlets or titles.get(texts.item_id, ""))


def excerpts(
    ids: Collection[int], query: Query, *, quote_articles: bool
) -> dict[int, tuple[Piece, ...]]:
    """The sentence or two of each item that show why it was found, or none."""
    if not query.wanted:
        return {}
    return {
        texts.item_id: next(
            filter(
                None, (excerpt(text, query, texts.language) for text in texts.told())
            ),
            (),
        )
        for texts in _texts(ids, with_articles=quote_articles)
    }


def _document(texts: _Texts, outlets: str) -> Document:
    code = code_of(texts.language)
    flags = [EVERY]
    flags += [f"lang_{code}"] if code else []
    flags += ["has_article"] if texts.has_article else []
    flags += ["has_analysis"] if texts.analysis else []
    body = index_words("\n".join(texts.told())[:MAX_BODY], code)[:MAX_WORDS]
    return Document(
        item_id=texts.item_id,
        place=texts.place,
        headline=index_words(texts.headline, code),
        outlet=index_words(outlets, code),
        author=index_words(texts.authors, code),
        body=_bounded(body),
        flags=flags,
    )


def _titles(ids: Collection[int]) -> dict[int, str]:
    """What rows show where neither feed nor page names an outlet: the feed's title.

    The index is one for all, and no search may tell what hidden feeds are called. So a
    title counts only where one feed alone brought the item: whoever finds that may see
    the feed, however open it is made later. For the few of several feeds, whose rows
    name the first that has a page for who looks, none counts; `feed:` finds them.
    """
    rows = (
        Origin.objects.filter(item__in=ids, item__outlet="")
        .exclude(item__article__outlet__gt="")
        .order_by()
        .values_list("item")
        .annotate(feeds=Count("pk"), title=Max("feed__title"))
    )
    return {pk: title for pk, feeds, title in rows if feeds == 1}


def _bounded(words: list[str]) -> list[str]:
    counts = Counter(words)
    many = {word for word, count in counts.items() if count > MAX_PLACES}
    if not many:
        return words
    seen: Counter[str] = Counter()
    kept = []
    for word in words:
        if word in many:
            seen[word] += 1
            word = word if seen[word] <= MAX_PLACES else LEFT_OUT
        kept.append(word)
    return kept


def _texts(ids: Collection[int], *, with_articles: bool) -> Iterator[_Texts]:
    said: dict[int, list[str]] = {}
    for item_id, text in AnalysisSentence.objects.filter(
        analysis__item__in=ids, analysis__is_current=True
    ).values_list("analysis__item_id", "text"):
        said.setdefault(item_id, []).append(text)
    columns = [
        "pk", "sort_at", "headline", "snippet", "language", "outlet", "author",
        "article__outlet", "article__authors", "article__language",
        "article__description", "article__wall", "article__forget_at", "head",
    ]  # fmt: skip
    columns += ["article__text"] if with_articles else []
    head = Substr("content_html", 1, 2 * MAX_CONTENT)
    rows = Item.objects.filter(pk__in=ids).order_by().annotate(head=head)
    for (
        pk,
        sort_at,
        headline,
        snippet,
        language,
        outlet,
        author,
        *page,
    ) in rows.values_list(*columns):
        page_outlet, page_authors, page_language, summary, wall, gone, content = page[
            :7
        ]
        text = [] if gone else page[7:]  # no copy is allowed, nor an index of one
        yield _Texts(
            item_id=pk,
            place=place_of(sort_at, pk),
            headline=headline,
            snippet=snippet,
            content=_words_of(content) if with_articles else "",
            outlets=_joined(outlet, page_outlet),
            authors=_joined(author, page_authors),
            language=page_language or language,
            summary=summary or "",
            has_article=wall == "",
            analysis=" ".join(said.get(pk, ())),
            article=(text[0] or "") if text else "",
        )


def _words_of(content: str) -> str:
    """The text at the start of a feed's own HTML, which was cleaned when stored."""
    return html.unescape(_TAG.sub(" ", content))[:MAX_CONTENT] if content else ""


def _joined(said: str, found: str | None) -> str:
    return said if not found or found == said else f"{said}\n{found}".strip()
