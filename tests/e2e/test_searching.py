"""Search and the page of secret addresses, in a browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from articles.models import FeedKey
from articles.search import get_search
from tests.e2e.test_reading import (
    RULES,
    _page,
    _sign_in,
)
from tests.factories import make_item

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_searching_shuts_nobody_out(
    browser: Browser,
    live_server: object,
    width: int,
    dark: bool,
) -> None:
    item = make_item("A deal", snippet="The ministers struck <b>a deal</b> in Geneva.")
    get_search().index([item.pk])
    base = str(live_server)
    page = _page(browser, base, width=width, dark=dark)
    _sign_in(page, base)

    page.goto("/follow/")
    page.get_by_role("button", name="Make a secret key").click()
    page.get_by_role("button", name="Revoke the key").wait_for()
    page.goto("/search/?q=minister")
    assert page.locator("mark").all_inner_texts() == ["ministers"]
    page.get_by_role("button", name="Keep this search").click()
    page.get_by_text("The search is kept").wait_for()
    assert page.url.endswith("/search/?q=minister")
    page.get_by_role("button", name="Forget it").wait_for()

    assert FeedKey.objects.count() == 1
    for path in ("/search/", "/search/?q=minister", "/search/?q=is:blue", "/follow/"):
        page.goto(path)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path
        wider = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(wider), path
    page.context.close()
