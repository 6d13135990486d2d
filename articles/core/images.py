"""Pictures as bytes and as addresses: type and size by magic number, signed addresses.

Only raster types are known here. What a server calls a file says nothing: a type is
what its first bytes say, and the size stands in the header of the file, so that
nothing is ever decoded.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass

from newsreader.lib import urls

MAX_SIDE = 16_384
MAX_PIXELS = 60_000_000
"""A picture of more would take a browser a quarter of a gigabyte to show."""

ENOUGH = 64
"""So many first bytes tell whether a file can be a picture at all."""

MAX_SEALED_URL = 2_800
"""Characters. Sealed, a longer address would not fit into a request line."""

_SIGNATURE_BYTES = 18
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a segment
_AVIF = re.compile(rb"avi[fs]")
_TRACKER = re.compile(
    r"//(?:[^/]*\.)?(?:doubleclick\.net|google-analytics\.com|scorecardresearch\.com"
    r"|quantserve\.com|pixel\.wp\.com|stats\.wp\.com|chartbeat\.(?:net|com)|"
    r"bat\.bing\.com|imrworldwide\.com|ioam\.de|criteo\.com|adnxs\.com)/"
    r"|//feeds\.feedburner\.com/~r/|//[^/]*facebook\.com/tr\b"
    r"|/(?:pixel|beacon|spacer|blank|clear|1x1|tracking|open)\.(?:gif|png)(?:\?|$)"
    r"|/(?:track|tracking|beacon|pixel)/open",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Raster:
    """What a file's first bytes say: a media type, and a size in pixels."""

    kind: str
    width: int
    height: int

    @property
    def is_bearable(self) -> bool:
        """Neither empty nor a bomb: small in bytes and huge in pixels."""
        width, height = self.width, self.height
        fits = 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE
        return fits and width * height <= MAX_PIXELS

    @property
    def is_pixel(self) -> bool:
        """Too small to show anything: it counts readers."""
        return self.width <= 2 or self.height <= 2


def raster(data: bytes) -> Raster | None:
    """The picture that these bytes begin, or None for anything else."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            return Raster("image/png", *struct.unpack_from(">II", data, 16))
        if data.startswith((b"GIF87a", b"GIF89a")):
            return Raster("image/gif", *struct.unpack_from("<HH", data, 6))
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:8] == b"ftyp" and _AVIF.search(data[8:ENOUGH]):
            return _avif(data)
    except struct.error:  # the file ends within its header
        pass
    return None


def may_be_raster(start: bytes) -> bool:
    """Could a file with these first bytes (at least `ENOUGH`) be a picture?"""
    if start.startswith((b"\x89PNG\r\n\x1a\n", b"GIF8", b"\xff\xd8\xff")):
        return True
    if start.startswith(b"RIFF"):
        return start[8:12] == b"WEBP"
    return start[4:8] == b"ftyp" and _AVIF.search(start[8:ENOUGH]) is not None


def _jpeg(data: bytes) -> Raster | None:
    """Walks from segment to segment to the frame header, before which others stand."""
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _SOF:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return Raster("image/jpeg", width, height)
        elif marker in {0xDA, 0xD9}:  # the picture itself, or its end
            return None
        else:
            at += 2 + max(2, *struct.unpack_from(">H", data, at + 2))
    return None


def _webp(data: bytes) -> Raster | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        low, high = struct.unpack_from("<IH", data, 24)
        both = low | high << 32
        return Raster("image/webp", (both & 0xFFFFFF) + 1, (both >> 24) + 1)
    if chunk == b"VP8L" and data[20:21] == b"\x2f":
        (bits,) = struct.unpack_from("<I", data, 21)
        return Raster("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", data, 26)
        return Raster("image/webp", width & 0x3FFF, height & 0x3FFF)
    return None


def _avif(data: bytes) -> Raster | None:
    """The largest of the sizes that the header names: others are of its parts."""
    found = [
        struct.unpack_from(">II", data, match.end() + 4)
        for match in re.finditer(rb"ispe", data[:65_536])
    ]
    if not found:
        return None
    return Raster("image/avif", *max(found, key=lambda size: size[0] * size[1]))


def is_tracker(url: str) -> bool:
    """Is this a picture that is there to count readers?"""
    return _TRACKER.search(url) is not None


def seal(url: str, key: bytes) -> tuple[str, str] | None:
    """Signature and sealed form of an address, without what tracks readers.

    None for what is no web address, or one too long to be asked for.
    """
    try:
        url = urls.clean(url)
    except urls.BadAddress:
        return None
    if len(url) > MAX_SEALED_URL:
        return None
    return _encoded(_sign(url, key)), _encoded(url.encode())


def unseal(signature: str, sealed: str, key: bytes) -> str | None:
    """The address that `seal` sealed with this key; None for anything else."""
    try:
        url = base64.b64decode(_padded(sealed), altchars=b"-_", validate=True).decode()
        given = base64.b64decode(_padded(signature), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return url if hmac.compare_digest(given, _sign(url, key)) else None


def _sign(url: str, key: bytes) -> bytes:
    return hmac.digest(key, url.encode(), hashlib.sha256)[:_SIGNATURE_BYTES]


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _padded(text: str) -> bytes:
    return text.encode("ascii") + b"=" * (-len(text) % 4)
