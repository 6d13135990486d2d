"""Which of a publisher's own addresses is the one behind a headline.

Google's handle tells how many bytes the address has. An address is taken only if it is
of that length, on the publisher's site, under the same headline, and the only one so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from newsreader.lib import urls

MAX_HEADLINE = 500
_SHORTEST_CUT = 30
"""A headline cut short is known again by so many letters, and by no fewer."""

_NOT_WORDS = re.compile(r"[\W_]+")
_LAST_PART = re.compile(r"(.{5,})\s+[-–—|·»]+\s+(.{1,80})")
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Page:
    """An address and the headline under which the publisher tells it."""

    url: str
    headline: str


def fitting(
    headline: str, outlet: str, length: int, host: str, pages: Iterable[Page]
) -> str:
    """The one page that this must be, or "" where there is none or are several.

    `length` is that of the address in bytes, `host` the site that Google names.
    """
    candidates = [
        page
        for page in pages
        if len(page.url.encode()) == length and same_site(urls.host(page.url), host)
    ]
    for is_same in (_equal, _alike):
        found = {
            _clean(page.url): page.url
            for page in candidates
            if is_same(headline, page.headline, outlet)
        }
        if found:
            return next(iter(found.values())) if len(found) == 1 else ""
    return ""


def bare(headline: str) -> str:
    """The headline's letters and digits alone, for comparing."""
    text = unicodedata.normalize("NFKC", headline[:MAX_HEADLINE]).casefold()
    return _NOT_WORDS.sub("", text) or text.strip()


def same_site(one: str, other: str) -> bool:
    """Is one host the other, or below it? A leading "www." does not count."""
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _equal(one: str, other: str, _outlet: str) -> bool:
    return bool(bare(one)) and bare(one) == bare(other)


def _alike(one: str, other: str, outlet: str) -> bool:
    """Equal but for the outlet's name behind it, or where one was cut short."""
    one, other = (_without_name(text, outlet) for text in (one, other))
    if _equal(one, other, outlet):
        return True
    for cut, whole in ((one, other), (other, one)):
        start = bare(_CUT.sub("", cut))
        if _CUT.search(cut) and len(start) >= _SHORTEST_CUT:
            return bare(whole).startswith(start)
    return False


def _without_name(headline: str, outlet: str) -> str:
    found = _LAST_PART.fullmatch(headline[:MAX_HEADLINE].strip())
    if not found:
        return headline
    name, known = bare(found[2]), bare(outlet)
    return found[1] if known and (name in known or known in name) else headline


def _clean(url: str) -> str:
    try:
        return urls.clean(url)
    except urls.BadAddress:
        return url
