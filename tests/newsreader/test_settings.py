"""The settings as a whole: the page about them, and what a wrong one does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsreader.lib.env import Setting, reference_page
from newsreader.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent.parent


def start(folder: Path, *command: str, **environ: str) -> tuple[int, str]:
    """Run a command with these settings alone; its status and what it said."""
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_page_about_the_settings_is_up_to_date() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert page == reference_page(SETTINGS), "run `make docs`"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_says_what_it_is(setting: Setting) -> None:
    assert setting.sentence.endswith(".")
    assert setting.default is not None or setting.unset
    if setting.default:
        setting.kind.parse(setting.default)


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "run"),
        ("manage.py", "migrate"),
        ("-m", "gunicorn", "newsreader.wsgi"),
        ("-m", "gunicorn", "-c", "python:newsreader.gunicorn", "newsreader.wsgi"),
        ("-m", "celery", "-A", "newsreader", "worker"),
    ],
    ids=" ".join,
)
def test_a_bad_value_stops_every_program_with_a_sentence(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    status, said = start(tmp_path, *command, FETCH_PER_HOST="many", PUBLIC="perhaps")

    assert status != 0
    assert "FETCH_PER_HOST takes a whole number from 1 to 1000, not 'many'." in said
    assert "PUBLIC takes on or off, not 'perhaps'." in said
    assert "Traceback" not in said


def test_a_data_folder_that_cannot_be_written_stops_with_a_sentence(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")

    status, said = start(tmp_path / "file", "manage.py", "check")

    assert status != 0
    assert "DATA_DIR takes a folder that can be written to" in said
    assert "Traceback" not in said


def test_nothing_set_is_safe_and_works(tmp_path: Path) -> None:
    status, said = start(tmp_path, "manage.py", "check")

    assert status == 0, said
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_behind_tls_the_deployment_check_finds_nothing(tmp_path: Path) -> None:
    status, said = start(
        tmp_path,
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
        BASE_URL="https://news.example.org",
    )

    assert status == 0, said


@pytest.mark.parametrize(
    ("choice", "is_open"), [("proxy", False), ("Direct", True), ("off", False)]
)
def test_browsers_may_load_pictures_from_elsewhere_only_where_that_is_wanted(
    tmp_path: Path, choice: str, is_open: bool
) -> None:
    policy = "from newsreader.settings import CONTENT_SECURITY_POLICY as p; print(p)"

    status, said = start(tmp_path, "-c", policy, IMAGES=choice)

    assert status == 0
    assert ("img-src 'self' data: https: http:;" in said) is is_open


@pytest.mark.parametrize("program", ["worker", "beat"])
def test_a_celery_program_of_its_own_asks_for_a_broker(
    tmp_path: Path, program: str
) -> None:
    status, said = start(tmp_path, "-m", "celery", "-A", "newsreader", program)

    assert status != 0
    assert "set REDIS_URL" in said
    assert "Traceback" not in said
