"""What lists show of items, against the rows that the models tell of."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import marking
from articles.models import Item
from articles.pages.glance import covered_by, glances, reports_of
from articles.visibility import WHOLE, Sight
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_feed,
    make_google_feed,
    make_item,
    make_story,
)
from tests.people import alice, bob

pytestmark = pytest.mark.django_db


def test_it_tells_what_the_models_tell() -> None:
    google = make_google_feed(category=make_category())
    article = make_article(word_count=900, description="About it", outlet="The Page")
    item = make_item(
        "Headline", feeds=[google, make_feed("Second")], article=article,
        outlet="Reuters", published_at=NOON, day_only=True, language="de",
    )  # fmt: skip
    make_analysis(item)
    story = make_story(item)
    item = Item.objects.get(pk=item.pk)

    [seen] = glances([item.pk], reader=None, sight=WHOLE)

    for name in (
        "pk", "headline", "snippet", "outlet", "outlet_url", "image_url", "language",
        "url", "published_at", "first_seen_at", "sort_at", "day_only", "story_why",
        "story_score",
    ):  # fmt: skip
        assert getattr(seen, name) == getattr(item, name), name
    assert (seen.feed_set, seen.copy_of) == (item.feed_set_id, item.copy_of_id)
    assert (seen.story, seen.story_title) == (story.pk, story.title)
    assert (seen.article_outlet, seen.article_description) == ("The Page", "About it")
    assert (seen.word_count, seen.has_analysis) == (900, True)
    first, second = seen.sources
    assert (first.pk, first.title, first.is_google) == (google.pk, google.title, True)
    assert (first.category, first.visibility) == (google.category_id, "")
    assert (second.title, second.is_google) == ("Second", False)


def test_items_come_in_the_order_asked_for_and_as_far_as_there_are_any() -> None:
    one, two = make_item(), make_item()

    seen = glances([two.pk, 10**6, one.pk], reader=None, sight=WHOLE)

    assert [item.pk for item in seen] == [two.pk, one.pk]
    assert glances([], reader=None, sight=WHOLE) == []


def test_marks_are_the_readers_own() -> None:
    item, reader = make_item(), alice()
    marking.mark_read(reader, item, now=NOON)
    marking.star(bob(), item, now=NOON)

    [mine] = glances([item.pk], reader=reader.pk, sight=WHOLE)
    [nobodys] = glances([item.pk], reader=None, sight=WHOLE)

    assert (mine.is_read, mine.is_starred) == (True, False)
    assert (nobodys.is_read, nobodys.is_starred) == (False, False)


def test_who_may_not_see_a_feed_is_not_told_of_it() -> None:
    item = make_item(feeds=[make_feed("Secret", visibility="members"), make_feed("A")])
    some = Sight(is_whole=False, open=frozenset({item.feed_set_id or 0}))

    [seen] = glances([item.pk], reader=None, sight=some)

    assert [source.title for source in seen.sources] == ["A"]


def test_reports_of_a_story_stand_in_their_order_with_their_names() -> None:
    early = NOON - dt.timedelta(hours=1)
    late = make_item("Late", outlet="Reuters")
    first = make_item("First", feeds=[make_feed("A weblog")], published_at=early)
    paged = make_item("Paged", article=make_article(outlet="The Page"))
    story = make_story(late, first, paged)
    reader = alice()
    marking.mark_read(reader, first, now=NOON)

    told = reports_of({story.pk}, reader=reader.pk, sight=WHOLE)[story.pk]

    assert [(one.headline, one.outlet, one.is_unread) for one in told] == [
        ("First", "A weblog", False),
        ("Late", "Reuters", True),
        ("Paged", "The Page", True),
    ]
    nobody = reports_of({story.pk}, reader=None, sight=WHOLE)[story.pk]
    assert not any(one.is_unread for one in nobody)


def test_a_report_that_is_hidden_is_not_told_of() -> None:
    shown = make_item("Shown", feeds=[make_feed()])
    hidden = make_item("Hidden", feeds=[make_feed(visibility="members")])
    story = make_story(shown, hidden)
    shown.refresh_from_db()
    some = Sight(is_whole=False, open=frozenset({shown.feed_set_id or 0}))

    told = reports_of({story.pk}, reader=None, sight=some)[story.pk]

    assert [one.headline for one in told] == ["Shown"]


def test_a_hidden_feed_gives_no_report_its_name() -> None:
    secret, opened = make_feed("Secret", visibility="members"), make_feed("Open")
    item = make_item(feeds=[secret, opened])
    story = make_story(item)
    item.refresh_from_db()
    some = Sight(is_whole=False, open=frozenset({item.feed_set_id or 0}))

    for sight, name in ((WHOLE, "Secret"), (some, "Open")):
        [told] = reports_of({story.pk}, reader=None, sight=sight)[story.pk]
        assert told.outlet == name


def test_google_lists_outlets_beside_an_item() -> None:
    item = make_item()
    make_coverage(item, "CNBC")
    make_coverage(item, "Axios")

    assert covered_by([item.pk]) == {item.pk: {"CNBC", "Axios"}}


def test_fifty_items_are_asked_for_as_one_is() -> None:
    pks = [make_item(feeds=[make_feed()]).pk for _ in range(50)]

    with CaptureQueriesContext(connection) as asked:
        assert len(glances(pks, reader=1, sight=WHOLE)) == 50

    assert len(asked) == 2


def test_lists_never_load_a_body() -> None:
    article = make_article()
    item = make_item(article=article, content_html="<p>content</p>")
    make_analysis(item)

    with CaptureQueriesContext(connection) as queries:
        glances([item.pk], reader=1, sight=WHOLE)

    sql = " ".join(query["sql"] for query in queries.captured_queries)
    for column in (
        "content_html", '"text"', '"html"', "google_id", "a.text", "a.html", "*",
    ):  # fmt: skip
        assert column not in sql
