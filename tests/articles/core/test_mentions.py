"""Another name or number in the place of the right one is noticed."""

from __future__ import annotations

import pytest

from articles.core.mentions import has_replacement, has_swapped_roles
from articles.core.wording import sources_of, take_apart
from tests.articles.core.test_denial import near

SOURCE = "Acme of Lisbon bought Widget Corp for 40 million euros on Monday evening."


@pytest.mark.parametrize(
    ("claim", "is_wrong"),
    [
        (SOURCE, False),
        (SOURCE.replace("Lisbon", "Madrid"), True),
        (SOURCE.replace("40", "90"), True),
        ("Nothing of this stands there at all.", False),
    ],
)
def test_a_word_in_anothers_place_is_noticed(claim: str, is_wrong: bool) -> None:
    assert has_replacement(*near(claim, SOURCE)) is is_wrong


@pytest.mark.parametrize(
    ("claim", "is_wrong"),
    [
        ("Acme bought Widget Corp.", False),
        ("Widget Corp bought Acme.", True),
        ("Widget Corp was bought by Acme.", False),
    ],
)
def test_who_does_what_to_whom_is_kept_apart(claim: str, is_wrong: bool) -> None:
    sources = sources_of(["Acme bought Widget Corp for 40 million euros."], "en")

    assert has_swapped_roles(take_apart(claim), sources) is is_wrong
