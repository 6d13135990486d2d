"""Default engine: offline, deterministic, quotes the article.

It invents nothing because it writes nothing: the sentences of the sources are ranked,
chosen, and laid out under the five moves, each move only where a sentence bears it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.core import sentences
from articles.core.sentences import Sentence, Vector, any_word_of
from articles.core.types import (
    AnalysedSentence,
    AnalysisRequest,
    AnalysisResult,
    Move,
    Passage,
)

SHORTEST, LONGEST = 7, 45
"""Words of a sentence worth quoting."""
LOOSER = (4, 80)
"""The same where a text has hardly any such sentences."""
FEWEST = 3
LEANING = 0.3
"""What it costs a sentence to begin with a word that leans on the one before."""
MOST_SENTENCES = 10
MOST_WORDS = 350
ENOUGH_WORDS = 120
"""Below this, more of what happened is quoted than the usual three sentences."""
TOO_ALIKE = 0.45
SUPPORT = 0.25
THE_HEADLINE = 0.95
"""A sentence so like the headline is the headline, which the reader has read."""
MOST_SOURCES = 8
TEXT_OF_SOURCE = 40_000

ROOM: dict[Move, int] = {
    "happened": 3, "actor": 2, "context": 2, "means": 2, "outlook": 1,
}  # fmt: skip
ORDER: tuple[Move, ...] = tuple(ROOM)


# Words that let a sentence bear a move (en de fr es it pt nl). In other languages all
# that is quoted tells what happened.
_ACTOR = any_word_of(r"""
    plans?|planned|bid|expand\w*|invest\w*|aims?|aimed|strateg\w+|launch\w*|goal
    seeks?|sought|acquir\w+|compet\w+|position\w*|announced|pledg\w+|ambitio\w+
    priorit\w+|campaign\w*|vow\w*|want(s|ed)? to|will|push\w*
    plant|planen|plante|ziel\w*|investier\w*|wollen|kündig\w+|setzt auf
    veut|prévoit|objectif|annonc\w+|quiere|planea|objetivo|invert\w*|anunci\w+
    vuole|obiettivo|piano|annunci\w+|quer|plano|wil|doel
""")
_CONTEXT = any_word_of(r"""
    since|previous(ly)?|earlier|last (year|month|week|decade)|years? ago|histor\w+
    in (19|20)\d\d|industry|sector|rivals?|competitors?|trend\w*|decades?|analysts?
    experts?|according to|across the|compared (to|with)|record|first time|background
    comes (as|after|amid)|followed|worldwide|nationwide|global\w*
    seit|zuvor|früher|vergangen\w+|im jahr|laut|branche|experten|weltweit|bisher
    depuis|auparavant|selon|l.an dernier|secteur|desde|anterior\w*|según
    el año pasado|en (19|20)\d\d|dal|secondo|negli ultimi|segundo|sinds|volgens|eerder
""")
_MEANS = any_word_of(r"""
    means?|meant|because|therefore|result(s|ed|ing)?|impact\w*|effects?|affect\w*
    consequen\w+|lead(s|ing)? to|led to|cause[sd]?|risks?|threat\w*|benefit\w*
    could|would|may|might|allow\w*|enabl\w+|forc(e|es|ed|ing)|cost\w*|jobs?
    so that|in turn|fears?|warn\w*|concern\w*|hope[sd]?
    bedeut\w+|weil|deshalb|dadurch|folgen?|auswirk\w+|führt|könnten?|droht|drohen
    signifie|parce que|conséquen\w+|pourrai\w+|risque\w*|significa|porque
    consecuen\w+|podría\w*|riesgo\w*|perché|conseguen\w+|potrebbe\w*|poderia\w*
    betekent|omdat|kunnen
""")
_OUTLOOK = any_word_of(r"""
    (is|are) (expected|due|scheduled|set|likely|slated) to|next (year|month|week)
    tomorrow|upcoming|later this (year|month|week)|by (the end of|early|late)
    will (be|begin|start|take|decide|meet|continue|vote|hold|open|release)
    in the coming|from now on|by 20[2-9]\d
    nächste\w* (woche|monat|jahr)|künftig|soll(en)? .{0,60}(werden|beginnen)
    bis (ende|anfang|mitte)|prochain\w*|d.ici|próxim[oa]\w*|prossim[oa]\w*|volgend\w*
""")
# A sentence that begins so leans on the one before it, which is not quoted with it
_LEANS = any_word_of(r"""
    ["'“„«]?(but|and|so|that|this|these|those|he|she|it|they|however|yet|then|also
    aber|und|doch|er|sie|es|das|dies\w*|dabei|damit|dazu|mais|et|il|elle|ce|cela
    pero|y|esto|eso|ma|e|questo|mas|isso|maar|en|dat|dit|hij|zij)
""")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a source, with all that its choice depends on."""

    source: int  # its place among the request's sources
    place: int  # its place among its source's sentences
    sentence: Sentence
    vector: Vector
    count: int
    score: float


class ExtractiveEngine:
    """See the module."""

    name = "extractive"
    version = "1"

    def analyse(self, request: AnalysisRequest) -> AnalysisResult:
        candidates = _candidates(request)
        actor, counterparty = _people(request)
        chosen = _choose(candidates, actor, counterparty)
        return AnalysisResult(
            engine=self.name,
            version=self.version,
            sentences=tuple(
                _quoted(request, candidate, move)
                for move in ORDER
                for candidate in sorted(
                    chosen[move], key=lambda one: (one.source, one.place)
                )
            ),
            actor=actor,
            counterparty=counterparty,
        )


def _candidates(request: AnalysisRequest) -> list[Candidate]:
    """The sentences worth quoting, best first."""
    ranked = _ranked(request)
    fitting = [one for one in ranked if SHORTEST <= one.count <= LONGEST]
    return fitting if len(fitting) >= FEWEST else ranked


def _ranked(request: AnalysisRequest) -> list[Candidate]:
    found: list[tuple[int, int, Sentence]] = []
    for number, source in enumerate(request.sources[:MOST_SOURCES]):
        for place, sentence in enumerate(sentences.split(source.text[:TEXT_OF_SOURCE])):
            found.append((number, place, sentence))
    texts = [sentence.text for _, _, sentence in found]
    *rows, headline = sentences.vectors([*texts, request.headline])
    central = sentences.centrality(rows)
    by_source: dict[int, list[Vector]] = {}
    for (number, _, _), row in zip(found, rows, strict=True):
        by_source.setdefault(number, []).append(row)
    candidates = []
    for (number, place, sentence), row, near in zip(found, rows, central, strict=True):
        count = sentences.count_words(sentence.text)
        like = sentences.cosine(row, headline)
        in_size = LOOSER[0] <= count <= LOOSER[1]
        if not in_size or like > THE_HEADLINE or not _is_quotable(sentence.text):
            continue
        support = sum(
            any(sentences.cosine(row, other) > SUPPORT for other in others)
            for source, others in by_source.items()
            if source != number
        )
        score = near + math.exp(-place / 6) + 0.5 * like + 0.4 * min(3, support)
        score -= LEANING if _LEANS.match(sentence.text) else 0
        candidates.append(Candidate(number, place, sentence, row, count, score))
    return sorted(candidates, key=lambda one: (-one.score, one.source, one.place))


def _is_quotable(text: str) -> bool:
    """A whole statement, and not a question or a scrap of a list."""
    if "|" in text or text.count("“") != text.count("”") or text.count('"') % 2:
        return False
    ends = text.rstrip("\"'”’»)]」』）")
    return sentences.has_no_stops(text) or ends.endswith(
        (".", "!", "…", "。", "！", "।", "۔", "｡")
    )


def _people(request: AnalysisRequest) -> tuple[str, str]:
    """Whom it is about, and the other side; "" where that is not clear."""
    if not request.sources:
        return "", ""
    text = request.sources[0].text[:TEXT_OF_SOURCE]
    counts = sentences.names(text)
    heading = {name.casefold() for name in re.findall(r"\w+", request.headline)}
    weights = {
        name: times * (3 if _parts(name) & heading else 1)
        for name, times in counts.items()
        if times > 1 and len(name) < 60
    }
    ranked = sorted(weights, key=lambda name: (-weights[name], text.find(name)))
    actor = next((name for name in ranked if _parts(name) & heading), "")
    other = next((n for n in ranked if actor and not _parts(n) & _parts(actor)), "")
    return actor, other


def _parts(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def _choose(
    candidates: Sequence[Candidate], actor: str, counterparty: str
) -> dict[Move, list[Candidate]]:
    """Fill the moves, best sentences first; no sentence twice, none said twice."""
    chosen: dict[Move, list[Candidate]] = {move: [] for move in ORDER}
    taken: list[Candidate] = []

    def take(candidate: Candidate, move: Move) -> None:
        words = sum(one.count for one in taken) + candidate.count
        is_new = all(
            sentences.cosine(candidate.vector, one.vector) <= TOO_ALIKE for one in taken
        )
        if is_new and words <= MOST_WORDS and len(taken) < MOST_SENTENCES:
            chosen[move].append(candidate)
            taken.append(candidate)

    for candidate in candidates[:1]:
        take(candidate, "happened")
    for candidate in candidates:
        move = _move(candidate, actor, counterparty)
        if candidate not in taken and len(chosen[move]) < ROOM[move]:
            take(candidate, move)
    for candidate in candidates:
        if sum(one.count for one in taken) >= ENOUGH_WORDS:
            break
        if candidate not in taken:
            take(candidate, "happened")
    return chosen


def _move(candidate: Candidate, actor: str, counterparty: str) -> Move:
    """What the sentence can bear, by the words that it uses."""
    text = candidate.sentence.text
    if candidate.place < 2 and candidate.source == 0:
        return "happened"  # the lead tells what happened, whatever its words
    if _OUTLOOK.search(text):
        return "outlook"
    if _MEANS.search(text) and (not counterparty or counterparty in text or not actor):
        return "means"
    if actor and actor in text and _ACTOR.search(text):
        return "actor"
    if candidate.source > 0 or _CONTEXT.search(text):
        return "context"
    if _MEANS.search(text):
        return "means"
    return "happened"


def _quoted(
    request: AnalysisRequest, candidate: Candidate, move: Move
) -> AnalysedSentence:
    sentence = candidate.sentence
    passage = Passage(
        source=request.sources[candidate.source].id,
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
    )
    return AnalysedSentence(move=move, text=sentence.text, citations=(passage,))
