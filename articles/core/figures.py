"""Numbers as a text writes them, in digits or in words, and whether two agree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from articles.core.lexicon import MAGNITUDES, NUMBERS

ROUNDING = 0.02
"""How far a claim may round, if it gives fewer digits than its source."""
_SPACES = "\u00a0\u202f\u2009"  # as some languages part thousands
_FIGURE = re.compile(
    r"(?:(?P<before>[$€£¥₹₽]|US\$)\s?)?"
    rf"(?P<digits>\d{{1,3}}(?: \d{{3}})+(?![\d.,]\d)|\d+(?:[.,{_SPACES}’']\d+)*)"
    r"(?P<percent>\s?(?:%|％|percent\b|per cent\b|prozent\b|por ciento\b|pour cent\b))?"
    r"(?P<after>\s?[€£¥₽元円])?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED_MAGNITUDE = re.compile(r"\s?([百千万萬億亿兆])")
_FOLLOWING = re.compile(r"[\s-]*([^\W\d_]+)")
_SIGNS = str.maketrans({"％": "%", "元": "¥", "円": "¥"})
_NAMES_OF_SIGNS = re.compile(
    r"\s*(?:dollars?|euros?|pounds?|yen|francs?|rupees?)\b", re.IGNORECASE
)
_ABBREVIATED = frozenset(["k", "m", "mn", "bn", "tn", "b"])


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `values` are all its readings, as "1,234" has two."""

    values: frozenset[float]
    unit: str
    digits: int  # significant ones
    start: int
    end: int
    text: str
    in_words: bool = False


def figures(text: str) -> list[Figure]:
    """Every number in the text, in order."""
    found = [_in_digits(text, match) for match in _FIGURE.finditer(text)]
    found += _in_words(text)
    return sorted(found, key=lambda one: one.start)


def agree(claim: Figure, source: Figure) -> bool:
    """Does the source's number bear out the claim's?"""
    if claim.unit and source.unit and claim.unit != source.unit:
        return False
    if "%" in (claim.unit, source.unit) and claim.unit != source.unit:
        return False
    return any(
        one == other
        or (
            claim.digits < source.digits
            and abs(other) >= 10
            and abs(one - other) <= ROUNDING * abs(other)
        )
        for one in claim.values
        for other in source.values
    )


def supported(claim: Figure, sources: Iterable[Figure]) -> bool:
    return any(agree(claim, source) for source in sources)


def _in_digits(text: str, match: re.Match[str]) -> Figure:
    values = _readings(match["digits"])
    unit = (match["before"] or match["after"] or "").strip().upper()
    if match["percent"]:
        unit = "%"
    end = match.end()
    if not unit and (named := _NAMES_OF_SIGNS.match(text, end)):
        end = named.end()
    factor, end = _magnitude(text, end)
    return Figure(
        values=frozenset(value * factor for value in values),
        unit=unit.translate(_SIGNS).removeprefix("US"),
        digits=len(re.sub(r"\D", "", match["digits"]).strip("0")) or 1,
        start=match.start(),
        end=end,
        text=text[match.start() : end],
    )


def _magnitude(text: str, end: int) -> tuple[float, int]:
    if unspaced := _UNSPACED_MAGNITUDE.match(text, end):
        return MAGNITUDES[unspaced[1]], unspaced.end()
    follows = _FOLLOWING.match(text, end)
    if not follows:
        return 1, end
    word = follows[1].lower()
    if word in _ABBREVIATED and (follows.start(1) - end > 1 or follows[1] == "b"):
        return 1, end
    # "the 100 m race" and "5 m high" are metres
    if word == "m" and text[end : end + 1].isspace():
        return 1, end
    factor = MAGNITUDES.get(word)
    return (factor, follows.end()) if factor else (1, end)


def _readings(digits: str) -> set[float]:
    """ "1,234" is a thousand and more, or one and a bit; "1.234,5" is but one."""
    bare = re.sub(rf"[ {_SPACES}’']", "", digits)
    found: set[float] = set()
    for point, comma in ((".", ","), (",", ".")):
        head, *tail = bare.split(point)
        groups = head.split(comma)
        if len(tail) > 1 or any(comma in part for part in tail):
            continue
        if len(groups) > 1 and not all(len(group) == 3 for group in groups[1:]):
            continue
        found.add(float("".join(groups)[:30] + ("." + tail[0][:15] if tail else "")))
    return found or {float(re.sub(r"\D", "", bare)[:30])}


def _in_words(text: str) -> list[Figure]:
    """ "Two hundred and thirty", read as one number."""
    found: list[Figure] = []
    run: list[tuple[re.Match[str], float, bool]] = []  # word, value, is it a factor
    for match in _WORD.finditer(text):
        word = match[0].lower()
        value = NUMBERS.get(word)
        factor = MAGNITUDES.get(word) if len(word) > 2 and run else None
        gap = text[run[-1][0].end() : match.start()].strip(" -") if run else ""
        if run and not _goes_on(run[-1], gap, value, factor):
            if word in ("and", "und") and run[-1][2] and not gap:
                continue
            found.append(_worded(text, run))
            run, factor = [], None
        if value is not None:
            run.append((match, float(value), False))
        elif factor:
            run.append((match, float(factor), True))
    return [*found, _worded(text, run)] if run else found


def _goes_on(
    last: tuple[re.Match[str], float, bool],
    gap: str,
    value: float | None,
    factor: float | None,
) -> bool:
    """Is this word part of the number that the last one belongs to?"""
    if factor:
        return not gap
    if value is None or gap not in ("", "and", "und"):
        return False
    return last[2] or (last[1] >= 20 and last[1] % 10 == 0 and value < 10 and not gap)


def _worded(text: str, run: list[tuple[re.Match[str], float, bool]]) -> Figure:
    whole, part = 0.0, 0.0
    for _, value, is_factor in run:
        if not is_factor:
            part += value
        elif value >= 1000:
            whole, part = whole + (part or 1) * value, 0.0
        else:
            part = (part or 1) * value
    start, end = run[0][0].start(), run[-1][0].end()
    total = whole + part
    digits = len(str(int(total)).strip("0")) or 1
    unit = "%" if re.match(r"\s?(percent|per cent)\b", text[end : end + 10]) else ""
    return Figure(
        frozenset({total}), unit, digits, start, end, text[start:end], in_words=True
    )
