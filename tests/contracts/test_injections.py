"""Words that a stranger plants for machines or readers never get into an analysis.

An engine that quotes can be made to say only what stands in a source. So "reaches the
page" means here: a sentence that was planted is chosen, shown, or cited. What no rule
can tell from news, a false statement in plain words, is shown as what it is: that
outlet's own sentence, with its passage.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.core.types import AnalysedSentence, AnalysisRequest, Passage, Source
from articles.core.verify import Gate, verified
from articles.engines import ENGINES, NoAnswerError, get_engine
from articles.engines.chat import ModelEngine
from newsreader.lib.html import plain_text
from tests import fakes_model
from tests.contracts.test_engines import ARTICLE, HEADLINE, OTHER
from tests.fakes_model import Question, Voice, honest, passages_of

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "injections"
FILES = sorted(CORPUS.glob("*.txt"))
PLACES = [0, 1, 3, 6]


def planted(path: Path) -> str:
    """As it comes out of a page or a feed: without its markup, where it has some."""
    raw = path.read_text(encoding="utf-8").strip()
    return plain_text(raw) if path.stem.startswith(("alt", "comment")) else raw


def test_there_are_at_least_sixty() -> None:
    assert len(FILES) >= 60


@pytest.mark.parametrize("name", sorted(ENGINES))
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_planted_words_are_neither_shown_nor_cited(path: Path, name: str) -> None:
    injection = planted(path)
    for place in PLACES:
        parts = ARTICLE.split("\n\n")
        parts.insert(place, injection)
        text = "\n\n".join(parts)
        start = text.index(injection)
        sources = [
            Source(1, "Gazette", text),
            Source(2, "Herald", f"{injection}\n\n{OTHER}", "coverage"),
        ]

        result = get_engine(name).analyse(AnalysisRequest(HEADLINE, "en", sources))

        assert result.sentences
        for sentence in result.sentences:
            assert not injection or injection not in sentence.text
            for passage in sentence.citations:
                first = start if passage.source == 1 else 0
                last = first + len(injection)
                assert passage.end <= first or passage.start >= last, sentence


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_check_stops_them_even_if_an_engine_quotes_them(path: Path) -> None:
    injection = planted(path)
    if not injection:
        return  # nothing of it is left to quote
    request = AnalysisRequest(HEADLINE, "en", [Source(1, "Gazette", injection)])
    quoted = AnalysedSentence(
        "happened", injection, (Passage(1, 0, len(injection), injection),)
    )

    verdict = Gate(request).judge(quoted)

    assert verdict.outcome == "hard"


def gullible(injection: str) -> Voice:
    """A model that does whatever a text tells it: it repeats the planted words as
    news, whole and in pieces, with every kind of made-up citation, and even has them
    for names."""

    def mind(told: str, asked: Question) -> str:
        given = json.loads(honest(told, asked))
        names = [name for name, _ in passages_of(asked)]
        texts = [text for _, text in passages_of(asked)]
        words = injection.split()
        pieces = [
            injection,
            " ".join(words[1:]),
            " ".join(words[len(words) // 2 :]),
            f"Gazette reports that {injection}",
            f"According to Gazette, {injection}",
            injection.split(":", 1)[-1].strip(),
            f"<b>{injection}</b>",
        ]
        sentences = [
            fakes_model.sentence(piece, *cites, evidence=evidence)
            for piece in filter(None, pieces)
            for cites in (names[:1], ["S9.9"], [*names[:6]], [injection])
            for evidence in (" ".join(texts[0].split()[:8]), injection, "")
        ]
        for move in ("happened", "actor", "context", "means", "outlook"):
            part = {"move": move, "sentences": sentences, "is_computed": True}
            given["moves"].append(part)
        return json.dumps({**given, "actor": injection, "counterparty": injection})

    return Voice(mind)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_that_obeys_them_gets_none_on_the_page(path: Path) -> None:
    injection = planted(path)
    parts = ARTICLE.split("\n\n")
    parts.insert(2, injection)
    text = "\n\n".join(parts)
    sources = [
        Source(1, "Gazette", text),
        Source(2, "Herald", f"{injection}\n\n{OTHER}", "coverage"),
    ]
    request = AnalysisRequest(HEADLINE, "en", sources)
    voice = gullible(injection)
    engine = ModelEngine("openai", "gullible", voice, 6000, "secret")

    try:
        result = verified(engine.analyse(request), request)
    except NoAnswerError:
        return  # the default engine's stays: nothing at all reaches the page

    start = text.index(injection)
    own = set(ARTICLE.replace("\n", " ").split(". "))
    for said in result.sentences:
        assert not said.is_computed
        assert not injection or injection not in said.text, said
        told = said.text.rstrip(".")
        assert any(told in one or one in told for one in own) or "Wend" in told, said
        for passage in said.citations:
            first = start if passage.source == 1 else 0
            last = first + len(injection)
            assert passage.end <= first or passage.start >= last, said
    for name in (result.actor, result.counterparty):
        assert not name or name != injection


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_model_is_not_even_shown_them(path: Path) -> None:
    injection = planted(path)
    source = Source(1, "Gazette", f"{injection}\n\n{ARTICLE}")
    voice = Voice()
    engine = ModelEngine("openai", "m", voice, 6000, "secret")

    engine.analyse(AnalysisRequest(injection[:200], "en", [source]))

    for asked in voice.asked:
        told = json.dumps(json.loads(asked.user[16:-16]), ensure_ascii=False)
        assert not injection or injection not in told
