"""Entries become items: each once, whatever its feed does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from articles import ingest
from articles.core.query import parse
from articles.models import Coverage, HeadlineChange, Item, Origin
from articles.search import get_search
from feeds.core.types import Coverage as Line
from feeds.core.types import ParsedEntry, ParsedFeed
from feeds.models import Feed

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BRIDGE = ParsedEntry(
    id="b1",
    link="https://paper.example/bridge",
    title="Bridge opens",
    headline="Bridge opens",
    summary="The bridge over the river opens on Monday.",
    published_at=NOW - dt.timedelta(hours=1),
)
GOOGLE = ParsedEntry(
    id="CBMiabc",
    link="https://news.google.com/rss/articles/CBMiabc?oc=5",
    title="Bridge opens - Paper",
    headline="Bridge opens",
    outlet="Paper",
    outlet_url="https://paper.example",
    google_id="CBMiabc",
    published_at=NOW - dt.timedelta(hours=1),
)


def feed(title: str = "Paper") -> Feed:
    return Feed.objects.create(
        url=f"https://{title.lower()}.example/feed", title=title, added_at=NOW
    )


def parsed(*entries: ParsedEntry) -> ParsedFeed:
    return ParsedFeed("Paper", "https://paper.example", "en", "rss20", entries)


def test_it_is_known_which_entries_are_there_already() -> None:
    paper, other = feed(), feed("Other")
    ingest.store(paper, parsed(BRIDGE), now=NOW)
    new = replace(BRIDGE, id="b2", link="https://paper.example/b2")

    assert ingest.known(paper, [new, BRIDGE]) == [False, True]
    assert ingest.known(other, [BRIDGE]) == [False]
    assert ingest.known(paper, []) == []


def test_a_new_entry_is_an_item_that_can_be_read_and_found_at_once() -> None:
    paper = feed()

    result = ingest.store(paper, parsed(BRIDGE), now=NOW)

    item = Item.objects.get()
    assert (result.new, result.changed) == (1, 0)
    assert (item.headline, item.snippet) == (BRIDGE.headline, BRIDGE.summary)
    assert (item.stage, item.due_at, item.language) == ("place", NOW, "en")
    assert list(item.feeds.all()) == [paper]
    assert get_search() is not None


def test_the_same_entries_again_change_nothing() -> None:
    paper = feed()
    ingest.store(paper, parsed(BRIDGE, GOOGLE), now=NOW)
    before = list(Item.objects.order_by("pk").values())

    result = ingest.store(paper, parsed(GOOGLE, BRIDGE), now=NOW + dt.timedelta(1))

    assert (result.new, result.changed) == (0, 0)
    assert list(Item.objects.order_by("pk").values()) == before
    assert Origin.objects.count() == 2


def test_a_google_entry_in_three_feeds_is_one_item_with_three_origins() -> None:
    for number, title in enumerate(["Top", "World", "Search"]):
        ingest.store(feed(title), parsed(GOOGLE), now=NOW + dt.timedelta(number))

    item = Item.objects.get()
    assert item.origins.count() == 3
    assert item.first_seen_at == NOW


def test_the_same_id_in_two_other_feeds_is_two_items() -> None:
    ingest.store(feed("One"), parsed(BRIDGE), now=NOW)
    ingest.store(feed("Two"), parsed(BRIDGE), now=NOW)

    assert Item.objects.count() == 2


def test_a_changed_headline_is_shown_and_keeps_the_item() -> None:
    paper = feed()
    ingest.store(paper, parsed(BRIDGE), now=NOW)
    pk = Item.objects.get().pk

    result = ingest.store(
        paper, parsed(replace(BRIDGE, headline="Bridge opens late")), now=NOW
    )

    assert (result.new, result.changed) == (0, 1)
    assert (Item.objects.get().pk, Item.objects.get().headline) == (
        pk,
        "Bridge opens late",
    )


def test_an_entry_without_a_headline_gets_one_from_what_it_says() -> None:
    ingest.store(feed(), parsed(replace(BRIDGE, headline="", title="")), now=NOW)

    assert Item.objects.get().headline == BRIDGE.summary


def test_script_in_content_is_gone_before_it_is_stored() -> None:
    entry = replace(BRIDGE, content="<p>Yes<script>alert(1)</script></p>")

    ingest.store(feed(), parsed(entry), now=NOW)

    assert Item.objects.get().content_html == "<p>Yes</p>"


def test_related_coverage_is_kept_and_new_names_send_the_item_to_cluster() -> None:
    paper = feed()
    one = Line("Span opens", "Post", "https://news.google.com/rss/articles/x1", "x1")
    two = Line("River crossed", "Echo", "https://news.google.com/rss/articles/x2", "x2")
    ingest.store(paper, parsed(replace(GOOGLE, coverage=(one,))), now=NOW)
    Item.objects.update(stage=Item.Stage.READY)

    ingest.store(paper, parsed(replace(GOOGLE, coverage=(one,))), now=NOW)
    same = Item.objects.get().stage
    ingest.store(paper, parsed(replace(GOOGLE, coverage=(two, one))), now=NOW)

    assert (same, Item.objects.get().stage) == ("ready", "cluster")
    assert list(Coverage.objects.values_list("outlet", flat=True)) == ["Echo", "Post"]


def test_a_feed_of_thousands_is_stored_whole() -> None:
    many = [replace(BRIDGE, id=f"n{number}", link="") for number in range(1_300)]

    result = ingest.store(feed(), parsed(*many), now=NOW)

    assert result.new == Item.objects.count() == Origin.objects.count() == 1_300


def test_a_date_in_the_future_does_not_stand_above_todays_news() -> None:
    ahead = replace(BRIDGE, published_at=NOW + dt.timedelta(days=400))

    ingest.store(feed(), parsed(ahead), now=NOW)

    assert Item.objects.get().sort_at <= NOW


def test_the_headline_that_was_is_kept_and_not_without_end() -> None:
    paper = feed()
    ingest.store(paper, parsed(BRIDGE), now=NOW)

    for number in range(ingest.MAX_HEADLINES + 5):
        changed = replace(BRIDGE, headline=f"Bridge opens, take {number}")
        ingest.store(paper, parsed(changed), now=NOW)

    kept = HeadlineChange.objects.order_by("pk")
    assert kept[0].headline == "Bridge opens"
    assert len(kept) == ingest.MAX_HEADLINES


def test_several_feeds_are_stored_together_and_share_what_they_share() -> None:
    one, two, lost = feed("One"), feed("Two"), feed("Lost")
    write = ingest.prepare(
        [(each, parsed(GOOGLE, BRIDGE)) for each in (one, two, lost)], now=NOW
    )

    with transaction.atomic():
        results = write({one.pk, two.pk})

    assert {pk: result.new for pk, result in results.items()} == {one.pk: 2, two.pk: 1}
    assert (Item.objects.count(), Origin.objects.count()) == (3, 4)


def test_without_dates_the_first_of_the_feed_stands_above_the_last() -> None:
    entries = [
        replace(BRIDGE, id=f"n{n}", link="", headline=f"N{n}", published_at=None)
        for n in range(3)
    ]

    ingest.store(feed(), parsed(*entries), now=NOW)

    assert [item.headline for item in Item.objects.all()] == ["N0", "N1", "N2"]


def test_what_a_feed_says_beyond_its_summary_is_found() -> None:
    entry = replace(BRIDGE, content="<p>A <b>kingfisher</b> was seen &amp; heard.</p>")
    ingest.store(feed(), parsed(entry), now=NOW)

    (hit,) = get_search().find(parse("kingfisher heard"))

    assert hit.item_id == Item.objects.get().pk


def test_a_hidden_feeds_title_is_not_found_once_an_open_feed_brings_the_item() -> None:
    entry = replace(GOOGLE, outlet="", outlet_url="")
    hidden, shown = feed("Secret"), feed("Shown")

    def found() -> int:
        return len(get_search().find(parse("source:secret")))

    ingest.store(hidden, parsed(entry), now=NOW)
    ingest.store(hidden, parsed(entry), now=NOW)
    assert found() == 1
    ingest.store(shown, parsed(entry), now=NOW)
    assert found() == 0
