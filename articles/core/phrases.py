"""The few words that an analysis adds of its own, by language.

The check takes these words away again before it compares a sentence with its source,
so whatever is added here cannot hide anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence, Set

from articles.core.lexicon import MONTHS, base, stop_words

REPORTS = {
    "en": ("{outlet} reports that {said}", "According to {outlet}, {said}",
           "{outlet} writes that {said}"),
    "de": ("{outlet} berichtet: {said}", "{outlet} schreibt: {said}"),
    "fr": ("{outlet} rapporte : {said}", "Selon {outlet} : {said}"),
    "es": ("{outlet} informa: {said}", "Según {outlet}: {said}"),
    "it": ("{outlet} riferisce: {said}", "Secondo {outlet}: {said}"),
    "pt": ("{outlet} informa: {said}", "Segundo {outlet}: {said}"),
    "nl": ("{outlet} meldt: {said}", "Volgens {outlet}: {said}"),
    "": ("{outlet}: {said}",),
}  # fmt: skip
EARLIER = {
    "en": "On {month} {day}, {year}, {outlet} reported that {said}",
    "de": "Am {day}. {month} {year} berichtete {outlet}: {said}",
    "fr": "Le {day} {month} {year}, {outlet} rapportait : {said}",
    "es": "El {day} de {month} de {year}, {outlet} informó: {said}",
    "": "{outlet}, {iso}: {said}",
}
ONLY = {
    "en": "Only {outlet} reports that {said}",
    "de": "Nur {outlet} berichtet: {said}",
    "fr": "Seul {outlet} rapporte : {said}",
    "es": "Solo {outlet} informa: {said}",
}
CARRY = {
    "en": "{count} outlets carry this: {outlets}.",
    "de": "{count} Medien berichten darüber: {outlets}.",
    "fr": "{count} médias en parlent : {outlets}.",
    "es": "{count} medios lo cuentan: {outlets}.",
    "it": "{count} testate ne parlano: {outlets}.",
    "pt": "{count} veículos noticiam isto: {outlets}.",
    "nl": "{count} media berichten hierover: {outlets}.",
}
AGREE = {
    "en": "All of them name {names}.",
    "de": "Alle nennen {names}.",
    "fr": "Tous citent {names}.",
    "es": "Todos nombran {names}.",
}
DIFFER = {
    "en": "The figures differ: {figures}.",
    "de": "Die Zahlen gehen auseinander: {figures}.",
    "fr": "Les chiffres diffèrent : {figures}.",
    "es": "Las cifras difieren: {figures}.",
}
AND = {
    "en": "and",
    "de": "und",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "en",
}
_MONTH_LINES = dict(
    zip(
        ("en", "de", "fr", "es"),
        (line.split() for line in MONTHS.strip().splitlines()[:4]),
        strict=True,
    )
)


def reported(
    outlet: str,
    said: str,
    language: str,
    *,
    turn: int = 0,
    small: Set[str] = frozenset(),
) -> str:
    """The sentence with who says so; `turn` varies the words.

    `small` are words that the sources write small.
    """
    forms = REPORTS.get(base(language), REPORTS[""])
    return _filled(forms[turn % len(forms)], outlet, said, language, small=small)


def only(
    outlet: str, said: str, language: str, *, small: Set[str] = frozenset()
) -> str:
    """That nobody else says so; "" where the words for it are not known."""
    form = ONLY.get(base(language))
    return _filled(form, outlet, said, language, small=small) if form else ""


def earlier(
    outlet: str,
    day: dt.date,
    said: str,
    language: str,
    *,
    small: Set[str] = frozenset(),
) -> str:
    """The sentence with who said so and when."""
    form = EARLIER.get(base(language), EARLIER[""])
    return _filled(form, outlet, said, language, day, small=small)


def listed(names: Sequence[str], language: str) -> str:
    """ "A, B and C"."""
    word = AND.get(base(language))
    if len(names) < 2 or not word:
        return ", ".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def unframed(
    text: str, outlets: Sequence[tuple[str, dt.date | None]], language: str
) -> str:
    """The sentence without the words that say who reports it."""
    for frame in _frames(outlets, language):
        if text.startswith(frame) and len(text) > len(frame):
            return text[len(frame) :]
    return text


def _frames(
    outlets: Sequence[tuple[str, dt.date | None]], language: str
) -> Iterator[str]:
    forms = (*REPORTS.get(base(language), ()), *REPORTS[""])
    for outlet, day in outlets:
        if not outlet:
            continue
        for form in forms:
            yield form.format(outlet=outlet, said="")
        if base(language) in ONLY:
            yield ONLY[base(language)].format(outlet=outlet, said="")
        if day:
            older = EARLIER.get(base(language), EARLIER[""])
            yield _filled(older, outlet, "", language, day)


def _filled(
    form: str,
    outlet: str,
    said: str,
    language: str,
    day: dt.date | None = None,
    *,
    small: Set[str] = frozenset(),
) -> str:
    if said and not form.replace("{said}", "").rstrip().endswith(":"):
        said = lowered(said, stop_words(language) | small)
    if day is None:
        return form.format(outlet=outlet, said=said)
    months = _MONTH_LINES.get(base(language), _MONTH_LINES["en"])
    month = months[day.month - 1]
    month = month.capitalize() if base(language) in ("en", "de") else month
    return form.format(
        outlet=outlet, said=said, day=day.day, month=month, year=day.year,
        iso=day.isoformat(),
    )  # fmt: skip


def lowered(said: str, small: Set[str]) -> str:
    """Begun small where the first word is one that is written small."""
    first = said.split(" ", 1)[0].rstrip(",")
    if first != "I" and first[:1].isupper() and first.lower() in small:
        return said[0].lower() + said[1:]
    return said
