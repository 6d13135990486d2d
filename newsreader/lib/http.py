"""The one door to the network: address guard, size and time limits, redirects,
politeness.

Everything behind the door is taken for hostile. A name is looked up once, the answer
is checked, and the connection goes to the address that was checked; each redirect is
checked again. Time is limited for a whole chain of redirects, and bytes before and
after unpacking. What goes wrong is a `FetchError` with a word for programs and a
sentence for people; any HTTP status, 304 or 500, is an answer.
"""

from __future__ import annotations

import asyncio
import functools
import os
import socket
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import overload

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

from newsreader.lib import addresses, coding
from newsreader.lib.exchange import (
    MAX_BYTES,
    FetchError,
    Headers,
    Hop,
    Kind,
    Request,
    Response,
)
from newsreader.lib.politeness import Places, TooBusy, Turns
from newsreader.lib.redirects import Rules, Target, Trip, host_port
from newsreader.lib.rounds import Round
from newsreader.lib.wire import Endless, Meter

__all__ = [
    "MAX_BYTES", "FetchError", "Headers", "Hop", "Kind", "Request", "Response",
    "fetch", "fetch_all",
]  # fmt: skip

ERROR_BYTES = 1 << 18
"""Of a page that comes with an error status no more than this is read."""

LARGE_BYTES = 1 << 16
GIVE_WAY_S, GIVE_WAY_TIMES = 0.02, 50
"""A large answer is unpacked with small pauses while others are on their way, a
second of them at most: what is small, as most answers are, passes it by."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_HEADERS = 250
_MAX_HEADER_BYTES = 32_768

Answer = tuple[int, Response | FetchError]


def fetch(request: Request, *, trusted: frozenset[str] = frozenset()) -> Response:
    """Fetch one address now; raises FetchError.

    `trusted` are hosts with their ports, as the owner has named them in the settings:
    they may be inside a private network. Never anything that a stranger wrote.
    """
    answers = _fetch([request], 1, lambda: None, Rules.now(trusted))
    ((_, answer),) = filter(None, answers)
    if isinstance(answer, FetchError):
        raise answer
    return answer


@overload
def fetch_all(
    requests: Sequence[Request], *, at_once: int = 32
) -> Generator[Answer, None, None]: ...
@overload
def fetch_all(
    requests: Sequence[Request], *, at_once: int = 32, lull_s: Callable[[], float]
) -> Generator[Answer | None, None, None]: ...
def fetch_all(
    requests: Sequence[Request],
    *,
    at_once: int = 32,
    lull_s: Callable[[], float | None] = lambda: None,
) -> Generator[Answer | None, None, None]:
    """Fetch all, overlapped; give each answer with its place as soon as it is there.

    The rest goes on in a thread of its own while the caller works on an answer. If
    the caller falls behind by `at_once` answers, no new request starts. Closing the
    iterator early ends the other requests and the thread. With `lull_s`, a None says
    that no answer came for as many seconds as it gives: time to do something else.
    """
    yield from _fetch(requests, at_once, lull_s, Rules.now())


def _fetch(
    requests: Sequence[Request],
    at_once: int,
    lull_s: Callable[[], float | None],
    rules: Rules,
) -> Generator[Answer | None, None, None]:
    if not requests:
        return

    async def work(this: Round[Answer]) -> None:
        door = _Door(rules, this.places)
        async with door.open(at_once), asyncio.TaskGroup() as group:
            for place, trip in door.plan(requests, this):
                group.create_task(door.answer(place, trip, this))

    yield from Round(work, at_once=at_once).answers(lull_s=lull_s)


class _Refused(Exception):  # noqa: N818 - inside this module only
    """A name leads to nothing but private addresses."""


class _Resolver(AbstractResolver):
    """Looks names up and gives only addresses that may be connected to."""

    def __init__(self, threads: ThreadPoolExecutor, rules: Rules | None) -> None:
        self._threads = threads
        self._rules = rules

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        ask = functools.partial(
            socket.getaddrinfo, host, port, family, socket.SOCK_STREAM
        )
        loop = asyncio.get_running_loop()
        found = [
            ResolveResult(
                hostname=host, host=str(address[0]), port=port, family=family,
                proto=proto, flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, _, proto, _, address in await loop.run_in_executor(
                self._threads, ask
            )
        ]  # fmt: skip
        if self._rules is None or host_port(host, port) in self._rules.allow:
            return found
        public = [each for each in found if addresses.is_public(each["host"])]
        # A private IPv6 address beside public IPv4 ones is left aside. A mixture
        # within one family has no honest use, but is how names are rebound.
        families = {each["family"] for each in public}
        if not public or any(e["family"] in families for e in found if e not in public):
            raise _Refused(host)
        return public

    async def close(self) -> None:
        """The threads are not ours."""


class _Request(aiohttp.ClientRequest):
    """One that has its answer counted as it comes over the wire."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        if isinstance(conn.transport, asyncio.Transport):
            Meter.on(conn.transport).expect_answer()
        if conn.protocol is not None and self.headers.get("Connection") == "close":
            conn.protocol.force_close()  # the other side will, so do not keep it
        return await super().send(conn)


class _Door:
    """The sessions and turns of one event loop."""

    def __init__(self, rules: Rules, places: Places) -> None:
        self._rules = rules
        self._turns = Turns(rules.folder, per_host=rules.per_host, places=places)
        self._waiting: Counter[str] = Counter()
        self._open = 0  # requests without an answer
        self._direct: aiohttp.ClientSession
        self._proxied: aiohttp.ClientSession

    @asynccontextmanager
    async def open(self, at_once: int) -> AsyncIterator[None]:
        threads = ThreadPoolExecutor(at_once, thread_name_prefix="names")
        try:
            async with AsyncExitStack() as stack:
                guarded = _session(_Resolver(threads, self._rules))
                self._direct = await stack.enter_async_context(guarded)
                # The proxy is the operator's choice and may be anywhere. It looks
                # names up itself.
                trusting = _session(_Resolver(threads, None))
                self._proxied = await stack.enter_async_context(trusting)
                yield
        finally:
            # A lookup cannot be ended from outside; it ends when the system gives up.
            threads.shutdown(wait=False, cancel_futures=True)

    def plan(
        self, requests: Sequence[Request], to: Round[Answer]
    ) -> list[tuple[int, Trip]]:
        """What can be asked at all; for the rest the error is given right away."""
        trips = []
        for place, request in enumerate(requests):
            try:
                trip = Trip.begin(request, self._rules)
            except FetchError as error:
                to.give((place, error))
            else:
                trips.append((place, trip))
                self._open += 1
                self._waiting[trip.target.key] += 1
        return trips

    async def answer(self, place: int, trip: Trip, to: Round[Answer]) -> None:
        try:
            to.give((place, await self._ask(trip)))
        except FetchError as error:
            to.give((place, error))
        finally:
            self._open -= 1

    async def _ask(self, trip: Trip) -> Response:
        first = trip.target.key
        while True:
            async with AsyncExitStack() as stack:
                await self._await_turn(trip, stack)
                host = trip.target.key
                if host == first and not trip.hops:
                    self._waiting[host] -= 1
                while trip.target.key == host:  # redirects within a host: one visit
                    response = await self._step(trip)
                    if response is not None:
                        return response

    async def _await_turn(self, trip: Trip, stack: AsyncExitStack) -> None:
        started = time.monotonic()
        turn = self._turns.turn(
            trip.target.key, spacing_s=trip.spacing_s, patience_s=trip.patience_s
        )
        try:
            await stack.enter_async_context(turn)
        except TooBusy:
            raise trip.target.error(
                "busy",
                f"{trip.target.host} is being asked as often as good manners allow. "
                "Try again in a few minutes.",
            ) from None
        except OSError as error:
            raise trip.target.error(
                "busy",
                "The data folder cannot be written, so nothing is fetched. "
                f"See whether the disk is full ({error.strerror}).",
            ) from error
        trip.patience_s -= time.monotonic() - started

    async def _step(self, trip: Trip) -> Response | None:
        """One request; the response, or None when it turned the trip elsewhere."""
        started = time.monotonic()
        target = trip.target
        try:
            async with asyncio.timeout(trip.request.timeout_s - trip.spent_s):
                return await self._send(trip, started)
        except TimeoutError as error:
            raise target.error(
                "timeout",
                f"{target.host} did not answer in full within "
                f"{trip.request.timeout_s:g} seconds. Try again later.",
            ) from error
        except _FAULTS as error:
            raise _explain(error, target, trip.request) from error
        finally:
            trip.spent_s += time.monotonic() - started

    async def _send(self, trip: Trip, started: float) -> Response | None:
        target = trip.target
        proxy = self._rules.proxy_for(target)
        session = self._proxied if proxy else self._direct
        headers = trip.headers | {
            "user-agent": self._rules.agent,
            "accept-encoding": "gzip, deflate, br, zstd",
        }
        if self._waiting[target.key] <= 0:  # nobody else would use the connection
            headers["connection"] = "close"
        async with session.request(
            trip.method, URL(target.url, encoded=True), headers=headers,
            data=trip.body, allow_redirects=False, proxy=proxy,
        ) as answer:  # fmt: skip
            if answer.status in _REDIRECTS:
                trip.follow(answer.status, answer.headers.get("Location", ""))
                return None
            manners = _Manners(is_alone=lambda: self._open <= 1)
            body, bytes_read = await _collect(answer, trip.request, manners)
            return Response(
                url=target.url,
                status=answer.status,
                headers=Headers(list(answer.headers.items())),
                body=body,
                hops=tuple(trip.hops),
                elapsed_s=trip.spent_s + time.monotonic() - started,
                bytes_read=bytes_read,
            )


def _session(resolver: AbstractResolver) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=resolver,
            ssl=_tls(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")),
            limit=0,  # how many run at once is decided by Places
            ttl_dns_cache=30,
        ),
        request_class=_Request,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        max_line_size=_MAX_HEADER_BYTES,
        max_field_size=_MAX_HEADER_BYTES,
        max_headers=_MAX_HEADERS,
    )


@functools.lru_cache(maxsize=4)
def _tls(file: str | None, folder: str | None) -> ssl.SSLContext:
    """Made once for each choice of certificates, which OpenSSL reads itself from the
    environment variables SSL_CERT_FILE and SSL_CERT_DIR."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


class _Manners:
    """How an answer behaves that turns out to be large."""

    def __init__(self, *, is_alone: Callable[[], bool]) -> None:
        self._is_alone = is_alone
        self._left = GIVE_WAY_TIMES

    async def give_way(self, size: int) -> None:
        if size > LARGE_BYTES and self._left and not self._is_alone():
            self._left -= 1
            await asyncio.sleep(GIVE_WAY_S)


async def _collect(
    answer: aiohttp.ClientResponse, request: Request, manners: _Manners
) -> tuple[bytes, int]:
    """The unpacked body, and how many bytes came over the wire."""
    is_error = answer.status >= 400
    limit = min(ERROR_BYTES, request.max_bytes) if is_error else request.max_bytes
    body, bytes_read, look_at = bytearray(), 0, 1
    meter = _meter_of(answer)
    try:
        if request.until is None and (answer.content_length or 0) > limit:
            raise coding.TooMuch
        decoder = coding.Decoder(
            answer.headers.get("Content-Encoding", ""), limit=limit
        )
        async for packed in answer.content.iter_any():
            bytes_read += len(packed)
            if meter is not None:
                meter.grant(len(packed))
            if bytes_read > limit:
                raise coding.TooMuch
            for piece in decoder.feed(packed):
                body += piece
                await manners.give_way(len(body))
            if request.until is not None and len(body) >= look_at:
                if request.until(bytes(body)):
                    return bytes(body), bytes_read
                look_at = len(body) + len(body) // 8 + 1  # spares copies
        decoder.finish()
    except (coding.CodingError, aiohttp.ClientPayloadError):
        if not is_error:  # else the status says what matters, and the page may be cut
            raise
    return bytes(body), bytes_read


def _meter_of(answer: aiohttp.ClientResponse) -> Meter | None:
    """The meter of the connection, or None where all of the answer is here already.

    A body that turns out to be garbled is told to the connection alone by aiohttp
    3.14, and who reads the body would wait for ever; so it is told here.
    """
    connection, body = answer.connection, answer.content
    if connection is None or not isinstance(connection.transport, asyncio.Transport):
        return None
    protocol = connection.protocol

    def tell() -> None:
        if protocol is not None and protocol.exception() and not body.is_eof():
            body.set_exception(aiohttp.ClientPayloadError("garbled"))

    meter = Meter.on(connection.transport)
    meter.after = tell
    tell()
    return meter


# What goes wrong, from the particular to the general.
_BROKE_OFF = "The answer of {host} broke off. Try again later."
_NO_TLS = "No secure connection to {host} was possible."
_NO_HTTP = "{host} did not answer as a web server should."
_SENTENCES: tuple[tuple[type[Exception], Kind, str], ...] = (
    (coding.TooMuch, "too_large", "{host} sent more than {size}."),
    (coding.CutShort, "truncated", _BROKE_OFF),
    (coding.CodingError, "decode", "The answer of {host} is damaged. {why}."),
    (aiohttp.ClientPayloadError, "truncated", _BROKE_OFF),
    (
        aiohttp.ClientConnectorDNSError,
        "dns",
        "The name {host} could not be found. See whether it is right.",
    ),
    (
        aiohttp.ClientConnectorCertificateError,
        "tls",
        "The certificate of {host} is not to be trusted: {why}.",
    ),
    (aiohttp.ClientSSLError, "tls", _NO_TLS),
    (ssl.SSLError, "tls", _NO_TLS),
    (
        aiohttp.ClientProxyConnectionError,
        "connect",
        "The proxy could not be reached. See whether HTTP_PROXY and HTTPS_PROXY are "
        "right.",
    ),
    (
        aiohttp.ClientHttpProxyError,
        "connect",
        "The proxy did not make the connection to {host}. See whether HTTP_PROXY and "
        "HTTPS_PROXY are right.",
    ),
    (Endless, "protocol", "{host} sent headers without an end."),
    (OSError, "connect", "{host} could not be reached. Try again later."),
    (aiohttp.ServerDisconnectedError, "connect", "{host} hung up. Try again later."),
    (aiohttp.ClientError, "protocol", _NO_HTTP),
    (HttpProcessingError, "protocol", _NO_HTTP),
    (ValueError, "protocol", _NO_HTTP),
)
_FAULTS: tuple[type[Exception], ...] = (
    _Refused,
    *(fault for fault, _, _ in _SENTENCES),
)


def _explain(error: Exception, target: Target, request: Request) -> FetchError:
    if isinstance(error, _Refused):
        return target.blocked()
    if isinstance(error.__cause__, Endless):  # aiohttp wraps it
        error = error.__cause__
    why: object = error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = getattr(error.certificate_error, "verify_message", "it is not valid")
    size = f"{request.max_bytes / (1 << 20):g} MiB"
    kind, sentence = next(
        (kind, sentence) for kind_of, kind, sentence in _SENTENCES
        if isinstance(error, kind_of)
    )  # fmt: skip
    return target.error(
        kind, sentence.format(host=target.host, size=size, why=str(why).rstrip("."))
    )
