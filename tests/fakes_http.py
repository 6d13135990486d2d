"""A site that misbehaves as told, and an internet of made-up names that leads to it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import pytest

PUBLIC = "93.184.216.34"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as the site saw it, header names in small letters."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)


Page = bytes | Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


def page(
    body: bytes = b"", status: str = "200 OK", *headers: str, length: int | None = None
) -> bytes:
    """The bytes of a whole answer."""
    length = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def moved(location: str, status: str = "302 Found") -> bytes:
    return page(b"", status, f"Location: {location}")


def late(seconds: float, answer: bytes) -> Page:
    """A page that takes its time."""

    async def wait(_: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        writer.write(answer)
        await writer.drain()

    return wait


class Site:
    """A web server in a thread. `pages` maps a target to an answer or a writer."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.seen: list[Seen] = []
        self.connections = 0
        self.port = 0
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._work)

    def url(self, target: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{target}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _work(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(
            self._connected, "127.0.0.1", 0, ssl=self._tls
        )
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        # Nobody new is let in, and who was just now gets as far as having a writer that
        # can be closed: asyncio forgets a connection whose server closed before that
        asyncio.get_running_loop().remove_reader(server.sockets[0].fileno())
        for _ in range(10):
            await asyncio.sleep(0)
        server.close()

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except asyncio.CancelledError:  # the test is over, whatever was still to send
            writer.transport.abort()
        except (OSError, EOFError):
            pass  # the client went
        finally:
            writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """True while the connection may go on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, target, _ = head[0].split(" ")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        seen = Seen(method, target, headers, body)
        self.seen.append(seen)
        found = self.pages.get(target, page(b"", "404 Not Found"))
        if not isinstance(found, bytes):
            await found(seen, writer)
            return False
        writer.write(found)
        await writer.drain()
        length = b"content-length: %d\r\n" % len(found.partition(b"\r\n\r\n")[2])
        return length in found.lower() and headers.get("connection") != "close"


class Internet:
    """Names of our own, and every public address leading to one site.

    Whatever else is connected to is refused and noted in `reached`.
    """

    def __init__(self, site: Site) -> None:
        self.names: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self.connected: list[tuple[str, int]] = []
        self.reached: list[tuple[str, int]] = []
        self._site = site

    def know(self, name: str, *answers: list[str]) -> None:
        """The name gives these addresses; with several answers, one after the other."""
        self.names[name] = list(answers or ([PUBLIC],))

    def install(self, patch: pytest.MonkeyPatch) -> None:
        real_ask = socket.getaddrinfo
        real_connect = asyncio.SelectorEventLoop.sock_connect

        def ask(host: Any, port: Any, *rest: Any, **named: Any) -> list[Any]:
            if host not in self.names:
                try:
                    socket.inet_pton(socket.AF_INET6 if ":" in host else 2, host)
                except OSError:
                    raise socket.gaierror(socket.EAI_NONAME, "no such name") from None
                return real_ask(host, port, *rest, **named)
            self.asked.append(host)
            answers = self.names[host]
            found = answers.pop(0) if len(answers) > 1 else answers[0]
            return [answer for ip in found for answer in real_ask(ip, port, type=1)]

        async def connect(
            loop: asyncio.SelectorEventLoop, sock: socket.socket, address: Any
        ) -> None:
            host, port = address[:2]
            if host == "127.0.0.1" and port == self._site.port:
                return await real_connect(loop, sock, address)
            if host != PUBLIC:
                self.reached.append((host, port))
                raise ConnectionRefusedError
            self.connected.append((host, port))
            return await real_connect(loop, sock, ("127.0.0.1", self._site.port))

        patch.setattr(socket, "getaddrinfo", ask)
        patch.setattr(asyncio.SelectorEventLoop, "sock_connect", connect)
