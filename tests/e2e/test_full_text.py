"""The full text in a real browser: nothing from elsewhere, nothing jumps or runs."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from articles.models import Item
from newsreader.lib.html import safe_html
from tests.e2e.test_reading import RULES, _page, _sign_in
from tests.factories import make_article, make_item
from tests.fakes import Web, response

pytestmark = pytest.mark.django_db(transaction=True)


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    rows = (b"\0" + b"\x80\x40\x20" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


LINE = "A sentence of the article that goes on for a while, as sentences do. "
WIDE = "".join(f"<td>Column {number} of many</td>" for number in range(20))
HTML = f"""
<h2>First part</h2><p>{LINE * 5}</p>
<figure><img src="https://cdn.example/one.png" width="800" height="400" alt="A bridge">
<figcaption>The bridge. Photo: Anna Berg</figcaption></figure>
<img src="https://cdn.example/two.png?utm_source=feed" alt="No size given">
<img src="https://cdn.example/evil.svg" alt="A drawing">
<img src="https://stats.wp.com/b.gif?x=1" alt="">
<h2>Second part</h2><table><tr>{WIDE}</tr></table>
<pre><code>{"a_long_line_of_code(" * 20}</code></pre>
<h2>Third part</h2><blockquote><p>{LINE}</p></blockquote>
<ul><li>One</li><li>Two <code>inline</code></li></ul>
<p><a href="https://elsewhere.example/">elsewhere</a> {"averylongword" * 30}</p>
<p onclick="window.hit=1"><script>window.hit=1</script><img src=x onerror="hit=1"></p>
"""


@pytest.fixture
def item(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Item:
    settings.DATA_DIR = tmp_path
    web = Web().install(monkeypatch)
    web.sites["https://cdn.example/one.png"] = response("", _png(400, 200))
    web.sites["https://cdn.example/two.png"] = response("", _png(300, 300))
    evil = "<svg xmlns='http://www.w3.org/2000/svg' onload='hit=1'/>"
    web.sites["https://cdn.example/evil.svg"] = response("", evil)
    html = safe_html(HTML, base_url="https://paper.example/1")
    return make_item(article=make_article(html=html, word_count=900))


def _watched(page: Page, base: str) -> list[str]:
    elsewhere: list[str] = []

    def note(request: object) -> None:
        url = str(getattr(request, "url", ""))
        if not url.startswith(base):
            elsewhere.append(url)

    page.on("request", note)
    return elsewhere


@pytest.mark.parametrize("width", [320, 1280])
def test_a_full_text_asks_nobody_else_and_jumps_nowhere(
    browser: Browser, live_server: object, item: Item, width: int
) -> None:
    base = str(live_server)
    page = _page(browser, base, width=width)
    _sign_in(page, base)
    elsewhere = _watched(page, base)
    boxes = "[...document.querySelectorAll('.prose img')].map(i => i.clientHeight)"
    page.route("**/img/**", lambda route: route.abort())
    page.goto(item.get_absolute_url())
    before = page.evaluate(boxes)
    page.unroute("**/img/**")

    page.reload()
    for picture in page.locator(".prose img").all():
        picture.scroll_into_view_if_needed()
    one = page.locator(".prose img").first
    page.wait_for_function("document.querySelector('.prose img').naturalWidth > 0")

    assert elsewhere == []
    assert one.evaluate("i => [i.naturalWidth, i.complete]") == [400, True]
    assert len(before) == 4
    assert page.evaluate(boxes) == before
    assert page.evaluate("window.hit") is None
    full = page.locator(".full")
    assert full.evaluate("part => part.scrollWidth <= part.clientWidth")
    wide = page.locator(".wide")
    assert wide.evaluate("box => box.scrollWidth > box.clientWidth")
    found = Axe().run(page, ".full", {"runOnly": RULES}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    page.context.close()


def test_the_contents_lead_to_their_parts(
    browser: Browser, live_server: object, item: Item
) -> None:
    base = str(live_server)
    page = _page(browser, base, scripts=False)
    _sign_in(page, base)
    page.goto(item.get_absolute_url())

    page.get_by_role("link", name="Third part").click()

    assert page.url.endswith("#part-3")
    assert page.get_by_role("heading", name="Third part").is_visible()
    page.context.close()
