"""A claim is doubted where it says something else than its passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.claims import doubts, is_verbatim
from articles.core.wording import sources_of

SOURCE = (
    "Mayor Ada Quill of Northbridge said on Monday that the bridge would cost 42 "
    "million pounds. Her father did not attend the vote. “We have waited long "
    "enough,” Quill told reporters. Wendrail sued Acme over the old bridge."
)


def reasons(claim: str, *cited: str) -> list[str]:
    return doubts(claim, sources_of(cited or (SOURCE,), "en"))


@pytest.mark.parametrize(
    "claim",
    [
        "Her father did not attend the vote.",
        "The bridge would cost 42 million pounds, Ada Quill said on Monday.",
        "The bridge would cost £42 million.",
        '"We have waited long enough," Quill told reporters.',
    ],
)
def test_what_the_source_says_is_not_doubted(claim: str) -> None:
    assert reasons(claim) == []


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The bridge would cost 44 million pounds, Quill said on Monday.", "figure"),
        ("Mayor Jane Doe said that the bridge would cost 42 million.", "name"),
        ("“We have hoped long enough,” Quill told reporters.", "quotation"),
        ("Her father did attend the vote.", "replaced"),
        ("Ada Quill did not say that the bridge would cost 42 million.", "negation"),
        ("Her mother did not attend the vote.", "opposite"),
        ("Acme sued Wendrail over the old bridge.", "roles"),
        ("Scientists found water below the surface of a distant moon.", "coverage"),
    ],
)
def test_what_it_does_not_say_is_doubted(claim: str, reason: str) -> None:
    found = reasons(claim)

    assert found
    if reason != "roles":  # several checks may be the one to find it
        assert reason in found or "replaced" in found


def test_a_part_of_a_sentence_is_not_the_sentence() -> None:
    source = "He denied that the mayor took money."

    assert not is_verbatim("the mayor took money.", [source])
    assert is_verbatim("He denied that the mayor took money.", [source])


def test_scripts_without_spaces_are_compared_too() -> None:
    source = "市議会は月曜日に新しい橋の建設を決めた。費用は4200万円である。"

    assert reasons("市議会は月曜日に新しい橋の建設を決めた。", source) == []
    assert reasons(
        "市議会は月曜日に病院の閉鎖を発表した。費用は9900万円である。", source
    )


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_judged(claim: str, source: str) -> None:
    assert isinstance(doubts(claim, sources_of([source])), list)
