"""Numbers are read in digits and in words, in whatever way a country writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.figures import figures, supported


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$1.2 billion", 1.2e9),
        ("7,020 users", 7020),
        ("1.234,5 Euro", 1234.5),
        ("20 000 people", 20_000),
        ("two hundred and thirty", 230),
        ("twenty-five", 25),
        ("3,5 Mio", 3.5e6),
        ("5000万", 5e7),
    ],
)
def test_a_number_is_read(text: str, value: float) -> None:
    (found,) = figures(text)

    assert value in found.values


@pytest.mark.parametrize(
    ("claim", "source", "is_borne_out"),
    [
        ("230 people", "two hundred and thirty people", True),
        ("about 1,200", "1,187 voters", True),
        ("1,187", "about 1,200", False),
        ("5%", "five percent", True),
        ("5%", "5 people", False),
        ("$5", "€5", False),
        ("30 killed", "32 killed", False),
    ],
)
def test_a_claim_may_round_but_not_change(
    claim: str, source: str, is_borne_out: bool
) -> None:
    assert (
        all(supported(one, figures(source)) for one in figures(claim)) is is_borne_out
    )


@given(st.text(max_size=200))
def test_any_text_has_figures_that_stand_in_it(text: str) -> None:
    for figure in figures(text):
        assert text[figure.start : figure.end] == figure.text
        assert figure.values
