"""The documents say what the code does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from newsreader import pipeline

ROOT = Path(__file__).resolve().parent.parent.parent
WINGS = ("newsreader", "feeds", "articles")
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def modules() -> list[Path]:
    found = [
        path.relative_to(ROOT)
        for wing in WINGS
        for path in (ROOT / wing).rglob("*.py")
        if "migrations" not in path.parts
    ]
    return sorted(path for path in found if (ROOT / path).read_text().strip())


def duty(path: Path) -> str:
    """The first sentence of the module's docstring, on one line."""
    text = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    assert text, f"{path} does not say its duty"
    first = " ".join(text.split("\n\n")[0].split())
    return first


def mapped() -> dict[Path, str]:
    """Each module that the map names, with the sentence the map gives it."""
    found: dict[Path, str] = {}
    for line in MAP.splitlines():
        if match := re.match(r"\| `([\w/.]+\.py)` \| (.+) \|$", line):
            found[Path(match[1])] = match[2].replace("\\|", "|")
    return found


@pytest.mark.parametrize("path", modules(), ids=str)
def test_the_map_gives_each_module_the_duty_it_gives_itself(path: Path) -> None:
    assert mapped().get(path) == duty(path)


def test_the_map_names_no_module_that_is_gone() -> None:
    assert set(mapped()) <= set(modules())


def test_every_step_stands_in_the_tour_with_its_duty() -> None:
    for step in pipeline.STEPS:
        assert f"`{step.name}`" in MAP
        assert step.duty in MAP


def test_the_words_speak_of_the_product_alone() -> None:
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    )

    assert not re.search(r"/work/|/root/|\bpypi\.org|registry\.npmjs", text)
