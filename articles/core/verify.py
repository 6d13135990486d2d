"""The check between every engine and the page: what is not borne out is dropped.

A sentence passes when each of its passages stands in its source and the passages bear
it out (`claims`). What another passage bears out is repaired once, by citing that one.
All else is dropped, counted and kept with the reason for the owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from articles.core import claims, phrases, wording
from articles.core.figures import figures, supported
from articles.core.furniture import is_furniture
from articles.core.sentences import Sentence, split
from articles.core.types import (
    AnalysedSentence,
    AnalysisRequest,
    AnalysisResult,
    Passage,
    RemovedSentence,
    Source,
)

OutcomeOfCheck = Literal["ok", "soft", "hard"]
MOST_REPAIRS = 2
"""Passages that a repair may add."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`soft`: borne out by another passage than the cited ones; `hard`: by none."""

    outcome: OutcomeOfCheck
    reasons: tuple[str, ...] = ()
    citations: tuple[Passage, ...] = ()  # where a soft one is borne out


def doubted(claim: str, cited: Sequence[str]) -> bool:
    """Is there a reason to doubt that these passages bear out the claim?"""
    return bool(claims.doubts(claim, wording.sources_of(cited)))


def verified(result: AnalysisResult, request: AnalysisRequest) -> AnalysisResult:
    """The analysis without what the sources do not bear out."""
    gate = Gate(request)
    kept: list[AnalysedSentence] = []
    removed: list[RemovedSentence] = []
    for sentence in result.sentences:
        verdict = gate.judge(sentence)
        if verdict.outcome == "hard":
            removed.append(
                RemovedSentence(sentence.move, sentence.text, verdict.reasons)
            )
        elif verdict.outcome == "soft":
            kept.append(replace(sentence, citations=verdict.citations))
        else:
            kept.append(sentence)
    return replace(
        result,
        sentences=tuple(kept),
        removed=(*result.removed, *removed),
        dropped=result.dropped + len(removed),
    )


class Gate:
    """Judges sentences by the texts that the engine was given."""

    def __init__(self, request: AnalysisRequest) -> None:
        self._language = request.language
        self._sources = {source.id: source for source in request.sources}
        self._split: dict[int, list[Sentence]] = {}

    def judge(self, sentence: AnalysedSentence) -> Verdict:
        """Is it borne out, and by what?"""
        if not sentence.citations:
            return Verdict("hard", ("citation",))
        if not all(map(self._stands, sentence.citations)):
            return Verdict("hard", ("evidence",))
        if is_furniture(self._unframed(sentence)):
            return Verdict("hard", ("addressed",))
        if sentence.is_computed:
            reasons = tuple(self._miscounted(sentence))
            return Verdict("hard" if reasons else "ok", reasons)
        return self._compared(sentence)

    def _compared(self, sentence: AnalysedSentence) -> Verdict:
        said = self._unframed(sentence)
        cited = [passage.text for passage in sentence.citations]
        if claims.is_verbatim(said, cited):
            return Verdict("ok")
        wide = [self._widened(passage) for passage in sentence.citations]
        wide += self._told_by(said, sentence.citations)
        reasons = self._doubts(said, wide)
        if not reasons:
            return Verdict("ok")
        more = tuple(self._elsewhere(said, sentence.citations))
        if more and not self._doubts(said, [*wide, *(one.text for one in more)]):
            return Verdict("soft", tuple(reasons), (*sentence.citations, *more))
        return Verdict("hard", tuple(reasons))

    def _told_by(self, said: str, cited: Sequence[Passage]) -> list[str]:
        """The outlets of the passages, where the sentence names them: an engine knows
        these names as well."""
        outlets = {self._sources[one.source].outlet for one in cited}
        return [f"{name} reports." for name in sorted(outlets) if name and name in said]

    def _doubts(self, said: str, passages: Sequence[str]) -> list[str]:
        return claims.doubts(said, wording.sources_of(passages, self._language))

    def _stands(self, passage: Passage) -> bool:
        source = self._sources.get(passage.source)
        return (
            source is not None
            and 0 <= passage.start < passage.end <= len(source.text)
            and source.text[passage.start : passage.end] == passage.text
        )

    def _unframed(self, sentence: AnalysedSentence) -> str:
        cited = dict.fromkeys(passage.source for passage in sentence.citations)
        found = [self._sources[pk] for pk in cited if pk in self._sources]
        return phrases.unframed(
            sentence.text, [(one.outlet, one.day) for one in found], self._language
        )

    def _sentences(self, source: Source) -> list[Sentence]:
        if source.id not in self._split:
            self._split[source.id] = split(source.text)
        return self._split[source.id]

    def _widened(self, passage: Passage) -> str:
        """The passage with one sentence before it and one after it."""
        source = self._sources[passage.source]
        around = self._sentences(source)
        first = last = None
        for place, one in enumerate(around):
            if one.end > passage.start and one.start < passage.end:
                first = place if first is None else first
                last = place
        if first is None or last is None:
            return passage.text
        # what speaks to a reader or a machine bears out nothing
        near = [
            (around[place].start, around[place].end)
            for place in (first - 1, last + 1)
            if 0 <= place < len(around) and not is_furniture(around[place].text)
        ]
        parts = sorted([(passage.start, passage.end), *near])
        return " ".join(source.text[start:end] for start, end in parts)

    def _elsewhere(self, said: str, cited: Sequence[Passage]) -> Iterator[Passage]:
        """The passages that share most with the sentence, beside the cited ones."""
        wanted = wording.take_apart(wording.fold(said)).stems
        places = {(one.source, one.start) for one in cited}
        found: list[tuple[float, int, Sentence]] = []
        for source in self._sources.values():
            for one in self._sentences(source):
                if (source.id, one.start) not in places and not is_furniture(one.text):
                    stems = wording.take_apart(wording.fold(one.text)).stems
                    found.append((len(wanted & stems), source.id, one))
        found.sort(key=lambda one: (-one[0], one[1], one[2].start))
        for _, source_id, one in found[:MOST_REPAIRS]:
            yield Passage(source_id, one.start, one.end, one.text)

    def _miscounted(self, sentence: AnalysedSentence) -> Iterator[str]:
        """A counted sentence holds no figure and no quotation that was not there."""
        cited = {passage.source for passage in sentence.citations}
        text = wording.fold(" \n ".join(one.text for one in sentence.citations))
        outlets = [self._sources[pk].outlet for pk in cited]
        known = [
            *figures(text),
            *figures(str(len(set(outlets)))),
            *figures(str(len(cited))),
        ]
        known += [figure for outlet in outlets for figure in figures(outlet)]
        said = wording.fold(sentence.text)
        if not all(supported(figure, known) for figure in figures(said)):
            yield "figure"
        names = wording.sources_of([text, *outlets], self._language)
        if claims.unknown_names(said, names):
            yield "name"
        if claims.has_altered_quotation(said, text, shortest=1):
            yield "quotation"
