"""Stand-ins for what lies outside: the web behind the door, and Google in it."""

from __future__ import annotations

import html
import json
import urllib.parse
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from newsreader.lib import http

Answer = http.Response | http.FetchError
Site = Answer | Callable[[http.Request], Answer]


def response(
    url: str, body: bytes | str = b"", *, status: int = 200, **headers: str
) -> http.Response:
    """An answer; headers with underscores for hyphens."""
    return answered(url, body, status, headers)


def answered(
    url: str, body: bytes | str, status: int, headers: Mapping[str, str]
) -> http.Response:
    raw = body.encode() if isinstance(body, str) else body
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return http.Response(url, status, http.Headers(pairs), raw, bytes_read=len(raw))


@dataclass
class Web:
    """Answers requests by address, and remembers what was asked."""

    sites: dict[str, Site] = field(default_factory=dict)
    asked: list[http.Request] = field(default_factory=list)

    def install(self, patch: pytest.MonkeyPatch) -> Web:
        patch.setattr(http, "fetch", self.fetch)
        patch.setattr(http, "fetch_all", self.fetch_all)
        return self

    def answer(self, request: http.Request) -> Answer:
        self.asked.append(request)
        bare = request.url.split("?")[0]
        site = self.sites.get(request.url, self.sites.get(bare))
        if site is None:
            return http.FetchError("dns", request.url, "There is no such host.")
        return site(request) if callable(site) else site

    def fetch(self, request: http.Request) -> http.Response:
        answer = self.answer(request)
        if isinstance(answer, http.FetchError):
            raise answer
        return answer

    def fetch_all(
        self,
        requests: Sequence[http.Request],
        *,
        at_once: int = 32,
        lull_s: Callable[[], float] | None = None,
    ) -> Generator[tuple[int, Answer], None, None]:
        for place, request in enumerate(requests):
            yield place, self.answer(request)

    def page(self, url: str, body: str, **headers: str) -> None:
        headers.setdefault("Content_Type", "text/html; charset=utf-8")
        self.sites[url] = answered(url, body, 200, headers)

    def feed(self, url: str, body: str, **headers: str) -> None:
        headers.setdefault("Content_Type", "application/rss+xml")
        self.sites[url] = answered(url, body, 200, headers)


@dataclass
class Google:
    """Google's article pages and its call, over a fake web."""

    web: Web
    addresses: dict[str, str] = field(default_factory=dict)
    block_after: int = 1_000_000
    pages: int = 0
    calls: int = 0

    def __post_init__(self) -> None:
        call = "https://news.google.com/_/DotsSplashUi/data/batchexecute"
        self.web.sites[call] = self.call

    def knows(self, google_id: str, url: str) -> None:
        self.addresses[google_id] = url
        self.web.sites[f"https://news.google.com/rss/articles/{google_id}"] = self.page

    def page(self, request: http.Request) -> Answer:
        self.pages += 1
        if self.pages > self.block_after:
            return response(request.url, "<title>429</title>", status=429)
        google_id = urllib.parse.urlsplit(request.url).path.rsplit("/", 1)[1]
        return response(
            request.url,
            f'<c-wiz><div jscontroller="x" data-n-a-id="{html.escape(google_id)}"'
            f' data-n-a-ts="1760000000" data-n-a-sg="sg"></div></c-wiz>',
        )

    def call(self, request: http.Request) -> Answer:
        self.calls += 1
        form = urllib.parse.parse_qs((request.body or b"").decode())
        frames = []
        for call in json.loads(form["f.req"][0])[0]:
            url = self.addresses.get(json.loads(call[1])[2])
            told = json.dumps(["garturlres", url, 1]) if url else None
            frames.append(["wrb.fr", call[0], told, None, None, None, call[3]])
        return response(request.url, ")]}'\n\n" + json.dumps(frames[::-1]))
