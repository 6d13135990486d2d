"""Pages of a large database, asked for through the web server by who is signed in.

    DATA_DIR=/some/where .venv/bin/python benchmarks/load.py [--poller] [--clients 8]

On what `benchmarks/fill.py` made there. For each page: its queries, the processor's
milliseconds in a request (in this process, without the network: what a busy machine
does not change), then over HTTP p50 and p95 at one client, requests a second at eight,
and bytes as sent. `--poller` stores polled entries all the while.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("PORT", "8765")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from articles import ingest  # noqa: E402
from articles.models import Item, Star  # noqa: E402
from articles.querysets import Cursor  # noqa: E402
from feeds.core.types import ParsedEntry, ParsedFeed  # noqa: E402
from feeds.models import Category, Feed  # noqa: E402

PAGE = 50


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    user: str = "few"
    etag: str = ""


def pages() -> list[Page]:
    feed = Feed.objects.order_by("pk")[0]
    category = Category.objects.order_by("pk")[0]
    item = Item.objects.filter(article__isnull=False).order_by("-sort_at")[20]
    newest = Item.objects.order_by("-sort_at", "-pk")
    lists = {
        "headlines": ("/", newest),
        "category": (category.get_absolute_url(), newest.in_category(category)),
        "feed": (feed.get_absolute_url(), Item.objects.of_feed(feed)),
        "starred": ("/starred/", newest.filter(stars__user__username="few")),
    }  # fmt: skip
    found = []
    for name, (url, items) in lists.items():
        found.append(Page(name, url))
        found.append(Page(f"{name}, all unread", url, "all"))
        places = items.values_list("sort_at", "pk")[999 * PAGE : 999 * PAGE + 1]
        found += [
            Page(f"{name}, page 1000", f"{url}?after={Cursor(*place)}")
            for place in places
        ]
    found += [
        Page("unread", "/unread/"),
        Page("unread, scattered", "/unread/", "old"),
        Page("item", item.get_absolute_url()),
        Page("search, common", "/search/?q=ba"),
        Page("search, two common", "/search/?q=ba+be"),
        Page("search, beginning", "/search/?q=rare1*"),
        Page("search, rare", "/search/?q=rare17x"),
        Page("search, absent", "/search/?q=absent"),
        Page("headlines, visitor", "/", ""),
        Page("permalink, visitor", item.get_absolute_url(), ""),
    ]
    answer = Client(HTTP_HOST="localhost").get(item.get_absolute_url())
    if etag := answer.headers.get("ETag"):
        found.append(Page("permalink, 304", item.get_absolute_url(), "", etag))
    return found


def client_of(page: Page) -> tuple[Client, dict[str, str]]:
    client = Client(HTTP_HOST="localhost")
    if page.user:
        client.force_login(
            User.objects.get(username=page.user),
            "newsreader.accounts.backend.ReaderBackend",
        )
    headers = {"Accept-Encoding": "gzip"}
    if page.etag:
        headers["If-None-Match"] = page.etag
    return client, headers


def in_process(page: Page, times: int) -> tuple[int, float]:
    """How many queries, and the processor's milliseconds."""
    client, headers = client_of(page)
    client.get(page.url, headers=headers)
    asked: list[str] = []

    def note(execute: Callable[..., object], sql: str, *more: object) -> object:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        answer = client.get(page.url, headers=headers)
    assert answer.status_code in (200, 304), (page, answer.status_code)
    spent = []
    for _ in range(times):
        begun = time.process_time()
        client.get(page.url, headers=headers)
        spent.append(time.process_time() - begun)
    return len(asked), 1000 * statistics.median(spent)


def ask(
    page: Page, headers: dict[str, str], more: Callable[[], bool]
) -> tuple[list[float], int]:
    """Milliseconds of each request over one connection, and bytes of the last."""
    connected = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]))
    spent, size = [], 0
    while more():
        begun = time.perf_counter()
        connected.request("GET", page.url, headers=headers)
        answer = connected.getresponse()
        size = len(answer.read())
        assert answer.status in (200, 304), (page, answer.status)
        spent.append(1000 * (time.perf_counter() - begun))
    connected.close()
    return spent, size


def over_http(page: Page, times: int, clients: int, seconds: float) -> str:
    client, headers = client_of(page)
    headers |= {"Host": "localhost"}
    if client.cookies:
        name = settings.SESSION_COOKIE_NAME
        headers["Cookie"] = f"{name}={client.cookies[name].value}"
    left = iter(range(times + 5))
    spent, size = ask(page, headers, lambda: next(left, None) is not None)
    spent = sorted(spent[5:])
    until, counts = time.monotonic() + seconds, []

    def many() -> None:
        done, _ = ask(page, headers, lambda: time.monotonic() < until)
        counts.append(len(done))

    threads = [threading.Thread(target=many) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return (
        f"p50 {statistics.median(spent):6.1f}  p95 {spent[int(len(spent) * 0.95)]:6.1f}"
        f"  {sum(counts) / seconds:6.0f}/s  {size:6} B"
    )


@contextmanager
def server() -> Iterator[None]:
    run = [sys.executable, "-m", "gunicorn", "newsreader.wsgi",
           "-c", "python:newsreader.gunicorn"]  # fmt: skip
    started = subprocess.Popen(run, cwd=ROOT)
    try:
        for _ in range(100):
            try:
                http.client.HTTPConnection(
                    "127.0.0.1", int(os.environ["PORT"])
                ).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        started.terminate()
        started.wait()


def _entries(feed: int, turn: int) -> Iterator[ParsedEntry]:
    for n in range(turn, turn - 30, -1):
        link = f"https://polled.example/{feed}/{n}"
        yield ParsedEntry(id=link, title="", headline=f"Polled {n}", link=link)


def poll_for_ever() -> None:
    """What polls of 25 feeds write, one after the other: 30 entries each, two new."""
    feeds = list(Feed.objects.order_by("pk")[:25])
    turn = time.time_ns()
    while True:
        turn += 2
        now = dt.datetime.now(dt.UTC)
        polled = [
            (feed, ParsedFeed("", "", "", "", tuple(_entries(feed.pk, turn))))
            for feed in feeds
        ]
        write = ingest.prepare(polled, now=now)
        with transaction.atomic():
            write({feed.pk for feed in feeds})
        print(flush=True)  # by then it is under way


def weight() -> str:
    """What a browser fetches for the headlines, packed, before any picture."""
    connected = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]))

    def get(url: str, cookie: str = "") -> bytes:
        headers = {"Accept-Encoding": "gzip, br", "Host": "localhost"}
        connected.request(
            "GET", url, headers=headers | ({"Cookie": cookie} if cookie else {})
        )
        return connected.getresponse().read()

    client, _ = client_of(Page("", "/"))
    name = settings.SESSION_COOKIE_NAME
    cookie = f"{name}={client.cookies[name].value}"
    html = client.get("/").text
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|mjs))"', html))
    sizes = [len(get("/", cookie)), *(len(get(url)) for url in sorted(parts))]
    return f"{len(sizes)} requests, {sum(sizes) / 1000:.1f} kB: {sizes}"


def main() -> None:
    told = argparse.ArgumentParser()
    told.add_argument("--poller", action="store_true")
    told.add_argument("--poll-for-ever", action="store_true")
    told.add_argument("--clients", type=int, default=8)
    told.add_argument("--times", type=int, default=30)
    told.add_argument("--seconds", type=float, default=3)
    told.add_argument("--only", default="")
    told.add_argument("--in-process", action="store_true")
    wish = told.parse_args()
    call_command("collectstatic", interactive=False, verbosity=0)
    if wish.poll_for_ever:
        poll_for_ever()
    chosen = [page for page in pages() if wish.only in page.name]
    print(f"{Item.objects.count():,} items on {connection.vendor},"
          f" {Star.objects.count():,} stars")  # fmt: skip
    spent = {page: in_process(page, wish.times) for page in chosen}
    if wish.in_process:
        for page, (queries, cpu) in spent.items():
            print(f"{page.name:24} {queries:3} queries {cpu:6.1f} ms CPU")
        return
    poller = None
    with server():
        if wish.poller:
            run = [sys.executable, __file__, "--poll-for-ever"]
            poller = subprocess.Popen(run, stdout=subprocess.PIPE)
            assert poller.stdout
            poller.stdout.readline()
            threading.Thread(target=poller.stdout.read, daemon=True).start()
        try:
            for page, (queries, cpu) in spent.items():
                line = over_http(page, wish.times, wish.clients, wish.seconds)
                print(f"{page.name:24} {queries:3} queries {cpu:6.1f} ms CPU  {line}")
            print(weight())
            assert poller is None or poller.poll() is None, "the poller ended"
        finally:
            if poller:
                poller.terminate()
                poller.wait()


if __name__ == "__main__":
    main()
