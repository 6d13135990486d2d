"""One style sheet made of the layers, so that a page asks for one file and not for six.

The layers stay files of their own, to be read and edited; nothing is built by hand.
What is made of them lies in the data folder, and is made anew when one of them changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

LAYERS = ("reset", "tokens", "base", "layout", "components", "pages")
NAME = "css/sheet.css"
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s*\n\s*")


class SheetFinder(BaseFinder):
    """Finds the one sheet, for `collectstatic` and where static files are served."""

    def check(self, **kwargs: Any) -> list[Any]:  # Any: as Django has it
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return [] if find_all else None
        made = str(_made() / NAME)
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        storage: Storage = FileSystemStorage(location=str(_made()))
        yield NAME, storage


def sheet() -> str:
    """All layers in their order, without what is only for those who read the files."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    parts = ((folder / f"{layer}.css").read_text("utf-8") for layer in LAYERS)
    return "\n".join(
        _SPACE.sub("\n", _COMMENTS.sub("", part)).strip() for part in parts
    )


def _made() -> Path:
    """The folder with the sheet in it."""
    folder = Path(settings.DATA_DIR) / "sheet"
    path, text = folder / NAME, sheet()
    if not path.exists() or path.read_text("utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(path)
    return folder
