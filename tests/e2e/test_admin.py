"""The admin in a real browser: without scripts, on small screens, by night, for all."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page

from articles.models import Item, Publisher
from feeds.models import Feed, Fetch
from tests.factories import NOON, make_analysis, make_article, make_feed, make_item
from tests.fakes import Web
from tests.feeds.test_lookup import URL, page, rss
from tests.people import alice

pytestmark = pytest.mark.django_db(transaction=True)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


def opened(
    browser: Browser,
    base: str,
    *,
    width: int = 1280,
    dark: bool = False,
    scripts: bool = True,
) -> Page:
    """A page of a context in which Alice is signed in."""
    client = Client()
    client.force_login(alice())
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    for name, morsel in client.cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": base}])
    return context.new_page()


def test_a_feed_is_looked_at_and_added_without_scripts(
    browser: Browser, live_server: object, web: Web
) -> None:
    links = (("/feed.xml", "News"), ("/sport.xml", "Sport"))
    web.page("https://paper.example/", page(*links))
    web.feed(URL, rss())
    tab = opened(browser, str(live_server), scripts=False)

    tab.goto("/admin/feeds/feed/add/")
    tab.get_by_label("Address:").fill("paper.example")
    tab.get_by_label("Address:").press("Enter")
    tab.get_by_role("button", name="News").click()
    tab.get_by_label("Or a new one").fill("Papers")
    tab.get_by_role("button", name="Add this feed").click()

    assert "Added The Paper" in tab.locator(".messagelist").inner_text()
    feed = Feed.objects.get()
    assert (feed.url, str(feed.category)) == (URL, "Papers")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_shut_nobody_out_and_break_no_policy(
    browser: Browser, live_server: object, web: Web, width: int, dark: bool
) -> None:
    feed = make_feed("The Paper", failures=2, error="dns", last_error="No such host.")
    Fetch.objects.create(feed=feed, at=NOON, error="dns", message="No such host.")
    Fetch.objects.create(feed=feed, at=timezone.now(), new_items=4)
    Publisher.objects.create(
        host="paper.example",
        site_url="https://paper.example/",
        entry_count=40,
        next_at=NOON,
    )
    article = make_article(text="A long word: " + "x" * 300)
    item = make_item("A bridge opens", feeds=[feed], article=article)
    make_item("Another", feeds=[feed], stage=Item.Stage.EXTRACT, due_at=NOON)
    analysis = make_analysis(item)
    web.feed(URL, rss())
    tab = opened(browser, str(live_server), width=width, dark=dark)
    broken: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            broken.append(message.text)

    tab.on("console", note)
    tab.on("pageerror", lambda error: broken.append(str(error)))
    # What is ours: the rest is Django's, and its business
    ours = [
        [".glance"],
        [".card"],
        [".fetches"],
        [".history"],
        [".sentences"],
        [".full-text"],
    ]
    for path in (
        "",
        "feeds/feed/",
        "feeds/feed/add/",
        "feeds/feed/import/",
        f"feeds/feed/{feed.pk}/change/",
        "articles/item/",
        f"articles/item/{item.pk}/change/",
        f"articles/article/{article.pk}/change/",
        f"articles/analysis/{analysis.pk}/change/",
    ):
        tab.goto(f"/admin/{path}")
        assert not sideways(tab), path
        assert broken == [], path
        look = {"include": [each for each in ours if tab.locator(each[0]).count()]}
        if look["include"]:
            options = {"runOnly": {"type": "tag", "values": RULES}}
            found = Axe().run(tab, context=look, options=options)
            assert found.violations_count == 0, f"{path}: {found.generate_report()}"
            broken.clear()  # axe tries to put a style of its own into the page

    tab.goto("/admin/feeds/feed/add/")
    tab.get_by_label("Address:").fill(URL)
    tab.get_by_label("Address:").press("Enter")
    tab.get_by_role("button", name="Add this feed").wait_for()
    assert not sideways(tab)
    assert broken == []


def sideways(tab: Page) -> bool:
    """Does the page scroll sideways?"""
    root = "document.documentElement"
    return bool(tab.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))
