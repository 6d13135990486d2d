"""Reading in a real browser: by pointer and by keyboard, by day and by night."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page

from articles.models import Item, ReadMark, Star
from articles.search import get_search
from tests.factories import (
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_feed,
    make_google_feed,
    make_item,
    make_story,
)
from tests.people import bob

pytestmark = pytest.mark.django_db(transaction=True)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def item() -> Item:
    technology = make_category("Technology", slug="technology")
    feed = make_google_feed("Google News", category=technology)
    item = make_item(
        "A deal is struck", feeds=[feed], outlet="Reuters",
        article=make_article(description="What it is about, in the publisher's words."),
    )  # fmt: skip
    arabic = make_item("اتفاق جديد", language="ar", feeds=[make_feed("الجزيرة")])
    make_analysis(
        item,
        [
            ("happened", "It happened.", "what happened"),
            ("outlook", "All agree.", "The second tells more."),
        ],
    )
    make_coverage(item, "CNBC")
    make_story(item, make_item("Also struck", outlet="Bloomberg"), title="A deal")
    get_search().index([item.pk, arabic.pk])
    return item


def _page(
    browser: Browser, base: str, *, width: int = 1280, dark: bool = False, **more: bool
) -> Page:
    return browser.new_context(
        base_url=base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=more.get("scripts", True),
    ).new_page()


def _sign_in(page: Page, base: str) -> None:
    client = Client()
    client.force_login(bob())
    page.context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": base}
            for name, morsel in client.cookies.items()
        ]
    )


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_shuts_anybody_out(
    browser: Browser, live_server: object, item: Item, width: int, dark: bool
) -> None:
    base = str(live_server)
    page = _page(browser, base, width=width, dark=dark)
    _sign_in(page, base)
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(base) else elsewhere.append(request.url)
        ),
    )
    assert item.story is not None
    for path in (
        "/", "/categories/technology/", item.get_absolute_url() + "#passage-1",
        item.story.get_absolute_url(), "/search/?q=deal", "/accounts/login/",
        "/no/such/page/",
    ):  # fmt: skip
        page.goto(path)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path
        wider = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(wider), path
    assert elsewhere == []
    page.context.close()


def test_from_the_headlines_to_an_item_and_back(
    browser: Browser, live_server: object, item: Item
) -> None:
    page = _page(browser, str(live_server))
    page.goto("/categories/technology/")

    page.get_by_role("link", name="A deal is struck", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "A deal is struck"
    page.get_by_role("link", name="Passage 1", exact=True).click()
    assert page.locator("#passage-1").is_visible()
    page.get_by_role("link", name="← Google News").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Google News"
    page.context.close()


def test_a_star_changes_in_place(
    browser: Browser, live_server: object, item: Item
) -> None:
    base = str(live_server)
    page = _page(browser, base)
    _sign_in(page, base)
    page.goto(item.get_absolute_url())

    page.get_by_role("button", name="Star", exact=False).click()
    page.get_by_role("button", name="★ Starred").wait_for()
    page.get_by_role("button", name="Mark unread").click()
    page.get_by_role("button", name="Mark read").wait_for()

    assert page.url.endswith(item.get_absolute_url())
    assert Star.objects.count() == 1
    assert not ReadMark.objects.exists()
    page.context.close()


def test_everything_works_without_a_script(
    browser: Browser, live_server: object, item: Item
) -> None:
    base = str(live_server)
    page = _page(browser, base, scripts=False)
    _sign_in(page, base)
    page.goto(item.get_absolute_url())

    page.get_by_role("button", name="☆ Star").click()
    page.get_by_role("button", name="★ Starred").wait_for()
    page.get_by_text("Passages behind this analysis").click()
    assert page.locator("#passage-1").is_visible()
    page.get_by_role("button", name="Mark unread").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Google News"
    assert Star.objects.count() == 1
    assert not ReadMark.objects.exists()
    page.context.close()
