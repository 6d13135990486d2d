"""Where the measuring data lies: beside the checkout, and only on some machines."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def shared(part: str) -> Path:
    """The file or folder of that name in ../shared; skips the test where it is absent."""
    found = SHARED / part
    if not found.exists():
        pytest.skip(f"needs ../shared/{part}, which is not on this machine")
    return found
