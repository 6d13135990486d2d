"""What every analysis engine must keep to, whichever it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.core.types import AnalysisRequest, AnalysisResult, Source
from articles.engines import (
    DIALECTS,
    ENGINES,
    AnalysisEngine,
    NoAnswerError,
    get_engine,
)
from articles.engines.chat import ModelEngine
from tests.fakes_model import Voice, chooser

MOVES = ["happened", "actor", "context", "means", "outlook"]
HEADLINE = "Northbridge council agrees to build a new bridge"
ARTICLE = """\
NORTHBRIDGE — The council of Northbridge agreed on Monday to build a new bridge over \
the river Wend, ending a dispute that has divided the town for more than ten years.

Mayor Ada Quill said the bridge would cost 42 million pounds and carry two lanes. \
“We have waited long enough,” Quill told reporters after the vote.

Since the flood of 2014 the old bridge has been closed to lorries. According to the \
county, drivers have lost some 20 minutes on each journey through the town.

Shop owners fear that the work could keep customers away, and warn that some of \
them may have to close. Northbridge plans to invest three million pounds in a \
temporary crossing, which Quill announced last week.

Wendrail, the railway company, could benefit because its station will be nearer. \
Wendrail has long been a rival of the bus lines that use the bridge.

Work is expected to begin in March next year. The council will vote on the final \
plans in January, and the bridge is due to be opened by the end of 2029.

Is it worth the money? Few in the town of Northbridge doubt it today.
"""
OTHER = """\
The river Wend will get its new bridge after all, the council decided on Monday. \
The county pays half of the 42 million pounds, its treasurer said on Tuesday.
"""


@pytest.fixture(params=[*sorted(ENGINES), *sorted(DIALECTS)])
def engine(request: pytest.FixtureRequest) -> AnalysisEngine:
    return made(request.param)


@pytest.fixture(params=sorted(ENGINES))
def own_engine(request: pytest.FixtureRequest) -> AnalysisEngine:
    """One of those that need no model; what they choose is theirs alone."""
    return get_engine(request.param)


def made(name: str) -> AnalysisEngine:
    if name in ENGINES:
        return get_engine(name)
    return ModelEngine(name, "small", Voice(chooser), 6000, "secret")


def analyse(engine: AnalysisEngine, *texts: str) -> AnalysisResult:
    sources = [Source(id=70 + n, outlet=f"O{n}", text=t) for n, t in enumerate(texts)]
    try:
        return engine.analyse(AnalysisRequest(HEADLINE, "en", sources))
    except NoAnswerError:  # as good as an analysis without a sentence
        return AnalysisResult(engine.name, engine.version, ())


def assert_kept(result: AnalysisResult, *texts: str) -> None:
    """The promises that hold for any input."""
    by_id = {70 + number: text for number, text in enumerate(texts)}
    places = [MOVES.index(sentence.move) for sentence in result.sentences]
    assert places == sorted(places)
    for sentence in result.sentences:
        assert sentence.text.strip()
        assert sentence.citations
        for passage in sentence.citations:
            assert passage.end > passage.start
            assert by_id[passage.source][passage.start : passage.end] == passage.text


def test_every_sentence_rests_on_a_passage_that_is_there(
    engine: AnalysisEngine,
) -> None:
    result = analyse(engine, ARTICLE, OTHER)

    assert_kept(result, ARTICLE, OTHER)
    assert 3 <= len(result.sentences) <= 16
    assert (result.engine, result.version) == (engine.name, engine.version)


def test_no_sentence_comes_twice(engine: AnalysisEngine) -> None:
    result = analyse(engine, ARTICLE, ARTICLE)

    assert len({one.text for one in result.sentences}) == len(result.sentences)


def test_an_article_fills_several_moves_in_few_words(
    own_engine: AnalysisEngine,
) -> None:
    result = analyse(own_engine, ARTICLE)

    assert len({sentence.move for sentence in result.sentences}) >= 4
    assert 80 <= sum(len(one.text.split()) for one in result.sentences) <= 350


def test_it_names_whom_it_is_about(own_engine: AnalysisEngine) -> None:
    result = analyse(own_engine, ARTICLE)

    assert result.actor == "Northbridge"
    assert result.counterparty in ARTICLE


def test_the_same_input_gives_the_same_analysis(engine: AnalysisEngine) -> None:
    assert analyse(engine, ARTICLE, OTHER) == analyse(made(engine.name), ARTICLE, OTHER)


@pytest.mark.parametrize("texts", [(), ("",), (" \n\n ",), (HEADLINE + ".",)])
def test_no_text_beyond_the_headline_gives_no_sentence(
    own_engine: AnalysisEngine, texts: tuple[str, ...]
) -> None:
    assert analyse(own_engine, *texts).sentences == ()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 20_000,
        "word " * 20_000,
        "A b c d e f g h. " * 5_000,
        "هذا خبر عن المدينة والجسر الجديد فيها. " * 100,
        "‮reversed‬ \u0000 👩‍👩‍👧‍👦🎉 " * 500,
        "市議会は月曜日に新しい橋の建設を決めた。" * 50,
        "(" * 10_000 + "“" * 10_000,
        "." * 20_000,
        "\n" * 20_000,
        "Mr. " * 5_000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_hostile_text_is_harmless_and_takes_no_time(
    engine: AnalysisEngine, text: str
) -> None:
    started = time.process_time()

    assert_kept(analyse(engine, text, ARTICLE), text, ARTICLE)

    assert time.process_time() - started < 3


@given(st.text(max_size=500), st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_keeps_the_promises(
    engine: AnalysisEngine, one: str, other: str
) -> None:
    assert_kept(analyse(engine, one, other), one, other)


def test_an_unknown_engine_is_an_error() -> None:
    with pytest.raises(KeyError):
        get_engine("none")
