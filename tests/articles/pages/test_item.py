"""The page of an item."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from articles.marking import mark_read, star, want_text
from articles.models import HeadlineChange, Item
from articles.pages.frame import Visitor
from articles.pages.item import ItemPage, item_page, marks_of
from articles.search import get_search
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_coverage,
    make_feed,
    make_google_feed,
    make_item,
    make_story,
)
from tests.people import bob

GOOGLE_ONLY = "Google News RSS gives only a snippet, not the full article."


def _page(
    item: Item, *, user: Visitor | None = None, feed_pk: int | None = None
) -> ItemPage:
    return item_page(
        item.pk,
        user=user or AnonymousUser(),
        root="https://read.example",
        feed_pk=feed_pk,
    )


@pytest.mark.django_db
def test_the_way_back_leads_to_the_feed_the_reader_came_from() -> None:
    first, second, other = make_feed("First"), make_feed("Second"), make_feed("Other")
    item = make_item(feeds=[first, second])

    assert _page(item).back.name == "First"
    assert _page(item, feed_pk=second.pk).back.url == (
        f"{second.get_absolute_url()}#item-{item.pk}"
    )
    assert _page(item, feed_pk=other.pk).back.name == "First"


@pytest.mark.django_db
def test_an_item_whose_feed_is_gone_leads_back_to_everything() -> None:
    item = make_item(outlet="Reuters")
    item.origins.all().delete()

    page = _page(item)

    assert (page.back.url, page.feed, page.outlet) == (
        f"/#item-{item.pk}",
        "",
        "Reuters",
    )


@pytest.mark.django_db
def test_the_headline_before_this_one_is_told(client: Client) -> None:
    item, same = make_item("Nine hurt"), make_item("Quiet")
    for hours, was in enumerate(("Two hurt", "Seven <b>hurt")):
        at = NOON + dt.timedelta(hours=hours)
        HeadlineChange.objects.create(item=item, headline=was, changed_at=at)

    page = _page(item)

    assert page.renamed is not None
    assert (page.renamed.title, page.renamed.until) == (
        "Seven <b>hurt",
        NOON + dt.timedelta(hours=1),
    )
    assert _page(same).renamed is None
    assert "Seven &lt;b&gt;hurt</q>" in client.get(item.get_absolute_url()).text


@pytest.mark.django_db
def test_the_outlet_stands_beside_the_feed_unless_it_is_the_feed() -> None:
    google = make_item(feeds=[make_google_feed()], outlet="Reuters")
    weblog = make_item(feeds=[make_feed("A weblog")])

    assert (_page(google).feed, _page(google).outlet) == ("Google News", "Reuters")
    assert (_page(weblog).feed, _page(weblog).outlet) == ("A weblog", "")


@pytest.mark.django_db
def test_a_bare_google_item_says_so_and_does_not_repeat_its_headline() -> None:
    item = make_item(
        "A deal is struck",
        feeds=[make_google_feed()],
        outlet="Reuters",
        no_article_why="The page asks for a subscription.",
    )

    snippet = _page(item).snippet

    assert snippet.text == ""
    assert snippet.notes == (GOOGLE_ONLY, "The page asks for a subscription.")


@pytest.mark.django_db
def test_without_a_snippet_other_sites_are_shown_how_the_analysis_begins() -> None:
    item = make_item("A deal is struck", article=make_article(text="Text."))
    make_analysis(item, [("happened", "Both sides signed.", "signed")])

    head = _page(item).head

    assert (head.title, head.description) == ("A deal is struck", "Both sides signed.")


@pytest.mark.django_db
def test_a_known_article_lends_its_own_summary() -> None:
    item = make_item(
        feeds=[make_google_feed()],
        article=make_article(description="What it is about."),
    )

    snippet = _page(item).snippet

    assert snippet.text == "What it is about."
    assert snippet.notes == ("The publisher’s own summary.",)


@pytest.mark.django_db
def test_a_wall_with_a_summary_is_still_only_a_snippet() -> None:
    item = make_item(
        feeds=[make_google_feed()],
        article=make_article(description="About.", wall="paywall", text="", html=""),
    )

    assert _page(item).snippet.notes == ("The publisher’s own summary.", GOOGLE_ONLY)


@pytest.mark.django_db
def test_a_text_that_may_not_be_kept_says_so() -> None:
    article = make_article(html="", forget_at=NOON)
    item = make_item(article=article, no_article_why="No copies are allowed.")

    assert _page(item).snippet.notes[-1] == "No copies are allowed."


@pytest.mark.django_db
def test_the_feeds_own_words_come_before_the_publishers_summary() -> None:
    item = make_item(
        snippet="The feed says this.", article=make_article(description="A summary.")
    )

    snippet = _page(item).snippet

    assert (snippet.text, snippet.notes) == ("The feed says this.", ())


@pytest.mark.django_db
def test_the_original_is_googles_link_only_until_the_publisher_is_known() -> None:
    google = "https://news.google.com/rss/articles/x"
    unresolved = make_item(url="", link=google, google_id="x")
    resolved = make_item(url="https://a.example/1", link=google, google_id="x")
    hostile = make_item(url="javascript:alert(1)", link="data:text/html,x")

    for_unresolved, for_resolved = _page(unresolved).original, _page(resolved).original

    assert for_unresolved is not None
    assert (for_unresolved.url, bool(for_unresolved.note)) == (google, True)
    assert for_resolved is not None
    assert (for_resolved.url, for_resolved.note) == ("https://a.example/1", "")
    assert _page(hostile).original is None


@pytest.mark.django_db
def test_other_outlets_are_listed_ours_first_and_each_once() -> None:
    google = make_google_feed()
    item = make_item(feeds=[google], outlet="Reuters")
    ours = make_item("Ours", outlet="Bloomberg")
    elsewhere = make_item("Known here", outlet="Axios")
    make_story(item, ours)
    make_coverage(item, "Bloomberg", key=ours.key)
    make_coverage(item, "Axios", key=elsewhere.key)
    make_coverage(item, "CNBC", key="0" * 64)
    make_coverage(item, "Reuters", key=item.key)

    page = _page(item)

    assert [(line.outlet, line.is_ours) for line in page.also] == [
        ("Bloomberg", True),
        ("Axios", True),
        ("CNBC", False),
    ]
    assert page.also[1].url == f"/items/{elsewhere.pk}/"
    assert page.story is not None
    assert page.story.name == "+3 outlets"


@pytest.mark.django_db
def test_marks_are_shown_to_their_reader_only() -> None:
    reader, item = bob(), make_item()
    mark_read(reader, item, now=NOON)
    star(reader, item, now=NOON)

    page = _page(item, user=reader)

    assert page.was_read
    assert page.marks is not None
    assert page.marks.is_starred
    assert page.marks == marks_of(item.pk, user=reader, back_url=page.marks.back_url)
    assert _page(item).marks is None


@pytest.mark.django_db
def test_an_analysis_takes_the_place_of_the_sentence_about_it() -> None:
    item = make_item(article=make_article())

    assert _page(item).no_analysis
    make_analysis(item)
    assert _page(item).analysis is not None
    assert _page(item).no_analysis == ""


@pytest.mark.django_db
def test_a_text_that_waits_for_a_reader_says_so_until_one_comes() -> None:
    feed = make_feed(full_text="opened")
    item = make_item(feeds=[feed], no_article_why="It waits for a reader.")

    assert not _page(item).wants_text
    assert "It waits for a reader." in _page(item).snippet.notes
    for_reader = _page(item, user=bob())
    assert for_reader.wants_text
    assert "on its way" in for_reader.snippet.notes[-1]
    want_text(item, now=NOON)
    assert "on its way" in _page(item).snippet.notes[-1]
    item.refresh_from_db()
    assert (item.stage, item.due_at) == ("extract", NOON)


@pytest.mark.django_db
def test_a_text_is_not_waited_for_where_another_feed_fetches_always() -> None:
    feeds = [make_feed(full_text="opened"), make_feed()]

    assert not _page(make_item(feeds=feeds), user=bob()).wants_text


@pytest.mark.django_db
def test_a_headline_alone_is_labelled_and_leads_to_what_the_archive_holds() -> None:
    before = NOON - dt.timedelta(days=9)
    related = make_item("Ada Quill wins the Northbridge vote", published_at=before)
    get_search().index([related.pk])
    item = make_item("Mayor Ada Quill opens Northbridge bridge", published_at=NOON)

    page = _page(item)

    assert page.no_basis == "Headline only"
    assert [line.headline for line in page.archive] == [related.headline]
