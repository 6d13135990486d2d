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
    "pl": ("{outlet} podaje: {said}", "Według {outlet}: {said}"),
    "sv": ("{outlet} rapporterar: {said}", "Enligt {outlet}: {said}"),
    "da": ("{outlet} skriver: {said}", "Ifølge {outlet}: {said}"),
    "ru": ("{outlet} сообщает: {said}", "По данным {outlet}: {said}"),
    "uk": ("{outlet} повідомляє: {said}", "За даними {outlet}: {said}"),
    "tr": ("{outlet} bildiriyor: {said}", "{outlet} haberine göre: {said}"),
    "id": ("{outlet} melaporkan: {said}", "Menurut {outlet}: {said}"),
    "ar": ("وفقًا لـ{outlet}: {said}", "بحسب {outlet}: {said}"),
    "hi": ("{outlet} के अनुसार: {said}",),
    "zh": ("{outlet}报道：{said}", "据{outlet}：{said}"),
    "ja": ("{outlet}によると、{said}", "{outlet}：{said}"),
    "ko": ("{outlet}에 따르면: {said}", "{outlet}: {said}"),
    "": ("{outlet}: {said}",),
}  # fmt: skip
AS_IT_STANDS = {
    "{outlet} reports that {said}": "{outlet} reports: {said}",
    "According to {outlet}, {said}": "According to {outlet}: {said}",
    "{outlet} writes that {said}": "{outlet} writes: {said}",
    "Only {outlet} reports that {said}": "Only {outlet} reports this: {said}",
    "On {month} {day}, {year}, {outlet} reported that {said}":
        "On {month} {day}, {year}, {outlet} reported: {said}",
}  # fmt: skip
"""For a sentence whose first word cannot be begun small: a quotation, or a word of
which nobody can tell whether it is a name."""
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
    "it": "Solo {outlet} riferisce: {said}",
    "pt": "Só {outlet} informa: {said}",
    "nl": "Alleen {outlet} meldt: {said}",
    "pl": "Tylko {outlet} podaje: {said}",
    "sv": "Bara {outlet} rapporterar: {said}",
    "ru": "Только {outlet} сообщает: {said}",
    "uk": "Лише {outlet} повідомляє: {said}",
    "ar": "وحده {outlet} يذكر: {said}",
    "hi": "केवल {outlet} के अनुसार: {said}",
    "zh": "只有{outlet}报道：{said}",
    "ja": "{outlet}だけが報じている：{said}",
    "ko": "{outlet}만 보도: {said}",
}
CARRY = {
    "en": "{count} outlets carry this: {outlets}.",
    "de": "{count} Medien berichten darüber: {outlets}.",
    "fr": "{count} médias en parlent : {outlets}.",
    "es": "{count} medios lo cuentan: {outlets}.",
    "it": "{count} testate ne parlano: {outlets}.",
    "pt": "{count} veículos noticiam isto: {outlets}.",
    "nl": "{count} media berichten hierover: {outlets}.",
    "pl": "Piszą o tym ({count}): {outlets}.",
    "sv": "{count} medier rapporterar detta: {outlets}.",
    "da": "{count} medier skriver om det: {outlets}.",
    "ru": "Об этом сообщают ({count}): {outlets}.",
    "uk": "Про це повідомляють ({count}): {outlets}.",
    "tr": "Bunu {count} yayın organı bildiriyor: {outlets}.",
    "id": "{count} media memberitakan ini: {outlets}.",
    "ar": "ذكرت ذلك ({count}): {outlets}.",
    "hi": "{count} समाचार माध्यमों ने यह बताया: {outlets}।",
    "zh": "{count}家媒体报道了此事：{outlets}。",
    "ja": "{count}社が報じている：{outlets}。",
    "ko": "{count}개 매체가 보도했다: {outlets}.",
}
AGREE = {
    "en": "All of them name {names}.",
    "de": "Alle nennen {names}.",
    "fr": "Tous citent {names}.",
    "es": "Todos nombran {names}.",
    "it": "Tutte citano {names}.",
    "pt": "Todos citam {names}.",
    "nl": "Alle noemen {names}.",
    "pl": "Wszystkie wymieniają: {names}.",
    "sv": "Alla nämner {names}.",
    "ru": "Все называют: {names}.",
    "uk": "Усі називають: {names}.",
}
DIFFER = {
    "en": "The figures differ: {figures}.",
    "de": "Die Zahlen gehen auseinander: {figures}.",
    "fr": "Les chiffres diffèrent : {figures}.",
    "es": "Las cifras difieren: {figures}.",
    "it": "Le cifre differiscono: {figures}.",
    "pt": "Os números divergem: {figures}.",
    "nl": "De cijfers lopen uiteen: {figures}.",
    "pl": "Liczby się różnią: {figures}.",
    "sv": "Siffrorna skiljer sig åt: {figures}.",
    "ru": "Цифры расходятся: {figures}.",
    "uk": "Цифри різняться: {figures}.",
}
AND = {
    "en": "and",
    "de": "und",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "en",
    "pl": "i",
    "sv": "och",
    "da": "og",
    "ru": "и",
    "uk": "і",
    "tr": "ve",
    "id": "dan",
    "hi": "और",
}
_COMMAS = {"zh": "、", "ja": "、", "ar": "، "}
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
    names: Set[str] = frozenset(),
) -> str:
    """The sentence with who says so; `turn` varies the words.

    `small` are words that the sources write small, `names` such as they write large
    inside sentences.
    """
    forms = REPORTS.get(base(language), REPORTS[""])
    return _filled(
        forms[turn % len(forms)], outlet, said, language, small=small, names=names
    )


def only(
    outlet: str,
    said: str,
    language: str,
    *,
    small: Set[str] = frozenset(),
    names: Set[str] = frozenset(),
) -> str:
    """That nobody else says so; "" where the words for it are not known."""
    form = ONLY.get(base(language))
    return (
        _filled(form, outlet, said, language, small=small, names=names) if form else ""
    )


def earlier(
    outlet: str,
    day: dt.date,
    said: str,
    language: str,
    *,
    small: Set[str] = frozenset(),
    names: Set[str] = frozenset(),
) -> str:
    """The sentence with who said so and when."""
    form = EARLIER.get(base(language), EARLIER[""])
    return _filled(form, outlet, said, language, day, small=small, names=names)


def listed(names: Sequence[str], language: str) -> str:
    """ "A, B and C"."""
    word = AND.get(base(language))
    if len(names) < 2 or not word:
        return _COMMAS.get(base(language), ", ").join(names)
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
        known = [*forms, *filter(None, [ONLY.get(base(language))])]
        if day:
            known.append(EARLIER.get(base(language), EARLIER[""]))
        for form in known:
            yield _filled(form, outlet, "", language, day)
            if form in AS_IT_STANDS:
                yield _filled(AS_IT_STANDS[form], outlet, "", language, day)


def _filled(
    form: str,
    outlet: str,
    said: str,
    language: str,
    day: dt.date | None = None,
    *,
    small: Set[str] = frozenset(),
    names: Set[str] = frozenset(),
) -> str:
    if said and form in AS_IT_STANDS:
        begun = lowered(said, stop_words(language) | small)
        if begun == said and not _begins_with_name(said, names):
            form = AS_IT_STANDS[form]
        said = begun
    elif said and not form.replace("{said}", "").rstrip().endswith((":", "：")):
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


def _begins_with_name(said: str, names: Set[str]) -> bool:
    """Is the first word one that is always written so? I, NATO, a known name."""
    first = said.split(" ", 1)[0].rstrip(",")
    bare = first.removesuffix("'s").removesuffix("’s")
    return (
        first[:1].isdigit()
        or first in ("I", "I'm")
        or bare in names
        or (first[:1].isalpha() and any(letter.isupper() for letter in first[1:]))
    )


def lowered(said: str, small: Set[str]) -> str:
    """Begun small where the first word is one that is written small."""
    first = said.split(" ", 1)[0].rstrip(",")
    if first != "I" and first[:1].isupper() and first.lower() in small:
        return said[0].lower() + said[1:]
    return said
