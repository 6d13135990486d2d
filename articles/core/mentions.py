"""Does something else stand where the source has a word, a name or a number?"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from articles.core import lexicon
from articles.core.denial import negators
from articles.core.wording import (
    MONTHS,
    Said,
    Sources,
    alike,
    context_of,
    same_root,
)

NEAR = 0.62
"""The share of one sentence's words from which a claim is that sentence, retold."""
WHOLE = 0.8
"""Likeness from which a claim is a whole sentence, of which no word may be another."""
MARGIN = 1.0
LIKELY = 1.5
BESIDE = 1
"""Words between two names that are one matter: "Ada Quill of Northbridge"."""
_PASSIVE = frozenset(("by", "von", "par", "por", "da", "door"))
_DIRECTED = frozenset(("to", "over", "from", "for", "of", "than"))
_DATES = MONTHS | frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
)


def has_replacement(
    said: Said, near: list[tuple[float, Said]], sources: Sources
) -> bool:
    """The claim is one of the sentences, but with a word in another's place."""
    share, best = near[0]
    if share < NEAR:
        return False
    small = lexicon.stop_words(sources.language)
    matcher = SequenceMatcher(None, said.lows, best.lows, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    is_copy = same >= 0.75 * len(said.tokens) and same >= 5
    is_whole = is_copy and matcher.ratio() >= WHOLE
    no = {said.tokens[place].low for place in negators(said, sources.language)}
    their_no = {best.tokens[at].low for at in negators(best, sources.language)}
    for kind, start, stop, from_, to in matcher.get_opcodes():
        if kind == "equal":
            continue
        put_in, out = said.tokens[start:stop], best.tokens[from_:to]
        inside = 0 < start < len(said.tokens)
        if is_copy and (
            any(token.low in no for token in put_in)
            != (inside and any(token.low in their_no for token in out))
        ):
            return True
        stems = {other.stem for other in out}
        gone = len(put_in) <= 4 and any(
            (other.is_capital and not other.opens) or other.low[0].isdigit()
            for other in out[:4]
            if other.low not in small
        )
        for token in put_in:
            if token.stem in stems:
                continue
            marked = (token.is_capital and not token.opens) or token.low[0].isdigit()
            if marked and gone and token.stem not in best.stems:
                return True
            is_news = len(token.low) > 4 and token.low not in sources.lows
            if is_whole and (token.low not in small or is_news):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name or a number in its place."""

    said: Said
    start: int
    stop: int
    words: frozenset[str]
    is_figure: bool


def _mentions(
    said: Said, small: frozenset[str], known: frozenset[str]
) -> list[_Mention]:
    """Names and numbers, but no dates and no words that merely open a sentence."""
    found: list[_Mention] = []
    at, tokens = 0, said.tokens
    while at < len(tokens):
        token = tokens[at]
        stop = at + 1
        number = lexicon.NUMBERS.get(token.low, token.low)
        if token.low[0].isdigit() or token.low in lexicon.NUMBERS:
            found.append(_Mention(said, at, stop, frozenset({str(number)}), True))
        elif token.is_capital and token.low not in small:
            while (
                stop < len(tokens)
                and tokens[stop].is_capital
                and (
                    said.text[tokens[stop - 1].end : tokens[stop].at]
                    in (" ", "-", ". ")
                )
            ):
                stop += 1
            words = frozenset(one.low for one in tokens[at:stop])
            merely_opens = token.opens and stop - at == 1
            if not (words <= _DATES) and not (merely_opens and token.low not in known):
                found.append(_Mention(said, at, stop, words, False))
        at = stop
    return found


def has_swapped_roles(said: Said, sources: Sources) -> bool:
    """Would the claim fit its sources better with another name or number in a place?"""
    small = lexicon.stop_words(sources.language)
    inside = (one.low for one in said.tokens if one.is_capital and not one.opens)
    known = sources.capitals | frozenset(inside)
    mine = _mentions(said, small, known)
    theirs = [m for one in sources.sentences for m in _mentions(one, small, known)]
    if _is_reversed(mine, theirs):
        return True
    return any(_fits_another(mention, mine, theirs) for mention in mine)


def _fits_another(
    mention: _Mention, mine: list[_Mention], theirs: list[_Mention]
) -> bool:
    """Do the words around it stand around another name or number in the sources?"""
    same, others = -1.0, 0.0
    around = context_of(mention.said, mention.start, mention.stop)
    joined = _joined(mention, mine)
    own = [one for one in theirs if _is_same(mention.words, one.words)]
    for other in theirs:
        if other.is_figure != mention.is_figure:
            continue
        value = alike(around, context_of(other.said, other.start, other.stop))
        if _is_same(mention.words, other.words):
            same = max(same, value)
        elif not any(_is_same(one.words, other.words) for one in joined) and not any(
            one.said is other.said and 0 <= other.start - one.stop <= BESIDE
            for one in own
        ):
            others = max(others, value)
    return same >= 0 and others >= same + MARGIN and others >= LIKELY


def _joined(mention: _Mention, mine: list[_Mention]) -> list[_Mention]:
    """Those named in one breath with it ("Tran and Brown"): their order is free."""
    found = []
    for one, other in pairwise(mine):
        if mention in (one, other) and _between(one, other) <= {
            "and",
            "und",
            "et",
            "y",
        }:
            found += [one, other]
    return found


def _is_reversed(mine: list[_Mention], theirs: list[_Mention]) -> bool:
    """Two names with the same words between them, but the other way round."""
    for one, other in pairwise(mine):
        if one.is_figure or other.is_figure or other.start - one.stop > 6:
            continue
        between = _between(one, other)
        for first, second in pairwise(theirs):
            if first.said is not second.said or first.is_figure or second.is_figure:
                continue
            if (
                _is_same(one.words, second.words)
                and _is_same(other.words, first.words)
                and not _is_same(one.words, first.words)
            ):
                shared = between & _between(first, second)
                turned = _PASSIVE & (between ^ _between(first, second))
                if not turned and any(len(w) > 3 or w in _DIRECTED for w in shared):
                    return True
    return False


def _between(one: _Mention, other: _Mention) -> set[str]:
    return {token.stem for token in one.said.tokens[one.stop : other.start]}


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    if one & other or _is_acronym(one, other) or _is_acronym(other, one):
        return True
    return any(
        same_root(a, b) or b in lexicon.SAME_PLACE.get(a, ())
        for a in one
        for b in other
    )


def _is_acronym(short: frozenset[str], long: frozenset[str]) -> bool:
    return len(long) > 1 and any(
        sorted(word) == sorted(part[0] for part in long) for word in short
    )
