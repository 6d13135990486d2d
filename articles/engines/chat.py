"""Engine over any language model that can be asked a question: choose, ask, read,
ask once more.

What a model says is taken apart here and judged elsewhere (`core.verify`). The engine
knows no network: it is given `talk`, which asks the model, or gives the answer that is
kept from before. So it can be run again at any time without asking anything twice.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from articles.core import answers, prompt
from articles.core.prompt import Passages, Prompt
from articles.core.types import AnalysisRequest, AnalysisResult, RemovedSentence, Source
from articles.engines import NoAnswerError, Reply

Talk = Callable[[Prompt], Reply]
"""Asks a model; raises NoAnswerError."""


@dataclass(frozen=True, slots=True)
class ModelEngine:
    """See the module. `room` is how many tokens of texts a question may hold."""

    name: str
    model: str
    talk: Talk
    room: int
    secret: str
    version: str = prompt.VERSION

    def analyse(self, request: AnalysisRequest) -> AnalysisResult:
        """Raises NoAnswerError where the model gives nothing that can be used."""
        shown = self._within_room(request)
        if not any(shown):
            return self._result(answers.Answer((), ()))
        mark = self._mark(request.sources)
        asked = prompt.analysis(request, shown, mark=mark)
        language = request.language
        try:
            found = answers.read(self._said(asked), shown, language, mark=mark)
        except answers.BadAnswerError as problem:
            again = asked.repaired(problem.why)
            try:
                found = answers.read(self._said(again), shown, language, mark=mark)
            except answers.BadAnswerError as still:
                raise NoAnswerError(_kind(still.why), still.why) from still
        return self._result(found)

    def _said(self, asked: Prompt) -> str:
        reply = self.talk(asked)
        if reply.end == "refusal":
            raise NoAnswerError("refusal", "The model declined to write about this.")
        if reply.end == "length":
            raise answers.BadAnswerError("it was cut off; be briefer")
        return reply.text

    def _result(self, found: answers.Answer) -> AnalysisResult:
        return AnalysisResult(
            engine=self.name,
            version=self.version,
            sentences=found.sentences,
            actor=found.actor,
            counterparty=found.counterparty,
            dropped=len(found.removed),
            removed=tuple(
                RemovedSentence(one.move, one.text, one.reasons)
                for one in found.removed
            ),
            model=self.model,
        )

    def _within_room(self, request: AnalysisRequest) -> list[Passages]:
        """The passages to show: chosen by the model where a text is long, then by
        the default engine's measure until all have room."""
        shown = prompt.numbered(request.sources)
        outlets = len({source.outlet for source in request.sources})
        for number, (source, part) in enumerate(
            zip(request.sources, shown, strict=True)
        ):
            if prompt.is_long(part, outlets=outlets):
                shown[number] = self._chosen(source, part)
        return prompt.fitted(shown, request, room=self.room)

    def _chosen(self, source: Source, part: Passages) -> Passages:
        """What the model finds telling in one text; all of it, if it cannot say."""
        (alone,) = prompt.numbered([source])
        (alone,) = prompt.fitted(
            [alone], AnalysisRequest("", "", [_as_item(source)]), room=self.room
        )
        mark = self._mark([source])
        try:
            text = self._said(prompt.choice(source, alone, mark=mark))
            chosen = answers.read_choice(text, alone)
        except answers.BadAnswerError:
            return part
        except NoAnswerError as problem:
            if problem.is_passing:
                raise
            return part
        places = {(one.start, one.end) for one in chosen.values()}
        return {
            name: one for name, one in part.items() if (one.start, one.end) in places
        }

    def _mark(self, sources: object) -> str:
        """What fences the texts in: the same for the same texts, so that a question
        can be told from another by its words; for their writers not to be foreseen."""
        told = repr(sources).encode(errors="replace")
        return hmac.new(self.secret.encode(), told, hashlib.sha256).hexdigest()[:16]


def _as_item(source: Source) -> Source:
    return Source(source.id, source.outlet, source.text)


def _kind(why: str) -> str:
    if "cut off" in why:
        return "truncated"
    if "empty" in why:
        return "empty"
    return "language" if "language" in why else "unusable"
