"""A feed with a hub, for the tests of WebSub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from feeds.models import Feed, PushSubscription
from newsreader.lib import http
from tests.factories import make_feed
from tests.fakes import Web, response
from tests.fakes_hub import Hub

NOW = timezone.now()
HUB = "https://hub.example/"
TOPIC = "https://paper.example/feed.xml"


def make_hub(web: Web, client: Client) -> Hub:
    """A hub at `HUB`, which reaches this site through the test client."""

    def send(
        method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, str]:
        parts = urlsplit(url)
        answer = client.generic(
            method,
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body,
            content_type=headers.get("Content-Type", ""),
            headers={k: v for k, v in headers.items() if k != "Content-Type"},
            secure=True,
            SERVER_NAME=parts.hostname or "",
        )
        return answer.status_code, answer.content.decode()

    hub = Hub(send)

    def take(request: http.Request) -> http.Response:
        return response(request.url, status=hub.take(request.body or b""))

    web.sites[HUB] = take
    return hub


def subscription(*, hub: str = HUB, feed: Feed | None = None) -> PushSubscription:
    """What discovery leaves behind: due now, and nobody asked yet."""
    feed = feed or make_feed(url=TOPIC, added_at=NOW, polled_at=NOW, due_at=NOW)
    return PushSubscription.objects.create(feed=feed, hub=hub, topic=TOPIC, due_at=NOW)


def subscribed(hub: Hub, step: Callable[[], int]) -> PushSubscription:
    """One that is active."""
    subscription()
    step()
    assert len(hub.subscribers) == 1
    return PushSubscription.objects.select_related("feed").get()
