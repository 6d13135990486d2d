"""A small hub (W3C WebSub): takes subscriptions, verifies them, delivers and signs.

What it thinks does not depend on how it is reached: `send` carries its requests to the
subscriber, and `Served` puts it behind a socket of this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

Send = Callable[[str, str, bytes, Mapping[str, str]], tuple[int, str]]
"""Method, address, body and headers to status and text."""

CHALLENGE = "Zm9v-challenge_42"


@dataclass
class Subscriber:
    callback: str
    topic: str
    secret: str


@dataclass
class Hub:
    """`asked` are the forms that came in; `subscribers` those that were verified."""

    send: Send
    lease: str = "864000"
    status: int = 202
    location: str = ""
    verifies: bool = True
    method: str = "sha256"
    asked: list[dict[str, str]] = field(default_factory=list)
    subscribers: dict[str, Subscriber] = field(default_factory=dict)

    def take(self, body: bytes) -> int:
        """A request for a subscription, or for the end of one; verified at once."""
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.asked.append(form)
        if self.status == 202 and self.verifies:
            self.verify(form)
        return self.status

    def verify(self, form: Mapping[str, str], **other: str) -> bool:
        mode, callback = form["hub.mode"], form["hub.callback"]
        told = {
            "hub.mode": mode,
            "hub.topic": form["hub.topic"],
            "hub.challenge": CHALLENGE,
            **({"hub.lease_seconds": self.lease} if mode == "subscribe" else {}),
            **{f"hub.{name}": value for name, value in other.items()},
        }
        status, text = self.get(callback, told)
        if status != 200 or text != CHALLENGE:
            return False
        if mode == "subscribe":
            self.subscribers[callback] = Subscriber(
                callback, form["hub.topic"], form.get("hub.secret", "")
            )
        else:
            self.subscribers.pop(callback, None)
        return True

    def deny(self, callback: str, topic: str, reason: str = "") -> int:
        self.subscribers.pop(callback, None)
        told = {"hub.mode": "denied", "hub.topic": topic, "hub.reason": reason}
        return self.get(callback, told)[0]

    def get(self, callback: str, told: Mapping[str, str]) -> tuple[int, str]:
        return self.send("GET", f"{callback}?{urlencode(told)}", b"", {})

    def publish(self, body: bytes, content_type: str = "application/rss+xml") -> int:
        """Deliver to the one subscriber there is; the status that it answers."""
        (one,) = self.subscribers.values()
        return self.deliver(one.callback, body, one.secret, content_type=content_type)

    def deliver(
        self,
        callback: str,
        body: bytes,
        secret: str,
        *,
        content_type: str = "application/rss+xml",
    ) -> int:
        digest = hmac.new(secret.encode(), body, getattr(hashlib, self.method))
        signed = f"{self.method}={digest.hexdigest()}"
        headers = {"Content-Type": content_type, "X-Hub-Signature": signed}
        return self.send("POST", callback, body, headers)[0]


def over_the_wire(
    method: str, url: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    """For `Hub.send`: a real request."""
    request = urllib.request.Request(  # noqa: S310 - made by our own tests
        url, data=body if method == "POST" else None, headers=dict(headers)
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Served:
    """The hub, and the feed that it is for, behind a socket of this machine.

    `/hub` takes subscriptions; `/feed` gives `feed`. As the recommendation has it, the
    hub answers first and verifies then.
    """

    def __init__(self, hub: Hub, feed: bytes = b"") -> None:
        self.hub = hub
        self.feed = feed
        self.polls = 0
        self.verified = threading.Semaphore(0)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(served) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - two selves
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.polls += 1
                self._answer(200, served.feed, "application/rss+xml")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                verifies, served.hub.verifies = served.hub.verifies, False
                status = served.hub.take(body)
                served.hub.verifies = verifies
                self._answer(status, b"", "text/plain")
                self.wfile.flush()
                if verifies and status == 202:
                    served.hub.verify(served.hub.asked[-1])
                served.verified.release()

            def _answer(self, status: int, body: bytes, content_type: str) -> None:
                self.send_response(status)
                if status in {307, 308}:
                    self.send_header("Location", served.hub.location)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Tests are quiet."""

        return Handler
