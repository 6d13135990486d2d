"""What is forgotten, and that items are not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from articles import retention
from articles.models import Item
from feeds.models import Feed, Fetch

NOW = timezone.now()


@pytest.mark.django_db
def test_the_log_of_polls_is_forgotten_after_its_time_and_items_never() -> None:
    feed = Feed.objects.create(url="https://a.example/", title="A", added_at=NOW)
    for days in (1, retention.FETCH_DAYS + 1):
        Fetch.objects.create(feed=feed, at=NOW - dt.timedelta(days=days))
    Session.objects.create(session_key="old", expire_date=NOW - dt.timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=NOW + dt.timedelta(days=1))
    Item.objects.create(
        key="k",
        headline="Old",
        content_hash="",
        first_seen_at=NOW - dt.timedelta(days=4000),
        sort_at=NOW - dt.timedelta(days=4000),
    )

    gone = retention.forget(now=NOW)

    assert gone == 2
    assert Fetch.objects.get().at > NOW - dt.timedelta(days=2)
    assert Session.objects.get().session_key == "new"
    assert Item.objects.count() == 1
