"""A text in some language to the folded, stemmed words that an index keeps.

The same code makes the words of a text and the words of a query, so that every
search back end agrees on what a word is. Scripts that do not part words by spaces,
and Korean, whose words carry their particles, are taken two characters at a time.

A stemmed word carries the language whose stemmer made it ("en_elect"): what French
makes of "news" must not find what is new in English. A word in a script that its
language's stemmer does not know stays as it is, and so do numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from threading import local
from typing import TypeAlias

import Stemmer

Words: TypeAlias = tuple[str, ...]

MAX_WORD = 64
"""A longer run of letters is cut here, in texts and in queries alike."""

_LATIN = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_OTHERS = {
    "ar": "arabic", "el": "greek", "fa": "persian", "hi": "hindi", "hy": "armenian",
    "ne": "nepali", "ru": "russian", "ta": "tamil", "yi": "yiddish",
}  # fmt: skip
STEMMERS = _LATIN | _OTHERS
_SCRIPTS = {
    **dict.fromkeys(_LATIN, "[a-z\u00df-\u024f\u1e00-\u1eff]"),
    "ar": "[\u0600-\u06ff]",
    "el": "[\u0370-\u03ff\u1f00-\u1fff]",
    "fa": "[\u0600-\u06ff]",
    "hi": "[\u0900-\u097f]",
    "hy": "[\u0530-\u058f]",
    "ne": "[\u0900-\u097f]",
    "ru": "[\u0400-\u04ff]",
    "ta": "[\u0b80-\u0bff]",
    "yi": "[\u0590-\u05ff]",
}
_PLAIN = {"en", "id"}
"""Their own words have no accents, and their stemmers stumble over those of others."""

_SAME = {"nb": "no", "nn": "no", "in": "id", "ji": "yi", "iw": "he"}

_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u3005\u3006\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Hangul
)
# Vowel signs of Indian scripts are marks, and marks are no letters to `re`
_MARKS = "\u0300-\u036f\u0900-\u0963\u0971-\u0de6\u0df2\u0df3"
_WORD = re.compile(
    rf"(?:[{_UNSPACED}](?<=\w)[\u0e31\u0e34-\u0e4e\u3099\u309a]*)+"
    rf"|(?:(?![{_UNSPACED}])(?:[^\W_]|[{_MARKS}]))+"
)
_ASCII = re.compile("[0-9a-z]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# Vowel points of Arabic and Hebrew, which most texts leave out, and the tatweel
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u00ad\u200b-\u200d]"
)
_ACCENT = re.compile("[\u0300-\u036f]+")
_stemmers = local()  # a stemmer may serve one thread at a time


def code_of(language: str) -> str:
    """The language of a tag such as "pt-BR", as two or three small letters, or ""."""
    code = re.split("[-_]", language.strip().lower(), maxsplit=1)[0]
    return _SAME.get(code, code) if re.fullmatch("[a-z]{2,3}", code) else ""


def index_words(text: str, language: str) -> list[str]:
    """The words of a text as an index keeps them, in order."""
    code = code_of(language)
    if text.isascii():  # nothing unspaced, and in English nearly everything
        return _stemmed(
            [word[:MAX_WORD] for word in _ASCII.findall(text.lower())], code
        )
    found: list[str] = []
    spaced: list[str] = []
    places: list[int] = []
    for word in _plain_words(text):
        if _IS_UNSPACED.match(word):
            found += (first + second for first, second in pairwise(word))
            found.append(word[-1])
        else:
            places.append(len(found))
            spaced.append(word)
            found.append("")
    for place, word in zip(places, _stemmed(spaced, code), strict=True):
        found[place] = word
    return found


def query_words(text: str) -> Words:
    """The words of a part of a query, before any stemming; "新し" stands for two
    characters in a row, and a last word of one such character for all it begins."""
    found: list[str] = []
    for word in _plain_words(text):
        if _IS_UNSPACED.match(word):
            if found and _IS_UNSPACED.match(found[-1]) and len(found[-1]) == 2:
                found.append(found[-1][1])  # as in a text, where the next run begins
            found += (first + second for first, second in pairwise(word))
            found += [word] if len(word) == 1 else []
        else:
            if found and _IS_UNSPACED.match(found[-1]) and len(found[-1]) == 2:
                found.append(found[-1][1])
            found.append(word)
    return tuple(found)


def begins_words(words: Words) -> bool:
    """Is the last of these query words but the beginning of what an index keeps?"""
    return bool(words) and len(words[-1]) == 1 and bool(_IS_UNSPACED.match(words[-1]))


def variants(
    words: Words, languages: Iterable[str] = (), *, is_start: bool = False
) -> list[tuple[Words, bool]]:
    """What an index may keep for these query words in a row: rows of words, each once,
    for each of these languages or for all, and whether the last is a beginning."""
    rows: dict[tuple[Words, bool], None] = {}
    # Who leaves the accents out gets what stems alike without them
    ways = {words, tuple(map(_fold, words))}
    for code in ("", *(languages or STEMMERS)):
        for way in ways:
            stemmed = tuple(_stemmed(list(way), code))
            if not is_start or not begins_words(words):
                rows[stemmed, False] = None
            if is_start:
                # as typed, for stems are shorter than words
                start = _prefix(way[-1], code) + _fold(way[-1])
                rows[(*stemmed[:-1], start), True] = None
    return list(rows)


def spans(text: str, language: str) -> list[tuple[int, int, str]]:
    """Where the words of a text stand, stemmed; unspaced scripts by characters."""
    found: list[tuple[int, int, str]] = []
    spaced: list[str] = []
    places: list[int] = []
    for match in _WORD.finditer(text):
        if _IS_UNSPACED.match(match[0]):
            for place, character in enumerate(match[0], start=match.start()):
                found.append((place, place + 1, character))
        else:
            places.append(len(found))
            spaced.append("".join(_plain_words(match[0])))
            found.append((match.start(), match.end(), ""))
    stemmed = _stemmed(spaced, code_of(language))
    for place, word in zip(places, stemmed, strict=True):
        found[place] = (*found[place][:2], word)
    return found


def _plain_words(text: str) -> list[str]:
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKC", text).casefold()
        plain = _POINTS.sub("", unicodedata.normalize("NFC", plain))
    return [
        word if _IS_UNSPACED.match(word) else word[:MAX_WORD]
        for word in _WORD.findall(plain)
    ]


def _stemmed(words: list[str], code: str) -> list[str]:
    return [_kept(word, code) for word in words]


@lru_cache(maxsize=8_192)
def _kept(word: str, code: str) -> str:
    """A word as an index keeps it. A few words make up most of all texts, so the
    latest are remembered."""
    if code not in STEMMERS:
        return _fold(word)
    if code in _PLAIN:
        word = _fold(word)
    if not _script(code).match(word):
        return _fold(word)
    return f"{code}_{_fold(_stemmer(code).stemWord(word))}"


def forget() -> None:
    """Give back what is remembered of words."""
    _kept.cache_clear()


def _prefix(word: str, code: str) -> str:
    return f"{code}_" if code in STEMMERS and _script(code).match(word) else ""


def _fold(word: str) -> str:
    """Without accents. The signs of Indian scripts are no accents and stay."""
    if word.isascii():
        return word
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", word))
    return unicodedata.normalize("NFC", plain) or word


@cache
def _script(code: str) -> re.Pattern[str]:
    return re.compile(_SCRIPTS[code])


def _stemmer(code: str) -> Stemmer.Stemmer:
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__.setdefault("by_code", {})
    if code not in known:
        known[code] = Stemmer.Stemmer(STEMMERS[code], 0)  # `_kept` remembers for it
    return known[code]
