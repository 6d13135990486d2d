from __future__ import annotations

import gzip
import itertools
import random
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newsreader.lib.coding import CodingError, CutShort, Decoder, TooMuch

LIMIT = 1 << 20
TEXT = b"All the news that is fit to fetch. " * 300


def raw_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(body) + squeeze.flush()


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    " Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
everyone = pytest.mark.parametrize(("name", "squeeze"), CODERS.items())


def decode(name: str, coded: bytes, *, step: int = 1000, limit: int = LIMIT) -> bytes:
    decoder = Decoder(name, limit=limit)
    out = bytearray()
    for start in range(0, len(coded), step):
        for piece in decoder.feed(coded[start : start + step]):
            out += piece
    decoder.finish()
    return bytes(out)


@everyone
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_each_coding_is_undone_in_any_steps(
    name: str, squeeze: Callable[[bytes], bytes], step: int
) -> None:
    noise = random.Random(1).randbytes(3000)

    assert decode(name, squeeze(TEXT + noise), step=step) == TEXT + noise


@everyone
def test_an_empty_body_is_whole_in_each_coding(
    name: str, squeeze: Callable[[bytes], bytes]
) -> None:
    assert decode(name, b"") == b""
    assert decode(name, squeeze(b"")) == b""


@everyone
def test_what_is_cut_short_is_told_from_what_is_whole(
    name: str, squeeze: Callable[[bytes], bytes]
) -> None:
    coded = squeeze(TEXT)

    with pytest.raises(CutShort):
        decode(name, coded[: len(coded) // 2])


@everyone
def test_a_bomb_is_stopped_before_it_takes_memory(
    name: str, squeeze: Callable[[bytes], bytes]
) -> None:
    bomb = squeeze(bytes(64 << 20))
    tracemalloc.start()

    with pytest.raises(TooMuch):
        decode(name, bomb, step=65_536)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


def test_a_bomb_inside_a_bomb_is_stopped_too() -> None:
    bomb = gzip.compress(gzip.compress(bytes(256 << 20)))

    with pytest.raises(TooMuch):
        decode("gzip, gzip", bomb)


def test_a_bomb_that_would_decode_to_nothing_is_stopped_too() -> None:
    hollow = gzip.compress(gzip.compress(b"x") + bytes(64 << 20))

    with pytest.raises(TooMuch):
        decode("gzip, gzip", hollow)


def test_codings_are_undone_in_reverse_order() -> None:
    assert decode("br, gzip", gzip.compress(brotli.compress(TEXT))) == TEXT


@pytest.mark.parametrize("name", ["", "identity", "utf-8", "none, identity"])
def test_what_names_no_coding_is_passed_through(name: str) -> None:
    assert decode(name, TEXT) == TEXT


def test_the_limit_holds_without_coding() -> None:
    with pytest.raises(TooMuch):
        decode("", bytes(LIMIT + 1))


def test_exactly_the_limit_is_allowed() -> None:
    assert len(decode("gzip", gzip.compress(bytes(LIMIT)))) == LIMIT


@pytest.mark.parametrize("name", ["compress", "gzip, gzip, gzip", "sdch"])
def test_unknown_and_too_many_codings_are_refused(name: str) -> None:
    with pytest.raises(CodingError):
        Decoder(name, limit=LIMIT)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate"])
def test_bytes_that_were_never_coded_are_refused(name: str) -> None:
    with pytest.raises(CodingError):
        decode(name, b"<rss>" + TEXT)


def test_a_wrong_checksum_is_refused() -> None:
    coded = bytearray(gzip.compress(TEXT))
    coded[-6] ^= 255

    with pytest.raises(CodingError):
        decode("gzip", bytes(coded))


@pytest.mark.parametrize("step", [1, 10, 100_000])
def test_all_members_of_a_gzip_stream_are_read(step: int) -> None:
    members = gzip.compress(b"one") + gzip.compress(b"") + gzip.compress(b"two")

    assert decode("gzip", members, step=step) == b"onetwo"
    assert decode("gzip", members + bytes(20), step=step) == b"onetwo"


def test_all_frames_of_a_zstd_stream_are_read() -> None:
    frames = zstandard.compress(b"one") + zstandard.compress(b"two")

    assert decode("zstd", frames) == b"onetwo"


@pytest.mark.parametrize(("name", "squeeze"), list(CODERS.items())[::5])
def test_members_without_number_are_refused(
    name: str, squeeze: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(CodingError):
        decode(name, squeeze(b"") * 5000)


def test_a_zstd_window_of_too_many_megabytes_is_refused() -> None:
    settings = zstandard.ZstdCompressionParameters(window_log=27)
    squeeze = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    coded = squeeze.compress(TEXT) + squeeze.flush()

    with pytest.raises(CodingError):
        decode("zstd", coded)


@given(
    st.sampled_from([*CODERS, "gzip, br", "zstd, gzip"]),
    st.binary(max_size=300),
    st.integers(1, 50),
)
def test_any_bytes_give_bytes_or_a_coding_error(
    name: str, coded: bytes, step: int
) -> None:
    try:
        out = decode(name, coded, step=step, limit=5000)
    except CodingError:
        return
    assert len(out) <= 5000


@given(st.sampled_from(list(CODERS)), st.binary(max_size=2000), st.data())
def test_damaged_bytes_give_bytes_or_a_coding_error(
    name: str, body: bytes, data: st.DataObject
) -> None:
    coded = bytearray(CODERS[name](body))
    for place in data.draw(st.lists(st.integers(0, len(coded) - 1), max_size=3)):
        coded[place] ^= data.draw(st.integers(1, 255))

    try:
        out = decode(name, bytes(coded), step=13, limit=5000)
    except CodingError:
        return
    assert len(out) <= 5000


def test_pieces_are_small() -> None:
    decoder = Decoder("zstd", limit=64 << 20)
    pieces = decoder.feed(zstandard.compress(bytes(32 << 20)))

    assert max(map(len, itertools.islice(pieces, 1000))) <= 4 << 20
