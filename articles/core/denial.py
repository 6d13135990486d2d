"""Is a sentence turned round: denied where its source affirms, or the opposite said?"""

from __future__ import annotations

from articles.core import lexicon
from articles.core.wording import Said, Sources, alike, context_of


def negators(said: Said, language: str) -> list[int]:
    no = lexicon.negations(language)
    return [
        place
        for place, token in enumerate(said.tokens)
        if token.low in no
        or (token.low.endswith("n't"))
        or any(sign in token.low for sign in lexicon.UNSPACED_NEGATIONS)
    ]


def _scope(said: Said, place: int, language: str) -> list[str]:
    """The stems of the words that a negation is about: the next telling ones."""
    small = lexicon.stop_words(language)
    after = said.tokens[place + 1 : place + 7]
    return [token.stem for token in after if token.low not in small][:3]


def is_turned(said: Said, near: list[tuple[float, Said]], sources: Sources) -> bool:
    language = sources.language
    mine = negators(said, language)
    share, best = near[0]
    close = [one for at, one in near[:4] if at >= max(0.25, share - 0.25)] or [best]
    if mine:
        denials = lexicon.denials(language)
        spoken = any(denials & set(one.lows) for one in close)
        return any(_is_put_in(said, place, close, language, spoken) for place in mine)
    if lexicon.denials(language) & set(said.lows) or share < 0.5:
        return False
    return any(
        _denies_what_is_claimed(said, best, place, language)
        for place in negators(best, language)
    )


def _is_put_in(
    said: Said, place: int, close: list[Said], language: str, spoken: bool
) -> bool:
    """Does this negation of the claim stand where the sources have none?"""
    around = _stems_around(said, place)
    denied = affirmed = 0
    scope = _scope(said, place, language)[:2]
    for one in close:
        no = negators(one, language)
        for other in no:
            denied = max(denied, 1 + len(around & _stems_around(one, other)))
        for at, token in enumerate(one.tokens):
            if token.stem in scope and not any(0 < at - other <= 4 for other in no):
                shared = len(around & _stems_around(one, at))
                affirmed = max(affirmed, shared)
    if not denied:
        return not spoken
    return affirmed > denied


def _stems_around(said: Said, place: int) -> set[str]:
    near = (
        *said.tokens[max(0, place - 4) : place],
        *said.tokens[place + 1 : place + 6],
    )
    return {token.stem for token in near}


def _denies_what_is_claimed(said: Said, one: Said, place: int, language: str) -> bool:
    scope = _scope(one, place, language)[:2]
    return bool(scope) and all(word in said.stems for word in scope)


def has_opposite(said: Said, near: list[tuple[float, Said]], sources: Sources) -> bool:
    """A word whose opposite stands in the source where the claim has the word."""
    for place, token in enumerate(said.tokens):
        others = lexicon.OPPOSITE.get(token.low)
        if not others:
            continue
        around = context_of(said, place)
        mine = theirs = 0.0
        for share, one in near[:4]:
            if share < 0.25:
                break
            for at, other in enumerate(one.tokens):
                if other.low == token.low or other.stem == token.stem:
                    mine = max(mine, share + alike(around, context_of(one, at)))
                elif other.low in others:
                    theirs = max(theirs, share + alike(around, context_of(one, at)))
        if theirs > mine + (0.4 if mine else 0.0):
            return True
        if (
            token.low in lexicon.MARKED
            and not mine
            and not (lexicon.MARKED[token.low] & sources.lows)
        ):
            return True
    return False
