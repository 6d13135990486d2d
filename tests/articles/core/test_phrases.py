"""What an analysis adds of its own can be taken away again."""

from __future__ import annotations

import datetime as dt

import pytest

from articles.core import phrases

DAY = dt.date(2026, 5, 3)


@pytest.mark.parametrize(
    "language",
    ["en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh", "ar", "hi", "ru", ""],
)
def test_who_says_so_is_put_in_front_and_taken_away_again(language: str) -> None:
    for turn in range(3):
        told = phrases.reported("Reuters", "Acme grows.", language, turn=turn)
        assert told != "Acme grows."
        assert phrases.unframed(told, [("Reuters", None)], language) == "Acme grows."
    older = phrases.earlier("Reuters", DAY, "Acme grows.", language)
    assert "Reuters" in older
    assert phrases.unframed(older, [("Reuters", DAY)], language) == "Acme grows."


def test_only_the_cited_outlets_words_are_taken_away() -> None:
    told = phrases.reported("Reuters", "Acme grows.", "en")

    assert phrases.unframed(told, [("Gazette", None)], "en") == told


def test_a_name_stays_large_and_a_small_word_becomes_small() -> None:
    assert phrases.reported("R", "The council met.", "en") == "R reports that the council met."  # noqa: E501 # fmt: skip
    acme = phrases.reported("R", "Acme met.", "en", names={"Acme"})
    assert acme == "R reports that Acme met."
    assert phrases.earlier("R", DAY, "It met.", "en") == "On May 3, 2026, R reported that it met."  # noqa: E501 # fmt: skip


def test_names_are_listed() -> None:
    assert phrases.listed(["A", "B", "C"], "en") == "A, B and C"
    assert phrases.listed(["A"], "en") == "A"


@pytest.mark.parametrize("said", ["Signs were seen.", "“We met,” she said."])
def test_what_cannot_be_begun_small_stands_behind_a_colon(said: str) -> None:
    for told in (
        phrases.reported("R", said, "en"),
        phrases.only("R", said, "en"),
        phrases.earlier("R", DAY, said, "en"),
    ):
        assert told.endswith(f": {said}")
        assert phrases.unframed(told, [("R", DAY)], "en") == said


@pytest.mark.parametrize("language", sorted(phrases.CARRY))
def test_what_is_counted_can_be_said_in_each_language(language: str) -> None:
    told = phrases.CARRY[language].format(
        count=2, outlets=phrases.listed(["Aa", "Bb"], language)
    )

    assert "2" in told
    assert "Aa" in told
    assert phrases.AGREE.keys() == phrases.DIFFER.keys()
    if language in phrases.ONLY:
        only = phrases.only("Aa", "Bb gg.", language)
        assert phrases.unframed(only, [("Aa", None)], language) == "Bb gg."
