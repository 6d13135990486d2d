"""What is asked of the network and what comes back: Request, Response, FetchError."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

MAX_BYTES = 10 << 20

Kind = Literal[
    "address", "blocked", "busy", "connect", "decode", "dns", "protocol", "redirect",
    "timeout", "tls", "too_large", "truncated",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to fetch, and within which limits.

    `max_bytes` holds before and after unpacking. `timeout_s` is for everything but the
    wait for the host's turn. Redirects must stay on `only_hosts`; an entry that begins
    with a dot stands for a host and all below it. `until` is shown what has come so
    far, and ends reading when it says True. `spacing_s` replaces the setting
    FETCH_SPACING for the host that is asked first. `patience_s` is how long to wait
    for the host's turn before giving up as busy.
    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    max_bytes: int = MAX_BYTES
    timeout_s: float = 20.0
    only_hosts: frozenset[str] | None = None
    until: Callable[[bytes], bool] | None = None
    spacing_s: float | None = None
    patience_s: float = 60.0
    max_redirects: int = 6


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed."""

    status: int
    url_from: str
    url_to: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with any status. `url` is where the redirects ended; names of
    `headers` in any case; `body` is unpacked, `bytes_read` is what came over the wire.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[Hop, ...] = ()
    elapsed_s: float = 0.0
    bytes_read: int = 0


class FetchError(Exception):
    """Nothing usable came: a word for programs, a sentence for people."""

    def __init__(self, kind: Kind, url: str, message: str) -> None:
        super().__init__(kind, url, message)
        self.kind: Kind = kind
        self.url = url
        self.message = message

    def __str__(self) -> str:
        return self.message


class Headers(Mapping[str, str]):
    """Header fields by name in any case; what was sent twice is joined by commas.

    Holds nothing that a database refuses: no control characters, no stray bytes.
    """

    __slots__ = ("_fields",)

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._fields: dict[str, str] = {}
        for name, value in pairs:
            raw = value.encode("utf-8", "surrogateescape")
            text = re.sub(r"[\x00-\x1f\x7f]", " ", raw.decode("utf-8", "replace"))
            known = self._fields.get(name.lower())
            self._fields[name.lower()] = text if known is None else f"{known}, {text}"

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)
