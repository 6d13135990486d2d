"""Messages are read exactly or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core.protobuf import BadMessage, first, pack, read, unpack, write

FIELDS = st.lists(
    st.tuples(
        st.integers(1, 1000), st.one_of(st.integers(0, 2**60), st.binary(max_size=300))
    )
)


@given(FIELDS)
def test_what_is_written_is_read_back(fields: list[tuple[int, int | bytes]]) -> None:
    assert read(unpack(pack(write(fields)))) == fields if fields else True


@given(st.binary())
def test_any_bytes_are_a_message_or_a_bad_one(raw: bytes) -> None:
    try:
        fields = read(raw)
    except BadMessage:
        return

    assert write(fields) == raw


@pytest.mark.parametrize("size", [126, 127, 128, 129, 16_383, 16_384])
def test_a_length_takes_as_many_bytes_as_it_needs(size: int) -> None:
    value = first(read(write([(4, b"x" * size), (5, 1)])), 4)

    assert value == b"x" * size


@pytest.mark.parametrize(
    "raw", [b"\x08", b"\x22\x05abc", b"\x22\x85\x00abcde", b"\x00\x01", b"\xff" * 12]
)
def test_cut_and_padded_messages_are_refused(raw: bytes) -> None:
    with pytest.raises(BadMessage):
        read(raw)


@pytest.mark.parametrize("text", ["", "a b", "+/+/", "=", "A", "A" * 8193, "ä"])
def test_other_text_is_not_unpacked(text: str) -> None:
    with pytest.raises(BadMessage):
        unpack(text)


def test_padding_does_not_matter() -> None:
    assert unpack("YQ==") == unpack("YQ") == b"a"
