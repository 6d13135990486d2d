"""Settings from the environment: the right type, or a sentence that names them."""

from __future__ import annotations

import contextlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.lib import env
from newsreader.lib.env import Kind, Setting, SettingsError


def value(kind: Kind, text: str) -> object:
    table = [Setting("IT", kind, None, "It.")]
    return env.read(table, {"IT": text})["IT"]


KINDS = [
    env.FLAG,
    env.FOLDER,
    env.TIME_ZONE,
    env.HOST,
    env.HOST_PATTERNS,
    env.HOST_PORTS,
    env.BASE_URL,
    env.whole(1, 65535),
    env.seconds(0, 60),
    env.one_of("INFO", "ERROR"),
    env.text("a user name", r"[\w.@+-]{1,150}"),
    env.address("an address", "redis"),
]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (env.FLAG, "on", True),
        (env.FLAG, "No", False),
        (env.whole(1, 65535), "8000", 8000),
        (env.seconds(0, 60), "0.5", 0.5),
        (env.amount("money", 10), "0.05", 0.05),
        (env.one_of("INFO", "ERROR"), "error", "ERROR"),
        (env.HOST, "[::1]", "::1"),
        (env.HOST, "News.Example.org", "news.example.org"),
        (
            env.HOST_PATTERNS,
            "a.example, .b.example,::1",
            ("a.example", ".b.example", "[::1]"),
        ),
        (env.HOST_PATTERNS, "*", ("*",)),
        (
            env.HOST_PORTS,
            "Wiki.lan:8080, 10.0.0.7:80, [fd00::1]:443,",
            frozenset({"wiki.lan:8080", "10.0.0.7:80", "[fd00::1]:443"}),
        ),
        (env.BASE_URL, "https://News.example.org/", "https://news.example.org"),
        (env.BASE_URL, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (env.TIME_ZONE, "Europe/Berlin", "Europe/Berlin"),
        (env.FOLDER, "/srv/news", Path("/srv/news")),
        (env.address("x", "redis"), "redis://:p@h:6379/0", "redis://:p@h:6379/0"),
    ],
)
def test_a_value_gets_its_type(kind: Kind, text: str, expected: object) -> None:
    assert value(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (env.FLAG, "maybe"),
        (env.whole(1, 65535), "0"),
        (env.whole(1, 65535), "80 00"),
        (env.whole(1, 65535), "-1"),
        (env.whole(1, 65535), "٣"),
        (env.seconds(0, 60), "nan"),
        (env.seconds(0, 60), "61"),
        (env.seconds(0, 60), "1e1"),
        (env.amount("money", 10), "11"),
        (env.amount("money", 10), "-1"),
        (env.one_of("INFO", "ERROR"), "loud"),
        (env.HOST, "a b"),
        (env.HOST, "127.0.0.1.5"),
        (env.HOST, "http://here"),
        (env.HOST_PATTERNS, "a.example;b.example"),
        (env.HOST_PORTS, "wiki.lan"),
        (env.HOST_PORTS, "wiki.lan:0"),
        (env.HOST_PORTS, "wiki.lan:99999"),
        (env.HOST_PORTS, "*:80"),
        (env.BASE_URL, "news.example.org"),
        (env.BASE_URL, "https://news.example.org/reader"),
        (env.BASE_URL, "https://me@news.example.org"),
        (env.BASE_URL, "https://news.example.org:port"),
        (env.BASE_URL, "ftp://news.example.org"),
        (env.TIME_ZONE, "Berlin"),
        (env.TIME_ZONE, "../../etc/passwd"),
        (env.text("a user name", r"[\w.@+-]{1,150}"), "a b"),
        (env.address("x", "redis"), "http://h"),
        (env.address("x", "redis"), "redis://h:port/0"),
    ],
)
def test_nonsense_is_refused_by_name(kind: Kind, text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        value(kind, text)

    assert str(refused.value).startswith("IT takes ")
    assert "\n" not in str(refused.value)


@given(kind=st.sampled_from(KINDS), text=st.text(max_size=80))
def test_any_text_is_read_or_refused_and_nothing_else(kind: Kind, text: str) -> None:
    with contextlib.suppress(SettingsError):
        value(kind, text)


def test_every_problem_is_told_at_once() -> None:
    table = [
        Setting("ONE", env.FLAG, "on", "One."),
        Setting("TWO", env.whole(1, 9), "1", "Two."),
    ]

    with pytest.raises(SettingsError) as refused:
        env.read(table, {"ONE": "x", "TWO": "x"})

    assert [problem[:3] for problem in refused.value.problems] == ["ONE", "TWO"]


@pytest.mark.parametrize("environ", [{}, {"IT": ""}, {"IT": "  "}])
def test_empty_counts_as_not_set(environ: dict[str, str]) -> None:
    assert env.read([Setting("IT", env.FLAG, "on", "It.")], environ) == {"IT": True}


def test_a_secret_is_read_from_its_file_without_the_line_break(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    table = [Setting("IT", env.text("text"), None, "It.", secret=True)]

    assert env.read(table, {"IT_FILE": str(file)}) == {"IT": "hush"}


@pytest.mark.parametrize("case", ["both", "missing", "empty", "binary"])
def test_a_secret_s_file_that_is_no_good_is_refused(tmp_path: Path, case: str) -> None:
    file = tmp_path / "secret"
    if case != "missing":
        file.write_bytes({"both": b"x", "empty": b"\n", "binary": b"\xff"}[case])
    environ = {"IT_FILE": str(file), "IT": "x" if case == "both" else ""}
    table = [Setting("IT", env.text("text"), None, "It.", secret=True)]

    with pytest.raises(SettingsError, match="IT_FILE"):
        env.read(table, environ)


def test_a_secret_is_never_repeated() -> None:
    table = [Setting("IT", env.address("x", "redis"), None, "It.", secret=True)]

    with pytest.raises(SettingsError) as refused:
        env.read(table, {"IT": "http://:hush@h"})

    assert "hush" not in str(refused.value)


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "key"

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(env.kept_secret, [file] * 8))

    assert len(found) == 1
    assert len(found.pop()) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="DATA_DIR takes a folder"):
        env.writable_folder("DATA_DIR", tmp_path / "file" / "data")


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False)],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert env.is_loopback(host) is expected
