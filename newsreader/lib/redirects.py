"""Where a request may go: the address guard and the rules of redirects."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from django.conf import settings

from newsreader.lib import addresses, urls
from newsreader.lib.exchange import FetchError, Hop, Kind, Request

ROOT = Path(__file__).resolve().parent.parent.parent

# All that another origin is told. The validators belong to whatever is at the end of
# the redirects, so they go along; keys and passwords do not.
_HARMLESS = frozenset(
    {"accept", "accept-language", "content-type", "if-none-match", "if-modified-since"}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings and environment, as they are when fetching begins."""

    allow: frozenset[str]
    per_host: int
    spacing_s: float
    folder: Path
    agent: str
    proxies: Mapping[str, str]
    trusted: frozenset[str] = frozenset()

    @classmethod
    def now(cls, trusted: frozenset[str] = frozenset()) -> Rules:
        """`trusted` are hosts and ports that the owner has named in the settings for
        what is fetched now, and for nothing else."""
        contact = f" (+{settings.CONTACT})" if settings.CONTACT else ""
        named = frozenset(map(_canonical, trusted))
        return cls(
            trusted=named,
            allow=frozenset(map(_canonical, settings.FETCH_ALLOW)) | named,
            per_host=settings.FETCH_PER_HOST,
            spacing_s=settings.FETCH_SPACING,
            folder=Path(settings.DATA_DIR) / "hosts",
            agent=f"{_name()}{contact}",
            proxies={k: v for k, v in getproxies().items() if k in ("http", "https")},
        )

    def proxy_for(self, target: Target) -> str | None:
        proxy = self.proxies.get(target.scheme)
        if not proxy or proxy_bypass(target.key):
            return None
        if target.key in self.trusted and target.is_inside:
            return None  # a proxy's own network is not the one that was meant
        return proxy if "://" in proxy else f"http://{proxy}"


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its normal form, and its parts."""

    url: str
    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Target:
        """`url` must be normalised."""
        parts = urlsplit(url)
        port = parts.port or urls.DEFAULT_PORTS[parts.scheme]
        return cls(url, parts.scheme, parts.hostname or "", port)

    @property
    def key(self) -> str:
        return host_port(self.host, self.port)

    @property
    def is_inside(self) -> bool:
        """By its looks, before the name is looked up."""
        if addresses.is_literal(self.host):
            return not addresses.is_public(self.host)
        return addresses.is_inside_name(self.host)

    def check(self, rules: Rules) -> None:
        """Raises FetchError unless this may be asked, as far as can be told before
        the name is looked up."""
        if self.key in rules.allow:
            return
        if self.is_inside:
            raise self.blocked()
        if not addresses.is_web_port(self.port):
            raise self.error(
                "blocked",
                f"Port {self.port} is not one where web pages are found. If this one "
                f"is, add {self.key} to the setting FETCH_ALLOW.",
            )

    def blocked(self) -> FetchError:
        return self.error(
            "blocked",
            f"{self.host} is inside a private network, where Newsreader does not "
            f"look. If it may, add {self.key} to the setting FETCH_ALLOW.",
        )

    def error(self, kind: Kind, message: str) -> FetchError:
        return FetchError(kind, self.url, message)


@dataclass(slots=True)
class Trip:
    """One request on its way through its redirects."""

    request: Request
    rules: Rules
    target: Target
    method: str
    headers: dict[str, str]
    body: bytes | None
    patience_s: float
    spent_s: float = 0.0
    hops: list[Hop] = field(default_factory=list)

    @classmethod
    def begin(cls, request: Request, rules: Rules) -> Trip:
        try:
            target = Target.of(urls.normalise(request.url))
        except urls.BadAddress as error:
            raise FetchError("address", request.url, error.message) from error
        target.check(rules)
        headers = {"accept": "*/*"} | {k.lower(): v for k, v in request.headers.items()}
        return cls(
            request, rules, target, request.method, headers, request.body,
            request.patience_s,
        )  # fmt: skip

    @property
    def spacing_s(self) -> float:
        override = self.request.spacing_s
        is_first = all(Target.of(h.url_from).key == self.target.key for h in self.hops)
        return override if override is not None and is_first else self.rules.spacing_s

    def follow(self, status: int, location: str) -> None:
        """Turn to where a redirect points; raises FetchError if that must not be."""
        old = self.target
        url = urls.join(old.url, location) if location.strip() else ""
        if not url:
            raise old.error("redirect", f"{old.host} redirects to no proper address.")
        target = Target.of(url)
        self.hops.append(Hop(status, old.url, url))
        if any(hop.url_from == url for hop in self.hops) and self.method == "GET":
            raise old.error("redirect", f"{old.host} redirects in a circle.")
        if len(self.hops) > self.request.max_redirects:
            raise old.error("redirect", f"{old.host} redirects without an end.")
        if not _is_among(target.host, self.request.only_hosts):
            raise old.error(
                "redirect", f"{old.host} redirects to {target.host}, which is not "
                "where the answer should come from.",
            )  # fmt: skip
        target.check(self.rules)
        if status == 303 or (status in (301, 302) and self.method == "POST"):
            self.method, self.body = "GET", None
            self.headers.pop("content-type", None)
        if (target.scheme, target.key) != (old.scheme, old.key):
            self.headers = {k: v for k, v in self.headers.items() if k in _HARMLESS}
        self.target = target


def host_port(host: str, port: int) -> str:
    """How hosts are named in FETCH_ALLOW, and how politeness tells them apart."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _canonical(entry: str) -> str:
    """An entry of FETCH_ALLOW with its host in the form that addresses have."""
    host, _, port = entry.rpartition(":")
    name = urls.host(f"http://{host}") or host
    return host_port(name, int(port)) if port.isdecimal() else entry


def _is_among(host: str, only: frozenset[str] | None) -> bool:
    if only is None or host in only:
        return True
    parents = (entry for entry in only if entry.startswith("."))
    return any(f".{host}".endswith(entry) for entry in parents)


@functools.cache
def _name() -> str:
    """What we call ourselves: the project's name and, where it is known, version."""
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    except FileNotFoundError:  # installed without it
        return "Newsreader"
    return f"Newsreader/{project['project']['version']}"
