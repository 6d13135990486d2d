"""Undo gzip, deflate, br and zstd in small steps that no bomb can blow up. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard

STEP = 65_536
"""How many bytes one step of a decoder may bring forth."""

MAX_CODINGS = 2
MAX_MEMBERS = 1_000
ZSTD_WINDOW = 8 << 20  # what RFC 9659 allows for the web
ZSTD_SIP = 96  # 24 blocks of 4 bytes, each of up to 128 KiB: 3 MiB at the most

_MISNOMERS = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "8bit"})


class CodingError(Exception):
    """The bytes are not what Content-Encoding says."""


class CutShort(CodingError):  # noqa: N818 - it reads as what it is
    """The coded bytes end in the middle."""


class TooMuch(CodingError):  # noqa: N818 - it reads as what it is
    """More came out than may."""


class _Stage(Protocol):
    def feed(self, coded: bytes) -> Iterator[bytes]: ...

    def is_whole(self) -> bool: ...


class Decoder:
    """Undoes the codings named by a Content-Encoding header, at most `limit` bytes.

    The limit holds for what each coding gives, so that a bomb inside a bomb, or one
    that decodes to nothing, costs no more than an honest body of that size.
    """

    def __init__(self, content_encoding: str, *, limit: int) -> None:
        names = [name.strip().lower() for name in content_encoding.split(",")]
        names = [name for name in names if name not in _MISNOMERS]
        if len(names) > MAX_CODINGS:
            raise CodingError(f"It is packed {len(names)} times over.")
        # The header lists the codings in the order in which they were put on.
        self._stages = [_stage(name) for name in reversed(names)]
        self._left = [limit] * (len(names) or 1)
        self._fed = False

    def feed(self, coded: bytes) -> Iterator[bytes]:
        """The decoded bytes, in pieces of at most a few MiB; raises CodingError."""
        self._fed = self._fed or bool(coded)
        try:
            yield from self._through(0, coded)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise CodingError("It is packed wrongly.") from error

    def finish(self) -> None:
        """Raises CutShort if more should have come."""
        if self._fed and not all(stage.is_whole() for stage in self._stages):
            raise CutShort("It ends in the middle.")

    def _through(self, place: int, coded: bytes) -> Iterator[bytes]:
        if not self._stages:
            yield self._counted(0, coded)
            return
        for piece in self._stages[place].feed(coded):
            self._counted(place, piece)
            if place + 1 < len(self._stages):
                yield from self._through(place + 1, piece)
            else:
                yield piece

    def _counted(self, place: int, piece: bytes) -> bytes:
        self._left[place] -= len(piece)
        if self._left[place] < 0:
            raise TooMuch("It unpacks to more than is allowed.")
        return piece


def _stage(name: str) -> _Stage:
    match name:
        case "gzip" | "x-gzip":
            return _Gzip()
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstd()
    raise CodingError("It is packed in a way that was not asked for.")


class _Gzip:
    """Any number of members one after the other, as RFC 1952 has it."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._members = 1
        self._is_over = False

    def feed(self, coded: bytes) -> Iterator[bytes]:
        while coded and not self._is_over:
            if self._member.eof:
                # What follows the last member and is none is padding or rubbish,
                # which gzip itself ignores too.
                if not coded.startswith(b"\x1f"):
                    self._is_over = True
                    return
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise CodingError("It is packed in too many parts.")
                self._member = zlib.decompressobj(wbits=31)
            yield self._member.decompress(coded, STEP)
            coded = self._member.unused_data or self._member.unconsumed_tail

    def is_whole(self) -> bool:
        return self._member.eof


class _Deflate:
    """With the zlib wrapping that the standard asks for, or raw as some send it."""

    def __init__(self) -> None:
        self._start = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, coded: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._start += coded
            if len(self._start) < 2:
                return
            coded, self._start = self._start, b""
            is_wrapped = coded[0] & 15 == 8 and int.from_bytes(coded[:2]) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if is_wrapped else -15)
        while coded and not self._stream.eof:
            yield self._stream.decompress(coded, STEP)
            coded = self._stream.unconsumed_tail

    def is_whole(self) -> bool:
        return self._stream is not None and self._stream.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, coded: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        yield self._stream.process(coded, output_buffer_limit=STEP)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=STEP)

    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    """Frames one after the other, fed in sips: the library has no limit of its own
    on what one call may bring forth."""

    def __init__(self) -> None:
        self._frame = self._new_frame()
        self._frames = 1

    def feed(self, coded: bytes) -> Iterator[bytes]:
        for start in range(0, len(coded), ZSTD_SIP):
            sip = coded[start : start + ZSTD_SIP]
            while sip:
                if self._frame.eof:
                    self._frames += 1
                    if self._frames > MAX_MEMBERS:
                        raise CodingError("It is packed in too many parts.")
                    self._frame = self._new_frame()
                yield self._frame.decompress(sip)
                sip = self._frame.unused_data

    def is_whole(self) -> bool:
        return self._frame.eof

    @staticmethod
    def _new_frame() -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
