"""The preview picture of an item that has none to show: its address, its bytes."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from articles.core.card import HEIGHT, WIDTH, Face, card

__all__ = ["HEIGHT", "WIDTH", "Busy", "address", "drawn", "is_stamp_of", "stamp"]

FORM = "1"
"""Goes up when cards are drawn differently, so that they get other addresses."""

OWN = Path(__file__).parent / "fonts" / "DejaVuSans-Bold.ttf"
"""Latin, Greek, Cyrillic, Hebrew, Arabic and more."""

_PLACES = ("/usr/share/fonts", "/usr/local/share/fonts")
_WORTHY = re.compile(
    r"(NotoSans|SourceHanSans|DroidSansFallback|wqy|FreeSans|Nanum|ipag|TakaoP)"
    r"[\w.-]*\.(ttf|ttc|otf)"
)
_ODD = re.compile("Mono|Symbols|Math|Music|Italic|Oblique|Thin|Light|Black|Condensed")
_MOST_FACES, _MOST_FILES = 200, 5000
_KEPT = 32
_WAIT_S = 5.0

_turn = threading.Lock()
_kept: OrderedDict[str, bytes | None] = OrderedDict()


class Busy(Exception):  # noqa: N818 - it reads as what it is
    """Others are being drawn; one at a time, so that pages are not slowed down."""


def address(pk: int, headline: str, outlet: str) -> str:
    """Where the card of that item is; only who has seen its page can know it."""
    return reverse("card", args=[pk, stamp(pk, headline, outlet)])


def stamp(pk: int, headline: str, outlet: str) -> str:
    """What names this very card, and cannot be made up."""
    told = "\0".join((FORM, str(pk), headline, outlet))
    return salted_hmac("articles.cards", told, algorithm="sha256").hexdigest()[:24]


def is_stamp_of(given: str, pk: int, headline: str, outlet: str) -> bool:
    return constant_time_compare(given, stamp(pk, headline, outlet))


def drawn(headline: str, outlet: str) -> bytes | None:
    """The card as PNG; None where no font here has the letters of the headline."""
    key = hashlib.sha256(f"{headline}\0{outlet}".encode()).hexdigest()
    if key in _kept:
        return _kept[key]
    if not _turn.acquire(timeout=_WAIT_S):
        raise Busy
    try:
        if key not in _kept:
            _kept[key] = card(headline, outlet, "Newsreader", faces())
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
        return _kept[key]
    finally:
        _turn.release()


@cache
def faces() -> tuple[Face, ...]:
    """Our own font, then what stands in the data folder and on this machine."""
    found: list[Path] = []
    for place in (Path(settings.DATA_DIR) / "fonts", *map(Path, _PLACES)):
        for count, path in enumerate(place.rglob("*.*")):
            if count >= _MOST_FILES:
                break
            if _WORTHY.fullmatch(path.name) and not _ODD.search(path.name):
                found.append(path)
    found.sort(key=lambda path: ("Bold" not in path.name, path.name))
    return tuple(Face(str(path)) for path in (OWN, *found[:_MOST_FACES]))
