"""A headline as a picture."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from articles.core.card import HEIGHT, WIDTH, Face, card, runs_right_to_left, tidy

FONTS = Path(__file__).parents[3] / "articles" / "fonts"
OURS = [Face(str(FONTS / "DejaVuSans-Bold.ttf"))]
needs_shaping = pytest.mark.skipif(
    not features.check("raqm"), reason="this Pillow cannot shape letters"
)


def drawn(headline: str, outlet: str = "Reuters") -> Image.Image:
    made = card(headline, outlet, "Newsreader", OURS)
    assert made is not None
    return Image.open(io.BytesIO(made)).convert("RGB")


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many dark dots stand there."""
    return sum(picture.crop(box).convert("L").histogram()[:110])


def test_it_is_a_png_of_the_size_that_sites_want() -> None:
    made = card("A deal is struck", "Reuters", "Newsreader", OURS)

    assert made is not None
    assert made.startswith(b"\x89PNG")
    assert len(made) < 100_000
    assert Image.open(io.BytesIO(made)).size == (WIDTH, HEIGHT) == (1200, 630)


def test_the_same_headline_gives_the_same_bytes() -> None:
    first, again = (card("A deal", "Reuters", "Newsreader", OURS) for _ in range(2))

    assert first == again


def test_another_headline_gives_another_picture() -> None:
    assert drawn("A deal").tobytes() != drawn("No deal").tobytes()


@needs_shaping
@pytest.mark.parametrize("headline", ["اتفاق جديد", "הסכם חדש"])
def test_arabic_and_hebrew_stand_at_the_right(headline: str) -> None:
    picture = drawn(headline)
    middle = WIDTH // 2

    assert runs_right_to_left(headline)
    assert ink(picture, (middle, 140, WIDTH - 60, 320)) > 500
    assert ink(picture, (0, 140, middle - 200, 320)) == 0


@needs_shaping
def test_letters_that_join_are_drawn_joined() -> None:
    """A joined word is narrower than its letters one by one."""
    assert drawn("ببببب").tobytes() != drawn("ب ب ب ب ب").tobytes()


def test_a_headline_in_letters_that_no_font_has_gives_no_picture() -> None:
    assert card("ᚠᚢᚦ 漢字のニュース", "Reuters", "Newsreader", OURS) is None
    assert card("A deal", "Reuters", "Newsreader", []) is None
    assert card("A deal", "Reuters", "Newsreader", [Face("/no/such.ttf")]) is None


def test_an_outlet_in_such_letters_is_left_out() -> None:
    assert drawn("A deal", "朝日新聞").tobytes() == drawn("A deal", "").tobytes()


@pytest.mark.parametrize("nothing", ["", " \n", "😀😀", "\x00\x01", "\u202e"])
def test_without_words_there_is_no_picture(nothing: str) -> None:
    assert card(nothing, "Reuters", "Newsreader", OURS) is None


@pytest.mark.parametrize(
    "headline",
    [
        "W" * 10_000,
        "word " * 10_000,
        "a😀\u200d" * 5_000,
        "e" + "\u0301" * 10_000,
        "\u202e\u2066" * 5_000 + "deal",
        "ﷺ" * 5_000,
        "a\ufdfa" * 3_000,
    ],
)
def test_a_hostile_headline_costs_little_and_stays_inside(headline: str) -> None:
    started = time.process_time()
    made = card(headline, headline, "Newsreader", OURS)

    assert time.process_time() - started < 2
    if made is not None:
        picture = Image.open(io.BytesIO(made)).convert("RGB")
        assert ink(picture, (0, 0, WIDTH, 60)) - ink(picture, (0, 0, 20, 60)) <= 1300


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=80))
def test_no_text_breaks_it(headline: str, outlet: str) -> None:
    made = card(headline, outlet, "Newsreader", OURS)

    assert made is None or made.startswith(b"\x89PNG")


def test_what_is_too_long_is_cut_between_words() -> None:
    assert tidy("one two three", 9) == "one two…"
    assert tidy("unbroken", 5) == "unbr…"
    assert tidy("a\tb\u00a0 c", 9) == "a b c"
