"""A headline and its outlet as a picture for other sites to show with a link."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, features

WIDTH, HEIGHT = 1200, 630
MAX_HEADLINE, MAX_OUTLET = 220, 60
_MARGIN, _BAR = 80, 20
_SIZES = (76, 66, 56, 48)
_LINES = 5
_SMALL = 36
_PAPER, _INK, _QUIET, _ACCENT = "#fbfaf6", "#1d1b18", "#5c574f", "#8c2f1b"
_NOWHERE = "\U0010fffe"
"""No font has it: what is drawn for it is drawn for all that a font has not."""

_BIDI = {"R", "AL"}
_JOINED = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff"
    "\ufe70-\ufeff]"
)
"""Scripts whose letters change with their neighbours, or run from right to left."""

_UNSPACED = re.compile(
    "[\u2e80-\u30ff\u31f0-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
)
"""Scripts without spaces between words."""

_LETTERS = ("L", "N", "P", "M", "Z", "Sm", "Sc", "Sk")


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, and the number of the font in it."""

    path: str
    number: int = 0


def card(headline: str, outlet: str, brand: str, faces: Sequence[Face]) -> bytes | None:
    """The picture as PNG, in the first font that has all letters of the headline; None
    where there is no such font, or nothing to write."""
    headline = tidy(headline, MAX_HEADLINE)
    face = _face_for(headline, faces)
    if not headline or face is None:
        return None
    outlet = tidy(outlet, MAX_OUTLET)
    if _face_for(outlet, [face]) is None:
        outlet = ""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    is_rtl = runs_right_to_left(headline)
    edge = WIDTH - _BAR if is_rtl else 0
    pen.rectangle((edge, 0, edge + _BAR, HEIGHT), fill=_ACCENT)
    small = _font(face, _SMALL)
    _write(pen, outlet, _MARGIN, small, _QUIET, is_rtl=is_rtl)
    _write(pen, brand, HEIGHT - _MARGIN - _SMALL, small, _ACCENT, is_rtl=is_rtl)
    font, lines, step = _fitted(headline, face)
    top = _MARGIN + 2 * _SMALL
    for place, line in enumerate(lines):
        _write(pen, line, top + place * step, font, _INK, is_rtl=is_rtl)
    kept = io.BytesIO()
    picture.quantize(32, dither=Image.Dither.NONE).save(kept, "PNG")
    return kept.getvalue()


def tidy(text: str, most: int) -> str:
    """So much of it as fits, without pictures, controls and towers of accents."""
    kept, marks = [], 0
    for letter in unicodedata.normalize("NFC", text[: 4 * most]):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind.startswith("C") or kind == "Zs" or letter.isspace():
            kept.append(" ")
        elif kind.startswith(_LETTERS) and marks <= 2:
            kept.append(letter)
    plain = " ".join("".join(kept).split())
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def runs_right_to_left(text: str) -> bool:
    """By its first letter that has a direction."""
    for letter in text:
        side = unicodedata.bidirectional(letter)
        if side in _BIDI or side == "L":
            return side in _BIDI
    return False


def _face_for(text: str, faces: Sequence[Face]) -> Face | None:
    if _JOINED.search(text) and not features.check("raqm"):
        return None  # the letters would stand alone, and in the wrong order
    return next((face for face in faces if _has_all(text, face)), None)


def _has_all(text: str, face: Face) -> bool:
    font = _font(face, _SMALL)
    if font is None:
        return False
    none = bytes(font.getmask(_NOWHERE))
    return all(
        bytes(font.getmask(letter)) != none for letter in set(text) - {" ", "\u200b"}
    )


@lru_cache(maxsize=64)
def _font(face: Face, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(face.path, size, index=face.number)
    except OSError:
        return None


def _fitted(
    text: str, face: Face
) -> tuple[ImageFont.FreeTypeFont | None, list[str], int]:
    """The largest size in which the headline fits; in the smallest, so much as does."""
    font, lines, step, room = _font(face, _SIZES[0]), [""], 1, 1
    for size in _SIZES:
        if (font := _font(face, size)) is None:
            break
        lines = list(_lines(text, font))
        step = round(size * 1.25)
        room = (HEIGHT - 2 * _MARGIN - 4 * _SMALL) // step
        if len(lines) <= min(room, _LINES):
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], f"{lines[room - 1]}…"]
    return font, lines, step


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    wide = WIDTH - 2 * _MARGIN
    line = ""
    for piece in _pieces(text):
        if line and font.getlength((line + piece).strip()) > wide:
            yield line.strip()
            line = ""
        line += piece
        while font.getlength(line.strip()) > wide:  # one word, longer than a line
            fits = max(1, int(len(line) * wide / font.getlength(line)))
            yield line[:fits].strip()
            line = line[fits:]
    if line.strip():
        yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    """Words with the space behind them; where words are not spaced, letters."""
    for word in re.findall(r"\S+\s*", text):
        if _UNSPACED.search(word):
            yield from word
        else:
            yield word


def _write(
    pen: ImageDraw.ImageDraw,
    text: str,
    top: int,
    font: ImageFont.FreeTypeFont | None,
    colour: str,
    *,
    is_rtl: bool,
) -> None:
    if not text or font is None:
        return
    if is_rtl:
        place, anchor = (WIDTH - _MARGIN, top), "ra"
    else:
        place, anchor = (_MARGIN, top), "la"
    shaped = features.check("raqm")
    pen.text(
        place, text, fill=colour, font=font, anchor=anchor,
        direction=("rtl" if is_rtl else "ltr") if shaped else None,
    )  # fmt: skip
