"""Which sentences of one or several texts say most of what all of them say.

TF-IDF without a model: near the middle of everything, early in its text, like the
headline, and told by others too. Sparse vectors and one table of who holds which word,
so that the work grows with the words and not with the square of the sentences.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.core.lexicon import stop_words
from articles.core.sentences import count_words, has_no_stops, split, words

TOO_ALIKE = 0.4
SUPPORT = 0.25
"""From this likeness on, a sentence of another source tells the same."""
MOST_SUPPORT = 3
COMMON = 0.25
"""A word in more than this share of the sentences does not make two of them alike."""
_ENDING = re.compile(r"(?:ing|ed|ies|es|s|ly)$")

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a sentence and against it, beside its likeness to the middle."""

    position: float = 1.0
    reach: float = 6.0  # sentences after which the place counts a third
    headline: float = 0.5
    support: float = 0.4
    length: float = 0.2  # against what is much shorter or longer than usual
    quote: float = 0.0  # against what is somebody's own words
    details: float = 0.0  # for each name or number, up to three
    leaning: float = 0.0  # against "But he said so", which needs what went before
    fresh: float = 2.0  # for terms of all texts that no chosen sentence has told yet
    fading: float = 0.4  # what a term is still worth once it was told


ONE_TEXT = Weights(
    position=0.7, reach=3, length=0.3, quote=0.25, details=0.07, leaning=0.15,
    fresh=0.5, fading=0.5,
)  # fmt: skip
SEVERAL = Weights()
USUAL_LENGTH = 18
SHORTEST, LONGEST = 7, 45
"""Words of a sentence worth quoting."""
_DETAIL = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ]\w+|\d+")
_QUOTES = re.compile('["“„«「]')
LEANS = re.compile(
    r"""["'“„«]?(?:but|and|so|that|this|these|those|he|she|it|they|however|yet|then|also
    |i|we|you|his|her|their|aber|und|doch|er|sie|es|das|dies\w*|dabei|damit|dazu|mais|et
    |il|elle|ce|cela|pero|y|esto|eso|ma|e|questo|mas|isso|maar|en|dat|dit|hij|zij)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""A sentence that begins so leans on the one before it."""


@dataclass(frozen=True, slots=True, eq=False)  # one place, one object
class Ranked:
    """One sentence among all: `source` and `place` tell where it stands."""

    source: int
    place: int
    text: str
    count: int
    vector: Vector
    terms: frozenset[str]
    score: float
    support: int


def terms(text: str, small: frozenset[str]) -> list[str]:
    """The words that tell something, without their endings."""
    return [stemmed(word) for word in words(text) if word not in small]


def stemmed(word: str) -> str:
    if len(word) < 5 or not word.isascii():
        return word
    return _ENDING.sub("", word) or word


def vectors(rows: Sequence[Sequence[str]]) -> list[Vector]:
    """Each list of terms as a unit vector, rarer terms weighing more."""
    spread = Counter(term for row in rows for term in set(row))
    total = len(rows)
    found = []
    for row in rows:
        weights = {
            term: (1 + math.log(times)) * math.log(1 + total / spread[term])
            for term, times in Counter(row).items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found.append({term: weight / length for term, weight in weights.items()})
    return found


def cosine(one: Vector, other: Vector) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def rank(
    texts: Sequence[Sequence[str]],
    headline: str,
    language: str,
    weights: Weights | None = None,
) -> list[Ranked]:
    """Every sentence of every source with its score, in their order.

    `texts` holds for each source its sentences.
    """
    weights = weights or weights_for(texts)
    small = stop_words(language)
    rows = [terms(text, small) for source in texts for text in source]
    *found, heading = vectors([*rows, terms(headline, small)])
    owners = [number for number, source in enumerate(texts) for _ in source]
    places = [place for source in texts for place in range(len(source))]
    said = [text for source in texts for text in source]
    near = _centrality(found)
    support = _support(found, owners)
    ranked = []
    for at, vector in enumerate(found):
        count = count_words(said[at])
        score = near[at] + weights.headline * cosine(vector, heading)
        score += weights.position * math.exp(-places[at] / weights.reach)
        score += weights.support * min(MOST_SUPPORT, support[at])
        score += _manner(said[at], count, weights)
        ranked.append(
            Ranked(
                owners[at], places[at], said[at], count, vector,
                frozenset(rows[at]), score, support[at],
            )
        )  # fmt: skip
    return ranked


def weights_for(texts: Sequence[object]) -> Weights:
    return SEVERAL if len(texts) > 1 else ONE_TEXT


def _manner(text: str, count: int, weights: Weights) -> float:
    value = -weights.length * abs(math.log(max(count, 1) / USUAL_LENGTH))
    if weights.quote and _QUOTES.search(text):
        value -= weights.quote
    if weights.leaning and LEANS.match(text):
        value -= weights.leaning
    if weights.details:
        value += weights.details * min(3, len(_DETAIL.findall(text)))
    return value


class Choice:
    """Picks sentences one after the other; what was told counts less from then on."""

    def __init__(self, ranked: Sequence[Ranked], weights: Weights) -> None:
        self.taken: list[Ranked] = []
        self._weights = weights
        told = Counter(term for one in ranked for term in one.terms)
        holders: dict[str, set[int]] = defaultdict(set)
        for one in ranked:
            for term in one.terms:
                holders[term].add(one.source)
        self._worth = {
            term: math.log(1 + times) * len(holders[term])
            for term, times in told.items()
        }
        self._highest = max(map(self._news, ranked), default=0.0) or 1.0

    def value(self, one: Ranked) -> float:
        return one.score + self._weights.fresh * self._news(one) / self._highest

    def best(self, candidates: Iterable[Ranked]) -> Ranked | None:
        """The best that was not told yet; the earlier one where two are as good."""
        new = [one for one in candidates if self.is_new(one)]
        return max(
            new,
            key=lambda one: (self.value(one), -one.source, -one.place),
            default=None,
        )

    def is_new(self, one: Ranked) -> bool:
        return one not in self.taken and is_new(
            one.vector, (other.vector for other in self.taken)
        )

    def take(self, one: Ranked) -> None:
        self.taken.append(one)
        for term in one.terms:
            self._worth[term] *= self._weights.fading

    def _news(self, one: Ranked) -> float:
        worth = sum(self._worth[term] for term in one.terms)
        return worth / math.sqrt(1 + len(one.terms))


def summarise(
    texts: Sequence[str], language: str, *, count: int = 0, length: int = 0
) -> list[str]:
    """The best `count` sentences, or `length` words of them, in their order."""
    parts = [[one.text for one in split(text)] for text in texts]
    weights = weights_for(parts)
    ranked = rank(parts, "", language, weights)
    left = [
        one
        for one in ranked
        if SHORTEST <= one.count <= LONGEST and is_statement(one.text)
    ]
    choice = Choice(ranked, weights)
    while left and (not count or len(choice.taken) < count):
        if length and sum(one.count for one in choice.taken) >= length:
            break
        if (found := choice.best(left)) is None:
            break
        choice.take(found)
        left.remove(found)
    return [
        one.text
        for one in sorted(choice.taken, key=lambda one: (one.source, one.place))
    ]


def is_statement(text: str) -> bool:
    """A whole statement, and not a question or a scrap of a list."""
    if "|" in text:
        return False
    if has_no_stops(text):
        return True
    return text.rstrip("\"'”’»)]」』）").endswith(
        (".", "!", "…", "。", "！", "।", "۔", "｡")
    )


def is_new(vector: Vector, taken: Iterable[Vector], limit: float = TOO_ALIKE) -> bool:
    return all(cosine(vector, other) <= limit for other in taken)


def _centrality(rows: Sequence[Vector]) -> list[float]:
    middle: Vector = defaultdict(float)
    for row in rows:
        for term, weight in row.items():
            middle[term] += weight
    near = [cosine(row, middle) for row in rows]
    highest = max(near, default=0.0) or 1.0
    return [value / highest for value in near]


def _support(rows: Sequence[Vector], owners: Sequence[int]) -> list[int]:
    """How many other sources hold a sentence like each."""
    if len(set(owners)) < 2:
        return [0] * len(rows)
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for term, weight in row.items():
            holders[term].append((number, weight))
    most = max(8, COMMON * len(rows))
    told: list[set[int]] = [set() for _ in rows]
    for number, row in enumerate(rows):
        likeness: dict[int, float] = defaultdict(float)
        for term, weight in row.items():
            others = holders[term]
            for other, theirs in others if 1 < len(others) <= most else ():
                if owners[other] != owners[number]:
                    likeness[other] += weight * theirs
        told[number] = {
            owners[other] for other, value in likeness.items() if value > SUPPORT
        }
    return [len(others) for others in told]
