"""An item leads on through the list that its reader came from, and back to it."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import Item
from articles.search import get_search
from tests.e2e.test_reading import _page, _sign_in
from tests.factories import NOON, make_feed, make_item, make_story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def items() -> list[Item]:
    """Of two feeds by turns, the newest first; the second report leads no story."""
    feeds = [make_feed("A feed"), make_feed("B feed")]
    items = [
        make_item(
            f"Deal {n}", feeds=[feeds[n % 2]], outlet=f"Outlet {n}",
            published_at=NOON - dt.timedelta(hours=n),
        )
        for n in range(5)
    ]  # fmt: skip
    make_story(items[0], items[1], lead=items[0])
    get_search().index([item.pk for item in items])
    return items


def _open(browser: Browser, live_server: object, at: str, headline: str) -> Page:
    page = _page(browser, str(live_server))
    page.set_default_timeout(6000)
    _sign_in(page, str(live_server))
    page.goto(at)
    page.locator(".row h3 a", has_text=headline).click()
    page.wait_for_url("**/items/**")
    return page


def test_all_headlines_go_on_by_stories_whichever_feed_they_are_of(
    browser: Browser, live_server: object, items: list[Item]
) -> None:
    page = _open(browser, live_server, "/", "Deal 0")

    expect(page.locator(".around [rel=prev]")).to_be_hidden()
    page.locator(".around [rel=next]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deal 2")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deal 3")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deal 2")
    expect(page.locator("a.back")).to_have_text("← A feed")
    expect(page.locator("[data-list]")).to_have_text("Back to All headlines")
    page.keyboard.press("o")

    page.wait_for_url(f"**/#item-{items[2].pk}")
    page.context.close()


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("/unread/", "Unread"),
        ("/search/?q=deal", "Search"),
    ],
)
def test_every_list_is_led_back_to(
    browser: Browser, live_server: object, items: list[Item], at: str, name: str
) -> None:
    page = _open(browser, live_server, at, "Deal 4")

    expect(page.locator("[data-list]")).to_have_text(f"Back to {name}")
    expect(page.locator(".around [rel=next]")).to_be_hidden()
    page.locator("[data-list]").click()
    page.wait_for_url(f"**{at}#item-{items[4].pk}")
    page.context.close()


def test_who_comes_by_a_link_is_led_through_its_feed(
    browser: Browser, live_server: object, items: list[Item]
) -> None:
    page = _open(browser, live_server, "/", "Deal 2")
    page.goto(items[1].get_absolute_url())

    expect(page.locator("a.back")).to_have_text("← B feed")
    expect(page.locator(".around [rel=next] span")).to_have_text("Deal 3")
    expect(page.locator("[data-list]")).to_be_hidden()
    page.context.close()
