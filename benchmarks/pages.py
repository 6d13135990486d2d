"""Headlines and item page: queries, milliseconds, and how both grow with the rows."""

from __future__ import annotations

import statistics
import time

from stage import make_items, set_up

set_up()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from articles.models import Item  # noqa: E402
from feeds.models import Feed  # noqa: E402


def measure(name: str, url: str) -> None:
    client = Client(HTTP_HOST="localhost")
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    times = []
    for _ in range(15):
        started = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - started) * 1000)
    size = len(answer.content) / 1024
    print(
        f"  {name:24} {len(queries):2} queries {statistics.median(times):6.1f} ms"
        f" {size:6.1f} KiB"
    )


if __name__ == "__main__":
    for total in (1_000, 10_000, 50_000):
        make_items(total - Item.objects.count())
        print(f"{total} items")
        measure("headlines, first page", "/")
        measure("headlines of a feed", Feed.objects.get().get_absolute_url())
        measure("item page", Item.objects.order_by("-sort_at")[7].get_absolute_url())
