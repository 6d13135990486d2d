"""Is one sentence borne out by the passages it cites? Pure comparing of words.

No check knows a grammar. Each asks for something that a true sentence shares with its
source: figures, names, quotations, who did what to whom, and whether it is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from articles.core import lexicon
from articles.core.denial import has_opposite, is_turned
from articles.core.figures import Figure, supported
from articles.core.mentions import has_replacement, has_swapped_roles
from articles.core.wording import (
    WORD,
    Said,
    Sources,
    Token,
    fold,
    is_known,
    take_apart,
)

ENOUGH = 0.42
"""The share of a claim's telling words that its passages must hold."""
QUOTED = 3
"""Words between quotation marks from which they are a quotation, not a title."""
_QUOTATION = re.compile(r'"([^"]{2,600})(?:"|$)')
_VERB_AFTER_NAME = frozenset(
    """said says has had is was will would told tells did does wants plans
    announced confirmed denied won lost made took became began called hat ist
    sagte war wird a est était sera ha fue es è""".split()  # noqa: SIM905 (read more easily)
)
_ENDS = re.compile(r"[.!?。！？]['\")\]]*\s*$")


def is_verbatim(claim: str, cited: Sequence[str]) -> bool:
    """Does the claim stand in a passage word for word, as one or more whole sentences?

    A part of a sentence may say the opposite of the whole, so a part is not enough.
    """
    wanted = fold(claim)
    for passage in map(fold, cited):
        # begun small after "… reports that"
        at = max(passage.find(wanted), passage.find(wanted[:1].upper() + wanted[1:]))
        if wanted and at >= 0:
            rest = passage[at + len(wanted) :]
            begins = at == 0 or _ENDS.search(passage[:at])
            if begins and (not rest.strip() or _ENDS.search(wanted)):
                return True
    return False


def doubts(claim: str, sources: Sources) -> list[str]:
    """The names of the checks that the claim fails; none where it is borne out."""
    if is_verbatim(claim, [sources.text.replace(" \n ", " ")]):
        return []
    return [name for name, found in _checks(fold(claim), sources) if found]


def _checks(claim: str, sources: Sources) -> Iterator[tuple[str, bool]]:
    said = take_apart(claim)
    if not said.tokens or not sources.sentences:
        yield "coverage", True
        return
    content = _content(said, sources.language)
    near = _nearest(said, content, sources)
    yield "quotation", has_altered_quotation(claim, sources.text)
    yield (
        "figure",
        any(
            not supported(figure, sources.figures)
            for figure in said.figures
            if not _is_pronoun(figure, claim)
        ),
    )
    yield "name", any(True for _ in _unknown_names(said, sources))
    yield "negation", is_turned(said, near, sources)
    yield "opposite", has_opposite(said, near, sources)
    yield "replaced", has_replacement(said, near, sources)
    yield "roles", has_swapped_roles(said, sources)
    yield "coverage", _coverage(content, sources) < ENOUGH


def _is_pronoun(figure: Figure, claim: str) -> bool:
    """ "The two met": persons, not an amount."""
    return figure.in_words and claim[: figure.start].lower().endswith(
        ("the ", "these ", "those ", "other ")
    )


def has_altered_quotation(claim: str, text: str, *, shortest: int = QUOTED) -> bool:
    """Are there words in quotation marks that do not stand in the text?"""
    bare = _bare(text)
    for match in _QUOTATION.finditer(claim):
        words = _bare(match[1])
        if len(words.split()) >= shortest and words not in bare:
            return True
    return False


def _bare(text: str) -> str:
    return " " + " ".join(WORD.findall(text.lower())) + " "


def unknown_names(claim: str, sources: Sources) -> list[str]:
    """Names in the claim that none of the passages holds."""
    return list(_unknown_names(take_apart(claim), sources))


def _unknown_names(said: Said, sources: Sources) -> Iterator[str]:
    small = lexicon.stop_words(sources.language)
    for place, token in enumerate(said.tokens):
        if not token.is_capital or token.low in small or is_known(token.low, sources):
            continue
        if not token.opens or _opens_with_name(said, place, sources):
            yield token.low


def _opens_with_name(said: Said, place: int, sources: Sources) -> bool:
    """Is the first word of a sentence a name, although every first word is large?"""
    token = said.tokens[place]
    word = said.text[token.at : token.end]
    if any(letter.isupper() for letter in word[1:]):
        return True
    if place + 1 >= len(said.tokens):
        return False
    follows = said.tokens[place + 1]
    gap = said.text[token.end : follows.at]
    if follows.is_capital and gap == " ":
        return not is_known(follows.low, sources)  # "Survivor Ada Quill said"
    return "'s" in word or (
        not word.endswith(("s", "ing", "ed", "ly"))
        and (
            (follows.low in _VERB_AFTER_NAME and gap == " ")
            or (gap == ", " and follows.low.isdecimal())
        )
    )


def _coverage(content: list[Token], sources: Sources) -> float:
    if not content:
        return 1.0
    known = sum(
        token.stem in sources.stems or is_known(token.low, sources) for token in content
    )
    return known / len(content)


def _content(said: Said, language: str) -> list[Token]:
    small = lexicon.stop_words(language)
    return [
        token
        for token in said.tokens
        if token.low not in small and (len(token.low) > 1 or token.low.isdigit())
    ]


def _nearest(
    said: Said, content: list[Token], sources: Sources
) -> list[tuple[float, Said]]:
    """The sentences by how much of the claim's content they hold, best first."""
    wanted = {token.stem for token in content} or set(said.stems)
    found = [(len(wanted & one.stems) / len(wanted), one) for one in sources.sentences]
    return sorted(found, key=lambda one: -one[0])
