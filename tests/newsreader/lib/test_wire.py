from __future__ import annotations

import asyncio

import pytest

from newsreader.lib.wire import FRAMING, HEAD_BYTES, INTERIM_HEADS, Endless, Meter

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\n\r\n"


class Transport(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.protocol: asyncio.BaseProtocol = Inner()
        self.is_aborted = False

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self.protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def abort(self) -> None:
        self.is_aborted = True


class Inner(asyncio.Protocol):
    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.calls: list[object] = []

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)

    def eof_received(self) -> bool:
        self.calls.append("eof")
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self.calls.append(exc)

    def pause_writing(self) -> None:
        self.calls.append("pause")

    def resume_writing(self) -> None:
        self.calls.append("resume")


@pytest.fixture
def transport() -> Transport:
    return Transport()


def test_a_head_is_handed_on_by_itself(transport: Transport) -> None:
    inner = transport.protocol
    assert isinstance(inner, Inner)

    Meter.on(transport).data_received(HEAD + b"hi and more")

    assert inner.pieces == [HEAD, b"hi and more"]


@pytest.mark.parametrize("step", [1, 2, 3, 5, 1000])
def test_a_head_in_pieces_ends_where_it_ends(transport: Transport, step: int) -> None:
    inner = transport.protocol
    assert isinstance(inner, Inner)
    meter = Meter.on(transport)
    answer = HEAD + b"\r\n\r\n"

    for start in range(0, len(answer), step):
        meter.data_received(answer[start : start + step])

    assert b"".join(inner.pieces) == answer
    ends = [len(b"".join(inner.pieces[: n + 1])) for n in range(len(inner.pieces))]
    assert len(HEAD) in ends


def test_heads_that_come_before_the_head_are_taken_apart_too(
    transport: Transport,
) -> None:
    inner = transport.protocol
    assert isinstance(inner, Inner)

    Meter.on(transport).data_received(EARLY + EARLY + HEAD + b"hi")

    assert inner.pieces == [EARLY, EARLY, HEAD, b"hi"]


def test_a_connection_has_one_meter(transport: Transport) -> None:
    assert Meter.on(transport) is Meter.on(transport)


def test_more_than_any_honest_head_ends_the_connection(transport: Transport) -> None:
    inner = transport.protocol
    assert isinstance(inner, Inner)
    meter = Meter.on(transport)

    meter.data_received(bytes(HEAD_BYTES))
    assert not transport.is_aborted
    meter.data_received(b"x")
    meter.connection_lost(None)

    assert transport.is_aborted
    assert isinstance(inner.calls[0], Endless)


def test_a_body_that_arrives_allows_for_more(transport: Transport) -> None:
    meter = Meter.on(transport)

    meter.grant(10)
    meter.data_received(bytes(HEAD_BYTES + 10 * FRAMING))

    assert not transport.is_aborted


def test_the_next_answer_counts_anew(transport: Transport) -> None:
    meter = Meter.on(transport)

    meter.data_received(bytes(HEAD_BYTES))
    meter.expect_answer()
    meter.data_received(HEAD)

    assert not transport.is_aborted


def test_all_else_is_passed_on(transport: Transport) -> None:
    inner = transport.protocol
    assert isinstance(inner, Inner)
    meter = Meter.on(transport)
    error = OSError()

    meter.pause_writing()
    meter.resume_writing()
    assert meter.eof_received() is True
    meter.connection_lost(error)

    assert inner.calls == ["pause", "resume", "eof", error]


def test_somebody_is_told_after_each_piece_of_this_answer(transport: Transport) -> None:
    told = []
    meter = Meter.on(transport)
    meter.after = lambda: told.append(1)

    meter.data_received(b"x")
    meter.expect_answer()
    meter.data_received(b"x")

    assert told == [1]


def test_hints_without_an_end_are_cut_off(transport: Transport) -> None:
    inner = transport.protocol
    assert isinstance(inner, Inner)
    meter = Meter.on(transport)

    meter.data_received(EARLY * INTERIM_HEADS + HEAD)
    meter.connection_lost(None)

    assert transport.is_aborted
    assert isinstance(inner.calls[-1], Endless)
