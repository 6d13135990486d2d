"""The HTML of an article as it is read: pictures through us, headings to jump to,
what is wide in a box of its own.

What comes in has been sanitised, so each tag is complete and each value quoted. Only
whole tags are changed, by rule, and nothing is parsed and written anew: what nh3 has
written stays as it wrote it.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from articles.core.images import Raster, is_tracker

LONG = 600
"""Words. A shorter text is seen at a glance and needs no list of contents."""
MOST_HEADINGS = 40
MOST_PICTURES = 100

_ATTRIBUTES = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_TAG = re.compile(rf"<(/?)(img|table|pre|h[3-6])\b({_ATTRIBUTES})>", re.IGNORECASE)
_HEADING = re.compile(rf"<(h[3-6])\b{_ATTRIBUTES}>(.*?)</\1>", re.DOTALL)
_ANY_TAG = re.compile(rf"<[a-z/]{_ATTRIBUTES}>", re.IGNORECASE)
_VALUE = re.compile(
    r"""([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_EMPTY_FIGURE = re.compile(r"<figure>\s*(?:<div>\s*</div>\s*)?</figure>")


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a list of contents: a heading, and where it stands."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's HTML as a page shows it, and its headings where it is long."""

    html: str
    contents: tuple[Part, ...]
    has_pictures: bool


def picture_addresses(html: str) -> list[str]:
    """The addresses of the pictures in sanitised HTML, in order."""
    found = (
        _values(tag[3]).get("src", "") for tag in _TAG.finditer(html)
        if tag[2].lower() == "img"
    )  # fmt: skip
    return [url for url in found if url][:MOST_PICTURES]


def reading(
    html: str,
    *,
    word_count: int,
    picture: Callable[[str], str],
    sizes: Mapping[str, Raster],
) -> Reading:
    """Sanitised HTML made ready. `picture` turns a picture's address into the one to
    be loaded, or "" to leave it out; `sizes` are those that are known already.
    """
    contents = _contents(html) if word_count >= LONG else ()
    places = iter(range(1, MOST_HEADINGS + 1)) if contents else iter(())
    shown = 0

    def change(tag: re.Match[str]) -> str:
        nonlocal shown
        closes, name, rest = tag[1], tag[2].lower(), tag[3]
        if name == "img":
            url = _values(rest).get("src", "")
            made = "" if shown >= MOST_PICTURES else _img(rest, url, picture, sizes)
            shown += bool(made)
            return made
        if name == "table":
            return "</table></div>" if closes else f"{_WIDE}<table{rest}>"
        if name == "pre":
            return tag[0] if closes else f'<pre{rest} tabindex="0">'
        place = None if closes else next(places, None)
        return tag[0] if place is None else f'<{name}{rest} id="part-{place}" data-own>'

    changed = _EMPTY_FIGURE.sub("", _TAG.sub(change, html))
    return Reading(changed, contents, shown > 0)


_WIDE = '<div class="wide" role="region" aria-label="Table" tabindex="0">'


def img(
    source: str, *, alt: str = "", raster: Raster | None = None, size: str = ""
) -> str:
    """An img element whose room is known before it has loaded, so nothing jumps.

    Where nobody knows the size, the room is that of most pictures, and the picture is
    fitted into it.
    """
    if raster is not None:
        size = f' width="{raster.width}" height="{raster.height}"'
    room = size or ' width="1200" height="675" data-size="guessed"'
    return (
        f'<img src="{entities.escape(source)}" alt="{entities.escape(alt)}"{room}'
        ' loading="lazy" decoding="async">'
    )


def _img(
    rest: str, url: str, picture: Callable[[str], str], sizes: Mapping[str, Raster]
) -> str:
    known, values = sizes.get(url), _values(rest)
    if not url or is_tracker(url) or (known and known.is_pixel):
        return ""
    source = picture(url)
    if not source:
        return ""
    width, height = values.get("width", ""), values.get("height", "")
    size = ""
    if width.isdecimal() and height.isdecimal():
        size = f' width="{width}" height="{height}"'
    return img(source, alt=values.get("alt", ""), raster=known, size=size)


def _contents(html: str) -> tuple[Part, ...]:
    titles = [
        " ".join(entities.unescape(_ANY_TAG.sub(" ", found[2])).split())
        for found in _HEADING.finditer(html)
    ][:MOST_HEADINGS]
    if sum(map(bool, titles)) < 3:
        return ()
    return tuple(
        Part(title[:120], f"part-{place}")
        for place, title in enumerate(titles, start=1)
        if title
    )


def _values(rest: str) -> dict[str, str]:
    """The values of a tag's attributes, decoded."""
    return {
        found[1].lower(): entities.unescape(found[2] or found[3] or found[4] or "")
        for found in _VALUE.finditer(rest)
    }
