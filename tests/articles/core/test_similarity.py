"""Fingerprints: kept, read back, compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from articles.core.similarity import (
    coarse,
    fingerprint,
    shared,
    sketch,
    unpacked,
    voices,
)

WIRE = " ".join(f"word{n} said that town{n * 7 % 31} will rebuild" for n in range(60))


def test_a_fingerprint_survives_the_database() -> None:
    made = fingerprint("Fed raises interest rates again today", WIRE, language="en")

    read = unpacked(made.packed())

    assert read is not None
    assert (read.headline, read.text, read.sketch, read.title) == (
        made.headline,
        made.text,
        made.sketch,
        made.title,
    )
    assert read.packed() == made.packed()


def test_a_vectors_value_beyond_all_steps_is_the_last_step() -> None:
    assert [*coarse([0.25, -0.25])] == [64, -64]
    assert [*coarse([0.25, -0.25, 0.9, -0.9])] == [64, -64, 127, -127]


@given(st.binary(max_size=200))
def test_damaged_bytes_are_told(junk: bytes) -> None:
    assert unpacked(junk) is None or unpacked(junk) is not None


def test_a_cut_fingerprint_is_none() -> None:
    packed = fingerprint("Fed raises rates", WIRE).packed()

    assert unpacked(packed[:-1]) is None
    assert unpacked(b"") is None


def test_only_english_has_static_vectors() -> None:
    assert fingerprint("Fed raises rates", language="en-GB").about
    assert not fingerprint("Die Fed erhöht die Zinsen", language="de").about
    assert not fingerprint("日銀が政策金利を引き上げ", language="").about


def test_ten_copies_are_one_voice_and_another_text_is_its_own() -> None:
    other = " ".join(f"river{n} crossed bridge{n * 3 % 17} slowly" for n in range(60))
    cut = WIRE[: len(WIRE) * 3 // 4] + " Additional reporting by our staff."
    texts = [*[WIRE] * 9, cut, other]

    heard = voices([sketch(text.split()) for text in texts])

    assert heard == [0] * 10 + [10]


def test_a_short_text_is_nobodys_copy() -> None:
    assert sketch(["too", "short", "to", "tell"]) == ()
    assert shared((), (1, 2)) == 0.0
