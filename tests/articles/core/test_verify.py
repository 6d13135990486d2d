"""Nothing passes the check that its sources do not bear out."""

from __future__ import annotations

import datetime as dt

from articles.core.types import (
    AnalysedSentence,
    AnalysisRequest,
    AnalysisResult,
    Passage,
    Source,
)
from articles.core.verify import Gate, doubted, verified

ONE = "The council agreed on Monday. The bridge would cost 42 million pounds."
OTHER = "Wendrail sued the county over the old bridge on Friday."
REQUEST = AnalysisRequest(
    "A bridge",
    "en",
    [
        Source(1, "Reuters", ONE, "item", dt.date(2026, 5, 3)),
        Source(2, "The Gazette", OTHER, "coverage", dt.date(2026, 5, 4)),
    ],
)


def passage(source: int, text: str) -> Passage:
    whole = REQUEST.sources[source - 1].text
    return Passage(source, whole.index(text), whole.index(text) + len(text), text)


def said(text: str, *cited: Passage, is_computed: bool = False) -> AnalysedSentence:
    return AnalysedSentence("happened", text, cited, is_computed)


FIRST = passage(1, "The council agreed on Monday.")
COST = passage(1, "The bridge would cost 42 million pounds.")
SUED = passage(2, OTHER)


def test_a_quoted_sentence_passes_with_and_without_its_outlet() -> None:
    gate = Gate(REQUEST)

    assert gate.judge(said(FIRST.text, FIRST)).outcome == "ok"
    framed = "Reuters reports that the council agreed on Monday."
    assert gate.judge(said(framed, FIRST)).outcome == "ok"


def test_another_outlet_is_not_made_to_say_it() -> None:
    framed = "The Gazette reports that the council agreed on Monday."

    assert Gate(REQUEST).judge(said(framed, FIRST)).outcome == "hard"


def test_a_sentence_without_a_passage_that_stands_is_dropped() -> None:
    gate = Gate(REQUEST)

    assert gate.judge(said(FIRST.text)).reasons == ("citation",)
    moved = Passage(1, FIRST.start + 1, FIRST.end, FIRST.text)
    assert gate.judge(said(FIRST.text, moved)).reasons == ("evidence",)
    unknown = Passage(9, 0, 5, "Hello")
    assert gate.judge(said("Hello", unknown)).reasons == ("evidence",)


def test_what_stands_elsewhere_is_repaired_by_citing_that() -> None:
    verdict = Gate(REQUEST).judge(said(OTHER, FIRST))

    assert verdict.outcome == "soft"
    assert SUED in verdict.citations


def test_what_stands_nowhere_is_dropped_counted_and_kept_with_its_reasons() -> None:
    sentences = (said(COST.text, COST), said("The bridge would cost 99 million.", COST))

    result = verified(AnalysisResult("e", "1", sentences), REQUEST)

    assert [one.text for one in result.sentences] == [COST.text]
    assert result.dropped == 1
    assert "figure" in result.removed[0].reasons


def test_counted_sentences_hold_no_figure_and_no_name_of_their_own() -> None:
    gate = Gate(REQUEST)
    true = said("2 outlets carry this: Reuters and The Gazette.", FIRST, SUED, is_computed=True)  # noqa: E501 # fmt: skip
    false = said("7 outlets carry this: Reuters and Le Monde.", FIRST, SUED, is_computed=True)  # noqa: E501 # fmt: skip

    assert gate.judge(true).outcome == "ok"
    assert gate.judge(false).reasons == ("figure", "name")


def test_a_claim_and_its_passages_are_enough_to_doubt() -> None:
    assert not doubted(COST.text, [ONE])
    assert doubted("The bridge would cost 24 million pounds.", [ONE])
