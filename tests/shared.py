"""Where the measuring data lies: beside the checkout, and only on some machines."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def missing(what: str, *, required_by: str) -> None:
    """Skip for want of `what`; where CI has promised it to be there, fail."""
    if os.environ.get(required_by):
        pytest.fail(f"{what} is missing, and {required_by} is set")
    pytest.skip(f"needs {what}, which is not on this machine")


def shared(part: str) -> Path:
    """The file or folder of that name in ../shared; skips where it is absent."""
    found = SHARED / part
    if not found.exists():
        missing(f"../shared/{part}", required_by="REQUIRE_SHARED")
    return found


def chromium() -> str:
    """The browser's path; skips the test where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        missing("chromium", required_by="REQUIRE_COMPONENTS")
    return str(found)
