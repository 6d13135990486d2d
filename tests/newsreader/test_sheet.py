"""One style sheet made of the layers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pytest_django.fixtures import Settings

from newsreader import sheet


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_it_is_found_and_holds_every_layer_in_its_order() -> None:
    found = finders.find(sheet.NAME)

    assert isinstance(found, str)
    text = Path(found).read_text("utf-8")
    places = [text.index(f"@layer {layer} {{") for layer in sheet.LAYERS[1:]]
    assert places == sorted(places)
    assert text.startswith("@layer reset, tokens, base, layout, components, pages;")
    assert "/*" not in text
    assert text.count("{") == text.count("}")


def test_every_style_sheet_but_the_admins_is_a_layer() -> None:
    there = {path.stem for path in Path("static/css").glob("*.css")}

    assert there - {"admin"} == set(sheet.LAYERS)


def test_it_is_made_anew_when_a_layer_has_changed(folder: Path) -> None:
    made = folder / "sheet" / sheet.NAME
    finders.find(sheet.NAME)
    made.write_text("old")
    finders.find(sheet.NAME)

    assert made.read_text("utf-8") == sheet.sheet()


def test_nothing_else_is_found_by_it() -> None:
    assert not sheet.SheetFinder().find("css/other.css")
    assert [name for name, _ in sheet.SheetFinder().list(None)] == [sheet.NAME]
