"""Default engine: offline, deterministic, quotes the article.

It invents nothing because it writes nothing but who says so: the sentences of the
sources are ranked, chosen, and laid out under the five moves, each move only where a
sentence bears it. "Taken together" is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from articles.core import moves, phrases, sentences
from articles.core.furniture import is_furniture
from articles.core.lexicon import guess
from articles.core.people import people
from articles.core.ranking import (
    LEANS,
    LONGEST,
    SHORTEST,
    Choice,
    Ranked,
    is_statement,
    rank,
    stemmed,
    weights_for,
)
from articles.core.sentences import Sentence
from articles.core.together import facts
from articles.core.types import (
    AnalysedSentence,
    AnalysisRequest,
    AnalysisResult,
    Move,
    Passage,
    Source,
)

LOOSER = (4, 80)
"""Words of a sentence worth quoting, where a text has hardly any of the usual size."""
FEWEST = 3
MOST_WORDS = 290
ENOUGH_WORDS = 130
"""Below this, more of what happened is quoted than the usual three sentences."""
MOST_SENTENCES = 12
SNIPPET_SENTENCES = 3
MOST_SOURCES = 9
COUNTED = 10
"""Sentences of each source that the counting of names and figures looks at."""
TEXT_OF_SOURCE = 12_000
SENTENCES_OF_SOURCE = 70
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][\w.’'-]*(?:[ ,/]+[A-ZÀ-Þ(][\w.’')/-]*){0,6}\s*)?"
    r"(?:\((?:[A-Z]{2,}|Reuters|Xinhua|Bloomberg|dpa|Kyodo)[^)]{0,30}\)\s*[-–—]*\s*"
    r"|\s[–—]\s*|\s-{1,2}\s)(?=[\"“A-ZÀ-Þ])"
)
_SMALL = re.compile(r"(?<= )[^\W\d_A-ZÀ-Þ][^\W\d_]*(?=[ ,])")
_LARGE = re.compile(r"(?<=[^\W\dA-ZÀ-Þ] )[A-ZÀ-Þ][^\W\d_]+")
_GAP = re.compile(r"\( ?(?:,|and\b)| , |\(\s*\)|,\s*,|^\W*and\b.*\)$")
_LOUD = re.compile(r"[A-ZÀ-Þ]{2,}|\(")


@dataclass(slots=True)
class Story:
    """The sentences of a request, and which of them are told already."""

    request: AnalysisRequest
    language: str
    places: list[list[Sentence]]
    ranked: list[Ranked]
    choice: Choice
    small: frozenset[str] = frozenset()  # words that a source writes small
    names: frozenset[str] = frozenset()  # and those it writes large inside sentences
    actor: str = ""
    counterparty: str = ""
    _news: dict[Ranked, bool] = field(default_factory=dict)
    chosen: dict[Move, list[Ranked]] = field(
        default_factory=lambda: {move: [] for move in moves.ORDER}
    )

    @property
    def count(self) -> int:
        return sum(one.count for one in self.choice.taken)

    def best(self, pool: Sequence[Ranked]) -> Ranked | None:
        """The best of the pool that is news; the check is slow, so it comes last."""
        left = list(pool)
        while (found := self.choice.best(left)) and not self.is_news(found):
            left.remove(found)
        return found

    def is_news(self, one: Ranked) -> bool:
        if one not in self._news:
            self._news[one] = not is_furniture(one.text)
        return self._news[one]

    def source(self, one: Ranked) -> Source:
        return self.request.sources[one.source]

    def passage(self, one: Ranked) -> Passage:
        found = self.places[one.source][one.place]
        return Passage(self.source(one).id, found.start, found.end, found.text)


class ExtractiveEngine:
    """See the module."""

    name = "extractive"
    version = "3"

    def analyse(self, request: AnalysisRequest) -> AnalysisResult:
        story = _story(request)
        fitting = _fitting(story)
        story.actor, story.counterparty = people(request)
        _choose(story, fitting)
        told = [
            sentence
            for move in moves.ORDER
            if move != "outlook"
            for sentence in _told(story, move)
        ]
        together = list(_together(story, fitting)) if told else []
        return AnalysisResult(
            engine=self.name,
            version=self.version,
            sentences=(*told, *together),
            actor=story.actor,
            counterparty=story.counterparty,
        )


def _story(request: AnalysisRequest) -> Story:
    language = request.language
    sources = request.sources[:MOST_SOURCES]
    if not language and sources:
        language = guess(sources[0].text)
    places = [
        [_without_dateline(one, source.text) for one in
         sentences.split(source.text[:TEXT_OF_SOURCE])[:SENTENCES_OF_SOURCE]]
        for source in sources
    ]  # fmt: skip
    texts = [[one.text for one in part] for part in places]
    weights = weights_for(texts)
    ranked = rank(texts, request.headline, language, weights)
    small = frozenset(
        word for part in texts for text in part for word in _SMALL.findall(text)
    )
    names = frozenset(
        word for part in texts for text in part for word in _LARGE.findall(text)
    )
    choice = Choice(ranked, weights)
    return Story(request, language, places, ranked, choice, small, names)


def _without_dateline(one: Sentence, text: str) -> Sentence:
    """Without "LONDON (Reuters) -": the passage begins after it."""
    found = _DATELINE.match(one.text[:90])
    if not found or not _LOUD.search(found[0]) or found.end() >= len(one.text):
        return one
    start = one.start + found.end()
    return Sentence(start, one.end, text[start : one.end], one.paragraph)


def _fitting(story: Story) -> list[Ranked]:
    """The sentences worth quoting."""
    heading = [stemmed(word) for word in sentences.words(story.request.headline)]
    usable = [
        one
        for one in story.ranked
        if LOOSER[0] <= one.count <= LOOSER[1]
        and is_statement(one.text)
        and _is_whole(one.text)
        and not _is_headline(one, heading)
    ]
    fitting = [one for one in usable if SHORTEST <= one.count <= LONGEST]
    return fitting if len(fitting) >= FEWEST else usable


def _is_whole(text: str) -> bool:
    """Are all its quotations and brackets opened and closed in it, and nothing lost
    that a page had marked up?"""
    if text.startswith("(") or text.count("(") != text.count(")"):
        return False
    if _GAP.search(text):
        return False
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _is_headline(one: Ranked, heading: list[str]) -> bool:
    """The headline over again, which the reader has read."""
    said = {stemmed(word) for word in sentences.words(one.text)}
    known = set(heading)
    return bool(known) and len(said & known) >= 0.8 * max(len(said), 1)


def _choose(story: Story, fitting: Sequence[Ranked]) -> None:
    """Fill the moves, best sentences first; no sentence twice, none said twice."""
    is_short = story.request.basis == "snippet"
    own = [one for one in fitting if story.source(one).role == "item"]
    news = [one for one in fitting if story.source(one).role != "archive"]
    _fill(story, "happened", _standing(own) or own or news, 1)
    for move in moves.ORDER[1:4]:
        pool = [one for one in fitting if _bears(story, one, move)]
        if is_short:
            pool = [one for one in pool if story.source(one).role == "archive"]
        _fill(story, move, _standing(pool), moves.ROOM[move])
    room = SNIPPET_SENTENCES if is_short else moves.ROOM["happened"]
    if not is_short:
        _fill(story, "outlook", _next_steps(story, _standing(news)), 1)
    _fill(story, "happened", _standing(own), room)
    while story.count < ENOUGH_WORDS and len(story.chosen["happened"]) < 8:
        before = len(story.choice.taken)
        _fill(story, "happened", own if is_short else news, before + 1)
        if len(story.choice.taken) == before:
            break


def _standing(pool: Sequence[Ranked]) -> list[Ranked]:
    """Those that can be read without the sentence before them."""
    return [one for one in pool if not LEANS.match(one.text)]


def _fill(story: Story, move: Move, pool: Sequence[Ranked], room: int) -> None:
    left = list(pool)
    while len(story.chosen[move]) < room and len(story.choice.taken) < MOST_SENTENCES:
        left = [one for one in left if story.count + one.count <= MOST_WORDS]
        found = story.best(left)
        if found is None:
            return
        story.choice.take(found)
        story.chosen[move].append(found)


def _bears(story: Story, one: Ranked, move: Move) -> bool:
    """Can the sentence stand under that move, by the words that it uses?"""
    role, text = story.source(one).role, one.text
    if role == "item" and one.place < 2:
        return False  # the lead tells what happened, whatever its words
    if move == "actor":
        is_named = story.actor in text if story.actor else _writes_no_names(text)
        return is_named and moves.ACTOR.search(text) is not None
    if move == "context":
        return role == "archive" or bool(moves.CONTEXT.search(text))
    if role == "archive":
        return False
    other = story.counterparty
    if not moves.MEANS.search(text) or moves.OUTLOOK.search(text):
        return False
    return not other or other in text or not _names_any(story, other)


def _writes_no_names(text: str) -> bool:
    """Is it in a script without large letters, in which names cannot be told?"""
    return text.lower() == text.upper()


def _names_any(story: Story, name: str) -> bool:
    """Is there a sentence about what it means that names the other side?"""
    return any(
        name in one.text and moves.MEANS.search(one.text) for one in story.ranked
    )


def _told(story: Story, move: Move) -> Iterator[AnalysedSentence]:
    """The sentences of a move in their order, said by whom where that changes."""
    rows = sorted(story.chosen[move], key=lambda one: (one.source, one.place))
    if not rows:
        return
    said_by = "" if move == "happened" else story.request.sources[0].outlet
    for turn, one in enumerate(rows):
        source = story.source(one)
        text = one.text
        if source.outlet and source.outlet != said_by and source.outlet not in text:
            text = _attributed(story, one, turn)
        said_by = source.outlet
        yield AnalysedSentence(move, text, (story.passage(one),))


def _attributed(story: Story, one: Ranked, turn: int) -> str:
    source = story.source(one)
    if source.role == "archive" and source.day:
        return phrases.earlier(
            source.outlet,
            source.day,
            one.text,
            story.language,
            small=story.small,
            names=story.names,
        )
    return phrases.reported(
        source.outlet,
        one.text,
        story.language,
        turn=turn,
        small=story.small,
        names=story.names,
    )


def _together(story: Story, fitting: Sequence[Ranked]) -> Iterator[AnalysedSentence]:
    """Who reports it, what all name, what differs, what only one says, what next."""
    news = [one for one in fitting if story.source(one).role != "archive"]
    outlets = [source.outlet for source in story.request.sources]
    for fact in facts(
        _telling(story, news), outlets, story.request.headline, story.language
    ):
        passages = tuple(map(story.passage, fact.rests_on))
        yield AnalysedSentence("outlook", fact.text, passages, is_computed=True)
    standing = [one for one in _standing(news) if one not in story.choice.taken]
    several = len({outlets[one.source] for one in news} - {""}) > 1
    alone = [
        one
        for one in standing
        if one.support == 0 and outlets[one.source] and story.source(one).role != "item"
        and outlets[one.source] not in one.text
    ]  # fmt: skip
    if several and (found := _take(story, alone)):
        text = phrases.only(
            outlets[found.source],
            found.text,
            story.language,
            small=story.small,
            names=story.names,
        )
        if text:
            yield AnalysedSentence("outlook", text, (story.passage(found),))
    for found in story.chosen["outlook"]:
        yield _next_step(story, found)


def _next_steps(story: Story, pool: Sequence[Ranked]) -> list[Ranked]:
    """What comes next, and when."""
    return [
        one
        for one in pool
        if not (story.source(one).role == "item" and one.place < 1)
        and moves.OUTLOOK.search(one.text)
        and moves.DATED.search(one.text)
    ]


def _telling(story: Story, pool: Sequence[Ranked]) -> list[Ranked]:
    """Each source's best sentences, which the counting looks at."""
    found: list[Ranked] = []
    for number in range(len(story.places)):
        rows = sorted(
            (one for one in pool if one.source == number), key=lambda one: -one.score
        )
        found += [one for one in rows[:COUNTED] if story.is_news(one)]
    return found


def _next_step(story: Story, found: Ranked) -> AnalysedSentence:
    outlet = story.source(found).outlet
    text = found.text
    if outlet and outlet not in text:
        text = phrases.reported(
            outlet, text, story.language, turn=1, small=story.small, names=story.names
        )
    return AnalysedSentence("outlook", text, (story.passage(found),))


def _take(story: Story, pool: Sequence[Ranked]) -> Ranked | None:
    found = story.best([one for one in pool if story.count + one.count <= MOST_WORDS])
    if found:
        story.choice.take(found)
    return found
