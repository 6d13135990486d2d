"""Split, rank and quote sentences; reading time.

A sentence is a place in its text: `text[start:end]` is the sentence, exactly. Plain
Python and regular expressions, no model and no data file; scripts without spaces are
split at their own full stops and compared by pairs of characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TEXT = 120_000
MAX_SENTENCES = 600
MAX_SENTENCE = 1_200
MAX_STOPLESS = 90
"""Characters. A longer stretch without a full stop is cut at a blank."""
WORDS_PER_MINUTE = 230

ABBREVIATIONS = {
    "en": "mr mrs ms dr prof st mt jr sr gen col sgt capt lt cmdr gov sen rep rev hon "
    "pres inc ltd corp co bros vs etc no vol fig ave blvd dept est approx jan feb mar "
    "apr jun jul aug sep sept oct nov dec u.s u.k u.n e.u d.c a.m p.m e.g i.e ph.d al",
    "de": "dr prof hr fr nr str ca bzw usw evtl ggf inkl max min mio mrd tsd abs art "
    "st z.b d.h u.a o.ä v.a i.d.r s.o s.u jan feb apr aug sept okt nov dez sog geb vgl",
    "fr": "m mm mme mlle dr pr st ste av bd art cf etc env éd p.ex janv févr avr juil "
    "sept oct nov déc",
    "es": "sr sra sres srta dr dra d dña ud uds av avda pág núm art etc p.ej ee.uu ej",
    "it": "sig sigg dott prof ing avv art pag ecc es on sen gen",
    "nl": "dhr mevr mr dr prof ir drs bijv bv ca enz nr o.a d.w.z m.n jl blz",
    "pt": "sr sra dr dra prof exmo art pág núm etc av",
    "pl": "dr prof mgr inż ul pl np tzn tj m.in ok godz r św",
    "sv": "dr prof t.ex bl.a s.k dvs kl kr mfl osv ca nr",
    "da": "dr prof f.eks bl.a dvs kl ca nr mio mia",
}
_SHORT = frozenset(word for line in ABBREVIATIONS.values() for word in line.split())

_END = re.compile(
    r"[.!?…]+[\"'”’»)\]]*(?=\s|$)"  # a stop, closed quotes, then a blank
    r"|[。！？｡]+[」』”’）]*"  # no blank follows in Chinese and Japanese
    r"|[।؟۔]+(?=\s|$)"
)
_LINE = re.compile(r"[^\n]+")
_LAST_WORD = re.compile(r"[^\s(\[\"'“„«]+$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_STOPLESS = re.compile("[\u0e00-\u0eff]")  # Thai and Lao write no full stops
_SMALL = "".join(filter(str.islower, map(chr, range(0x61, 0x530))))
"""The small letters of Latin, Greek and Cyrillic."""
_NAME = re.compile(
    rf"(?<!\w)[^\W\d_{_SMALL}][\w’'.-]*(?:[ -][^\W\d_{_SMALL}][\w’'-]*)*"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a text, and in which of its paragraphs it stands."""

    start: int
    end: int
    text: str
    paragraph: int


def any_of(alternatives: str) -> re.Pattern[str]:
    """One pattern out of many, a few on each line, whatever the case."""
    lines = filter(None, map(str.strip, alternatives.splitlines()))
    return re.compile("|".join(lines), re.IGNORECASE)


def any_word_of(alternatives: str) -> re.Pattern[str]:
    """The same, found only as whole words."""
    return re.compile(rf"\b({any_of(alternatives).pattern})\b", re.IGNORECASE)


def split(text: str) -> list[Sentence]:
    """The sentences of a text, in order. Line ends always end a sentence."""
    found: list[Sentence] = []
    for paragraph, line in enumerate(_LINE.finditer(text[:MAX_TEXT])):
        for start, end in _spans(text, line.start(), line.end()):
            if len(found) == MAX_SENTENCES:
                return found
            found.append(Sentence(start, end, text[start:end], paragraph))
    return found


def words(text: str) -> list[str]:
    """The words of a text in lower case; pairs of characters where none are parted."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match[0]
        if _UNSPACED.search(word):
            found += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
        else:
            found.append(word.replace("’", "'").removesuffix("'s"))
    return found


def count_words(text: str) -> int:
    """How many words a person would count; two characters where none are parted."""
    unspaced = sum(len(match[0]) for match in _UNSPACED.finditer(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def has_no_stops(text: str) -> bool:
    """Is this in a script that parts its sentences by blanks alone?"""
    return _STOPLESS.search(text[:80]) is not None


def reading_minutes(word_count: int) -> int:
    """Whole minutes to read that much; at least one."""
    return max(1, round(word_count / WORDS_PER_MINUTE))


def names(text: str) -> Counter[str]:
    """Capitalised runs that are not merely the first word of a sentence.

    A word that the text also writes small is none, in languages that write some
    words either way.
    """
    inside: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    small = {word for word in _WORD.findall(text) if word[0].islower()}
    for sentence in split(text):
        for match in _NAME.finditer(sentence.text):
            name = match[0].rstrip(".'’-").removesuffix("'s").removesuffix("’s")
            if len(name) > 1 and name[0].isupper() and name.lower() not in small:
                (opening if match.start() <= 1 else inside)[name] += 1
    for name, times in opening.items():
        rest = name.partition(" ")[2]
        if name in inside or (rest and rest not in inside):
            inside[name] += times
        elif rest:  # "Yesterday Ada Quill said": the first word is none of the name
            inside[rest] += times
    return inside


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in _END.finditer(text, start, end):
        if _ends_here(text, at, stop, end):
            yield from _cut(text, at, stop.end())
            at = stop.end()
    yield from _cut(text, at, end)


def _ends_here(text: str, at: int, stop: re.Match[str], end: int) -> bool:
    """Is this full stop the end of a sentence, or of an abbreviation?"""
    if stop[0][0] not in ".…":
        return True
    follows = text[stop.end() : min(end, stop.end() + 3)].lstrip()[:1]
    if follows.islower():
        return False
    if stop[0][0] == "…" or stop[0].startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(at, stop.start() - 30), stop.start())
    word = before[0].lower() if before else ""
    if word in _SHORT or (len(word) == 1 and word.isalpha()):
        return False
    # "3. Mai", but not "in 1990. He": a day of the month, not a year
    return not (word.isdigit() and len(word) <= 2 and not follows.isdigit()) or (
        not follows
    )


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without blanks around it, in parts if it is too long."""
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        stop = end
        longest = MAX_STOPLESS if has_no_stops(text[start:end]) else MAX_SENTENCE
        if end - start > longest:
            blank = text.rfind(" ", start, start + longest)
            stop = blank if blank > start else start + longest
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            yield start, last
        start = stop
