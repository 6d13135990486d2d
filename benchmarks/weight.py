"""What a full page of headlines weighs: bytes and requests as Chromium counts them.

    DATA_DIR=DIR PORT=8766 .venv/bin/python benchmarks/weight.py

DIR is filled by fill.py. Starts the web server on that port, opens the headlines, an
item and a search, signed out and signed in, and prints requests and compressed bytes of
HTML, CSS and JavaScript. Goal for the headlines: 6 requests, 60 kB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "newsreader.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, Response, sync_playwright  # noqa: E402

from articles.models import Item  # noqa: E402

BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
COUNTED = {"document": "HTML", "stylesheet": "CSS", "script": "JS"}


def weigh(browser: Browser, path: str, cookies: dict[str, str]) -> str:
    """One line: how many requests, and what they weigh, pictures apart."""
    context = browser.new_context(base_url=BASE, service_workers="block")
    context.add_cookies(
        [{"name": name, "value": value, "url": BASE} for name, value in cookies.items()]
    )
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    weights = dict.fromkeys(COUNTED.values(), 0)
    for answer in answers:
        kind = COUNTED.get(answer.request.resource_type)
        if kind:
            weights[kind] += answer.request.sizes()["responseBodySize"]
    count = sum(answer.request.resource_type in COUNTED for answer in answers)
    rows = page.locator(".row").count()
    context.close()
    told = "  ".join(f"{kind} {size / 1000:5.1f} kB" for kind, size in weights.items())
    total = sum(weights.values()) / 1000
    return f"{count} requests  {total:5.1f} kB  ({told})  {rows} rows"


def main() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    user, _ = User.objects.get_or_create(username="weigher")
    client = Client()
    client.force_login(user)
    signed_in = {name: morsel.value for name, morsel in client.cookies.items()}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:newsreader.gunicorn",
         "newsreader.wsgi"],
        cwd=ROOT,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{BASE}/healthz", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        item = Item.objects.order_by("-sort_at")[:1].get()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            for who, cookies in (("signed out", {}), ("signed in", signed_in)):
                for path in ("/", item.get_absolute_url(), "/search/?q=the"):
                    print(f"{who:10} {path[:30]:30} {weigh(browser, path, cookies)}")
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
