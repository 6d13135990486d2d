"""Words of any script in the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from articles.core.stopwords import stopwords

_HAN = "⺀-⿟々〆〇㐀-䶿一-鿿豈-﫿𠀀-𪛖"
_KANA = "ぁ-ゟ"
_KATAKANA = "ァ-ヿㇰ-ㇿ"
_HANGUL = "ᄀ-ᇿ가-힣"
_THAI = "฀-๿຀-໿ក-៿က-႟"
_LETTERS = rf"[^\W_{_HAN}{_KANA}{_KATAKANA}{_HANGUL}{_THAI}]"
"""A word ends where a script without blanks begins: "12" in "12か国"."""

_SCRIPTS = re.compile(
    rf"(?P<kata>[{_KATAKANA}]+)|(?P<han>[{_HAN}{_KANA}]+)|(?P<hangul>[{_HANGUL}]+)"
    rf"|(?P<thai>[{_THAI}]+)|(?P<word>{_LETTERS}+(?:['’]{_LETTERS}+)*)"
)
_WORD = re.compile(rf"{_LETTERS}+(?:['’-]{_LETTERS}+)*")
_FOREIGN = re.compile(rf"[{_HAN}{_KANA}{_KATAKANA}{_HANGUL}{_THAI}]")
_KANA_ONLY = re.compile(rf"[{_KANA}]+")
_SEPARATOR = re.compile(r"\s+[-–—|·•»:]\s+|\s*[|｜：]\s*")
_PLURAL = re.compile(r"(?:['’]s|['’])$")
_STEM = 6
"""Letters of a word that count in inflected languages."""


def has_grams(text: str) -> bool:
    """Is the text mostly of a script that sets no blanks between its words?"""
    foreign = len(_FOREIGN.findall(text))
    return foreign > 0 and 0 < sum(letter.isalpha() for letter in text) < 2 * foreign


def terms(text: str, language: str = "") -> Iterator[str]:
    """The text's terms in order: stems of words, or pairs and triples of letters.

    Stop words and single letters are left out, single digits too.
    """
    common = stopwords(language)
    english = language[:2].lower() in ("", "en")
    for match in _SCRIPTS.finditer(unicodedata.normalize("NFKC", text).casefold()):
        kind, run = match.lastgroup, match[0]
        if kind == "word":
            word = _PLURAL.sub("", run).replace("'", "").replace("’", "")
            term = _english(word) if english else word[:_STEM]
            if len(term) > 1 and word not in common and term not in common:
                yield term
        elif kind == "thai":
            yield from _grams(run, 3)
        elif kind == "hangul" and len(run) <= 2:
            yield run
        elif kind == "kata" and len(run) <= 6:
            yield run  # a borrowed word or a name
        else:
            yield from (g for g in _grams(run, 2) if not _KANA_ONLY.fullmatch(g))


def _grams(run: str, size: int) -> Iterator[str]:
    if len(run) < size:
        yield run
    for start in range(len(run) - size + 1):
        yield run[start : start + size]


def _english(word: str) -> str:
    """Ends cut off, so that most forms of one word come out alike."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 5 and word.endswith("ed"):
        word = word[:-2]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def named(text: str, language: str = "") -> set[str]:
    """Terms of the words with a capital, where most words of the text have none.

    In a headline that sets All Its Words So, and in scripts without capitals, nothing
    stands out.
    """
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    long = [word for word in words if len(word) > 3]
    if sum(word[0].islower() for word in long) * 3 < len(long):
        return set()
    capital = " ".join(word for word in words if word[0].isupper())
    return set(terms(capital, language))


def bare(headline: str, outlet: str) -> str:
    """The headline without the outlet's name at its end, and what stands behind that.

    "Bank keeps its rate | NHK | Economy" names the outlet and a section.
    """
    name = _letters(outlet)
    cuts = list(_SEPARATOR.finditer(headline))
    if not name:
        return headline
    ends = [*(cut.start() for cut in cuts[1:]), len(headline)]
    for cut, end in zip(cuts, ends, strict=False):
        part = _letters(headline[cut.end() : end])
        is_late = end == len(headline) or 3 * cut.start() >= len(headline)
        if cut.start() and is_late and len(part) > 1 and (part in name or name in part):
            return headline[: cut.start()]
    return headline


def normalised(headline: str, outlet: str) -> str:
    """The headline by its letters and digits alone; "" for one too short to tell.

    "Live updates" or "Morning briefing" are the headlines of many events.
    """
    folded = unicodedata.normalize("NFKC", bare(headline, outlet)).casefold()
    words = re.findall(r"[^\W_]+", folded)
    plain = " ".join(words)
    enough = len(plain) >= 10 if has_grams(plain) else len(words) >= 5
    return plain if enough else ""


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
