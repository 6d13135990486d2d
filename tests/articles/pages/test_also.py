"""Who else reports on an item's event, and what the archive has of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.pages.also import also_on, archive_of
from articles.search import get_search
from articles.visibility import WHOLE, sight_of
from tests.factories import (
    NOON,
    make_coverage,
    make_feed,
    make_item,
    make_story,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_other_reports_come_newest_first_then_what_google_lists_beyond_them() -> None:
    item = make_item(outlet="Reuters", published_at=NOON)
    old = make_item("Old", outlet="BBC", published_at=NOON - 2 * HOUR)
    new = make_item("New", feeds=[make_feed("A weblog")], published_at=NOON - HOUR)
    make_story(item, old, new)
    make_coverage(item, "BBC", key=old.key)
    make_coverage(item, "CNBC", key="0" * 64, link="https://cnbc.example/1")

    lines = also_on(item, WHOLE)

    assert [(line.headline, line.outlet, line.is_ours) for line in lines] == [
        ("New", "A weblog", True),
        ("Old", "BBC", True),
        (lines[2].headline, "CNBC", False),
    ]
    assert lines[0].url == new.get_absolute_url()
    assert lines[2].url == "https://cnbc.example/1"


def test_what_is_hidden_is_neither_named_nor_linked() -> None:
    item = make_item(feeds=[make_feed()], outlet="Reuters")
    hidden = make_item(feeds=[make_feed(visibility="members")], outlet="BBC")
    listed = make_item(feeds=[make_feed(visibility="members")], outlet="Axios")
    make_story(item, hidden)
    make_coverage(item, "Axios", key=listed.key, link="https://axios.example/1")

    lines = also_on(item, sight_of(AnonymousUser()))

    assert [(line.outlet, line.is_ours, line.url) for line in lines] == [
        ("Axios", False, "https://axios.example/1")
    ]


def test_the_archive_leaves_out_what_is_listed_already() -> None:
    before = NOON - dt.timedelta(days=9)
    one = make_item("Ada Quill wins the Northbridge vote", published_at=before)
    two = make_item("Ada Quill loses the Northbridge vote", published_at=before)
    get_search().index([one.pk, two.pk])
    item = make_item("Mayor Ada Quill opens Northbridge bridge", published_at=NOON)

    assert {line.headline for line in archive_of(item, (), WHOLE)} == {
        one.headline,
        two.headline,
    }
    make_story(item, one)
    item.refresh_from_db()
    also = also_on(item, WHOLE)
    assert [line.headline for line in archive_of(item, also, WHOLE)] == [two.headline]
