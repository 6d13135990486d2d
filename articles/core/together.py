"""What several outlets' texts come to: who reports it, what all name, where the
figures differ. Counted, not written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.core import moves, phrases
from articles.core.figures import Figure, agree, figures
from articles.core.lexicon import base, stop_words
from articles.core.ranking import Ranked, cosine, stemmed
from articles.core.sentences import names, words

MOST_NAMED = 3
MOST_CITED = 9
SAME_MATTER = 0.2
"""From this likeness on, two sentences with figures may be about the same figure."""
FEWEST_ALIKE = 2
_COUNTED = frozenset({"people", "years", "days"})
"""Stop words elsewhere, but what figures are often about."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A counted statement, and the sentences it was counted from."""

    text: str
    rests_on: tuple[Ranked, ...]


def facts(
    ranked: Sequence[Ranked], outlets: Sequence[str], headline: str, language: str
) -> Iterator[Fact]:
    """`ranked` are the sentences that may be cited, `outlets` the name of each source.

    Nothing for a language whose words for it are not known, or for one outlet.
    """
    by_outlet: dict[str, list[Ranked]] = defaultdict(list)
    for one in ranked:
        by_outlet[outlets[one.source]].append(one)
    told = {outlet: rows for outlet, rows in by_outlet.items() if outlet}
    if len(told) < 2 or base(language) not in phrases.CARRY:
        return
    best = [max(rows, key=lambda one: one.score) for rows in told.values()]
    yield Fact(
        phrases.CARRY[base(language)].format(
            count=len(told), outlets=phrases.listed(list(told), language)
        ),
        tuple(best[:MOST_CITED]),
    )
    if base(language) in phrases.AGREE:
        yield from _agreed(told, headline, language)
        yield from _differing(told, language)


def _agreed(
    told: dict[str, list[Ranked]], headline: str, language: str
) -> Iterator[Fact]:
    """The names that every outlet gives; those of the headline first."""
    found: Counter[str] = Counter()
    often: Counter[str] = Counter()
    for rows in told.values():
        given = names("\n".join(one.text for one in rows))
        found.update(set(given))
        often.update(given)
    heading = set(words(headline))
    shared = [
        name
        for name, times in found.items()
        if times == len(told)
        and len(name) > 2
        and "." not in name
        and not moves.DATED.fullmatch(name)
    ]
    shared.sort(key=lambda name: (not set(words(name)) & heading, -often[name], name))
    chosen: list[str] = []
    for name in shared:
        if not any(set(words(name)) & set(words(other)) for other in chosen):
            chosen.append(name)
    chosen = chosen[:MOST_NAMED]
    if chosen:
        rests_on = tuple(
            _holding(rows, name) for rows in told.values() for name in chosen
        )
        text = phrases.AGREE[base(language)].format(
            names=phrases.listed(chosen, language)
        )
        yield Fact(text, tuple(dict.fromkeys(one for one in rests_on if one)))


def _holding(rows: Sequence[Ranked], name: str) -> Ranked | None:
    holding = [one for one in rows if name in one.text]
    return max(holding, key=lambda one: one.score, default=None)


@dataclass(frozen=True, slots=True)
class _Counted:
    outlet: str
    row: Ranked
    figure: Figure
    told: str  # the figure and the words after it, as the source has them


def _differing(told: dict[str, list[Ranked]], language: str) -> Iterator[Fact]:
    """A figure for the same thing that two outlets give differently."""
    by_thing: dict[str, list[_Counted]] = defaultdict(list)
    small = stop_words(language)
    for outlet, rows in told.items():
        for row in rows:
            for figure in figures(row.text):
                if found := _thing(row.text, figure, small):
                    thing, text = found
                    by_thing[thing].append(_Counted(outlet, row, figure, text))
    for _, counted in sorted(by_thing.items()):
        pair = _conflict(counted)
        if pair:
            given = "; ".join(f"{one.outlet}: “{one.told}”" for one in pair)
            text = phrases.DIFFER[base(language)].format(figures=given)
            yield Fact(text, tuple(one.row for one in pair))
            return


def _thing(text: str, figure: Figure, small: frozenset[str]) -> tuple[str, str] | None:
    """What is counted: the next telling word, if it follows at once."""
    rest = text[figure.end : figure.end + 40]
    after = rest.split()
    if (
        not after
        or not rest[:1].isspace()
        or (figure.in_words and max(figure.values) < 3)
    ):
        return None
    word = after[0].strip(".,;:!?\"'”’()")
    is_whole = word == after[0] or word + after[0][-1:] == after[0]
    if (
        not is_whole
        or len(word) < 3
        or not word.isalpha()
        or word.lower() in small - _COUNTED
    ):
        return None
    end = figure.end + rest.index(word) + len(word)
    return stemmed(word.lower()), text[figure.start : end]


def _conflict(counted: Sequence[_Counted]) -> list[_Counted]:
    """Two of different outlets that cannot both be so, if nothing speaks for both."""
    given: dict[str, list[_Counted]] = defaultdict(list)
    for one in counted:
        given[one.outlet].append(one)
    for one in counted:
        for other in counted:
            if one.outlet >= other.outlet or _agree(one, other):
                continue
            if cosine(one.row.vector, other.row.vector) < SAME_MATTER:
                continue
            if len(one.row.terms & other.row.terms) <= FEWEST_ALIKE:
                continue
            if not any(_agree(one, each) for each in given[other.outlet]) and not any(
                _agree(each, other) for each in given[one.outlet]
            ):
                return [one, other]
    return []


def _agree(one: _Counted, other: _Counted) -> bool:
    return agree(one.figure, other.figure) or agree(other.figure, one.figure)
