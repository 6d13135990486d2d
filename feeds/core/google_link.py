"""Decode a Google News link offline; build and read the decode request.

Bytes in, bytes out; somebody else talks to the network. Until July 2024 a link held
the publisher's address. Since then it holds a handle that only Google can open, but
whose length tells the length of the address: that checks every answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from lxml import etree

from feeds.core.google_editions import Edition
from feeds.core.protobuf import BadMessage, first, read, unpack
from newsreader.lib.urls import host

BATCH_URL = "https://news.google.com/_/DotsSplashUi/data/batchexecute?rpcids=Fbv4je"
MAX_PAGE = 8_000_000
MAX_ANSWER = 4_000_000
_CALL = "Fbv4je"

_LEGACY, _ARTICLE, _VIDEO = 2, 19, 32
_HANDLE_MARK = b"AU_yqL"
# A handle is a key's number (5 bytes), a check (16) and as much as the address has
_HANDLE_HEAD = 21
_SHORTEST_ADDRESS = len("http://a.b")
_VIDEO_ID = re.compile(rb"[A-Za-z0-9_-]{11}")
_PLAIN = re.compile(
    r"https?://[^\s\x00-\x20\x7f-\x9f\ud800-\udfff\\<>]+", re.IGNORECASE
)
_GOOGLE = re.compile(r"(?:.*\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")

Kind = Literal["url", "handle", "unknown"]
Verdict = Literal["ok", "invalid_url", "length_mismatch"]


class NoSignature(Exception):  # noqa: N818 - it reads as what it is
    """The article page cannot be used. `kind`: no_signature, consent or blocked."""

    def __init__(self, kind: Literal["no_signature", "consent", "blocked"]) -> None:
        super().__init__(_WHY[kind])
        self.kind = kind


_WHY = {
    "no_signature": "Google's page holds neither the address nor a signature.",
    "consent": "Google asks for consent instead of showing the page.",
    "blocked": "Google asks whether this is a person: too many requests from here.",
}


class BadAnswer(Exception):  # noqa: N818 - it reads as what it is
    """Google's answer to the decode request cannot be read."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a link's id tells offline.

    `url_length` is the number of bytes that a handle's address must have, or None.
    """

    kind: Kind
    url: str = ""
    amp_url: str = ""
    url_length: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What an article page says so that the decode request is answered."""

    google_id: str
    timestamp: int
    signature: str


def decode(google_id: str) -> Decoded:
    """What the id says without a request. Never raises."""
    try:
        fields = read(unpack(google_id))
    except BadMessage:
        return Decoded("unknown")
    kind, payload = first(fields, 1), first(fields, 4)
    if not isinstance(payload, bytes):
        return Decoded("unknown")
    if kind == _VIDEO and _VIDEO_ID.fullmatch(payload):
        video = payload.decode("ascii")
        return Decoded("url", f"https://www.youtube.com/watch?v={video}")
    if kind in {_ARTICLE, _VIDEO}:
        url = _as_address(payload)
        if url:
            return Decoded("url", url, _as_address(first(fields, 26)))
        if payload.startswith(_HANDLE_MARK) or _is_handle(payload):
            return Decoded("handle", url_length=_length_behind(payload))
    if kind == _LEGACY and len(payload) == 16:
        return Decoded("handle")
    return Decoded("unknown")


def verdict(url: str, decoded: Decoded) -> Verdict:
    """Whether this can be the address behind the link: a named host that is not
    Google's, nothing hidden, the right length. Which hosts are private only the door
    to the network can tell."""
    name = host(url) if _PLAIN.fullmatch(url) else ""
    is_number = name[-1:].isdigit() or ":" in name
    if "." not in name or is_number or _GOOGLE.fullmatch(name):
        return "invalid_url"
    length = len(url.encode())
    if decoded.url_length is not None and length != decoded.url_length:
        return "length_mismatch"
    return "ok"


def _as_address(payload: int | bytes | None) -> str:
    if not isinstance(payload, bytes):
        return ""
    if not payload[:8].lower().startswith((b"http://", b"https://")):
        return ""
    try:
        address = payload.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return address if _PLAIN.fullmatch(address) else ""


def _is_handle(payload: bytes) -> bool:
    """The shape of a handle under another key than today's."""
    length = _length_behind(payload)
    return payload.startswith(b"A") and length is not None


def _length_behind(handle: bytes) -> int | None:
    try:
        raw = unpack(handle.decode("ascii"))
    except (BadMessage, UnicodeDecodeError):
        return None
    length = len(raw) - _HANDLE_HEAD
    return length if raw[0] == 1 and length >= _SHORTEST_ADDRESS else None


# ---- the article page


def article_page_url(google_id: str, edition: Edition) -> str:
    """The page that holds the signature. Only this path answers plain clients, and
    only with the locale is it answered at once."""
    e = edition
    where = f"hl={e.hl}&gl={e.gl}&ceid={e.ceid}"
    return f"https://news.google.com/rss/articles/{google_id}?{where}"


def read_article_page(body: bytes) -> Signature | str:
    """The signature on the page, or (pages of 2022) the address itself.

    Raises `NoSignature`. The caller checks that the id is the one asked for.
    """
    found = _seek(body)
    if found is not None:
        return found
    page = body[:MAX_PAGE].lower()
    if b"consent.google.com" in page or b"before you continue" in page:
        raise NoSignature("consent")
    if any(sign in page for sign in _BLOCKS):
        raise NoSignature("blocked")
    raise NoSignature("no_signature")


_BLOCKS = (
    b"/sorry/", b"unusual traffic", b"httpservice/retry/enablejs", b"recaptcha",
)  # fmt: skip


def page_is_enough(body: bytes) -> bool:
    """Whether what came of the page so far already holds what is needed."""
    marked = b"data-n-a-sg" in body and b"data-n-a-ts" in body
    if not marked and b"data-n-au" not in body:
        return False
    # Up to the last tag begun: values before it are whole
    return _seek(body[: body.rfind(b"<")]) is not None


class _Seeker:
    """A parser's target: the first element with a signature, or with an address.

    An HTML parser, not a pattern: comments and scripts can hold decoys, and values
    from two elements make a request that looks right and is refused.
    """

    def __init__(self) -> None:
        self.address = ""
        self.signature: Signature | None = None
        self.without_id: Signature | None = None

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        address = attributes.get("data-n-au", "")
        if not self.address and _PLAIN.fullmatch(address):
            self.address = address
        signature = attributes.get("data-n-a-sg", "")
        stamp = attributes.get("data-n-a-ts", "")
        if self.signature or not re.fullmatch(r"[\w=.+/-]{1,500}", signature):
            return
        if not re.fullmatch(r"[0-9]{1,15}", stamp):
            return
        google_id = attributes.get("data-n-a-id", "")
        found = Signature(google_id, int(stamp), signature)
        if google_id:
            self.signature = found
        else:
            self.without_id = self.without_id or found

    def close(self) -> None:
        """Asked for by lxml."""

    def found(self) -> Signature | str | None:
        return self.address or self.signature or self.without_id


def _seek(body: bytes) -> Signature | str | None:
    # lxml's stubs know no parser targets
    seeker = _Seeker()
    parser: Any = etree.HTMLParser(
        target=seeker,  # type: ignore[arg-type]
        encoding="utf-8",
        no_network=True,
    )
    with suppress(etree.LxmlError):
        parser.feed(body[:MAX_PAGE])
        parser.close()
    return seeker.found()


# ---- the decode call


def build_call(signatures: Sequence[Signature], ceid: str) -> bytes:
    """The form body that asks for all of these addresses; the answer tells each by its
    place in `signatures`. At most 50, so that one failure costs little."""
    calls = [
        [_CALL, json.dumps(_inner(each, ceid), separators=(",", ":")), None, str(place)]
        for place, each in enumerate(signatures)
    ]
    return urlencode({"f.req": json.dumps([calls], separators=(",", ":"))}).encode()


def _inner(of: Signature, ceid: str) -> list[object]:
    settings = ["X", "X", ["X", "X"], None, None, 1, 1, ceid, None, 1]
    settings += [None, None, None, None, None, 0, 1]
    head = [settings, "X", "X", 1, [1, 1, 1], 1, 1, None, 0, 0, None, 0]
    return ["garturlreq", head, of.google_id, of.timestamp, of.signature]


def read_answer(body: bytes, count: int) -> dict[int, str | None]:
    """The addresses by place in the call; None where Google knows none. A place that
    is missing got no answer. Frames come in any order; the tag alone pairs them."""
    text = body[:MAX_ANSWER].decode("utf-8", "replace")
    places = {str(place): place for place in range(count)}
    if count == 1:
        places["generic"] = 0  # what Google answers to a call without a tag
    found: dict[int, str | None] = {}
    seen = False
    for frame in _frames(text):
        if frame[:2] != ["wrb.fr", _CALL] or len(frame) < 7:
            continue
        seen = True
        place = places.get(frame[6]) if isinstance(frame[6], str) else None
        if place is not None and found.get(place) is None:
            found[place] = _address_in(frame[2])
    if not seen:
        raise BadAnswer("Google's answer to the decode request holds no addresses.")
    return found


def _frames(text: str) -> Iterator[list[Any]]:
    """The frames of a plain answer, or of one in chunks (a length and JSON by turns).

    `Any`: JSON of a stranger, checked where it is used.
    """
    decoder = json.JSONDecoder()
    at = len(")]}'") if text.startswith(")]}'") else 0
    while found := re.compile(r"\s*(?:[0-9]+\s+)*(?=\[)").match(text, at):
        try:
            value, at = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError) as error:
            raise BadAnswer("Google's answer cannot be read.") from error
        yield from (frame for frame in value if isinstance(frame, list))


def _address_in(payload: object) -> str | None:
    if not isinstance(payload, str):
        return None
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    match value:
        case ["garturlres", str(address), *_]:
            return address
    return None
