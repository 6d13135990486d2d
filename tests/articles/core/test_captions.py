"""A caption keeps what was said, and who made the picture."""

from __future__ import annotations

import pytest

from articles.core.captions import is_portrait, spoken


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("The ferry in its berth. Photo: Ada Quill", None),
        ("Photo: Ada Quill/The Bell", None),
        ("2 of 4 boats lie in the yard.", None),
        ("1of4Ada Quill at the rope. (Jo Reed/The Bell)", "Ada Quill at the rope. (Jo "
         "Reed/The Bell)"),
        ("Image 3 of 12: The old hall", "The old hall"),
        ("[1/2] The old hall", "The old hall"),
        ("The hall. Jo Reed Purchase Licensing Rights , opens new tab",
         "The hall. Jo Reed"),
        ("Färjan. Foto: Jo ReedVisa mer", "Färjan. Foto: Jo Reed"),
        ("The hall. Enlarge this image toggle caption", "The hall."),
        ("1998", None),
        ("They view more of this", None),
        ("toggle caption", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_counters_and_buttons_go(caption: str, said: str | None) -> None:
    assert spoken(caption) == (caption if said is None else said)


@pytest.mark.parametrize(
    ("caption", "is_so"),
    [
        ("Von Ada Quill, Redakteurin 09.09.2025, 09:58 Uhr", True),
        ("By Ada Quill | 5 May 2026", True),
        ("By Ada Quill", False),  # who took the picture
        ("By noon 2026 people had come", False),
        ("The hall in 2026", False),
    ],
)
def test_the_portrait_of_an_author_is_told_by_its_caption(
    caption: str, is_so: bool
) -> None:
    assert is_portrait(caption) is is_so
