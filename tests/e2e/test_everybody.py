"""Every page for everybody: axe-core, small screens, both directions, no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.fixtures import Settings

from articles.models import Analysis, Item, MistakeReport, SavedSearch, Tombstone
from articles.search import get_search
from feeds.models import Fetch
from newsreader.accounts.models import Preferences
from tests.e2e.test_reading import (
    RULES,
)
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_feed,
    make_item,
    make_story,
)
from tests.newsreader import pseudo
from tests.people import PASSWORD, alice

pytestmark = pytest.mark.django_db(transaction=True)
DJANGOS = [rule for rule in RULES if rule != "best-practice"]
"""The admin's markup is Django's: held to the guidelines, not to taste."""

GONE = 1_000_000
LONG = "An unusually long headline that needs more than one line on a small screen"

LOOKS = [
    pytest.param(320, False, id="320-light"),
    pytest.param(1280, True, id="1280-dark"),
    pytest.param(320, True, id="320-dark", marks=pytest.mark.proof),
    pytest.param(1280, False, id="1280-light", marks=pytest.mark.proof),
]


@pytest.fixture
def site(db: None) -> dict[str, list[str]]:
    """Items of three scripts and all that there is a page of: the paths, by who."""
    feed = make_feed("Technology", category=make_category("Tech", slug="tech"))
    failing = make_feed("Broken", failures=3, error="dns", last_error="No such host.")
    Fetch.objects.create(feed=failing, at=timezone.now(), error="dns", message="No.")
    html = (
        "<h2>One</h2><p>The first paragraph tells what happened.</p><h2>Two</h2>"
        "<p>Second.</p><h2>Three</h2><table><tr><th>a</th><td>b</td></tr></table>"
    )
    article = make_article(html=html, word_count=2000, changed_at=NOON, authors="Jo")
    one = make_item(LONG, feeds=[feed], outlet="Reuters", article=article)
    two = make_item("Also struck", feeds=[failing], outlet="Bloomberg")
    arabic = make_item(
        "اتفاق جديد بين الحكومتين حول المياه", language="ar", outlet="الجزيرة",
        feeds=[make_feed("أخبار")], snippet="تفاصيل الاتفاق الذي تم توقيعه اليوم.",
        article=make_article(text="نص المقال.", html="<p>نص المقال الكامل هنا.</p>",
                             language="ar"),
    )  # fmt: skip
    hebrew = make_item(
        "הסכם חדש בין הממשלות", language="he", outlet="הארץ", feeds=[feed],
        snippet="פרטי ההסכם שנחתם היום.",
    )  # fmt: skip
    make_analysis(
        one, [("happened", "It happened.", "what happened"), ("outlook", "So.", "x")]
    )
    make_analysis(arabic, [("happened", "تم التوقيع.", "نص المقال.")], language="ar")
    MistakeReport.objects.create(
        analysis=Analysis.objects.get(item=one), what="Wrong", by="bob", at=NOON
    )
    make_coverage(one, "CNBC")
    story = make_story(one, two, title="A deal", outlets=2, voices=2)
    rtl = make_story(arabic, hebrew, title="اتفاق المياه")
    Tombstone.objects.create(
        item_id=GONE, headline="Taken back", url="https://a.example/", removed_at=NOON
    )
    get_search().index([one.pk, two.pk, arabic.pk, hebrew.pk])
    return {
        "anybody": [
            "/", "/?order=top", "/today/", "/categories/tech/", "/outlets/Reuters/",
            feed.get_absolute_url(), one.get_absolute_url(), arabic.get_absolute_url(),
            hebrew.get_absolute_url(), f"/items/{GONE}/", story.get_absolute_url(),
            rtl.get_absolute_url(), "/search/", "/search/?q=deal",
            '/search/?q="a before:x is:unread', "/no/such/page/",
            reverse("login"), reverse("preferences"), reverse("keys"),
            reverse("offline"),
            reverse("password_reset"), reverse("password_reset_done"),
            reverse("password_reset_confirm", args=["a", "b"]),
        ],
        "readers": [
            "/", "/unread/", "/starred/", "/follow/", one.get_absolute_url(),
            arabic.get_absolute_url(), rtl.get_absolute_url(), reverse("preferences"),
            reverse("password_change"), "/search/?q=struck",
        ],
        "owner": [
            reverse("admin:index"),
            *(
                reverse(f"admin:{name}_changelist")
                for name in (
                    "feeds_feed", "feeds_category", "articles_item", "articles_article",
                    "articles_analysis", "articles_story", "articles_mistakereport",
                )
            ),
            reverse("admin:feeds_feed_change", args=[failing.pk]),
            reverse("admin:articles_item_change", args=[one.pk]),
            reverse("admin:articles_article_change", args=[article.pk]),
            reverse("admin:articles_story_change", args=[story.pk]),
            reverse("admin:feeds_feed_add"), reverse("admin:feeds_feed_import"),
            reverse("admin:feeds_category_add"), reverse("admin:articles_engines"),
            reverse("admin:articles_compare", args=[one.pk]),
        ],
    }  # fmt: skip


def _open(
    browser: Browser,
    base: str,
    *,
    width: int = 1280,
    dark: bool = False,
    user: User | None = None,
    scripts: bool = True,
    locale: str = "en",
) -> Page:
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        locale=locale,
    )
    if user:
        client = Client()
        client.force_login(user)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": base}
                for name, morsel in client.cookies.items()
            ]
        )
    return context.new_page()


def _complaints(page: Page, path: str) -> Iterator[str]:
    page.goto(path)
    rules = DJANGOS if path.startswith("/admin/") else RULES
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield f"{path}: wider than the screen"
    for found in Axe().run(page, options={"runOnly": rules}).response["violations"]:
        for node in found["nodes"]:
            yield f"{path}: {found['id']}: {node['html'][:200]}"


def _check(page: Page, paths: list[str]) -> None:
    found = [text for path in paths for text in _complaints(page, path)]
    page.context.close()
    if found:
        pytest.fail("\n".join(found))


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_where_strangers_go(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    width: int,
    dark: bool,
) -> None:
    _check(_open(browser, str(live_server), width=width, dark=dark), site["anybody"])


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_where_readers_go(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    width: int,
    dark: bool,
) -> None:
    user = User.objects.create_user("bob", "", PASSWORD)
    SavedSearch.objects.create(user=user, typed="a deal", made_at=timezone.now())
    page = _open(browser, str(live_server), width=width, dark=dark, user=user)
    page.goto("/follow/")
    page.get_by_role("button", name="Make a secret key").click()

    _check(page, site["readers"])


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_where_the_owner_goes(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    width: int,
    dark: bool,
) -> None:
    for month in range(1, 10):  # the admin offers links to them
        make_item(f"Of month {month}", published_at=NOON.replace(month=month))
    page = _open(browser, str(live_server), width=width, dark=dark, user=alice())
    page.goto(reverse("admin:articles_item_changelist"))
    assert page.locator(".toplinks a").count() > 3

    _check(page, site["owner"])


def test_axe_finds_nothing_on_pages_that_tell_of_trouble(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    settings: Settings,
) -> None:
    """The login after too many attempts, and the page of last resort."""
    settings.AXES_FAILURE_LIMIT = 1
    for dark in (False, True):
        page = _open(browser, str(live_server), width=320, dark=dark)
        page.goto(reverse("login"))
        page.get_by_label("Username").fill(f"nobody {dark}")
        page.get_by_label("Password").fill("wrong")
        page.locator("main button[type=submit]").click()
        assert "Too many attempts" in page.content()
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        page.set_content(render_to_string("500.html"))
        found += Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        page.context.close()


@pytest.fixture
def mirrored(tmp_path: Path, settings: Settings) -> None:
    """The interface from right to left, beside English."""
    pseudo.write(tmp_path)
    settings.LOCALE_PATHS = [str(tmp_path)]
    settings.LANGUAGES = [("en", "English"), (pseudo.CODE, "Mirrored")]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_from_right_to_left(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    mirrored: None,
    width: int,
    dark: bool,
) -> None:
    page = _open(browser, str(live_server), width=width, dark=dark, locale=pseudo.CODE)

    _check(page, site["anybody"][:14])


@pytest.mark.parametrize("width", [320, 1280])
def test_foreign_texts_run_in_their_own_direction(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    width: int,
) -> None:
    page = _open(browser, str(live_server), width=width, user=alice())
    arabic = Item.objects.get(language="ar")
    side = "e => getComputedStyle(e).direction + ' ' + getComputedStyle(e).textAlign"

    page.goto("/")
    rows = page.locator("main .row:has([lang=ar], [lang=he])")
    assert rows.count() >= 1
    for row in rows.all():
        assert row.locator("h3").evaluate(side).startswith("rtl")
    page.goto(arabic.get_absolute_url())
    for part in ("h1", ".snippet p", ".analysis p[lang]", ".prose"):
        assert page.locator(part).first.evaluate(side).startswith("rtl"), part
    assert page.locator(".back").evaluate(side).startswith("ltr")
    assert arabic.story is not None
    page.goto(arabic.story.get_absolute_url())
    for heading in page.locator("main .row h3").all():
        assert heading.evaluate(side).startswith("rtl")
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_mirrored_page_begins_at_the_right(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
    mirrored: None,
    width: int,
) -> None:
    page = _open(browser, str(live_server), width=width, locale=pseudo.CODE)
    page.goto("/")
    middle = width / 2
    brand = page.locator(".brand").bounding_box()
    first = page.locator(".side a").first.bounding_box()

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert brand is not None
    assert brand["x"] + brand["width"] / 2 > middle
    assert first is not None
    assert first["x"] + first["width"] / 2 > middle
    page.context.close()


def test_the_links_to_feeds_are_large_enough_for_a_finger(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
) -> None:
    page = _open(browser, str(live_server), width=320, user=alice())
    page.goto("/follow/")
    page.get_by_role("button", name="Make a secret key").click()
    links = page.locator("dd a:visible").all()

    assert len(links) >= 9
    for link in links:
        box = link.bounding_box()
        assert box is not None
        assert box["width"] >= 24
        assert box["height"] >= 24
    page.context.close()


def test_every_stop_of_the_tab_key_shows_where_it_is(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
) -> None:
    page = _open(browser, str(live_server), user=alice())
    seen = """() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const style = getComputedStyle(one), box = one.getBoundingClientRect();
      const ring = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none";
      return [one.outerHTML.slice(0, 120), ring || style.boxShadow !== "none",
        box.bottom > 0 && box.top < innerHeight];
    }"""
    for path in (site["anybody"][6], "/", reverse("preferences")):
        page.goto(path)
        stops = 0
        for _ in range(60):
            page.keyboard.press("Tab")
            found = page.evaluate(seen)
            if found is None:
                break
            html, ring, in_sight = found
            assert ring, html
            assert in_sight, html
            stops += 1
        assert stops > 10, path
    page.context.close()


def test_whoever_wants_no_motion_gets_none(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
) -> None:
    page = _open(browser, str(live_server))
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")

    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
          const style = getComputedStyle(one);
          return parseFloat(style.transitionDuration) > 0.01
            || parseFloat(style.animationDuration) > 0.01
            || style.scrollBehavior === "smooth";
        }).map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert moving == []
    page.context.close()


def test_a_printed_item_is_its_text_and_no_more(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
) -> None:
    page = _open(browser, str(live_server), dark=True, user=alice())
    page.emulate_media(media="print")
    page.goto(site["anybody"][6])

    assert page.locator("h1").is_visible()
    assert page.locator(".analysis").is_visible()
    assert page.locator(".passages li").first.is_visible()  # though folded on screen
    for part in (".top", ".acts", ".back", ".pager", ".skip", "form", "button"):
        for one in page.locator(part).all():
            assert not one.is_visible(), part
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert max(map(int, re.findall(r"\d+", ink)[:3])) < 60, ink  # dark, by night too
    page.context.close()


def test_a_printed_list_has_the_width_of_the_paper(
    browser: Browser, live_server: object, site: dict[str, list[str]]
) -> None:
    page = _open(browser, str(live_server), width=1046)
    page.emulate_media(media="print")
    page.goto("/")

    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] > 1000
    page.context.close()


def test_what_was_read_can_be_read_again_without_a_network(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
) -> None:
    page = _open(browser, str(live_server))
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(site["anybody"][6])
    page.wait_for_function(
        "caches.open('items').then((c) => c.keys()).then((k) => k.length > 0)"
    )
    page.context.set_offline(True)

    page.goto(site["anybody"][6])
    assert page.locator("h1").inner_text() == LONG
    page.goto("/today/")
    assert page.locator("h1").inner_text() == "No network"
    page.get_by_role("link", name=LONG).click()
    page.get_by_role("heading", level=1, name=LONG).wait_for()
    page.context.close()


def test_without_a_network_nothing_is_marked_and_the_page_says_so(
    browser: Browser, live_server: object, site: dict[str, list[str]]
) -> None:
    user = alice()
    Preferences.objects.create(user=user, theme="dark")
    page = _open(browser, str(live_server), user=user)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(site["anybody"][6])
    page.wait_for_function(
        "caches.open('items').then((c) => c.keys()).then((k) => k.length > 0)"
    )
    page.context.set_offline(True)
    page.reload()

    page.get_by_role("button", name="Star").click()
    page.get_by_role("status").get_by_text("There is no network").wait_for()
    assert page.locator("h1").inner_text() == LONG
    page.goto("/today/")
    page.locator("html[data-theme=dark]").wait_for()
    page.go_back()
    page.context.set_offline(False)
    page.get_by_role("button", name="Star").click()
    page.get_by_role("button", name="★ Starred").wait_for()
    assert page.get_by_text("There is no network").count() == 0
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_words_without_a_break_do_not_widen_a_page(
    browser: Browser, live_server: object, width: int
) -> None:
    feed = make_feed("F" * 150, category=make_category("C" * 90, slug="long"))
    make_item("S" * 300, feeds=[feed], outlet="O" * 120, snippet="x" * 900)
    one = make_item("H" * 300, feeds=[feed], outlet="P" * 120, snippet="y" * 900)
    story = make_story(one, make_item("Z" * 200, outlet="Q" * 120), title="T" * 200)
    get_search().index([one.pk])
    page = _open(browser, str(live_server), width=width, user=alice())
    wider = "document.documentElement.scrollWidth > innerWidth"
    for path in (
        "/", feed.get_absolute_url(), "/categories/long/", one.get_absolute_url(),
        f"{one.get_absolute_url()}?feed={feed.pk}", story.get_absolute_url(),
        f"/search/?q={'H' * 200}", "/search/?q=feed:long",
    ):  # fmt: skip
        page.goto(path)
        assert not page.evaluate(wider), path
        for box in page.locator("main h1, .row, .side li").all():
            at = box.bounding_box()
            assert at is None or at["width"] <= width, path
    page.context.close()


@pytest.mark.parametrize(("width", "height"), [(360, 800), (1280, 300)])
def test_the_list_one_is_in_is_in_sight_among_the_lists(
    browser: Browser, live_server: object, width: int, height: int
) -> None:
    feeds = [make_feed(f"Feed number {n:02}") for n in range(40)]
    page = _open(browser, str(live_server), width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(feeds[30].get_absolute_url())

    here = page.locator(".side [aria-current=page]").bounding_box()
    assert here is not None
    assert 0 <= here["x"] <= width - here["width"]
    assert 0 <= here["y"] <= height - here["height"]
    assert page.evaluate("[scrollX, scrollY]") == [0, 0]
    page.context.close()


def test_longer_words_fit_on_small_screens(
    browser: Browser,
    live_server: object,
    site: dict[str, list[str]],
) -> None:
    page = _open(browser, str(live_server), width=320, user=alice(), locale="de")
    for path in (*site["anybody"], *site["readers"]):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "de"
        wider = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(wider), path
    page.context.close()
