"""Words as data."""

from __future__ import annotations

import pytest

from articles.core import lexicon


def test_opposites_go_both_ways_and_no_word_is_its_own() -> None:
    for word, others in lexicon.OPPOSITE.items():
        assert word not in others
        assert all(word in lexicon.OPPOSITE[other] for other in others)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council of the town has agreed to build it.", "en"),
        ("Der Rat der Stadt hat sich für die Brücke entschieden.", "de"),
        (
            "Le conseil de la ville a décidé que les travaux sont pour le printemps.",
            "fr",
        ),
        ("12 34", "en"),
    ],
)
def test_the_language_is_told_by_its_small_words(text: str, language: str) -> None:
    assert lexicon.guess(text) == language


def test_a_language_that_is_not_known_has_no_stop_words() -> None:
    assert lexicon.stop_words("xx") == frozenset()
    assert "der" in lexicon.stop_words("de-AT")
