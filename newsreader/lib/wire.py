"""Count what comes over a connection, and hand heads on apart from bodies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Self

HEAD_BYTES = 1 << 20
"""What may come beside the body of an answer: heads, and chunks' own lines."""

INTERIM_HEADS = 16
"""So many answers like "103 Early Hints" may come before the one that counts."""

FRAMING = 8
"""How many bytes a byte of the body may cost; six when each has its own chunk."""

_END = b"\r\n\r\n"


def _nothing() -> None:
    pass


class Endless(OSError):  # noqa: N818 - it reads as what it is
    """More came beside the body than any honest answer has."""


class Meter(asyncio.Protocol):
    """Stands between a transport and the protocol that reads from it.

    Counts, because headers and chunk lines that never end are not seen from above.
    And gives the parser a head by itself: bytes after the end of an answer are then
    an error of what follows, and not of the answer, as it is in browsers.
    """

    def __init__(self, transport: asyncio.Transport, inner: asyncio.Protocol) -> None:
        self._transport = transport
        self._inner = inner
        self.after: Callable[[], None] = _nothing
        """Called when the inner protocol was given something."""
        self.expect_answer()

    @classmethod
    def on(cls, transport: asyncio.Transport) -> Self:
        """The meter of this connection, put there if there is none."""
        protocol = transport.get_protocol()
        if isinstance(protocol, cls):
            return protocol
        if not isinstance(protocol, asyncio.Protocol):
            raise TypeError(protocol)
        meter = cls(transport, protocol)
        transport.set_protocol(meter)
        return meter

    def expect_answer(self) -> None:
        """A request is sent: what comes from now on is its answer."""
        self._left = HEAD_BYTES
        self._is_head = True
        self._heads = 0
        self._before = b""
        self.after = _nothing

    def grant(self, body: int) -> None:
        """So much of a body arrived; as much may come in between."""
        self._left += FRAMING * body

    def data_received(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            self._transport.abort()
            return
        while self._is_head and data:
            window = self._before + data
            found = window.find(_END)
            cut = len(data) if found < 0 else found + len(_END) - len(self._before)
            head, data = data[:cut], data[cut:]
            self._before = window[-3:] if found < 0 else b""
            # After "103 Early Hints" and its like another head follows.
            self._is_head = found < 0 or data.startswith(b"HTTP/1")
            self._heads += found >= 0
            if self._heads > INTERIM_HEADS:
                self._left = -1
                self._transport.abort()
                return
            self._inner.data_received(head)
        if data:
            self._inner.data_received(data)
        self.after()

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._inner.connection_lost(Endless() if self._left < 0 else exc)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()
