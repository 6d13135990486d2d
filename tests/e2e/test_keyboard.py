"""Reading by keyboard, scrolling and settings in a real browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page

from articles.models import Item, ReadMark, Star
from feeds.models import Feed
from newsreader.accounts.models import Preferences
from tests.e2e.test_reading import (
    RULES,
    _page,
    _sign_in,
)
from tests.factories import NOON, make_article, make_feed, make_item, make_story

FIRST, SECOND, THIRD = "The first", "The second", "The third"


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feed() -> Feed:
    """Three items, the newest first, and another feed with one."""
    feed = make_feed("A feed")
    for n, headline in enumerate((FIRST, SECOND, THIRD)):
        make_item(
            headline, feeds=[feed], published_at=NOON - n * dt.timedelta(hours=1),
            article=make_article(), outlet="Reuters",
        )  # fmt: skip
    other = make_feed("B feed")
    make_item("Elsewhere", feeds=[other], published_at=NOON - dt.timedelta(days=9))
    return feed


@pytest.fixture
def page(browser: Browser, live_server: object, feed: Feed) -> Page:
    page = _page(browser, str(live_server))
    page.set_default_timeout(6000)
    _sign_in(page, str(live_server))
    page.goto("/")
    return page


def _prefer(page: Page, choice: str) -> None:
    page.goto("/accounts/settings/")
    page.get_by_label(choice).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your settings are saved.").wait_for()


def _at(page: Page) -> str:
    """The headline that has the real focus, and that the page says one is at."""
    current = page.locator(".row[aria-current] h3 a")
    current.wait_for()
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == current.text_content()
    return str(focused).replace("Unread: ", "").strip()


def _other_than(before: str) -> Callable[[str], bool]:
    return lambda url: url != before


def _at_path(path: str) -> Callable[[str], bool]:
    return lambda url: urlsplit(url).path == path


def _read() -> list[str]:
    read = Item.objects.filter(read_marks__isnull=False)
    return sorted(read.values_list("headline", flat=True))


def test_keys_move_the_real_focus(page: Page) -> None:
    seen = []
    for key in "jjknpp":
        page.keyboard.press(key)
        seen.append(_at(page))

    assert seen == [FIRST, SECOND, FIRST, SECOND, FIRST, FIRST]


@pytest.mark.parametrize("key", ["o", "Enter"])
def test_a_headline_opens_and_closes(page: Page, key: str) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press(key)
    page.wait_for_url("**/items/**")
    assert page.get_by_role("heading", level=1).inner_text() == SECOND

    page.keyboard.press("o")
    page.wait_for_url("**/#item-*")

    assert _at(page) == SECOND


def test_another_outlets_report_opens_if_it_has_the_focus(page: Page) -> None:
    lead, report = (make_item(f"Told by {o}", outlet=o) for o in ("One", "Two"))
    make_story(lead, report, title="Told", outlets=2, voices=2)
    page.goto("/")
    page.locator(".reports summary").click()
    link = page.locator(".reports li a").first
    headline = link.inner_text()
    link.focus()

    page.keyboard.press("o")

    page.get_by_role("heading", level=1, name=headline).wait_for()
    page.go_back()
    page.locator(".reports summary").click()
    assert page.locator(".reports li").first.get_by_text("unread").is_hidden()


def test_on_an_item_the_next_and_previous_follow(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/items/**")
    titles = []
    for key in "jjk":
        before = page.url
        page.keyboard.press(key)
        page.wait_for_url(_other_than(before))
        titles.append(page.get_by_role("heading", level=1).inner_text())

    assert titles == [SECOND, THIRD, SECOND]


def test_marks_are_made_where_one_is(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.get_by_role("button", name="★ Starred").wait_for()
    page.keyboard.press("m")
    page.get_by_role("button", name="Mark unread").wait_for()

    assert _at(page) == SECOND
    assert _read() == [SECOND]
    assert [star.item.headline for star in Star.objects.all()] == [SECOND]
    page.keyboard.press("m")
    page.locator(".row.read").wait_for(state="detached")
    assert _read() == []


def test_the_numbers_beside_the_lists_follow_a_mark_at_once(page: Page) -> None:
    def numbers() -> list[str]:
        counts = page.locator(".side .count:not([hidden])")
        return [said.split()[0] for said in counts.all_inner_texts()]

    assert numbers() == ["4", "3", "1"]

    page.locator(".row", has_text="Elsewhere").get_by_role(
        "button", name="Mark read"
    ).click()
    page.get_by_role("button", name="Mark unread").wait_for()
    assert numbers() == ["3", "3"]

    page.get_by_role("button", name="Mark unread").click()
    page.locator(".row.read").wait_for(state="detached")
    assert numbers() == ["4", "3", "1"]


def _counted(page: Page) -> str:
    """What the sidebar says is unread in all."""
    return page.locator('.side [data-place="all"] .count').inner_text().split()[0]


@pytest.mark.parametrize("path", ["/", "/unread/"])
@pytest.mark.parametrize("is_kept", [False, True], ids=["from cache", "as it was"])
def test_what_was_opened_is_read_when_one_comes_back(
    page: Page, path: str, is_kept: bool
) -> None:
    page.goto(path)
    row = page.locator(".row", has_text=SECOND)
    before = int(_counted(page))

    if is_kept:  # the browser keeps the page; that tests have it not do
        other = page.context.new_page()
        other.goto(row.get_by_role("link", name=SECOND).get_attribute("href") or "")
        other.keyboard.press("s")
        other.get_by_role("button", name="★ Starred").wait_for()
        told = other.evaluate("sessionStorage.marked")
        page.evaluate("told => sessionStorage.setItem('marked', told)", told)
        page.evaluate(
            "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
        )
    else:
        row.get_by_role("link", name=SECOND).click()
        page.get_by_role("heading", level=1, name=SECOND).wait_for()
        page.wait_for_load_state()  # with its scripts
        page.keyboard.press("s")
        page.get_by_role("button", name="★ Starred").wait_for()
        page.go_back()

    page.locator(".row.read", has_text=SECOND).wait_for()
    assert row.get_by_text("Unread:").is_hidden()
    assert row.get_by_role("button").all_inner_texts() == ["Mark unread", "★ Starred"]
    assert int(_counted(page)) == before - 1
    row.get_by_role("button", name="Mark unread").click()
    page.locator(".row.unread", has_text=SECOND).wait_for()
    row.get_by_role("button", name="Starred").click()
    row.get_by_role("button", name="☆ Star").wait_for()
    assert int(_counted(page)) == before
    assert _read() == []
    assert not Star.objects.exists()


def test_what_another_list_marked_shows_in_the_one_before(page: Page) -> None:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    page.locator(".side").get_by_role("link", name="A feed").click()
    page.get_by_role("heading", level=1, name="A feed").wait_for()
    page.locator(".row", has_text=FIRST).get_by_role("button", name="Mark read").click()
    page.locator(".row.read").wait_for()

    page.go_back()

    page.locator(".row.read", has_text=FIRST).wait_for()
    assert _counted(page) == "3"


def test_all_is_marked_read_and_that_is_undone(page: Page) -> None:
    page.keyboard.press("Shift+A")
    page.get_by_text("4 marked read.").wait_for()
    assert ReadMark.objects.count() == 4

    page.get_by_role("button", name="Undo").click()
    page.locator("form.notice").wait_for(state="detached")

    assert ReadMark.objects.count() == 0


def test_the_original_opens_in_a_tab_of_its_own(page: Page) -> None:
    page.context.route("https://publisher.example/**", lambda route: route.fulfill())
    page.keyboard.press("j")

    with page.context.expect_page() as opened:
        page.keyboard.press("v")

    opened.value.wait_for_url("https://publisher.example/**")
    assert opened.value.evaluate("window.opener") is None


def test_keys_lead_to_other_places(page: Page) -> None:
    for keys, path in (
        (("g", "u"), "/unread/"), (("g", "s"), "/starred/"), (("g", "h"), "/"),
        (("Shift+J",), "/unread/"), (("Shift+K",), "/"),
    ):  # fmt: skip
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(_at_path(path))
    page.keyboard.press("g")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.id") == "feeds"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jsm?")
    assert page.locator("input[type=search]").input_value() == "jsm?"


def test_the_full_text_and_a_fresh_page(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("d")
    page.wait_for_url("**#full-text")
    page.go_back()
    page.wait_for_url("**/#item-*")
    page.go_forward()
    page.wait_for_url("**#full-text")
    page.goto(urlsplit(page.url).path)
    page.keyboard.press("d")
    page.wait_for_url("**#full-text")
    assert page.evaluate("document.activeElement.id") == "full-text"
    page.goto("/")
    with page.expect_navigation():
        page.keyboard.press("r")


def test_the_help_opens_holds_the_focus_and_closes(page: Page) -> None:
    page.keyboard.press("?")

    assert page.locator("#help").is_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("s")
    assert Star.objects.count() == 0
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


def test_shortcuts_can_be_turned_off(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("link", name="Turn them off").click()
    page.locator("#id_shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your settings are saved.").wait_for()
    page.goto("/")

    for key in ("j", "s", "?", "Shift+A"):
        page.keyboard.press(key)

    assert page.locator(".row[aria-current]").count() == 0
    assert page.locator("#help").is_hidden()
    assert ReadMark.objects.count() == 0


def test_with_a_modifier_a_key_is_the_browsers(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.keyboard.press("Alt+j")

    assert page.locator(".row[aria-current]").count() == 0


def test_scrolling_past_marks_read_for_who_wants_it(page: Page) -> None:
    for n in range(30):
        make_item(f"More {n}", published_at=NOON - dt.timedelta(days=2))
    _prefer(page, "Mark read on scrolling past")

    page.goto("/")
    page.mouse.move(600, 400)
    page.get_by_role("link", name=FIRST).wait_for()
    page.wait_for_timeout(200)  # two frames, for the observer's first look
    with page.expect_response("**/marks/some") as answer:
        page.mouse.wheel(0, 1500)

    assert answer.value.status == 204
    assert FIRST in _read()
    assert 0 < ReadMark.objects.count() < 30
    first = page.locator(".row.read", has_text=FIRST)
    first.get_by_role("button", name="Mark unread").click()
    page.locator(".row.unread", has_text=FIRST).wait_for()
    assert FIRST not in _read()


def test_what_was_scrolled_past_just_before_leaving_is_read(page: Page) -> None:
    """Also where a service worker stands between the page and the site."""
    for n in range(30):
        make_item(f"More {n}", published_at=NOON - dt.timedelta(days=2))
    _prefer(page, "Mark read on scrolling past")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    page.mouse.move(600, 400)
    page.get_by_role("link", name=FIRST).wait_for()
    page.wait_for_timeout(200)  # two frames, for the observer's first look

    page.mouse.wheel(0, 1500)
    page.wait_for_timeout(300)
    page.goto("/today/")
    page.wait_for_timeout(1000)

    assert FIRST in _read()


def test_nothing_looks_read_that_was_scrolled_past_after_the_session_ended(
    page: Page,
) -> None:
    for n in range(30):
        make_item(f"More {n}", published_at=NOON - dt.timedelta(days=2))
    _prefer(page, "Mark read on scrolling past")
    page.goto("/")
    page.mouse.move(600, 400)
    page.get_by_role("link", name=FIRST).wait_for()
    page.wait_for_timeout(200)  # two frames, for the observer's first look
    unread = page.locator(".row.unread").count()

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    with page.expect_request("**/marks/some"):
        page.mouse.wheel(0, 1500)
    page.wait_for_timeout(500)  # for the answer, which leads to the login

    assert not ReadMark.objects.exists()
    assert page.locator(".row.unread").count() == unread


def test_an_endless_list_goes_on_and_is_come_back_to(page: Page) -> None:
    for n in range(170):
        make_item(f"More {n}", published_at=NOON - dt.timedelta(days=2, minutes=n))
    _prefer(page, "Endless lists")
    page.goto("/")

    for last in ("More 60", "More 120"):
        page.locator(".pager").scroll_into_view_if_needed()
        page.get_by_role("link", name=last).wait_for()
    days = page.locator(".day h2").all_inner_texts()
    assert len(days) == len(set(days))
    page.get_by_role("link", name="More 80").click()
    page.get_by_role("heading", level=1, name="More 80").wait_for()
    page.go_back()

    page.get_by_role("link", name="More 80").wait_for()
    page.wait_for_timeout(200)  # the browser, too, may still scroll
    _assert_in_sight(page, "More 80")
    page.get_by_role("link", name="More 80").click()
    page.get_by_role("heading", level=1, name="More 80").wait_for()
    page.keyboard.press("o")  # by a link, not by the browser's memory
    page.get_by_role("link", name="More 80").wait_for()
    page.wait_for_timeout(200)
    _assert_in_sight(page, "More 80")
    assert page.get_by_role("link", name="More 20").count() == 1  # what is above, too


def _assert_in_sight(page: Page, headline: str) -> None:
    assert page.get_by_role("link", name=headline).evaluate(
        "one => { const at = one.getBoundingClientRect();"
        " return at.top >= 0 && at.bottom <= innerHeight; }"
    )


def test_the_chosen_look_is_there_at_once(page: Page) -> None:
    page.goto("/accounts/settings/")
    page.get_by_label("Dark").check()
    page.get_by_label("Very large").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your settings are saved.").wait_for()
    page.goto("/")

    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(background) == "rgb(21, 20, 18)"
    assert Preferences.objects.get().text_size == "huge"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_none_of_these_pages_shuts_anybody_out(
    page: Page, feed: Feed, width: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    item = feed.items.latest("sort_at")
    page.keyboard.press("Shift+A")
    page.get_by_text("marked read.").wait_for()
    for path in (
        "/", "/unread/", "/today/", "/outlets/Reuters/", item.get_absolute_url(),
        "/accounts/settings/", "/accounts/keys/", "/accounts/password/",
        "/accounts/password/reset/", "/?help",
    ):  # fmt: skip
        page.goto(path)
        if path == "/?help":
            page.keyboard.press("?")
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], path
        wider = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(wider), path
