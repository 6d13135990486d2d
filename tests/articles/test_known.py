"""Items are known again, whatever their feed does to its entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction

from articles import burial, ingest
from articles.models import HeadlineChange, Item
from feeds.models import Feed
from tests.articles.test_ingest import BRIDGE, NOW, feed, parsed

pytestmark = pytest.mark.django_db


def polled_before(title: str = "Paper") -> Feed:
    paper = feed(title)
    Feed.objects.filter(pk=paper.pk).update(succeeded_at=NOW)
    paper.refresh_from_db()
    return paper


def test_new_ids_for_the_same_links_and_headlines_are_the_same_items() -> None:
    paper = polled_before()
    other = replace(BRIDGE, id="b2", link="https://paper.example/two", headline="Two")
    ingest.store(paper, parsed(BRIDGE, other), now=NOW)
    before = set(Item.objects.values_list("pk", flat=True))
    churned = [
        replace(BRIDGE, id="x1", link="http://www.paper.example/bridge?utm_source=x"),
        replace(other, id="x2", summary="It says more now."),
    ]

    result = ingest.store(paper, parsed(*churned), now=NOW)

    assert (result.new, result.changed) == (0, 1)
    assert set(Item.objects.values_list("pk", flat=True)) == before
    assert Item.objects.get(headline="Two").snippet == "It says more now."


def test_ids_that_only_count_the_places_lose_and_double_nothing() -> None:
    paper = polled_before()
    stories = [
        replace(BRIDGE, link=f"https://paper.example/{n}", headline=f"Story {n}")
        for n in range(9)
    ]
    for newest in range(3, 9):
        window = reversed(stories[newest - 3 : newest + 1])
        counted = [replace(each, id=f"{n}") for n, each in enumerate(window)]
        for _ in range(2):
            ingest.store(paper, parsed(*counted), now=NOW)

    assert sorted(Item.objects.values_list("headline", "link")) == sorted(
        (story.headline, story.link) for story in stories
    )
    assert not HeadlineChange.objects.exists()


def test_a_feed_that_moves_to_another_format_and_domain_brings_no_doubles() -> None:
    paper = polled_before()
    stories = [
        replace(
            BRIDGE, id="", link=f"http://paper.example/?p={n}", headline=f"Story {n}",
            published_at=NOW - dt.timedelta(hours=n),
        )
        for n in range(5)
    ]  # fmt: skip
    ingest.store(paper, parsed(*stories), now=NOW)
    atom = [
        replace(each, id=f"tag:{n}", link=f"https://new.example/story-{n}")
        for n, each in enumerate(stories)
    ]

    for _ in range(2):
        result = ingest.store(paper, parsed(*atom), now=NOW)
        assert (result.new, Item.objects.count()) == (0, 5)


def test_an_entry_that_is_still_there_beside_its_like_is_another_item() -> None:
    paper = polled_before()
    ingest.store(paper, parsed(BRIDGE), now=NOW)

    result = ingest.store(paper, parsed(replace(BRIDGE, id="b2"), BRIDGE), now=NOW)

    assert (result.new, Item.objects.count()) == (1, 2)


def test_entries_that_all_lead_to_the_front_page_are_told_apart_by_id() -> None:
    status = replace(BRIDGE, link="https://paper.example/", headline="All is well")
    paper = polled_before()
    ingest.store(paper, parsed(status), now=NOW)

    result = ingest.store(paper, parsed(replace(status, id="later")), now=NOW)

    assert result.new == 1


def test_another_feeds_like_is_another_item() -> None:
    ingest.store(polled_before("One"), parsed(BRIDGE), now=NOW)

    result = ingest.store(
        polled_before("Two"), parsed(replace(BRIDGE, id="b2")), now=NOW
    )

    assert result.new == 1


def test_what_was_taken_down_does_not_come_back_and_what_was_only_deleted_does() -> (
    None
):
    paper = polled_before()
    other = replace(BRIDGE, id="b2", link="https://paper.example/two", headline="Two")
    ingest.store(paper, parsed(BRIDGE, other), now=NOW)
    bridge = Item.objects.get(headline=BRIDGE.headline)
    burial.take_down([bridge.pk])
    Item.objects.all().delete()

    for again in (BRIDGE, replace(BRIDGE, headline="New"), replace(BRIDGE, id="x1")):
        ingest.store(paper, parsed(again, other), now=NOW)

    assert [item.headline for item in Item.objects.all()] == ["Two"]


def test_what_is_taken_down_while_it_is_stored_does_not_come_back() -> None:
    paper = polled_before()
    ingest.store(paper, parsed(BRIDGE), now=NOW)
    write = ingest.prepare([(paper, parsed(BRIDGE))], now=NOW)
    burial.take_down([Item.objects.get().pk])

    with transaction.atomic():
        write({paper.pk})

    assert not Item.objects.exists()
