"""An answer is a stranger's text: only what can be traced to a passage is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import answers, prompt
from articles.core.types import Source
from tests.contracts.test_engines import ARTICLE, OTHER
from tests.fakes_model import analysis, sentence

SHOWN = prompt.numbered([Source(1, "Gazette", ARTICLE), Source(2, "Herald", OTHER)])
QUILL = SHOWN[0]["S1.2"]
SAID = "Mayor Ada Quill said the bridge would cost 42 million pounds."
EVIDENCE = "would cost 42 million pounds"


def read(text: str, language: str = "en") -> answers.Answer:
    return answers.read(text, SHOWN, language, mark="m4rk")


def one(**changes: Any) -> str:
    said = sentence(SAID, "S1.2", evidence=EVIDENCE) | changes
    return analysis(said)


def test_a_sentence_with_its_passage_is_taken() -> None:
    (said,) = read(one()).sentences

    assert (said.move, said.text, said.citations) == ("happened", SAID, (QUILL,))
    assert said.is_computed is False


def test_that_it_was_computed_is_never_taken_from_a_model() -> None:
    assert read(one(is_computed=True)).sentences[0].is_computed is False


def test_evidence_in_another_passage_puts_the_citation_right() -> None:
    (said,) = read(one(cites=["S2.1"])).sentences

    assert said.citations[0] == QUILL


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": "would cost 43 million pounds"},
        {"evidence": ""},
        {"evidence": None},
        {"evidence": "the"},
        {"evidence": ["would cost 42 million pounds"]},
    ],
)
def test_without_evidence_that_stands_in_a_passage_it_goes(
    changes: dict[str, Any],
) -> None:
    found = read(one(**changes))

    assert found.sentences == ()
    assert [left.reasons for left in found.removed] == [("evidence",)]


def test_made_up_ids_count_for_nothing() -> None:
    (said,) = read(one(cites=["S9.9", "https://x.example", 7, None])).sentences

    assert said.citations == (QUILL,)


def test_marks_and_quotation_marks_may_be_others_in_the_evidence() -> None:
    given = sentence("Quill had waited.", "S1.3", evidence='"We have waited long')

    assert len(read(analysis(given)).sentences) == 1


def test_the_mark_of_the_prompt_is_never_said() -> None:
    found = read(one(text=f"{SAID} m4rk"))

    assert found.sentences == ()
    assert found.removed[0].reasons == ("addressed",)


def test_moves_come_in_their_order_and_only_the_five() -> None:
    moves = [
        {"move": move, "sentences": [sentence(f"{SAID} {move}", evidence=EVIDENCE)]}
        for move in ("outlook", "gossip", "happened")
    ]

    found = read(json.dumps({"moves": moves}))

    assert [said.move for said in found.sentences] == ["happened", "outlook"]


def test_one_move_has_room_for_few_and_none_twice() -> None:
    given = [sentence(f"{SAID} {n}", evidence=EVIDENCE) for n in range(9)]

    found = read(analysis(given[0], *given))

    assert len(found.sentences) == answers.ROOM["happened"]
    assert {left.reasons for left in found.removed} == {("length",)}


def test_names_for_headings_are_those_of_the_sources() -> None:
    given = json.loads(one())

    found = read(json.dumps(given | {"actor": "Ada Quill", "counterparty": "Mars"}))

    assert (found.actor, found.counterparty) == ("Ada Quill", "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("<think>{}</think>", "empty"),
        ("I cannot.", "JSON"),
        ('{"moves": [', "JSON"),
        ("[]", "JSON"),
        ("{}", "moves"),
        ('{"moves": {}}', "moves"),
        ('{"moves": []}', "no sentences"),
        ('{"moves": [{"move": "happened", "sentences": "none"}]}', "no sentences"),
        ("{" * 5_000, "JSON"),
        ('{"a":' * 100_000, "JSON"),
    ],
)
def test_what_cannot_be_used_says_why(text: str, why: str) -> None:
    with pytest.raises(answers.BadAnswerError, match=why):
        read(text)


@pytest.mark.parametrize(
    "around", ["%s", "Sure! %s", "```json\n%s\n```", "<think>a {b}</think>\n%s bye"]
)
def test_the_object_is_found_in_what_stands_around_it(around: str) -> None:
    assert len(read(around % one()).sentences) == 1


def test_another_language_than_the_items_is_no_answer() -> None:
    said = (
        "Die Bürgermeisterin sagte, dass die Brücke und der Bau für die Stadt nicht "
        "mehr als die genannte Summe kosten wird und dass sie noch warten müssen."
    )

    with pytest.raises(answers.BadAnswerError, match="language"):
        read(one(text=said))
    assert read(one(text=said), "fi").sentences, "what is not known is not judged"


def test_another_script_than_the_sources_is_no_answer() -> None:
    with pytest.raises(answers.BadAnswerError, match="language"):
        read(one(text="Мэр сказала, что мост будет стоить дорого для города."))


def test_chosen_passages_are_those_that_are_there() -> None:
    chosen = answers.read_choice('{"passages": ["S1.3", "S1.1", "S7.7", 4]}', SHOWN[0])

    assert list(chosen) == ["S1.1", "S1.3"]
    with pytest.raises(answers.BadAnswerError):
        answers.read_choice('{"passages": ["S7.7"]}', SHOWN[0])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["moves", "move", "sentences", "text", "cites", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(given: object) -> None:
    try:
        found = read(json.dumps(given))
    except answers.BadAnswerError:
        return
    for said in found.sentences:
        assert said.citations
