"""The admin of items: looking at what the pipeline made, and running a step again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, GoogleQuota, Item, ReadMark, Story
from feeds.models import Feed
from tests.factories import (
    make_analysis,
    make_article,
    make_feed,
    make_item,
    make_story,
)
from tests.people import alice, bob

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/item/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(alice())
    return client


def test_the_list_says_how_far_each_item_is(admin: Client) -> None:
    full = make_item("With text", article=make_article())
    make_analysis(full)
    make_item("Behind a wall", article=make_article(wall="paywall", text=""))

    listed = {item.headline: item for item in admin.get(LIST).context["cl"].result_list}

    assert (listed["With text"].wall, listed["With text"].is_analysed) == ("", True)
    assert listed["Behind a wall"].wall == "paywall"
    assert not listed["Behind a wall"].is_analysed


def test_the_list_asks_no_more_for_more_items_and_loads_no_bodies(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        make_analysis(make_item(article=make_article(), content_html="BODY"))

    with django_assert_max_num_queries(12) as queries:
        admin.get(LIST)

    listing = [each["sql"] for each in queries.captured_queries]
    assert not any('"content_html"' in sql for sql in listing)
    assert not any('"articles_article"."text"' in sql for sql in listing)


@pytest.mark.parametrize(
    ("group", "shown"),
    [("ok", "Found"), ("waiting", "Waits"), ("never", "Never"), ("new", "New")],
)
def test_the_list_can_be_narrowed_by_the_publishers_address(
    admin: Client, group: str, shown: str
) -> None:
    make_item("Found", url_status="ok")
    make_item("Waits", url_status="waiting")
    make_item("Never", url_status="bad_id")
    make_item("New", url_status="")

    listed = admin.get(LIST, {"url_status": group}).context["cl"].result_list

    assert [item.headline for item in listed] == [shown]


def test_the_line_of_dates_leads_from_years_to_days(admin: Client) -> None:
    for at in ("2025-12-30", "2026-02-03", "2026-02-05", "2026-04-01"):
        make_item(at, published_at=dt.datetime.fromisoformat(f"{at}T12:00:00+00:00"))

    assert "?sort_at__year=2025" in admin.get(LIST).text
    months = admin.get(LIST, {"sort_at__year": 2026}).text
    assert "sort_at__month=2&" in months
    assert "sort_at__month=4&" in months
    assert "sort_at__month=1&" not in months
    wish = {"sort_at__year": 2026, "sort_at__month": 2}
    assert admin.get(LIST, wish).text.count("sort_at__day=") == 3
    shown = admin.get(LIST, {**wish, "sort_at__day": 5}).context["cl"].result_list
    assert [item.headline for item in shown] == ["2026-02-05"]
    assert admin.get(LIST, {"q": "nothing like it"}).status_code == 200


@pytest.mark.parametrize("stage", ["resolve", "extract", "analyse"])
def test_a_step_runs_again_for_the_chosen_items(admin: Client, stage: str) -> None:
    now = timezone.now()
    chosen = make_item(
        claimed_until=now + dt.timedelta(seconds=90), tries=3, last_error="Too slow."
    )
    other = make_item()

    wish = {"action": f"run_{stage}_again", "_selected_action": [chosen.pk]}
    told = admin.post(LIST, wish, follow=True).text

    chosen.refresh_from_db()
    other.refresh_from_db()
    assert "1 item due again" in told
    assert (chosen.stage, chosen.tries, chosen.last_error) == (stage, 0, "")
    assert chosen.due_at is not None
    assert chosen.due_at <= timezone.now()
    assert chosen.claimed_until is None
    assert other.stage == Item.Stage.READY


def test_an_article_that_is_there_is_looked_at_again_with_its_item(
    admin: Client,
) -> None:
    article = make_article(etag='"1"')
    item = make_item(article=article)

    admin.post(
        LIST + "?stage__exact=ready",
        {"action": "run_extract_again", "_selected_action": [item.pk]},
    )

    article.refresh_from_db()
    assert article.due_at is not None
    assert article.etag == ""


def test_an_item_is_shown_and_cannot_be_edited(admin: Client) -> None:
    feed = make_feed("The Paper")
    item = make_item("Bridge opens", feeds=[feed], article=make_article())
    analysis = make_analysis(item)

    html = admin.get(reverse("admin:articles_item_change", args=[item.pk])).text

    assert 'name="_save"' not in html
    assert reverse("admin:feeds_feed_change", args=[feed.pk]) in html
    assert reverse("admin:articles_analysis_change", args=[analysis.pk]) in html
    assert f'<a href="{item.link}" rel="noopener noreferrer nofollow">' in html


def test_an_ordinary_outcome_is_no_error_and_said_in_the_readers_language(
    admin: Client,
) -> None:
    told = "There is no text to rest an analysis on."
    item = make_item(
        last_error=told, url_status="no_link", url_method="offline", story_why="alone"
    )
    pages = (LIST, reverse("admin:articles_item_change", args=[item.pk]))

    for page in pages:
        html = admin.get(page).text
        assert f"Analyse: {told}" in html
        assert "last error" not in html.lower()
    german = "".join(
        admin.get(page, headers={"accept-language": "de"}).text for page in pages
    )
    for word in (told, "no link", "no_link", "offline", "alone"):
        assert word not in german


def test_an_unsafe_address_is_text_and_no_link(admin: Client) -> None:
    item = make_item(link="javascript:alert(1)", url="data:text/html,x")

    html = admin.get(reverse("admin:articles_item_change", args=[item.pk])).text

    assert 'href="javascript:' not in html
    assert 'href="data:' not in html
    assert "javascript:alert(1)" in html


def test_an_article_is_shown_as_plain_text(admin: Client) -> None:
    article = make_article(text="<script>alert(1)</script> & more", html="<b>x</b>")

    html = admin.get(reverse("admin:articles_article_change", args=[article.pk])).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert "<script>alert" not in html


def test_an_analysis_shows_its_sentences_and_their_passages(admin: Client) -> None:
    item = make_item("Bridge opens", article=make_article(), outlet="The Paper")
    told = [("happened", "A bridge opened.", "what happened")]
    analysis = make_analysis(item, told)

    html = admin.get(reverse("admin:articles_analysis_change", args=[analysis.pk])).text

    assert "What happened" in html
    assert "A bridge opened." in html
    assert '<blockquote dir="auto">what happened<footer>The Paper' in html
    assert "Bridge opens" in html


@pytest.mark.parametrize("model", ["item", "article", "analysis", "googlequota"])
def test_what_the_pipeline_made_is_not_added_and_only_items_are_removed_by_hand(
    admin: Client, model: str
) -> None:
    assert admin.get(f"/admin/articles/{model}/add/").status_code == 403
    answer = admin.get(f"/admin/articles/{model}/")
    assert answer.status_code == 200
    assert ("delete_selected" in answer.text) == (model == "item")


def test_an_item_is_removed_after_a_word_on_what_stays(admin: Client) -> None:
    shared, own = make_article(), make_article()
    item, other = make_item("Gone", article=own), make_item(article=shared)
    chosen = make_item("Gone too", article=shared)
    make_story(item, other)
    page = reverse("admin:articles_item_delete", args=[item.pk])
    wish = {"action": "delete_selected", "_selected_action": [chosen.pk]}

    there = reverse("admin:articles_item_change", args=[item.pk])
    assert f'href="{page}"' in admin.get(there).text
    for asked in (admin.get(page).text, admin.post(LIST, wish).text):
        assert "The next poll does not bring it back." in asked
        assert "Gone" in asked
    assert Item.objects.count() == 3
    admin.post(page, {"post": "yes"})
    admin.post(LIST, {**wish, "post": "yes"})

    assert list(Item.objects.all()) == [other]
    assert list(Article.objects.all()) == [shared]
    gone = admin.get(item.get_absolute_url())
    assert gone.status_code == 410
    assert item.original_url in gone.text
    story = Story.objects.get()
    assert (story.lead, story.outlets) == (other, 1)
    listed = admin.get(reverse("admin:articles_story_changelist")).context["cl"]
    assert listed.result_count == 1


def test_a_reader_removes_nothing(client: Client) -> None:
    item = make_item()
    client.force_login(bob())

    client.post(reverse("admin:articles_item_delete", args=[item.pk]), {"post": "yes"})

    assert Item.objects.exists()


def test_items_of_a_deleted_feed_stay_and_are_read_if_so_wished(admin: Client) -> None:
    doomed, kept = make_feed("Doomed"), make_feed("Kept")
    alone = make_item(feeds=[doomed])
    make_item(feeds=[doomed, kept])
    reader = bob()
    page = reverse("admin:feeds_feed_delete", args=[doomed.pk])
    wish = {"action": "delete_selected", "_selected_action": [doomed.pk]}
    feeds = reverse("admin:feeds_feed_changelist")

    for asked in (admin.get(page).text, admin.post(feeds, wish).text):
        assert "1 item stays that no other feed brought" in asked
        assert "Unread by you: 1." in asked
        assert '<input type="checkbox" name="mark_read">' in asked
        assert "related items will be deleted" not in asked
    admin.post(feeds, {**wish, "post": "yes", "mark_read": "on"})

    assert list(Feed.objects.all()) == [kept]
    assert Item.objects.count() == 2
    marks = ReadMark.objects.values_list("user__username", "item")
    assert set(marks) == {("alice", alone.pk), (reader.username, alone.pk)}


def test_items_of_a_deleted_feed_stay_unread_unless_so_wished(admin: Client) -> None:
    make_item(feeds=[feed := make_feed()])

    admin.post(reverse("admin:feeds_feed_delete", args=[feed.pk]), {"post": "yes"})

    assert not Feed.objects.exists()
    assert Item.objects.exists()
    assert not ReadMark.objects.exists()


def test_the_lists_of_articles_and_analyses_load_no_texts(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        make_analysis(make_item(article=make_article(text="BODY")))

    for model in ("article", "analysis"):
        with django_assert_max_num_queries(12) as queries:
            admin.get(f"/admin/articles/{model}/")
        listing = [each["sql"] for each in queries.captured_queries]
        assert not any('"articles_article"."text"' in sql for sql in listing)


def test_googles_quota_tells_whether_it_refuses(admin: Client) -> None:
    now = timezone.now()
    GoogleQuota.objects.create(
        pk=1, day=now.date(), used=17, open_until=now + dt.timedelta(hours=1)
    )

    html = admin.get("/admin/articles/googlequota/").text

    assert "17" in html
    assert "Yes; not asked again before" in html


def test_articles_tell_why_they_hold_no_text_and_when_they_are_looked_at_again(
    admin: Client,
) -> None:
    due_at = timezone.now()
    was = {"title": "<b>Before</b>", "until": due_at.isoformat()}
    walled = make_article(wall="paywall", text="", due_at=due_at, earlier_titles=[was])
    make_article()
    list_url = reverse("admin:articles_article_changelist")

    page = admin.get(reverse("admin:articles_article_change", args=[walled.pk])).text
    assert "The publisher shows this article to subscribers only." in page
    assert "&lt;b&gt;Before&lt;/b&gt;" in page
    assert f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}" in page
    for wish, count in (("yes", 1), ("no", 1), ("", 2)):
        listed = admin.get(f"{list_url}?again={wish}").context["cl"]
        assert listed.result_count == count


def test_articles_are_fetched_again_by_hand(admin: Client) -> None:
    chosen, feed_text = make_article(), make_article(source="feed")
    pks = [chosen.pk, feed_text.pk]

    told = admin.post(
        reverse("admin:articles_article_changelist"),
        {"action": "read_again", "_selected_action": pks},
        follow=True,
    ).text

    chosen.refresh_from_db()
    feed_text.refresh_from_db()
    assert "1 article is fetched again." in told
    assert chosen.due_at is not None
    assert feed_text.due_at is None
