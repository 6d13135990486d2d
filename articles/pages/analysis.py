"""The analysis on an item's page: sentences by the five moves, and their passages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Analysis, AnalysisSentence, Citation, Item
from articles.pages.frame import Tongue, tongue, web_address
from articles.pages.model_note import ModelNote, model_note
from newsreader.lib.questions import Columns, ask

_ENGINES = {"extractive": gettext_lazy("Extracted from the sources, no model")}
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


_ANALYSES = Columns(Analysis, "n")
_SENTENCES = Columns(AnalysisSentence, "s")
_CITATIONS = Columns(Citation, "c")
_CURRENT = (
    f"SELECT {_ANALYSES.sql} FROM articles_analysis n"  # noqa: S608 (fields' names)
    " WHERE n.item_id = %s AND n.is_current"
)
_CITED = (
    f"SELECT {_CITATIONS.sql}, {_SENTENCES.sql}"  # noqa: S608 (fields' names)
    f" FROM {AnalysisSentence._meta.db_table} s"
    f" JOIN {Citation._meta.db_table} c ON c.sentence_id = s.id"
    " WHERE s.analysis_id = %s ORDER BY s.position, c.position"
)


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
    note: ModelNote | None = None


def analysis_block(
    item: Item, *, is_folded: bool = False, wants_model: bool = False
) -> AnalysisBlock | None:
    """The item's current analysis, if it has one with a sentence to show."""
    if not settings.ANALYSIS:
        return None
    found = (_ANALYSES.made(row) for row in ask(_CURRENT, item.pk))
    analysis = next(found, None)
    if analysis is None:
        return None
    block = block_of(analysis, is_folded=is_folded)
    if block is None or analysis.model:
        return block
    return replace(block, note=model_note(item, is_wanted=wants_model))


def block_of(analysis: Analysis, *, is_folded: bool = False) -> AnalysisBlock | None:
    """An analysis, whether it is the current one or not; None without a sentence."""
    citations = _cited(analysis)
    if not citations:
        return None
    numbers, passages = _numbered(citations)
    return AnalysisBlock(
        pk=analysis.pk,
        item_pk=analysis.item_id,
        is_folded=is_folded,
        basis=_basis(analysis),
        removed=_removed(analysis.dropped),
        parts=_parts(analysis, citations, numbers, passages),
        passages=passages,
        engine=_engine(analysis),
        is_extracted=analysis.engine in _ENGINES,
        made_at=analysis.made_at,
        tongue=tongue(analysis.language),
    )


def _cited(analysis: Analysis) -> list[Citation]:
    """What its sentences rest on, in their order."""
    citations = []
    for row in ask(_CITED, analysis.pk):
        citation = _CITATIONS.made(row[: _CITATIONS.count])
        sentence = _SENTENCES.made(row[_CITATIONS.count :])
        if citation and sentence:
            citation.sentence = sentence
            citations.append(citation)
    return citations


def no_analysis(
    item: Item, *, has_others: bool = False, has_earlier: bool = False
) -> str:
    """Why there is no analysis, and what the page has instead: other reports, earlier
    items, or nothing; "" where the owner wants none."""
    if not settings.ANALYSIS:
        return ""
    if item.stage != Item.Stage.READY:
        return _("The analysis is being prepared.")
    if _has_headline_only(item):
        why = _(
            "There is no analysis: only the headline is known, and an analysis "
            "that rests on a headline alone would be guesswork."
        )
        return f"{why} {_instead(has_others, has_earlier)}".rstrip()
    return _("There is no analysis: the text gave too little to build one on.")


def _instead(has_others: bool, has_earlier: bool) -> str:
    if has_others and has_earlier:
        return _("What there is: who else reports on it, and what came before.")
    if has_others:
        return _("What there is: who else reports on it.")
    return _("What there is: what came before.") if has_earlier else ""


def no_basis(item: Item) -> str:
    """The label where there is nothing to rest an analysis on."""
    is_settled = settings.ANALYSIS and item.stage == Item.Stage.READY
    return _("Headline only") if is_settled and _has_headline_only(item) else ""


def _has_headline_only(item: Item) -> bool:
    return not item.snippet and not (item.article and item.article.has_text)


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
    if move == AnalysisSentence.Move.ACTOR and analysis.actor:
        return _("Where it fits for %(name)s") % {"name": analysis.actor}
    if move == AnalysisSentence.Move.MEANS and analysis.counterparty:
        return _("What it means for %(name)s") % {"name": analysis.counterparty}
    return str(AnalysisSentence.Move(move).label)


def _basis(analysis: Analysis) -> str:
    basis = str(Analysis.Basis(analysis.basis).label)
    if not analysis.outlets:
        return basis
    others = ngettext(
        "%(count)d other outlet", "%(count)d other outlets", analysis.outlets
    )
    return f"{basis} + {others % {'count': analysis.outlets}}"


def _removed(dropped: int) -> str:
    if not dropped:
        return ""
    told = ngettext(
        "%(count)d sentence removed", "%(count)d sentences removed", dropped
    )
    return told % {"count": dropped}


def _engine(analysis: Analysis) -> str:
    if named := _ENGINES.get(analysis.engine):
        version = _("version %(version)s") % {"version": analysis.version}
        return f"{named} · {version}"
    told = _("Written by a language model, %(model)s · prompt %(version)s")
    model = analysis.model or analysis.engine
    return told % {"model": model, "version": analysis.version}
