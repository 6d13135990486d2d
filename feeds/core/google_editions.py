"""The editions of Google News, and which of them suits a locale.

An edition is a country and a language. Google wants it told three times in every
address (`hl`, `gl`, `ceid`) and redirects whoever leaves one out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COUNTRY_NAMES = """
AE United Arab Emirates|AR Argentina|AT Austria|AU Australia|
BD Bangladesh|BE Belgium|BG Bulgaria|BR Brazil|BW Botswana|CA Canada|
CH Switzerland|CL Chile|CN China|CO Colombia|CU Cuba|CZ Czechia|
DE Germany|EG Egypt|ES Spain|ET Ethiopia|FR France|GB United Kingdom|
GH Ghana|GR Greece|HK Hong Kong|HU Hungary|ID Indonesia|IE Ireland|
IL Israel|IN India|IT Italy|JP Japan|KE Kenya|KR South Korea|LB Lebanon|
LT Lithuania|LV Latvia|MA Morocco|MX Mexico|MY Malaysia|NA Namibia|
NG Nigeria|NL Netherlands|NO Norway|NZ New Zealand|PE Peru|
PH Philippines|PK Pakistan|PL Poland|PT Portugal|RO Romania|RS Serbia|
RU Russia|SA Saudi Arabia|SE Sweden|SG Singapore|SI Slovenia|
SK Slovakia|SN Senegal|TH Thailand|TR Türkiye|TW Taiwan|TZ Tanzania|
UA Ukraine|UG Uganda|US United States|VE Venezuela|VN Vietnam|
ZA South Africa|ZW Zimbabwe
"""
_LANGUAGE_NAMES = """
ar Arabic|bg Bulgarian|bn Bengali|cs Czech|de German|el Greek|en English|
es Spanish|fr French|he Hebrew|hi Hindi|hu Hungarian|id Indonesian|
it Italian|ja Japanese|ko Korean|lt Lithuanian|lv Latvian|ml Malayalam|
mr Marathi|nl Dutch|no Norwegian|pl Polish|pt Portuguese|ro Romanian|
ru Russian|sk Slovak|sl Slovenian|sr Serbian|sv Swedish|ta Tamil|
te Telugu|th Thai|tr Turkish|uk Ukrainian|vi Vietnamese|zh Chinese
"""


def _table(names: str) -> dict[str, str]:
    entries = (entry.strip().partition(" ") for entry in names.split("|"))
    return {code: name for code, _, name in entries}


_COUNTRIES, _LANGUAGES = _table(_COUNTRY_NAMES), _table(_LANGUAGE_NAMES)
_CEIDS = """
AE:ar AR:es-419 AT:de AU:en BD:bn BE:fr BE:nl BG:bg BR:pt-419 BW:en CA:en CA:fr CH:de
CH:fr CL:es-419 CN:zh-Hans CO:es-419 CU:es-419 CZ:cs DE:de EG:ar ES:es ET:en FR:fr
GB:en GH:en GR:el HK:zh-Hant HU:hu ID:en ID:id IE:en IL:en IL:he IN:bn IN:en IN:hi
IN:ml IN:mr IN:ta IN:te IT:it JP:ja KE:en KR:ko LB:ar LT:lt LV:en LV:lv MA:fr
MX:es-419 MY:en NA:en NG:en NL:nl NO:no NZ:en PE:es-419 PH:en PK:en PL:pl PT:pt-150
RO:ro RS:sr RU:ru SA:ar SE:sv SG:en SI:sl SK:sk SN:fr TH:th TR:tr TW:zh-Hant TZ:en
UA:ru UA:uk UG:en US:en US:es-419 VE:es-419 VN:vi ZA:en ZW:en
"""
# Where the interface language is not the language part of the ceid
_HL = {
    "BR:pt-419": "pt-BR", "CA:fr": "fr-CA", "CN:zh-Hans": "zh-CN",
    "HK:zh-Hant": "zh-HK", "PT:pt-150": "pt-PT", "TW:zh-Hant": "zh-TW",
}  # fmt: skip
# The edition of a language on its own, where no country is called like the language
_MAIN = {
    "ar": "EG:ar", "bn": "BD:bn", "cs": "CZ:cs", "el": "GR:el", "en": "US:en",
    "he": "IL:he", "hi": "IN:hi", "ja": "JP:ja", "ko": "KR:ko", "pt": "BR:pt-419",
    "sl": "SI:sl", "sr": "RS:sr", "sv": "SE:sv", "uk": "UA:uk", "vi": "VN:vi",
    "zh": "CN:zh-Hans",
}  # fmt: skip
_OTHER_NAMES = {"iw": "he", "in": "id", "nb": "no", "nn": "no"}
_CEID = re.compile(r"([A-Z]{2}):([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)")
_LOCALE = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?![a-z0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A country's Google News in one language, as its three parameters."""

    gl: str
    hl: str
    ceid: str

    @property
    def language(self) -> str:
        """The bare language, such as "zh" of CN:zh-Hans."""
        return self.ceid.partition(":")[2].partition("-")[0]

    @property
    def name(self) -> str:
        """Such as "United States (English)"."""
        country = _COUNTRIES.get(self.gl, self.gl)
        return f"{country} ({_LANGUAGES.get(self.language, self.language)})"


def _made(ceid: str) -> Edition:
    gl, _, language = ceid.partition(":")
    own = f"en-{gl}" if language == "en" else language
    return Edition(gl, _HL.get(ceid, own), ceid)


EDITIONS: tuple[Edition, ...] = tuple(_made(ceid) for ceid in _CEIDS.split())
_BY_CEID = {each.ceid: each for each in EDITIONS}
_BY_LOWER = {each.ceid.lower(): each for each in EDITIONS}
DEFAULT = _BY_CEID["US:en"]


def edition(ceid: str) -> Edition | None:
    """The edition of that ceid; upper and lower case do not matter."""
    return _BY_LOWER.get(ceid.strip().lower())


def unlisted(ceid: str) -> Edition | None:
    """An edition that is not in the list but has a well-formed ceid."""
    return _made(ceid) if _CEID.fullmatch(ceid) else None


def edition_for(gl: str, hl: str) -> Edition | None:
    """The edition of a country, in that language if it has it, else its first one."""
    own = [each for each in EDITIONS if each.gl == gl.upper()]
    language = _language(hl)
    exact = (each for each in own if each.hl.lower() == hl.lower())
    spoken = (each for each in own if each.language == language)
    return next(exact, None) or next(spoken, None) or (own[0] if own else None)


def edition_for_locale(locale: str) -> Edition:
    """The edition nearest to a locale ("de_AT.UTF-8"); US:en where nothing is near."""
    found = _LOCALE.match(locale.strip())
    if found is None:
        return DEFAULT
    language, country = _language(found[1]), (found[3] or "").upper()
    there = edition_for(country, f"{found[1]}-{country}") if country else None
    if there is not None and there.language == language:
        return there
    return _main(language) or there or DEFAULT


def _main(language: str) -> Edition | None:
    named = f"{language.upper()}:{language}"
    found = _BY_CEID.get(_MAIN.get(language, named))
    return found or next((e for e in EDITIONS if e.language == language), None)


def _language(tag: str) -> str:
    bare = re.split(r"[-_]", tag, maxsplit=1)[0].lower()
    return _OTHER_NAMES.get(bare, bare)
