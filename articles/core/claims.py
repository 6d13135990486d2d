"""Is one sentence borne out by the passages it cites? Pure comparing of words.

No check knows a grammar. Each asks for something that a true sentence shares with its
source: figures, names, quotations, who did what to whom, and whether it is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from itertools import pairwise

from articles.core import lexicon
from articles.core.figures import Figure, figures, supported
from articles.core.sentences import split

ENOUGH = 0.42
"""The share of a claim's telling words that its passages must hold."""
NEAR = 0.62
"""The share of one sentence's words from which a claim is that sentence, retold."""
QUOTED = 3
"""Words between quotation marks from which they are a quotation, not a title."""
WHOLE = 0.8
"""Likeness from which a claim is a whole sentence, of which no word may be another."""
WINDOW = 4
MARGIN = 1.0
LIKELY = 1.5
BESIDE = 1
"""Words between two names that are one matter: "Ada Quill of Northbridge"."""
LONGEST = 2_000

_FOLD = str.maketrans(
    {
        "’": "'", "‘": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "“": '"',
        "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"', "『": '"',
        "』": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": ".",
        "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
    }
)  # fmt: skip
_BLANK = re.compile(r"\s+")
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_QUOTATION = re.compile(r'"([^"]{2,600})(?:"|$)')
_SUFFIX = re.compile(r"(?:ations?|ments?|ings?|edly|ed|ies|es|ers?|ors?|ly|s|e|y|n)$")
_VERB_AFTER_NAME = frozenset(
    """said says has had is was will would told tells did does wants plans
    announced confirmed denied won lost made took became began called hat ist
    sagte war wird a est était sera ha fue es è""".split()  # noqa: SIM905 (read more easily)
)
_PASSIVE = frozenset(("by", "von", "par", "por", "da", "door"))
_DIRECTED = frozenset(("to", "over", "from", "for", "of", "than"))
_MONTHS = frozenset(lexicon.MONTHS.split())
_DATES = _MONTHS | frozenset(
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
)
_ENDS = re.compile(r"[.!?。！？]['\")\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, and what it looks like."""

    low: str
    stem: str
    is_capital: bool
    opens: bool  # begins its sentence, or a quotation in it
    at: int
    end: int


@dataclass(frozen=True)
class Said:
    """A sentence taken apart."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def lows(self) -> list[str]:
        return [token.low for token in self.tokens]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def figures(self) -> list[Figure]:
        return figures(self.text)


@dataclass(frozen=True)
class Sources:
    """The cited passages, sentence by sentence."""

    text: str
    sentences: tuple[Said, ...]
    language: str

    @cached_property
    def lows(self) -> frozenset[str]:
        return frozenset(low for one in self.sentences for low in one.lows)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for one in self.sentences for stem in one.stems)

    @cached_property
    def figures(self) -> list[Figure]:
        return [figure for one in self.sentences for figure in one.figures]

    @cached_property
    def initials(self) -> frozenset[str]:
        """ "wto" for World Trade Organization, with and without its small words."""
        return frozenset(_initials(self.sentences))

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Words written large where a small word would be small."""
        return frozenset(
            token.low
            for one in self.sentences
            for token in one.tokens
            if token.is_capital and not token.opens
        )


def fold(text: str) -> str:
    """One kind of quotation mark, dash and blank; nothing that cannot be seen."""
    return _BLANK.sub(" ", text.translate(_FOLD)).strip()


def stem(word: str) -> str:
    """The word without its ending, roughly, in any language with endings."""
    if len(word) <= 4 or not word.isascii():
        return word[:6]
    bare = _SUFFIX.sub("", word) if len(word) > 4 else word
    return (bare if len(bare) >= 3 else word)[:7]


def take_apart(text: str) -> Said:
    """The words of a folded text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text[:LONGEST]):
        word = match[0]
        before = text[max(0, match.start() - 2) : match.start()].rstrip(" ")
        opens = not found or before.endswith(('"', ":", ".", "!", "?"))
        if _UNSPACED.match(word):
            found += [
                Token(word[n : n + 2], word[n : n + 2], False, False,
                      match.start() + n, match.start() + n + 2)
                for n in range(max(1, len(word) - 1))
            ]  # fmt: skip
            continue
        low = word.lower().removesuffix("'s").removesuffix("'")
        low = low.replace(".", "") if word.endswith(".") else low
        found.append(
            Token(low, stem(low), word[0].isupper(), opens, match.start(), match.end())
        )
    return Said(text, tuple(found))


@lru_cache(maxsize=256)
def _passage(text: str) -> tuple[Said, ...]:
    return tuple(take_apart(one.text) for one in split(text))


def sources_of(cited: Sequence[str], language: str = "") -> Sources:
    """The passages made ready to be compared with; a sentence in two counts once."""
    folded = [fold(passage) for passage in cited]
    known = {one.text: one for passage in folded for one in _passage(passage)}
    text = " \n ".join(folded)
    return Sources(text, tuple(known.values()), language or lexicon.guess(text))


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
    yield "negation", _is_turned(said, near, sources)
    yield "opposite", _has_opposite(said, near, sources)
    yield "replaced", _has_replacement(said, near, sources)
    yield "roles", _has_swapped_roles(said, sources)
    yield "coverage", _coverage(content, sources) < ENOUGH


def _is_pronoun(figure: Figure, claim: str) -> bool:
    """ "The two met": persons, not an amount."""
    return figure.in_words and claim[: figure.start].lower().endswith(
        ("the ", "these ", "those ", "other ")
    )


# --- What is there ----------------------------------------------------------------


def has_altered_quotation(claim: str, text: str, *, shortest: int = QUOTED) -> bool:
    """Are there words in quotation marks that do not stand in the text?"""
    bare = _bare(text)
    for match in _QUOTATION.finditer(claim):
        words = _bare(match[1])
        if len(words.split()) >= shortest and words not in bare:
            return True
    return False


def _bare(text: str) -> str:
    return " " + " ".join(_TOKEN.findall(text.lower())) + " "


def unknown_names(claim: str, sources: Sources) -> list[str]:
    """Names in the claim that none of the passages holds."""
    return list(_unknown_names(take_apart(claim), sources))


def _unknown_names(said: Said, sources: Sources) -> Iterator[str]:
    small = lexicon.stop_words(sources.language)
    for place, token in enumerate(said.tokens):
        if not token.is_capital or token.low in small or _is_known(token.low, sources):
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
        return not _is_known(follows.low, sources)  # "Survivor Ada Quill said"
    return "'s" in word or (
        not word.endswith(("s", "ing", "ed", "ly"))
        and (
            (follows.low in _VERB_AFTER_NAME and gap == " ")
            or (gap == ", " and follows.low.isdecimal())
        )
    )


def _is_known(low: str, sources: Sources) -> bool:
    if low in sources.lows or low in sources.initials:
        return True
    if low in _MONTHS and low[:3] in sources.lows:
        return True
    if low in lexicon.SAME_PLACE and lexicon.SAME_PLACE[low] & sources.lows:
        return True
    return any(_same_root(low, other) for other in sources.lows)


def _same_root(one: str, other: str) -> bool:
    """Japan and Japanese, Tunis and Tunisia; but not Austria and Australia."""
    short, long = sorted((one, other), key=len)
    return (
        len(short) >= 4
        and len(long) - len(short) <= 5
        and long.startswith(
            short[: max(4, len(short) - 1)] if len(short) > 5 else short
        )
    )


def _initials(sentences: Iterable[Said]) -> Iterator[str]:
    for one in sentences:
        run: list[Token] = []
        for token in one.tokens:
            if token.is_capital or (run and token.low in ("of", "the", "and", "for")):
                run.append(token)
                continue
            yield from _of_run(run)
            run = []
        yield from _of_run(run)


def _of_run(run: list[Token]) -> Iterator[str]:
    dotted = {"us": "us", "uk": "uk", "un": "un", "eu": "eu"}
    large = "".join(
        dotted.get(token.low, token.low[0]) for token in run if token.is_capital
    )
    for start in range(max(0, len(large) - 1)):
        for end in range(start + 2, len(large) + 1):
            yield large[start:end]


def _coverage(content: list[Token], sources: Sources) -> float:
    if not content:
        return 1.0
    known = sum(
        token.stem in sources.stems or _is_known(token.low, sources)
        for token in content
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


# --- Whether it is turned round -----------------------------------------------------


def _negators(said: Said, language: str) -> list[int]:
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


def _is_turned(said: Said, near: list[tuple[float, Said]], sources: Sources) -> bool:
    language = sources.language
    mine = _negators(said, language)
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
        for place in _negators(best, language)
    )


def _is_put_in(
    said: Said, place: int, close: list[Said], language: str, spoken: bool
) -> bool:
    """Does this negation of the claim stand where the sources have none?"""
    around = _stems_around(said, place)
    denied = affirmed = 0
    scope = _scope(said, place, language)[:2]
    for one in close:
        no = _negators(one, language)
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


def _has_opposite(said: Said, near: list[tuple[float, Said]], sources: Sources) -> bool:
    """A word whose opposite stands in the source where the claim has the word."""
    for place, token in enumerate(said.tokens):
        others = lexicon.OPPOSITE.get(token.low)
        if not others:
            continue
        around = _around(said, place)
        mine = theirs = 0.0
        for share, one in near[:4]:
            if share < 0.25:
                break
            for at, other in enumerate(one.tokens):
                if other.low == token.low or other.stem == token.stem:
                    mine = max(mine, share + _alike(around, _around(one, at)))
                elif other.low in others:
                    theirs = max(theirs, share + _alike(around, _around(one, at)))
        if theirs > mine + (0.4 if mine else 0.0):
            return True
        if (
            token.low in lexicon.MARKED
            and not mine
            and not (lexicon.MARKED[token.low] & sources.lows)
        ):
            return True
    return False


# --- Whether something else stood there ---------------------------------------------


def _has_replacement(
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
    no = {said.tokens[place].low for place in _negators(said, sources.language)}
    their_no = {best.tokens[at].low for at in _negators(best, sources.language)}
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


def _has_swapped_roles(said: Said, sources: Sources) -> bool:
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
    around = _around(mention.said, mention.start, mention.stop)
    joined = _joined(mention, mine)
    own = [one for one in theirs if _is_same(mention.words, one.words)]
    for other in theirs:
        if other.is_figure != mention.is_figure:
            continue
        value = _alike(around, _around(other.said, other.start, other.stop))
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
        _same_root(a, b) or b in lexicon.SAME_PLACE.get(a, ())
        for a in one
        for b in other
    )


def _is_acronym(short: frozenset[str], long: frozenset[str]) -> bool:
    return len(long) > 1 and any(
        sorted(word) == sorted(part[0] for part in long) for word in short
    )


Context = tuple[dict[str, float], dict[str, float]]


def _around(said: Said, start: int, stop: int | None = None) -> Context:
    """The words before and after a place; the nearer, the heavier."""
    stop = start + 1 if stop is None else stop
    before = {
        token.stem: 1 / (1 + 0.25 * distance)
        for distance, token in enumerate(
            reversed(said.tokens[max(0, start - WINDOW) : start])
        )
    }
    after = {
        token.stem: 1 / (1 + 0.25 * distance)
        for distance, token in enumerate(said.tokens[stop : stop + WINDOW])
    }
    return before, after


def _alike(one: Context, other: Context) -> float:
    return sum(
        min(weight, theirs.get(word, 0.0)) * (1.0 if len(word) > 3 else 0.3)
        for mine, theirs in zip(one, other, strict=True)
        for word, weight in mine.items()
    )
