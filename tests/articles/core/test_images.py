"""Pictures are known by their bytes, and their addresses by a signature."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.images import (
    MAX_SEALED_URL,
    Raster,
    is_tracker,
    may_be_raster,
    raster,
    seal,
    unseal,
)

KEY = b"k" * 32
APP = b"\xff\xe1\x00\x08Exif\0\0"
JPEG = b"\xff\xd8" + APP + b"\xff\xff\xc2\x00\x11\x08\x01\xe0\x02\x80" + b"\x03" * 10
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x06\0\0\0"
)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480) + b"\0" * 60
VP8X = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\x7f\x02\0\xdf\x01\0"
VP8L = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 479 << 14)
VP8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
AVIF = (
    b"\0\0\0\x1cftypavif\0\0\0\0mif1avif"
    + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", 64, 48)
    + b"\0\0\0\x14ispe\0\0\0\0" + struct.pack(">II", 640, 480)
)  # fmt: skip
ALL = {
    "image/jpeg": [JPEG], "image/png": [PNG], "image/gif": [GIF],
    "image/webp": [VP8, VP8L, VP8X], "image/avif": [AVIF],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data"), [(kind, data) for kind, files in ALL.items() for data in files]
)
def test_type_and_size_stand_in_the_first_bytes(kind: str, data: bytes) -> None:
    assert raster(data) == Raster(kind, 640, 480)
    assert may_be_raster(data[:64])


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!doctype html>",
        b"\0\0\x01\0\x01\0\x10\x10", b"BM", b"%PDF-1.7", b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x1cftypisom\0\0\0\0isomavc1", b"\xff\xd8\xff\xda\0\0",
        b"\xff\xd8\xff\xe0\0\0\xff\xd9",
    ],
)  # fmt: skip
def test_what_is_no_raster_picture_is_none(data: bytes) -> None:
    assert raster(data) is None


@given(st.binary(max_size=300), st.sampled_from([b"", JPEG, PNG, VP8X, AVIF, GIF]))
def test_no_bytes_break_it(tail: bytes, head: bytes) -> None:
    for cut in (len(head), len(head) // 2):
        found = raster(head[:cut] + tail)
        assert found is None or found.kind in ALL
        may_be_raster(head[:cut] + tail)


def test_a_bomb_and_a_pixel_are_told_from_a_picture() -> None:
    assert Raster("image/png", 6000, 4000).is_bearable
    assert not Raster("image/png", 20_000, 20_000).is_bearable
    assert not Raster("image/png", 0, 10).is_bearable
    assert Raster("image/gif", 1, 1).is_pixel
    assert not Raster("image/gif", 16, 16).is_pixel


@pytest.mark.parametrize(
    ("url", "counts"),
    [
        ("https://stats.wp.com/b.gif?x", True),
        ("https://pixel.wp.com/g.gif", True),
        ("https://a.example/img/pixel.gif?id=3", True),
        ("https://ad.doubleclick.net/x", True),
        ("https://feeds.feedburner.com/~r/a/b/~4/x", True),
        ("https://a.example/pixel-art.png", False),
        ("https://cdn.example/photo.jpg", False),
    ],
)
def test_counters_are_known(url: str, counts: bool) -> None:
    assert is_tracker(url) is counts


def test_a_sealed_address_opens_with_its_own_signature_only() -> None:
    one = seal("https://a.example/1.png?x=1&utm_source=feed", KEY)
    other = seal("https://a.example/2.png", KEY)

    assert one is not None
    assert other is not None
    assert unseal(*one, KEY) == "https://a.example/1.png?x=1"
    assert unseal(other[0], one[1], KEY) is None
    assert unseal(*one, b"another key") is None
    assert unseal(one[0][:-1], one[1], KEY) is None
    assert unseal("", one[1], KEY) is None


@pytest.mark.parametrize(
    "url",
    ["", "data:image/png;base64,x", "javascript:x", "ftp://a/b",
     "https://a.example/" + "x" * MAX_SEALED_URL],
)  # fmt: skip
def test_what_is_no_web_address_is_not_sealed(url: str) -> None:
    assert seal(url, KEY) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_made_up_address_opens(signature: str, sealed: str) -> None:
    assert unseal(signature, sealed, KEY) is None
