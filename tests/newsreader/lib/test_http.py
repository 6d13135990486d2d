from __future__ import annotations

import asyncio
import gc
import gzip
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import trustme
from pytest_django import Settings

from newsreader.lib.http import FetchError, Request, Response, fetch, fetch_all
from tests.fakes_http import Internet, Seen, Site, late, moved, page

OK = b"HTTP/1.1 200 OK\r\n"
GZIP = ("200 OK", "Content-Encoding: gzip")
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def fails(request: Request) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(request)
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.fixture(autouse=True)
def _nothing_is_left_open() -> Iterator[None]:
    threads, files = (
        set(threading.enumerate()),
        len(list(Path("/proc/self/fd").iterdir())),
    )
    yield
    left = {t.name for t in threading.enumerate() if t not in threads and t.is_alive()}
    assert not {name for name in left if name.startswith("fetch")}
    until = time.monotonic() + 3  # the other side may still be closing its end
    # One more may be a library's own, opened when it is first used in this process
    while len(list(Path("/proc/self/fd").iterdir())) > files + 1:
        gc.collect()
        assert time.monotonic() < until, "a file or a socket was left open"


# What is asked


def test_a_request_says_who_asks_and_brings_no_cookies(
    site: Site, door: Settings
) -> None:
    door.CONTACT = "https://reader.example"
    site.pages["/"] = page(b"x", "200 OK", "Set-Cookie: a=b")
    site.pages["/2"] = page(b"x")

    for _ in fetch_all([Request(url=site.url("/")), Request(url=site.url("/2"))]):
        pass
    fetch(Request(url=site.url("/"), headers={"Accept": "text/xml"}))

    for seen in site.seen:
        assert seen.headers["user-agent"].startswith("Newsreader/")
        assert seen.headers["user-agent"].endswith("(+https://reader.example)")
        assert seen.headers["accept-encoding"] == "gzip, deflate, br, zstd"
        assert "cookie" not in seen.headers
    assert site.seen[0].headers["accept"] == "*/*"
    assert site.seen[-1].headers["accept"] == "text/xml"


def test_the_address_is_sent_as_it_is(site: Site) -> None:
    target = "/a%2fb%7E;c=d/!$&'()*+,=@:?q=%41+b&&c=[d]|^`{}"
    site.pages[target] = page(b"here")

    assert fetch(Request(url=site.url(target))).body == b"here"


def test_a_body_is_posted(site: Site) -> None:
    site.pages["/"] = page(b"thanks")
    headers = {"Content-Type": "application/json"}

    fetch(Request(url=site.url(), method="POST", headers=headers, body=b"{}"))

    (seen,) = site.seen
    assert (seen.method, seen.body) == ("POST", b"{}")
    assert seen.headers["content-type"] == "application/json"


# What is answered


@pytest.mark.parametrize("status", ["204 A", "304 B", "404 C", "429 D", "500 E"])
def test_any_status_is_an_answer(site: Site, status: str) -> None:
    site.pages["/"] = page(b"", status, "ETag: x", "Retry-After: 60")

    answer = fetch(Request(url=site.url()))

    assert answer.status == int(status[:3])
    assert (answer.headers["etag"], answer.headers["RETRY-AFTER"]) == ("x", "60")
    assert answer.elapsed_s > 0


def test_the_body_is_unpacked_and_the_wire_counted(site: Site) -> None:
    packed = gzip.compress(b"news " * 1000)
    site.pages["/"] = page(packed, "200 OK", "Content-Encoding: gzip")

    answer = fetch(Request(url=site.url()))

    assert answer.body == b"news " * 1000
    assert answer.bytes_read == len(packed)


def test_headers_with_stray_bytes_are_readable(site: Site) -> None:
    site.pages["/"] = OK + b'ETag: "\xff"\r\nX-A: caf\xc3\xa9\r\n\r\nhere'

    answer = fetch(Request(url=site.url()))

    assert answer.body == b"here"
    assert answer.headers["x-a"] == "café"
    answer.headers["etag"].encode()


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (page(b"news and more", length=4), b"news"),
        (page(b"hello", "304 Not Modified", "Connection: close"), b""),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 3 + page(b"news"), b"news"),
        (
            CHUNKED + b"".join(b"1\r\n%c\r\n" % b for b in b"news") + b"0\r\n\r\n",
            b"news",
        ),
        (b"HTTP/1.0 200 OK\r\n\r\nnews", b"news"),
    ],
)
def test_servers_with_small_faults_are_understood(
    site: Site, answer: bytes, body: bytes
) -> None:
    site.pages["/"] = answer

    assert fetch(Request(url=site.url())).body == body


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "connect"),
        (b"HOWDY PARTNER\r\n\r\n", "protocol"),
        (b"<rss></rss>", "protocol"),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "protocol"),
        (OK + b"X: " + b"a" * 100_000 + b"\r\n\r\n", "protocol"),
        (OK + b"X: a\r\n" * 10_000 + b"\r\n", "protocol"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100_000, "protocol"),
        (CHUNKED + b"5;x=" + b"a" * (4 << 20) + b"\r\nhello\r\n0\r\n\r\n", "truncated"),
        (CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n", "truncated"),
        (CHUNKED + b"5\r\nhello\r\n", "truncated"),
        (page(b"short", length=100), "truncated"),
        (page(b"x" * 2000), "too_large"),
        (page(b"x", length=10**15), "too_large"),
        (OK + b"\r\n" + b"x" * 2000, "too_large"),
        (
            page(gzip.compress(bytes(9000), mtime=0), *GZIP),
            "too_large",
        ),
        (
            page(gzip.compress(b"x", mtime=0)[:9], *GZIP),
            "truncated",
        ),
        (page(b"plain text", *GZIP), "decode"),
        (page(b"x", "200 OK", "Content-Encoding: gzip, gzip, br"), "decode"),
    ],
)
def test_faults_have_a_word_and_a_sentence(
    site: Site, answer: bytes, kind: str
) -> None:
    site.pages["/"] = answer

    error = fails(Request(url=site.url(), max_bytes=1000))

    assert error.kind == kind
    assert error.url == site.url()


@pytest.mark.parametrize(
    "answer",
    [
        page(b"broken", "503 Busy", "Content-Encoding: gzip", "Retry-After: 9"),
        page(b"short", "503 Busy", "Retry-After: 9", length=100),
        page(b"x" * 5000, "503 Busy", "Retry-After: 9"),
    ],
)
def test_the_status_of_an_error_page_counts_more_than_the_page(
    site: Site, answer: bytes
) -> None:
    site.pages["/"] = answer

    got = fetch(Request(url=site.url(), max_bytes=1000))

    assert (got.status, got.headers["retry-after"]) == (503, "9")


def test_a_reset_in_the_middle_is_told(site: Site) -> None:
    async def reset(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(page(b"half", length=100))
        await writer.drain()
        linger = struct.pack("ii", 1, 0)
        conn = writer.get_extra_info("socket")
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    site.pages["/"] = reset

    assert fails(Request(url=site.url())).kind in ("connect", "truncated")


def test_a_closed_port_is_told(site: Site, door: Settings) -> None:
    door.FETCH_ALLOW = frozenset({"127.0.0.1:9999"})

    assert fails(Request(url="http://127.0.0.1:9999/")).kind == "connect"


def test_an_unknown_name_is_told(internet: Internet) -> None:
    error = fails(Request(url="http://nowhere.example/"))

    assert error.kind == "dns"
    assert "nowhere.example" in error.message


@pytest.mark.parametrize("start", [OK + b"X: ", OK + b"\r\n", page(length=999)])
def test_a_drip_does_not_outlast_the_deadline(site: Site, start: bytes) -> None:
    async def drip(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            await asyncio.sleep(0.05)
            writer.write(b"X")
            await writer.drain()

    site.pages["/"] = drip
    started = time.monotonic()

    assert fails(Request(url=site.url(), timeout_s=0.3)).kind == "timeout"
    assert time.monotonic() - started < 5


def test_reading_ends_when_enough_was_seen(site: Site) -> None:
    async def endless(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 99999999\r\n\r\n<head></head>")
        while True:
            writer.write(b"x" * 10_000)
            await writer.drain()

    site.pages["/"] = endless

    answer = fetch(Request(url=site.url(), until=lambda body: b"</head>" in body))

    assert answer.body.startswith(b"<head></head>")
    assert len(answer.body) < 1 << 20


def test_reading_goes_on_until_enough_was_seen(site: Site) -> None:
    site.pages["/"] = page(b"x" * 300_000)
    sizes: list[int] = []

    def never(body: bytes) -> bool:
        sizes.append(len(body))
        return False

    assert len(fetch(Request(url=site.url(), until=never)).body) == 300_000
    assert sizes == sorted(sizes)


# Certificates


@pytest.fixture
def secure(
    door: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """An https site for "secure.example"; its authority is trusted."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("secure.example").configure_cert(context)
    with Site(tls=context) as site:
        internet = Internet(site)
        internet.know("secure.example")
        internet.know("other.example")
        internet.install(monkeypatch)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        site.pages["/"] = page(b"secret")
        yield site


@pytest.mark.usefixtures("secure")
def test_a_certificate_of_a_trusted_authority_is_accepted() -> None:
    assert fetch(Request(url="https://secure.example/")).body == b"secret"


@pytest.mark.usefixtures("secure")
def test_a_certificate_for_another_name_is_refused() -> None:
    error = fails(Request(url="https://other.example/"))

    assert error.kind == "tls"
    assert "certificate" in error.message


@pytest.mark.usefixtures("secure")
def test_an_unknown_authority_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)

    assert fails(Request(url="https://secure.example/")).kind == "tls"


# Many at once


def test_all_answers_come_with_their_places(site: Site) -> None:
    for number in range(50):
        site.pages[f"/{number}"] = page(b"%d" % number)
    requests = [Request(url=site.url(f"/{number}")) for number in range(50)]
    requests.append(Request(url="nonsense"))

    answers = dict(fetch_all(requests, at_once=8))

    assert len(answers) == 51
    for number in range(50):
        answer = answers[number]
        assert isinstance(answer, Response)
        assert answer.body == b"%d" % number
    assert isinstance(answers[50], FetchError)
    assert site.connections < 50  # some were used again


def test_nothing_to_fetch_is_no_answer() -> None:
    assert list(fetch_all([])) == []


def test_a_slow_host_holds_up_no_other(site: Site, internet: Internet) -> None:
    for number in range(8):
        site.pages[f"/slow{number}"] = late(0.5, page())
        internet.know(f"fast{number}.example")
    site.pages["/fast"] = page()
    slow = [Request(url=f"http://site.example/slow{n}") for n in range(8)]
    fast = [Request(url=f"http://fast{n}.example/fast") for n in range(8)]

    order = [place for place, _ in fetch_all(slow + fast, at_once=6)]

    assert set(order[:8]) == set(range(8, 16))


def test_a_large_answer_lets_small_ones_pass(site: Site) -> None:
    bomb = gzip.compress(bytes(4_000_000))
    site.pages |= {"/large": page(bomb, *GZIP), "/small": late(0.1, page())}
    requests = [Request(url=site.url(each)) for each in ("/large", "/small")]

    order = [place for place, _ in fetch_all(requests)]

    assert order == [1, 0]


def test_answers_come_while_others_are_on_their_way(site: Site) -> None:
    gate = threading.Event()

    async def gated(_: Seen, writer: asyncio.StreamWriter) -> None:
        await asyncio.to_thread(gate.wait, 10)
        writer.write(page(b"late"))
        await writer.drain()

    site.pages |= {"/now": page(b"now"), "/late": gated}
    requests = [Request(url=site.url(target)) for target in ("/late", "/now")]

    answers = fetch_all(requests)
    first = next(answers)
    gate.set()
    second = next(answers)

    assert (first[0], second[0]) == (1, 0)
    assert list(answers) == []


def test_who_reads_slowly_is_not_flooded(site: Site) -> None:
    site.pages["/"] = page(b"x")
    requests = [Request(url=site.url("/")) for _ in range(30)]

    with closing(fetch_all(requests, at_once=3)) as answers:
        next(answers)
        deadline = time.monotonic() + 0.3
        while time.monotonic() < deadline:
            threading.Event().wait(0.05)
        assert len(site.seen) <= 8
        assert sum(1 for _ in answers) == 29


def test_closing_early_ends_the_rest(site: Site) -> None:
    site.pages |= {"/now": page(), "/never": late(30, page())}
    requests = [Request(url=site.url(t)) for t in ("/now", "/never", "/never")]
    started = time.monotonic()

    with closing(fetch_all(requests)) as answers:
        assert next(answers)[0] == 0

    assert time.monotonic() - started < 5


def test_starts_at_one_host_keep_the_distance_that_is_set(
    site: Site, door: Settings
) -> None:
    door.FETCH_SPACING = 0.3
    site.pages["/"] = page()
    site.pages["/a"] = moved("/")  # a redirect within a host is one visit

    list(fetch_all([Request(url=site.url(t)) for t in ("/", "/a", "/")]))
    list(fetch_all([Request(url=site.url("/"), spacing_s=0.9)]))

    starts = [seen.at for seen in site.seen]
    assert len(starts) == 5
    assert starts[-1] - starts[-2] >= 0.75
    assert starts[-2] - starts[0] >= 0.45


def test_a_host_that_is_asked_too_often_is_busy(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = page()
    fetch(Request(url=site.url()))

    assert fails(Request(url=site.url(), spacing_s=1000)).kind == "busy"


def test_a_data_folder_that_cannot_be_written_stops_fetching_with_a_reason(
    site: Site, door: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    door.DATA_DIR = tmp_path / "file"

    error = fails(Request(url=site.url()))

    assert error.kind == "busy"
    assert "data folder" in error.message


def test_a_fault_of_our_own_is_not_hidden(site: Site) -> None:
    def broken(body: bytes) -> bool:
        raise RuntimeError("a bug")

    site.pages["/"] = page(b"x")

    with pytest.raises(ExceptionGroup) as caught:
        fetch(Request(url=site.url(), until=broken))

    assert isinstance(caught.value.exceptions[0], RuntimeError)
