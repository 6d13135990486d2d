"""The analysis on an item's page: sentences by the five moves, and their passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from django.conf import settings

from articles.models import Analysis, AnalysisSentence, Citation, Item
from articles.pages.frame import Tongue, tongue, web_address

_ENGINES = {"extractive": "Extracted from the sources, no model"}
_BASES = {
    Analysis.Basis.FULL_TEXT: "the full text",
    Analysis.Basis.SNIPPET: "the snippet only",
}
_SHORT_QUOTE = 80
_EDGE_WORDS = 5
_HINT = 280


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a sentence comes from; `url` leads to that place of the original."""

    number: int
    text: str
    outlet: str
    url: str

    @property
    def hint(self) -> str:
        """What a pointer over its number shows."""
        short = self.text if len(self.text) <= _HINT else f"{self.text[:_HINT]}…"
        return f"{self.outlet}: {short}" if self.outlet else short


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the passages it rests on."""

    text: str
    passages: tuple[Passage, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(passage.number for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five moves."""

    heading: str
    are_facts: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisBlock:
    """An analysis as the page shows it; `is_folded` as the reader wishes it."""

    pk: int
    item_pk: int
    is_folded: bool
    basis: str
    removed: str
    parts: tuple[Part, ...]
    passages: tuple[Passage, ...]
    engine: str
    is_extracted: bool
    made_at: dt.datetime
    tongue: Tongue


def analysis_block(item: Item, *, is_folded: bool = False) -> AnalysisBlock | None:
    """The item's current analysis, if it has one with a sentence to show."""
    if not settings.ANALYSIS:
        return None
    citations = list(
        Citation.objects.filter(
            sentence__analysis__item=item, sentence__analysis__is_current=True
        )
        .select_related("sentence__analysis")
        .order_by("sentence__position", "position")
    )
    if not citations:
        return None
    analysis = citations[0].sentence.analysis
    numbers, passages = _numbered(citations)
    return AnalysisBlock(
        pk=analysis.pk,
        item_pk=item.pk,
        is_folded=is_folded,
        basis=_basis(analysis),
        removed=_removed(analysis.dropped),
        parts=_parts(analysis, citations, numbers, passages),
        passages=passages,
        engine=_engine(analysis),
        is_extracted=analysis.engine in _ENGINES,
        made_at=analysis.made_at,
        tongue=tongue(analysis.language or item.language),
    )


def no_analysis(item: Item) -> str:
    """Why there is no analysis, in one sentence; "" where the owner wants none."""
    if not settings.ANALYSIS:
        return ""
    if item.stage != Item.Stage.READY:
        return "The analysis is being prepared."
    if not item.snippet and not (item.article and item.article.has_text):
        return (
            "There is no analysis: only the headline is known, and an analysis "
            "that rests on a headline alone would be guesswork."
        )
    return "There is no analysis: the text gave too little to build one on."


def text_fragment(url: str, passage: str) -> str:
    """The address of a passage in a page, for browsers that know text fragments.

    A long passage is told by its first and last words, which survive a link or a
    line break inside it.
    """
    words = passage.split()
    if not words:
        return url
    if len(passage) <= _SHORT_QUOTE or len(words) <= 2 * _EDGE_WORDS:
        told = _escaped(words)
    else:
        told = f"{_escaped(words[:_EDGE_WORDS])},{_escaped(words[-_EDGE_WORDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={told}"


def _escaped(words: Iterable[str]) -> str:
    # a dash would part prefix and suffix, and `quote` leaves it as it is
    return quote(" ".join(words), safe="").replace("-", "%2D")


def _numbered(
    citations: Sequence[Citation],
) -> tuple[dict[int, int], tuple[Passage, ...]]:
    """Citation pk to passage number; a passage that is cited twice is listed once."""
    numbers: dict[int, int] = {}
    known: dict[tuple[object, ...], int] = {}
    passages: list[Passage] = []
    for citation in citations:
        place = (citation.article_id, citation.url, citation.start, citation.end)
        if place not in known:
            known[place] = len(known) + 1
            url = web_address(citation.url)
            passages.append(
                Passage(
                    known[place],
                    citation.passage,
                    citation.outlet,
                    text_fragment(url, citation.passage) if url else "",
                )
            )
        numbers[citation.pk] = known[place]
    return numbers, tuple(passages)


def _parts(
    analysis: Analysis,
    citations: Sequence[Citation],
    numbers: dict[int, int],
    passages: Sequence[Passage],
) -> tuple[Part, ...]:
    """Sentences with their numbers under the headings, in the order of the moves."""
    told: dict[str, list[Sentence]] = {move: [] for move in AnalysisSentence.Move}
    for sentence, cited in groupby(citations, key=lambda c: c.sentence):
        places = tuple(dict.fromkeys(numbers[citation.pk] for citation in cited))
        rests_on = tuple(passages[number - 1] for number in places)
        told[sentence.move].append(Sentence(sentence.text, rests_on))
    return tuple(
        Part(
            _heading(analysis, move),
            move == AnalysisSentence.Move.OUTLOOK,
            tuple(sentences),
        )
        for move, sentences in told.items()
        if sentences
    )


def _heading(analysis: Analysis, move: str) -> str:
    label = AnalysisSentence.Move(move).label
    if move == AnalysisSentence.Move.ACTOR and analysis.actor:
        return f"{label} for {analysis.actor}"
    if move == AnalysisSentence.Move.MEANS and analysis.counterparty:
        return f"{label} for {analysis.counterparty}"
    return label


def _basis(analysis: Analysis) -> str:
    basis = _BASES[Analysis.Basis(analysis.basis)]
    if not analysis.outlets:
        return basis
    return f"{basis} + {analysis.outlets} other {_plural(analysis.outlets, 'outlet')}"


def _removed(dropped: int) -> str:
    return f"{dropped} {_plural(dropped, 'sentence')} removed" if dropped else ""


def _engine(analysis: Analysis) -> str:
    if named := _ENGINES.get(analysis.engine):
        return f"{named} · version {analysis.version}"
    return f"Written by a language model ({analysis.version})"


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
