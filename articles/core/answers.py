"""What a model answered to sentences with passages; nothing of it is believed yet.

The answer is a stranger's text: bounded, taken apart by hand, and of each sentence
only the words, the ids and the evidence are looked at. That a sentence was computed
is never taken from a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.core import furniture
from articles.core.lexicon import base, guess
from articles.core.prompt import CHOSEN, MOVES, Passages
from articles.core.types import AnalysedSentence, Move, Passage, RemovedSentence
from articles.core.wording import fold

MOST_SENTENCES = 20
MOST_CITES = 6
LONGEST = 700
LONGEST_NAME = 80
ROOM: dict[str, int] = {
    "happened": 4, "actor": 3, "context": 4, "means": 3, "outlook": 3,
}  # fmt: skip
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_SCRIPTS = {
    "Latin": re.compile(r"[A-Za-zÀ-ɏ]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
    "Greek": re.compile("[\u0370-\u03ff]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Hebrew": re.compile("[\u0590-\u05ff]"),
    "Indic": re.compile("[\u0900-\u0dff]"),
    "Thai": re.compile("[\u0e00-\u0eff]"),
    "Hangul": re.compile("[\uac00-\ud7af]"),
    "Han": re.compile("[\u3040-\u30ff\u3400-\u9fff]"),
}


class BadAnswerError(Exception):
    """The answer cannot be used, and `why` says so: to us, and to the model."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and what was left out of it at first sight."""

    sentences: tuple[AnalysedSentence, ...]
    removed: tuple[RemovedSentence, ...]
    actor: str = ""
    counterparty: str = ""


@dataclass(slots=True)
class _Reading:
    """An answer while it is read."""

    known: Mapping[str, Passage]
    mark: str
    kept: list[AnalysedSentence] = field(default_factory=list)
    removed: list[RemovedSentence] = field(default_factory=list)


def read(text: str, shown: list[Passages], language: str, *, mark: str) -> Answer:
    """The sentences of an analysis; raises BadAnswerError where there are none."""
    given = found_object(text)
    reading = _Reading(
        {name: one for part in shown for name, one in part.items()}, mark
    )
    moves = given.get("moves")
    if not isinstance(moves, list):
        raise BadAnswerError('there is no list "moves" in it')
    for move in sorted(filter(_is_move, moves), key=lambda m: MOVES.index(m["move"])):
        _read_move(reading, move)
    if not reading.kept and not reading.removed:
        raise BadAnswerError("it holds no sentences")
    _check_language(reading.kept, language)
    kept = sorted(reading.kept, key=lambda one: MOVES.index(one.move))
    everything = "\n".join(one.text for one in reading.known.values())
    return Answer(
        tuple(kept),
        tuple(reading.removed),
        _name(given.get("actor"), everything),
        _name(given.get("counterparty"), everything),
    )


def read_choice(text: str, shown: Passages) -> Passages:
    """The passages that were chosen; raises BadAnswerError where none was."""
    names = set(_strings(found_object(text).get("passages")))
    chosen = {name: one for name, one in shown.items() if name in names}
    if not chosen:
        raise BadAnswerError("it names none of the passages")
    return dict(list(chosen.items())[:CHOSEN])


def found_object(text: str) -> dict[str, Any]:
    """The JSON object in an answer, whatever stands around it."""
    text = _THOUGHT.sub("", text).strip()
    if not text:
        raise BadAnswerError("it is empty")
    fenced = _FENCE.search(text)
    starts = (at for at in (text.find("{"),) if at >= 0)
    for candidate in filter(
        None, (text, fenced[1] if fenced else "", *(text[at:] for at in starts))
    ):
        try:
            found, _ = json.JSONDecoder().raw_decode(candidate.strip())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    raise BadAnswerError("it is not one complete JSON object")


def _is_move(given: object) -> bool:
    return isinstance(given, dict) and given.get("move") in MOVES


def _read_move(reading: _Reading, given: Mapping[str, Any]) -> None:
    move: Move = given["move"]
    sentences = given.get("sentences")
    if not isinstance(sentences, list):
        return
    for one in sentences[:MOST_SENTENCES]:
        if not isinstance(one, dict):
            continue
        text = _plain(one.get("text"))
        if not text:
            continue
        kept = [each for each in reading.kept if each.move == move]
        if any(text == each.text for each in reading.kept):
            continue
        cites, why = _cited(reading, one)
        if len(text) > LONGEST or len(kept) >= ROOM[move]:
            why = "length"
        if reading.mark and reading.mark in text:
            why = "addressed"
        if why:
            reading.removed.append(RemovedSentence(move, text[:LONGEST], (why,)))
        else:
            reading.kept.append(AnalysedSentence(move, text, cites))


def _cited(
    reading: _Reading, given: Mapping[str, Any]
) -> tuple[tuple[Passage, ...], str]:
    """The passages it rests on, or what is wrong with what it names.

    The evidence says which passages those are: what stands in none is an invention,
    what stands in another one than those named is put right.
    """
    names = given.get("cites")
    cites = [
        reading.known[name]
        for name in dict.fromkeys(_strings(names))
        if name in reading.known
    ][:MOST_CITES]
    evidence = fold(_plain(given.get("evidence"))).strip(" .…\"'").casefold()
    if not evidence or not _is_enough(evidence):
        return (), "evidence"
    holding = [one for one in cites if evidence in fold(one.text).casefold()]
    if not holding:
        holding = [
            one
            for one in reading.known.values()
            if evidence in fold(one.text).casefold()
        ][:1]
        if not holding:
            return (), "evidence"
    rest = [one for one in cites if one not in holding]
    return tuple([*holding, *rest][:MOST_CITES]), ""


def _is_enough(evidence: str) -> bool:
    """Three words or, where words are not parted, six letters."""
    return len(evidence.split()) >= 3 or (
        len(evidence) >= 6 and _UNSPACED.search(evidence) is not None
    )


def _strings(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        yield from (one for one in given[:50] if isinstance(one, str))


def _plain(given: object) -> str:
    return " ".join(given[:5_000].split()) if isinstance(given, str) else ""


def _name(given: object, everything: str) -> str:
    """A name for a heading: only one that the sources have, as they have it."""
    name = _plain(given)
    is_good = (
        0 < len(name) <= LONGEST_NAME
        and name in everything
        and not furniture.is_furniture(name)
    )
    return name if is_good else ""


def _check_language(kept: list[AnalysedSentence], language: str) -> None:
    """Is it written in the item's language? Told by its letters, then by its words."""
    text = " ".join(one.text for one in kept)
    cites = " ".join(one.text for said in kept for one in said.citations)
    mine, theirs = _script(text), _script(cites)
    wanted = base(language)
    is_other = bool(mine and theirs and mine != theirs and _is_expected(theirs, wanted))
    if mine == "Latin" == theirs and len(text.split()) >= 12 and wanted:
        # what the sources are guessed as, a retelling in their language is as well
        is_other = guess(cites) == wanted != guess(text)
    if is_other:
        raise BadAnswerError("it is not in the language that was asked for")


def _script(text: str) -> str:
    counts = {name: len(one.findall(text)) for name, one in _SCRIPTS.items()}
    most = max(counts, key=lambda name: counts[name])
    return most if counts[most] else ""


def _is_expected(script: str, language: str) -> bool:
    """May a text of that language be in that script? Unknown ones may be in any."""
    others = {
        "ru": "Cyrillic", "uk": "Cyrillic", "bg": "Cyrillic", "el": "Greek",
        "ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "he": "Hebrew", "hi": "Indic",
        "bn": "Indic", "ta": "Indic", "te": "Indic", "ml": "Indic", "mr": "Indic",
        "th": "Thai", "ko": "Hangul", "ja": "Han", "zh": "Han",
    }  # fmt: skip
    return others.get(language, script) == script
