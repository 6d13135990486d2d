"""The texts of items as an index takes them in, and as a hit quotes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from articles.core.query import Query, excerpt, words
from articles.models import AnalysisSentence, Item

BATCH = 200
"""Items whose texts are held in memory at a time."""

MAX_BODY = 200_000
"""Characters of an item's texts that are indexed."""


@dataclass(frozen=True, slots=True)
class Document:
    """One item as words: those of its headline and outlet, and all the others."""

    item_id: int
    headline: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    item_id: int
    headline: str
    outlet: str
    snippet: str
    summary: str
    analysis: str
    article: str


def documents(ids: Iterable[int]) -> Iterator[Document]:
    """These items' documents; ids without an item give none."""
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        for texts in _texts(batch, with_articles=True):
            body = "\n".join(
                (texts.snippet, texts.summary, texts.analysis, texts.article)
            )
            yield Document(
                texts.item_id,
                tuple(words(f"{texts.headline}\n{texts.outlet}")),
                tuple(words(body[:MAX_BODY])),
            )


def excerpts(
    ids: Collection[int], query: Query, *, quote_articles: bool
) -> dict[int, str]:
    """The sentence or two of each item that show why it was found, or ""."""
    return {
        texts.item_id: next(
            filter(
                None,
                (
                    excerpt(text, query)
                    for text in (
                        texts.snippet, texts.summary, texts.analysis, texts.article
                    )
                ),
            ),
            "",
        )
        for texts in _texts(ids, with_articles=quote_articles)
    }  # fmt: skip


def _texts(ids: Collection[int], *, with_articles: bool) -> Iterator[_Texts]:
    said: dict[int, list[str]] = {}
    for item_id, text in AnalysisSentence.objects.filter(
        analysis__item__in=ids, analysis__is_current=True
    ).values_list("analysis__item_id", "text"):
        said.setdefault(item_id, []).append(text)
    columns = ["pk", "headline", "outlet", "snippet", "article__description"]
    columns += ["article__text"] if with_articles else []
    for pk, headline, outlet, snippet, summary, *text in Item.objects.filter(
        pk__in=ids
    ).values_list(*columns):
        yield _Texts(
            pk, headline, outlet, snippet, summary or "", " ".join(said.get(pk, ())),
            (text[0] or "") if text else "",
        )  # fmt: skip
