"""What the parts below the pages say can be said in other languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from articles.core import quality
from newsreader.lib.said import SENTENCES, said

ROOT = Path(__file__).resolve().parents[3]
TELLERS = {"BadAddress", "BadOpml", "CannotAdd", "NoFeedThere", "NotAFeed"}
"""The errors whose words a person reads."""


def _sentences() -> Iterator[str]:
    """What these errors are given to say, with «» for each part that varies."""
    for folder in ("feeds", "articles/core", "newsreader/lib"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and _name(call.func) in TELLERS:
                    yield from filter(None, map(_text, call.args[-1:]))


def _name(of: ast.expr) -> str:
    return of.id if isinstance(of, ast.Name) else ""


def _text(given: ast.expr) -> str:
    if isinstance(given, ast.Constant):
        return str(given.value)
    if isinstance(given, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "«»"
            for part in given.values
        )
    return ""


@pytest.mark.parametrize(
    "sentence", sorted({*_sentences(), *quality.SENTENCES.values()})
)
def test_every_sentence_of_theirs_is_known(sentence: str) -> None:
    known = {re.sub(r"%\(\w+\)s", "«»", each) for each in SENTENCES} | {""}

    assert sentence in known


def test_a_sentence_is_said_in_the_readers_language() -> None:
    with translation.override("de"):
        assert said("The address is empty.") == "Die Adresse ist leer."


def test_its_names_and_numbers_stay_and_what_is_in_it_is_said_too() -> None:
    with translation.override("de"):
        told = said("The link leads to a PDF document, not to a web page.")
        asked = said("a.example answers 418 instead of a feed.")

    assert told.endswith("Dort liegt: ein PDF-Dokument.")
    assert asked == "a.example antwortet mit 418 statt mit einem Feed."


@pytest.mark.parametrize("sentence", ["", "What nobody foresaw.", "100 %(off)s", "%"])
def test_what_is_not_known_stays_as_it_is(sentence: str) -> None:
    with translation.override("de"):
        assert said(sentence) == sentence


def test_english_needs_no_looking_up() -> None:
    with translation.override("en"):
        assert said("The address is empty.") == "The address is empty."


def test_a_long_strange_sentence_takes_no_time() -> None:
    with translation.override("de"):
        assert said("a" * 2000) == "a" * 2000
        assert said("The answer of " * 2000).startswith("The answer")
