"""The icon of a site out of a file's bytes: raster only, the best size of several, and
a letter where there is none.

As with other pictures a type is what the first bytes say, and nothing is decoded. An
ICO file holds several sizes; the one that suits a line of text is cut out of it.
"""

from __future__ import annotations

import hashlib
import html
import struct
from dataclasses import dataclass

from articles.core.images import Raster, raster

MAX_BYTES = 64 << 10
"""Of what is kept. An icon of more was not drawn to be one."""

MAX_SIDE = 1024
WANTED = 32
"""Pixels: twice the size at which an icon is shown, for dense screens."""

_ICO = b"\0\0\1\0"
_MOST_SIZES = 40
_BITMAP_HEAD = 40


@dataclass(frozen=True, slots=True)
class Drawing:
    """An icon that may be shown: what it is, and its bytes."""

    kind: str
    body: bytes

    @property
    def etag(self) -> str:
        """A name for these very bytes."""
        return hashlib.sha256(self.body).hexdigest()[:32]


def drawing(data: bytes) -> Drawing | None:
    """The icon that this file holds; None for anything else, SVG too."""
    found = _of_ico(data) if data.startswith(_ICO) else _of_raster(data)
    return found if found and len(found.body) <= MAX_BYTES else None


def may_be_icon(start: bytes) -> bool:
    """Could a file with these first bytes (at least `images.ENOUGH`) be an icon?"""
    return start.startswith(
        (_ICO, b"\x89PNG\r\n\x1a\n", b"GIF8", b"\xff\xd8\xff", b"RIFF")
    )


def _of_raster(data: bytes) -> Drawing | None:
    known = raster(data)
    if known is None or known.is_pixel or known.kind == "image/avif":
        return None
    return Drawing(known.kind, data) if _fits(known) else None


def _fits(known: Raster) -> bool:
    return max(known.width, known.height) <= MAX_SIDE and known.is_bearable


def _of_ico(data: bytes) -> Drawing | None:
    """The size nearest to the wanted one from above, as a file of its own."""
    entries = []
    (count,) = struct.unpack_from("<H", data.ljust(6, b"\0"), 4)
    for place in range(min(count, _MOST_SIZES)):
        at = 6 + 16 * place
        if at + 16 > len(data):
            break
        width, _, _, _, _, bits, size, start = struct.unpack_from("<BBBBHHII", data, at)
        side, body = width or 256, data[start : start + size]
        if size and len(body) == size and (found := _of_entry(data[at : at + 8], body)):
            entries.append((side < WANTED, abs(side - WANTED), -bits, place, found))
    return min(entries)[-1] if entries else None


def _of_entry(head: bytes, body: bytes) -> Drawing | None:
    """One size of an ICO: a PNG file, or a bitmap that needs its line in the list."""
    if body.startswith(b"\x89PNG"):
        return _of_raster(body)
    if len(body) < _BITMAP_HEAD:
        return None
    size, width, height = struct.unpack_from("<Iii", body)
    if size != _BITMAP_HEAD or not (2 < width <= 256 and 4 < height <= 512):
        return None
    alone = struct.pack("<HHH", 0, 1, 1) + head + struct.pack("<II", len(body), 22)
    return Drawing("image/x-icon", alone + body)


def letter(host: str) -> str:
    """What a site without an icon is shown by: the first letter of its name."""
    name = host.removeprefix("www.")
    if name.startswith("xn--"):
        try:
            name = name.encode("ascii").decode("idna")
        except UnicodeError:
            return "#"
    return next((sign.upper()[0] for sign in name if sign.isalnum()), "#")


def tile(host: str) -> Drawing:
    """A drawing of our own with that letter, for where there is no icon."""
    sign = html.escape(letter(host))
    body = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        '<rect width="32" height="32" rx="6" fill="#857c6d"/>'
        '<text x="16" y="22.5" text-anchor="middle" fill="#fff" font-size="19"'
        f' font-weight="600" font-family="system-ui,sans-serif">{sign}</text></svg>'
    )
    return Drawing("image/svg+xml", body.encode())
