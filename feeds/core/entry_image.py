"""The picture that a feed gives with an entry: the smallest that is large enough."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from feeds.core import entry_text as say

ENOUGH = 224
"""Pixels: twice the width at which a list shows it, for dense screens."""

MAX_LENGTH = 2000
_MOST = 20


def picture(entry: Mapping[str, Any], url: str) -> str:
    """The address of the entry's picture, or "": of thumbnails, media and enclosures.

    Several sizes are often given. One without a size counts as the size that feeds
    mean by it: a thumbnail is small, anything else is large.
    """
    found = [
        (*_size(_width(given) or guess), place, address)
        for place, (given, guess) in enumerate(_given(entry))
        if (address := say.link(url, given.get("url") or given.get("href")))
        and len(address) <= MAX_LENGTH
    ]
    return min(found)[-1] if found else ""


def _given(entry: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], int]]:
    for thumbnail in entry.get("media_thumbnail", ())[:_MOST]:
        yield thumbnail, ENOUGH
    for media in entry.get("media_content", ())[:_MOST]:
        if media.get("medium") == "image" or _is_image(media):
            yield media, 1200
    for link in entry.get("links", ())[:_MOST]:
        if link.get("rel") == "enclosure" and _is_image(link):
            yield link, 1200


def _is_image(given: Mapping[str, Any]) -> bool:
    kind = str(given.get("type", "")).lower()
    return kind.startswith("image/") and "svg" not in kind


def _width(given: Mapping[str, Any]) -> int:
    text = str(given.get("width") or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _size(width: int) -> tuple[bool, int]:
    """Sorts what is large enough first, the smallest first; then the largest."""
    return width < ENOUGH, width if width >= ENOUGH else -width
