"""Read and write the small protobuf messages that Google News packs into addresses.

Only what occurs there: varints and byte strings, packed as url-safe base64 without
padding. Anything else, and anything not in its shortest form, is `BadMessage`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

MAX_TEXT = 8192
"""Characters of packed text that are looked at; real ones have about 600."""

_PACKED = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_VARINT, _BYTES = 0, 2
_MAX_VARINT_BYTES = 10

Field = tuple[int, int | bytes]


class BadMessage(ValueError):  # noqa: N818 - it reads as what it is
    """This is no such message."""


def unpack(text: str) -> bytes:
    """The bytes behind url-safe base64, padded or not."""
    if len(text) > MAX_TEXT or not _PACKED.fullmatch(text):
        raise BadMessage("not url-safe base64")
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise BadMessage("not url-safe base64") from error


def pack(raw: bytes) -> str:
    """Url-safe base64 without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def read(raw: bytes) -> list[Field]:
    """The fields of a message as (number, value), in their order."""
    fields: list[Field] = []
    at = 0
    while at < len(raw):
        tag, at = _read_varint(raw, at)
        number, wire = tag >> 3, tag & 7
        value, at = _read_varint(raw, at)
        if number == 0 or wire not in {_VARINT, _BYTES}:
            raise BadMessage("a field of an unknown kind")
        if wire == _VARINT:
            fields.append((number, value))
            continue
        end = at + value
        if end > len(raw):
            raise BadMessage("cut short")
        fields.append((number, raw[at:end]))
        at = end
    return fields


def write(fields: Sequence[Field]) -> bytes:
    """A message of these fields, in this order."""
    out = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            out += _write_varint(number << 3 | _VARINT) + _write_varint(value)
        else:
            out += _write_varint(number << 3 | _BYTES) + _write_varint(len(value))
            out += value
    return bytes(out)


def first(fields: Sequence[Field], number: int) -> int | bytes | None:
    """The value of the first field of that number, or None."""
    return next((value for found, value in fields if found == number), None)


def _read_varint(raw: bytes, at: int) -> tuple[int, int]:
    # Lengths from 128 on take two bytes: reading one cuts addresses silently.
    value = 0
    for place, byte in enumerate(raw[at : at + _MAX_VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            if place and byte == 0:
                raise BadMessage("a number longer than needed")
            return value, at + place + 1
    raise BadMessage("a number that does not end")


def _write_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
