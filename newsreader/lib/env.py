"""Typed reading of environment variables and *_FILE secrets; fails loudly.

A `Setting` is one row of a table: its name, what it takes, what holds when it is not
set, and a sentence about it. `read` turns the environment into values by that table
and names every variable that it cannot understand; `reference_page` turns the same
table into documentation.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
import secrets
import tempfile
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingsError(Exception):
    """One or more variables cannot be understood; `problems` has a sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a setting takes: in words, and how to read it.

    `parse` gives the value, or raises ValueError (its text is not shown).
    """

    words: str
    parse: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings.

    `default` is written as one would write it in the environment. Where it depends on
    other things it is None, the value is None too, and `unset` says what then holds.
    A secret is never shown, and may come from a file that `<name>_FILE` names.
    """

    name: str
    kind: Kind
    default: str | None
    sentence: str
    unset: str = ""
    secret: bool = False


def read(table: Iterable[Setting], environ: Mapping[str, str]) -> dict[str, Any]:
    """The value of every setting (Any: each has the type that its kind gives).

    A variable that is empty counts as not set. Raises SettingsError.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in table:
        try:
            values[setting.name] = _value(setting, environ)
        except _SettingError as problem:
            problems.append(str(problem))
    if problems:
        raise SettingsError(problems)
    return values


class _SettingError(Exception):
    pass


def _value(setting: Setting, environ: Mapping[str, str]) -> object:
    text = environ.get(setting.name, "").strip()
    if setting.secret:
        text = _secret(setting.name, text, environ)
    if not text:
        if setting.default is None:
            return None
        text = setting.default
    try:
        return setting.kind.parse(text)
    except ValueError:
        words = setting.kind.words.replace("`", "")
        shown = "what it is set to" if setting.secret else repr(text[:200])
        raise _SettingError(f"{setting.name} takes {words}, not {shown}.") from None


def _secret(name: str, text: str, environ: Mapping[str, str]) -> str:
    file = environ.get(f"{name}_FILE", "").strip()
    if not file:
        return text
    if text:
        raise _SettingError(f"{name} and {name}_FILE are both set: set one of them.")
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise _SettingError(
            f"{name}_FILE takes a file that can be read, not {file!r}: {why}."
        ) from None
    if not text:
        raise _SettingError(f"{name}_FILE names {file!r}, which is empty.")
    return text


def reference_page(table: Iterable[Setting]) -> str:
    """The page about all settings, in Markdown."""
    lines = [
        "# Settings",
        "",
        "Newsreader reads its settings from environment variables when it starts.",
        "Every one is optional. A value that it cannot understand stops the start with",
        "a sentence that names the variable. An empty variable counts as not set.",
        "A variable marked *secret* can also be given as a file: set the variable of",
        "the same name with `_FILE` at its end to the path of the file.",
        "",
        "| Variable | What it does | Takes | When not set |",
        "| --- | --- | --- | --- |",
    ]
    for setting in table:
        mark = " *(secret)*" if setting.secret else ""
        unset = setting.unset or (f"`{setting.default}`" if setting.default else "–")
        lines.append(
            f"| `{setting.name}`{mark} | {setting.sentence} "
            f"| {setting.kind.words} | {unset} |"
        )
    return "\n".join(lines) + "\n"


_WORDS = {"on": True, "true": True, "yes": True, "1": True}
_WORDS |= {"off": False, "false": False, "no": False, "0": False}


def _flag(text: str) -> bool:
    try:
        return _WORDS[text.lower()]
    except KeyError:
        raise ValueError from None


FLAG = Kind("`on` or `off`", _flag)


def whole(lowest: int, highest: int) -> Kind:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
            raise ValueError
        if not lowest <= (number := int(text)) <= highest:
            raise ValueError
        return number

    return Kind(f"a whole number from {lowest} to {highest}", parse)


def seconds(lowest: float, highest: float) -> Kind:
    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text, re.ASCII):
            raise ValueError
        if not lowest <= (number := float(text)) <= highest:
            raise ValueError
        return number

    return Kind(f"seconds, from {lowest:g} to {highest:g}", parse)


def amount(words: str, highest: float) -> Kind:
    """A number from 0 on, such as a price."""

    def parse(text: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", text, re.ASCII):
            raise ValueError
        if (number := float(text)) > highest:
            raise ValueError
        return number

    return Kind(f"{words}, from 0 to {highest:g}", parse)


def one_of(*names: str) -> Kind:
    known = {name.lower(): name for name in names}

    def parse(text: str) -> str:
        try:
            return known[text.lower()]
        except KeyError:
            raise ValueError from None

    return Kind("one of " + ", ".join(f"`{name}`" for name in names), parse)


def text(words: str, pattern: str = r"[^\x00-\x1f\x7f]{1,1000}") -> Kind:
    def parse(given: str) -> str:
        if not re.fullmatch(pattern, given):
            raise ValueError
        return given

    return Kind(words, parse)


def _folder(given: str) -> Path:
    if "\0" in given:
        raise ValueError
    return Path(given).expanduser().absolute()


FOLDER = Kind("the path of a folder", _folder)


def _time_zone(given: str) -> str:
    try:
        zoneinfo.ZoneInfo(given)
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        raise ValueError from None
    return given


TIME_ZONE = Kind("the name of a time zone, such as `Europe/Berlin`", _time_zone)

_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_-]{1,63})*",
    re.ASCII | re.IGNORECASE,
)


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach a server at that address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def in_url(host: str) -> str:
    """The host as it stands in an address: IPv6 goes into brackets."""
    return f"[{host}]" if ":" in host else host


def _host(given: str) -> str:
    bare = given[1:-1] if given.startswith("[") and given.endswith("]") else given
    if ":" in bare or re.fullmatch(r"[0-9.]+", bare, re.ASCII):
        return str(ipaddress.ip_address(bare))
    if not _NAME.fullmatch(bare):
        raise ValueError
    return bare.lower()


HOST = Kind("an IP address or a host name of this machine", _host)


def _parts(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _host_patterns(given: str) -> tuple[str, ...]:
    return tuple(
        part
        if part == "*"
        else ("." * part.startswith(".")) + in_url(_host(part.lstrip(".")))
        for part in _parts(given)
    )


HOST_PATTERNS = Kind(
    "host names, separated by commas; `.example.org` stands for all under it",
    _host_patterns,
)


def _names(given: str) -> tuple[str, ...]:
    return tuple(_parts(given))


NAMES = Kind("names, separated by commas", _names)


def _host_ports(given: str) -> frozenset[str]:
    found = set()
    for part in _parts(given):
        host, colon, port = part.rpartition(":")
        if not colon or not re.fullmatch(r"[0-9]{1,5}", port, re.ASCII):
            raise ValueError
        if not 1 <= int(port) <= 65535:
            raise ValueError
        found.add(f"{in_url(_host(host))}:{int(port)}")
    return frozenset(found)


HOST_PORTS = Kind(
    "pairs of host and port such as `intranet.example:8080`, separated by commas",
    _host_ports,
)


def _base_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError
    if parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in given:
        raise ValueError
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{in_url(_host(parts.hostname))}{port}"


BASE_URL = Kind("an address such as `https://news.example.org`, no path", _base_url)


def address(words: str, *schemes: str) -> Kind:
    """An address with one of these schemes, such as that of a database."""

    def parse(given: str) -> str:
        parts = urlsplit(given)
        if parts.scheme not in schemes or re.search(r"[\x00-\x20]", given):
            raise ValueError
        _ = parts.port  # raises ValueError where it is no number
        return given

    return Kind(words, parse)


def writable_folder(name: str, folder: Path) -> Path:
    """The folder, made if need be; raises SettingsError where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        writable = os.access(folder, os.W_OK | os.X_OK)
        why = "permission denied"
    except OSError as error:
        writable, why = False, (error.strerror or str(error)).lower()
    if not writable:
        raise SettingsError(
            [f"{name} takes a folder that can be written to, not '{folder}': {why}."]
        )
    return folder


def kept_secret(file: Path) -> str:
    """The secret in that file; made up and written, for the owner only, if absent.

    Of two programs that start at once, both get the secret of the one that was first.
    """
    with contextlib.suppress(FileNotFoundError):
        return file.read_text(encoding="ascii").strip()
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48) + "\n")
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
    finally:
        Path(draft).unlink()
    return file.read_text(encoding="ascii").strip()
