"""The admin of feeds: adding after a look, the list, and what can be done to many."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from feeds.admin import FeedAdmin
from feeds.columns import ERROR_WORDS
from feeds.core.schedule import ERRORS
from feeds.models import Category, Feed, Fetch
from newsreader.lib import http
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_category,
    make_feed,
    make_google_feed,
    make_item,
)
from tests.fakes import Web, response
from tests.feeds.test_lookup import URL, page, rss
from tests.people import alice, bob

pytestmark = pytest.mark.django_db

ADD = "/admin/feeds/feed/add/"
LIST = "/admin/feeds/feed/"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(alice())
    return client


def sealed_in(html: str) -> str:
    return html.split('name="found" value="')[1].split('"')[0]


# ---- adding


def test_the_add_page_asks_for_an_address_or_a_description(admin: Client) -> None:
    page = admin.get(ADD).text
    html = admin.get(ADD, headers={"accept-language": "de-AT,en;q=0.5"}).text

    assert "Paste any address" in page
    assert "Or describe a Google News feed" in page
    assert html.count("<option value=") >= 84
    assert '<option value="AT:de" selected>Österreich (Deutsch)</option>' in html


def test_an_address_is_shown_first_and_added_when_confirmed(
    admin: Client, web: Web
) -> None:
    web.feed(URL, rss())
    category = make_category("Papers")

    seen = admin.post(ADD, {"address": "paper.example/feed.xml", "paste": "1"}).text

    assert "The Paper" in seen
    assert "Headline 6" in seen
    assert not Feed.objects.exists()

    wish = {"found": sealed_in(seen), "title": "My paper", "category": category.pk}
    answer = admin.post(ADD, {**wish, "confirm": "1"}, follow=True)

    feed = Feed.objects.get()
    assert (feed.url, feed.title, feed.category) == (URL, "My paper", category)
    assert "It is being read for the first time" in answer.text
    assert len(web.asked) == 1


def test_a_new_category_can_be_named_on_the_way(admin: Client, web: Web) -> None:
    web.feed(URL, rss())
    seen = admin.post(ADD, {"address": URL}).text

    wish = {"found": sealed_in(seen), "title": "Paper", "new_category": "Papers"}
    admin.post(ADD, {**wish, "confirm": "1"})

    assert Feed.objects.get().category == Category.objects.get(name="Papers")


def test_a_forged_or_old_preview_adds_nothing(admin: Client) -> None:
    wish = {"found": "forged", "title": "Paper", "confirm": "1"}

    html = admin.post(ADD, wish).text

    assert "This preview is too old. Look the address up again." in html
    assert not Feed.objects.exists()


def test_a_feed_that_is_here_cannot_be_added_again(admin: Client, web: Web) -> None:
    feed = make_feed("Mine", url=URL)
    web.feed(URL, rss())

    html = admin.post(ADD, {"address": URL}).text

    assert "This feed is already here" in html
    assert reverse("admin:feeds_feed_change", args=[feed.pk]) in html
    assert "Add this feed" not in html


def test_several_feeds_of_a_site_are_offered(admin: Client, web: Web) -> None:
    links = (("/feed.xml", "News"), ("/sport.xml", "Sport"))
    web.page("https://paper.example/", page(*links))

    html = admin.post(ADD, {"address": "paper.example"}).text

    assert "This site has several feeds" in html
    assert 'name="address" value="https://paper.example/sport.xml"' in html


def test_what_goes_wrong_is_a_sentence_on_the_form(admin: Client, web: Web) -> None:
    told = "printer.example is inside a private network; see FETCH_ALLOW."
    web.sites[URL] = http.FetchError("blocked", URL, told)

    answer = admin.post(ADD, {"address": URL})

    assert answer.status_code == 200
    assert told in answer.text
    assert f'value="{URL}"' in answer.text
    assert not Feed.objects.exists()


def test_a_described_feed_is_shown_and_added(admin: Client, web: Web) -> None:
    url = "https://news.google.com/rss/search?q=solar+power&hl=de&gl=DE&ceid=DE:de"
    web.feed(url, rss("solar power - Google News"))
    wish = {"google_search": "solar power", "edition": "DE:de", "describe": "1"}

    seen = admin.post(ADD, wish).text

    assert "<dd>Google News: search</dd>" in seen
    admin.post(ADD, {"found": sealed_in(seen), "title": "Solar", "confirm": "1"})
    assert (Feed.objects.get().url, Feed.objects.get().edition) == (url, "DE:de")


def test_a_hostile_feed_cannot_write_markup_into_the_preview(
    admin: Client, web: Web
) -> None:
    web.feed(URL, rss("&lt;script&gt;alert(1)&lt;/script&gt;Paper"))

    html = admin.post(ADD, {"address": URL}).text

    assert "<script>alert" not in html


def test_a_reader_may_not_add_feeds(client: Client, web: Web) -> None:
    client.force_login(bob())

    assert client.post(ADD, {"address": URL}).status_code == 302
    assert web.asked == []


def test_the_add_page_has_no_inline_script_or_style(admin: Client) -> None:
    html = admin.get(ADD).text

    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html


# ---- the list


def test_the_list_says_how_each_feed_fares(admin: Client) -> None:
    make_feed("Good")
    make_feed("Young", polled_at=None)
    make_feed("Resting", is_paused=True)
    make_feed(
        "Bad",
        failures=3,
        error="dns",
        last_error="There is no such host.",
        site_url="https://bad.example/",
    )

    html = admin.get(LIST).text

    assert ">Failing 3×</span> no such host" in html
    assert "There is no such host." in html
    assert "bad.example" in html
    for word in ("Fine", "New", "Paused"):
        assert f">{word}</span>" in html


def test_every_error_has_its_few_words() -> None:
    assert set(ERROR_WORDS) == set(ERRORS)


@pytest.mark.parametrize(
    ("health", "shown"),
    [("fine", "Good"), ("new", "Young"), ("paused", "Resting"), ("failing", "Bad")],
)
def test_the_list_can_be_narrowed_to_one_health(
    admin: Client, health: str, shown: str
) -> None:
    make_feed("Good")
    make_feed("Young", polled_at=None)
    make_feed("Resting", is_paused=True, failures=2, error="dns")
    make_feed("Bad", failures=1)

    listed = admin.get(LIST, {"health": health}).context["cl"].result_list

    assert [feed.title for feed in listed] == [shown]


def test_the_list_counts_the_items_of_seven_days(admin: Client) -> None:
    feed, now = make_feed("Busy"), timezone.now()
    for days in (1, 6, 8):
        make_item(feeds=[feed], published_at=now - dt.timedelta(days=days))

    (listed,) = admin.get(LIST).context["cl"].result_list

    assert listed.week_count == 2
    assert listed.newest_at == now - dt.timedelta(days=1)


def test_the_list_asks_no_more_for_more_feeds(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        feed = make_feed(category=make_category(), failures=number % 3)
        make_item(feeds=[feed])

    with django_assert_max_num_queries(12):
        admin.get(LIST)


# ---- what can be done to many


def act(admin: Client, action: str, *feeds: Feed, **more: object) -> str:
    chosen = {"action": action, "_selected_action": [feed.pk for feed in feeds]}
    return admin.post(LIST, {**chosen, **more}, follow=True).text


def test_poll_now_makes_feeds_due_and_counts(admin: Client) -> None:
    feed = make_feed(due_at=timezone.now() + dt.timedelta(hours=5))
    paused = make_feed(is_paused=True)

    told = act(admin, "poll_now", feed, paused)

    feed.refresh_from_db()
    assert feed.due_at is not None
    assert feed.due_at <= timezone.now()
    assert "1 feed will be polled within seconds. 1 feed left alone: paused." in told


def test_pause_and_resume_tell_how_many(admin: Client) -> None:
    one, two = make_feed(), make_feed()

    assert "2 feeds paused." in act(admin, "pause", one, two)
    assert "1 feed resumed and due for a poll." in act(admin, "resume", two)
    assert list(Feed.objects.filter(is_paused=True)) == [one]


def test_feeds_move_to_a_category_and_out_of_it(admin: Client) -> None:
    feed, category = make_feed(), make_category("Papers")

    told = act(admin, "move_to_category", feed, category=category.pk)

    feed.refresh_from_db()
    assert "1 feed moved to “Papers”." in told
    assert feed.category == category
    assert "out of every category" in act(admin, "move_to_category", feed, category="")


def test_moving_to_what_is_no_category_changes_nothing(admin: Client) -> None:
    feed = make_feed(category=make_category())

    told = act(admin, "move_to_category", feed, category="999999")

    feed.refresh_from_db()
    assert "No action selected." in told
    assert feed.category is not None


def test_deleting_names_the_feeds_and_not_their_thousand_items(admin: Client) -> None:
    feed = make_feed("Doomed")
    for _ in range(3):
        make_item("Survivor", feeds=[feed])

    asked = act(admin, "delete_selected", feed)

    assert "Doomed" in asked
    assert "Survivor" not in asked
    act(admin, "delete_selected", feed, post="yes")
    assert not Feed.objects.exists()


# ---- the page of one feed


def test_a_feeds_page_shows_its_last_polls(admin: Client) -> None:
    feed = make_feed("Paper")
    for number in range(12):
        at = NOON + dt.timedelta(hours=number)
        Fetch.objects.create(feed=feed, at=at, status=200, new_items=number)
    Fetch.objects.create(
        feed=feed, at=NOON + dt.timedelta(days=1), error="dns", message="No such host."
    )

    answer = admin.get(reverse("admin:feeds_feed_change", args=[feed.pk]))

    assert len(answer.context["fetches"]) == 10
    assert "No such host." in answer.text
    assert "Poll now" in answer.text


def test_title_category_and_pause_can_be_changed(admin: Client) -> None:
    feed, category = make_feed(), make_category()
    url = reverse("admin:feeds_feed_change", args=[feed.pk])
    was = feed.url

    admin.post(
        url,
        {
            "title": "New", "category": category.pk, "is_paused": "on",
            "full_text": "opened", "holds_full_text": "false",
        },
    )  # fmt: skip

    feed.refresh_from_db()
    assert (feed.title, feed.category, feed.is_paused) == ("New", category, True)
    assert (feed.full_text, feed.holds_full_text) == ("opened", False)
    assert feed.url == was


def test_what_is_not_changed_is_not_written(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = make_feed(etag='"before"')
    meanwhile = FeedAdmin.get_object

    def get_object(self: FeedAdmin, *args: Any, **kwargs: Any) -> Feed | None:
        found = meanwhile(self, *args, **kwargs)
        Feed.objects.update(etag='"polled"', failures=2)
        return found

    monkeypatch.setattr(FeedAdmin, "get_object", get_object)
    admin.post(
        reverse("admin:feeds_feed_change", args=[feed.pk]),
        {"title": "New", "full_text": "always", "holds_full_text": "unknown"},
    )

    feed.refresh_from_db()
    assert (feed.title, feed.etag, feed.failures) == ("New", '"polled"', 2)


def test_a_new_address_begins_anew_and_an_odd_one_is_refused(admin: Client) -> None:
    feed = make_feed(etag='"old"', body_hash="0" * 64, failures=3, error="dns")
    other = make_feed("Other")
    page = reverse("admin:feeds_feed_change", args=[feed.pk])
    wish = {"title": feed.title, "full_text": "always", "holds_full_text": "unknown"}

    for bad in (other.url, "ftp://a.example/", "https://news.google.com/rss"):
        assert "errorlist" in admin.post(page, {**wish, "url": bad}).text
    admin.post(page, {**wish, "url": "moved.example/feed"})

    feed.refresh_from_db()
    assert feed.url == "https://moved.example/feed"
    assert (feed.etag, feed.body_hash, feed.failures, feed.error) == ("", "", 0, "")


def test_the_address_of_a_google_feed_says_why_it_stays(admin: Client) -> None:
    pages = {
        feed: admin.get(reverse("admin:feeds_feed_change", args=[feed.pk])).text
        for feed in (make_feed(), make_google_feed())
    }

    assert ['name="url"' in page for page in pages.values()] == [True, False]
    said = "What a feed of Google News follows is its address"
    assert [said in page for page in pages.values()] == [False, True]


def test_a_feed_that_stopped_by_itself_says_why_until_it_is_resumed(
    admin: Client,
) -> None:
    why = "The server says that this feed is gone for good (410)."
    feed = make_feed(is_paused=True, paused_why=why, failures=9, missing_since=NOON)
    page = reverse("admin:feeds_feed_change", args=[feed.pk])

    assert why in admin.get(LIST).text
    assert why in admin.get(page).text
    assert why in admin.get("/admin/").text

    admin.post(
        page, {"title": "New", "full_text": "always", "holds_full_text": "unknown"}
    )

    feed.refresh_from_db()
    assert (feed.is_paused, feed.paused_why, feed.failures) == (False, "", 0)
    assert feed.missing_since is None
    assert why not in admin.get("/admin/").text


def test_the_poll_button_only_makes_the_feed_due(admin: Client, web: Web) -> None:
    feed = make_feed(due_at=timezone.now() + dt.timedelta(hours=5))
    url = reverse("admin:feeds_feed_poll", args=[feed.pk])

    assert admin.get(url).status_code == 405
    assert admin.post(url).status_code == 302

    feed.refresh_from_db()
    assert feed.due_at is not None
    assert feed.due_at <= timezone.now()
    assert web.asked == []


def test_an_address_with_an_unsafe_scheme_is_never_a_link(admin: Client) -> None:
    feed = make_feed(site_url="javascript:alert(1)")

    html = admin.get(reverse("admin:feeds_feed_change", args=[feed.pk])).text

    assert 'href="javascript:' not in html
    assert "javascript:alert(1)" in html


def test_categories_tell_how_many_feeds_they_hold(admin: Client) -> None:
    category = make_category("Papers")
    make_feed(category=category)

    html = admin.get("/admin/feeds/category/").text

    assert f"category__id__exact={category.pk}" in html


def test_a_refusing_host_is_told_on_the_form(admin: Client, web: Web) -> None:
    web.sites[URL] = response(URL, "", status=404)

    html = admin.post(ADD, {"address": URL}).text

    assert "There is nothing at this address: paper.example answers 404" in html


# ---- the cockpit


def test_the_list_tells_items_a_day_and_how_far_they_have_come(admin: Client) -> None:
    feed, now = make_feed("Busy"), timezone.now()
    article = make_article()
    for place in range(4):
        item = make_item(
            feeds=[feed],
            published_at=now - dt.timedelta(days=place),
            url="" if place == 3 else "https://a.example/",
            article=article if place < 2 else None,
        )
        if place == 0:
            make_analysis(item)
    make_feed("Quiet")

    html = admin.get(LIST).text

    assert "75 % · 50 % · 25 %" in html
    assert '<td class="field-a_day">0.6</td>' in html


def test_five_thousand_feeds_take_no_more_queries(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Feed.objects.bulk_create(
        Feed(url=f"https://a.example/{n}", title=f"Feed {n}", added_at=NOON)
        for n in range(5_000)
    )

    with django_assert_max_num_queries(12):
        assert admin.get(LIST).status_code == 200


def test_errors_are_reset_and_the_feed_is_due(admin: Client) -> None:
    feed = make_feed(failures=4, error="dns", last_error="No such host.", due_at=None)

    told = act(admin, "reset_errors", feed)

    feed.refresh_from_db()
    assert "1 feed begun anew" in told
    assert (feed.health, feed.last_error) == ("fine", "")
    assert feed.due_at is not None


@pytest.mark.parametrize("stage", ["resolve", "extract", "analyse"])
def test_late_items_of_feeds_run_through_a_step_again(
    admin: Client, stage: str
) -> None:
    feed = make_feed()
    late = make_item(feeds=[feed], published_at=timezone.now(), url="")
    make_item(feeds=[feed], published_at=timezone.now() - dt.timedelta(days=9))

    told = act(admin, f"run_{stage}_again", feed)

    late.refresh_from_db()
    assert "1 item due again" in told
    assert late.stage == stage


def test_a_feeds_page_draws_its_polls_day_by_day(admin: Client) -> None:
    feed, now = make_feed("Paper"), timezone.now()
    for days in (0, 0, 3):
        at = now - dt.timedelta(days=days)
        Fetch.objects.create(feed=feed, at=at, status=200, new_items=5)
    Fetch.objects.create(feed=feed, at=now, error="dns")

    html = admin.get(reverse("admin:feeds_feed_change", args=[feed.pk])).text

    assert "15 new items and 1 failed of 4 polls in the last 30 days" in html
    assert html.count('class="history-items"') == 2
    assert 'height="60.0"' in html
    assert " style=" not in html.split("<svg")[1].split("</svg>")[0]


def test_the_form_explains_what_a_search_understands(admin: Client) -> None:
    html = admin.get(ADD).text

    assert "when:12h" in html
    assert "the word stands in the headline" in html


def test_a_preview_tells_how_often_and_what_is_wrong(admin: Client, web: Web) -> None:
    web.feed(URL, rss().replace("2026", "2020"))

    html = admin.post(ADD, {"address": URL}).text

    assert "about 60 items an hour" in html
    assert "it may have been given up" in html
    assert "<dd>7 items</dd>" in html


def test_one_click_follows_a_publisher(admin: Client, web: Web) -> None:
    web.page("https://paper.example/", page(("/feed.xml", "News")))
    web.feed(URL, rss())

    wish = {"address": "https://paper.example/", "follow": "1"}
    html = admin.post(ADD, wish, follow=True).text

    assert Feed.objects.get().url == URL
    assert "It is being read for the first time" in html


# ---- lists

OPML = b"""<opml><body><outline text="News">
<outline text="A" xmlUrl="https://a.example/f"/><outline text="B" xmlUrl="vfolder"/>
</outline></body></opml>"""


def upload(admin: Client, body: bytes) -> str:
    file = SimpleUploadedFile("list.opml", body)
    return admin.post(f"{LIST}import/", {"file": file, "edition": "US:en"}).text


def test_a_list_comes_in_and_each_entry_is_accounted_for(admin: Client) -> None:
    html = upload(admin, OPML)

    assert "1 added, 0 already there, 1 skipped." in html
    assert "read for the first time" in html
    assert "“vfolder” is no web address." in html
    assert str(Feed.objects.get().category) == "News"
    again = upload(admin, OPML)
    assert "It is here as “A”." in again
    assert "read for the first time" not in again


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "This file is empty."),
        (b"<html>no", "This file is a web page, not OPML."),
        (b" " * 5_000_001, "This file is larger than 5 MB."),
    ],
    ids=["empty", "html", "large"],
)
def test_a_file_that_is_no_list_is_told_on_the_form(
    admin: Client, body: bytes, told: str
) -> None:
    assert told in upload(admin, body)


def test_a_list_goes_out_of_all_feeds_or_of_the_chosen(admin: Client) -> None:
    one = make_feed("One", url="https://a.example/one")
    make_feed("Two", url="https://a.example/two")

    everything = admin.get(f"{LIST}export/")
    chosen = admin.post(LIST, {"action": "export_opml", "_selected_action": [one.pk]})

    name = f"newsreader-{timezone.now():%Y-%m-%d}.opml"
    assert everything["Content-Disposition"] == f'attachment; filename="{name}"'
    assert everything.text.count("xmlUrl") == 2
    assert "https://a.example/one" in chosen.text
    assert "https://a.example/two" not in chosen.text


def test_a_reader_may_neither_import_nor_export(client: Client) -> None:
    client.force_login(bob())

    assert client.get(f"{LIST}import/").status_code == 302
    assert client.get(f"{LIST}export/").status_code == 302
