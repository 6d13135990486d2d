"""Icons are rasters by their first bytes, of a size that suits a line of text."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import icons
from tests.articles.core.test_images import GIF, JPEG, PNG


def bitmap(side: int, body: bytes = b"\0" * 60) -> bytes:
    return struct.pack("<Iii", 40, side, side * 2) + b"\0" * 28 + body


def ico(*sizes: tuple[int, bytes]) -> bytes:
    head, at = struct.pack("<HHH", 0, 1, len(sizes)), 6 + 16 * len(sizes)
    body = b""
    for side, entry in sizes:
        head += struct.pack(
            "<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(entry), at
        )
        body += entry
        at += len(entry)
    return head + body


@pytest.mark.parametrize("data", [PNG, GIF, JPEG])
def test_a_raster_is_kept_as_it_is(data: bytes) -> None:
    found = icons.drawing(data)

    assert found is not None
    assert found.body == data
    assert icons.may_be_icon(data[:64])


def test_the_size_that_suits_is_cut_out_of_an_ico() -> None:
    found = icons.drawing(
        ico((16, bitmap(16)), (48, bitmap(48)), (32, bitmap(32)), (256, bitmap(256)))
    )

    assert found is not None
    assert found.kind == "image/x-icon"
    assert found.body == ico((32, bitmap(32)))
    assert icons.drawing(found.body) == found


def test_a_png_in_an_ico_becomes_a_png() -> None:
    found = icons.drawing(ico((16, bitmap(16)), (64, PNG)))

    assert found == icons.Drawing("image/png", PNG)


def test_of_small_sizes_the_largest_is_taken() -> None:
    found = icons.drawing(ico((8, bitmap(8)), (24, bitmap(24)), (16, bitmap(16))))

    assert found is not None
    assert found.body == ico((24, bitmap(24)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\1\0garbage",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>404</title>",
        ico((32, b"<svg onload='x'/>" + b" " * 60)),
        ico((32, bitmap(32)))[:-1],
        PNG[:16] + struct.pack(">II", 5000, 5000) + PNG[24:],
        PNG[:16] + struct.pack(">II", 1, 1) + PNG[24:],
        PNG + b" " * icons.MAX_BYTES,
    ],
    ids=["nothing", "broken", "svg", "html", "svg in ico", "cut off", "huge", "pixel",
         "heavy"],
)  # fmt: skip
def test_anything_else_is_no_icon(data: bytes) -> None:
    assert icons.drawing(data) is None


@given(st.binary(max_size=400))
def test_no_bytes_trip_it(noise: bytes) -> None:
    icons.drawing(b"\0\0\1\0" + noise)
    icons.drawing(ico((32, noise), (16, noise[::-1])))
    icons.may_be_icon(noise)


@pytest.mark.parametrize(
    ("host", "sign"),
    [
        ("www.reuters.com", "R"), ("xn--mnchen-3ya.example", "M"),
        ("xn--lfe.example", "Ü"), ("9to5mac.com", "9"), ("xn--", "#"), ("-.-", "#"),
        ("", "#"),
    ],
)  # fmt: skip
def test_a_site_without_an_icon_is_shown_by_a_letter(host: str, sign: str) -> None:
    if host == "xn--lfe.example":
        host = "ü.example".encode("idna").decode()

    assert icons.letter(host) == sign
    assert f">{sign}</text>".encode() in icons.tile(host).body
    assert icons.tile(host).kind == "image/svg+xml"
