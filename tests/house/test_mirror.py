"""The tests stand where the code stands."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PURE = sorted(
    path.relative_to(ROOT)
    for folder in ("feeds/core", "articles/core", "newsreader/lib")
    for path in (ROOT / folder).glob("*.py")
    if path.stem not in {"__init__", "types"}
)
VERBS = [
    Path("feeds/poll.py"),
    Path("feeds/lookup.py"),
    Path("feeds/subscribe.py"),
    Path("feeds/transfer.py"),
    Path("feeds/websub.py"),
    Path("feeds/websub_push.py"),
    Path("feeds/websub_record.py"),
    Path("feeds/websub_views.py"),
    Path("feeds/websub_words.py"),
    *(
        Path(f"articles/{verb}.py")
        for verb in ("ingest", "resolve", "extract", "cluster", "analyse", "marking")
    ),
    Path("articles/recheck.py"),
    Path("articles/originals.py"),
    Path("articles/images.py"),
    Path("articles/icons.py"),
    Path("articles/fetch_icons.py"),
    Path("articles/retention.py"),
    *sorted(
        path.relative_to(ROOT)
        for path in (ROOT / "articles/pages").glob("*.py")
        if path.stem != "__init__"
    ),
    Path("articles/pictures.py"),
    Path("articles/views.py"),
]


@pytest.mark.parametrize("path", [*PURE, *VERBS], ids=str)
def test_each_module_that_decides_or_acts_has_its_test(path: Path) -> None:
    assert (ROOT / path).exists()
    mirror = ROOT / "tests" / path.parent / f"test_{path.name}"

    assert mirror.exists()
