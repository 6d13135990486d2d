"""What is denied, or turned into its opposite, is noticed; what is not, is not."""

from __future__ import annotations

import pytest

from articles.core.denial import has_opposite, is_turned, negators
from articles.core.wording import Said, Sources, sources_of, take_apart

SOURCE = "The council did not agree to build the bridge. Prices rose by a tenth."


def near(claim: str, *cited: str) -> tuple[Said, list[tuple[float, Said]], Sources]:
    said, sources = take_apart(claim), sources_of(cited, "en")
    rows = [
        (len(said.stems & one.stems) / len(said.stems), one)
        for one in sources.sentences
    ]
    return said, sorted(rows, key=lambda row: -row[0]), sources


@pytest.mark.parametrize("claim", ["It is not so.", "Nobody came.", "They don't."])
def test_negations_are_found(claim: str) -> None:
    assert negators(take_apart(claim), "en")
    assert not negators(take_apart("It is so."), "en")


@pytest.mark.parametrize(
    ("claim", "is_wrong"),
    [
        ("The council agreed to build the bridge.", True),
        ("The council did not agree to build the bridge.", False),
        ("Prices did not rise by a tenth.", True),
    ],
)
def test_a_denial_put_in_or_left_out_is_noticed(claim: str, is_wrong: bool) -> None:
    assert is_turned(*near(claim, SOURCE)) is is_wrong


@pytest.mark.parametrize(
    ("claim", "is_wrong"),
    [("Prices fell by a tenth.", True), ("Prices rose by a tenth.", False)],
)
def test_the_opposite_of_a_word_is_noticed(claim: str, is_wrong: bool) -> None:
    assert has_opposite(*near(claim, SOURCE)) is is_wrong
