"""The page of a story."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from articles.models import Item, Story
from articles.pages.story import StoryPage, story_page
from tests.factories import NOON, make_feed, make_item, make_story
from tests.people import alice

pytestmark = pytest.mark.django_db


def _page(story: Story) -> StoryPage | str:
    return story_page(story.pk, user=AnonymousUser(), now=NOON)


def test_a_story_tells_its_items_in_the_order_they_appeared() -> None:
    late = make_item("Late", outlet="Bloomberg", published_at=NOON)
    early = make_item(
        "Early", outlet="Reuters", published_at=NOON - dt.timedelta(hours=2)
    )
    again = make_item("Again", outlet="Reuters", published_at=NOON)

    page = _page(make_story(late, early, again, title="An event"))

    assert isinstance(page, StoryPage)
    assert [row.headline for row in page.rows] == ["Early", "Late", "Again"]
    assert page.outlets == ("Reuters", "Bloomberg")
    assert {row.other_outlets for row in page.rows} == {0}


def test_a_merged_story_leads_to_the_other() -> None:
    kept = make_story(title="Kept")

    assert _page(make_story(merged_into=kept)) == kept.get_absolute_url()


def test_an_unknown_story_is_told() -> None:
    with pytest.raises(Story.DoesNotExist):
        story_page(99, user=AnonymousUser(), now=NOON)


def test_copies_are_told_to_all_and_reasons_to_the_owner() -> None:
    first = make_item("First", outlet="Reuters", story_why="alone")
    copy = make_item(
        "Copy", outlet="AP", story_why="likeness", story_score=0.43, copy_of=first
    )
    story = make_story(first, copy)

    shown = _page(story)
    told = story_page(story.pk, user=alice(), now=NOON)

    assert isinstance(shown, StoryPage)
    assert isinstance(told, StoryPage)
    assert "Same text as Reuters" in shown.rows[1].notes
    assert not any("Here because" in note for row in shown.rows for note in row.notes)
    assert "Here because: headline and text are alike (0.43)" in told.rows[1].notes


def test_voices_are_told_in_plain_words() -> None:
    first = make_item(outlet="Reuters")
    copies = [make_item(outlet=name, copy_of=first) for name in ("AP", "BBC")]
    alone, some, none = make_story(first, *copies), make_story(), make_story()

    told = _page(alone)
    Item.objects.filter(pk=copies[0].pk).update(copy_of=None)
    fewer = _page(alone)

    assert isinstance(told, StoryPage)
    assert isinstance(fewer, StoryPage)
    assert told.voices == "3 outlets, 1 with a report of its own"
    assert fewer.voices == "3 outlets, 2 with a report of their own"
    for empty in (some, none):
        page = _page(empty)
        assert isinstance(page, StoryPage)
        assert page.voices == ""


@pytest.mark.parametrize(
    ("growth", "told"),
    [
        (0.3, ""),
        (1.0, "1 report an hour at the last"),
        (2.4, "2 reports an hour at the last"),
    ],
)
def test_growth_is_told_in_whole_reports(growth: float, told: str) -> None:
    page = _page(make_story(make_item(), growth=growth))

    assert isinstance(page, StoryPage)
    assert page.growth == told


def test_the_timeline_tells_how_long_ago_and_how_long_after_the_first() -> None:
    hours = [72, 70, 3, 0.5]
    items = [
        make_item(f"No {n}", published_at=NOON - dt.timedelta(hours=n)) for n in hours
    ]

    page = _page(make_story(*items))

    assert isinstance(page, StoryPage)
    assert [row.ago for row in page.rows] == [
        "3 days ago", "2 days ago", "3 h ago", "30 min ago"
    ]  # fmt: skip
    assert [note for row in page.rows for note in row.notes] == [
        "2 h after the first", "2 days after the first", "2 days after the first"
    ]  # fmt: skip
    assert (page.first.ago, page.latest.ago) == ("3 days ago", "30 min ago")
    assert page.latest.when.at == NOON - dt.timedelta(minutes=30)


def test_a_feed_that_tells_only_the_day_tells_no_hours() -> None:
    first = make_item(published_at=NOON - dt.timedelta(hours=30))
    day = make_item(published_at=NOON - dt.timedelta(hours=1), day_only=True)

    page = _page(make_story(first, day))

    assert isinstance(page, StoryPage)
    assert page.rows[1].ago == ""
    assert page.rows[1].notes == ()


def test_the_page_shows_how_the_headlines_differ(client: Client) -> None:
    one = make_item("Oil prices fall", outlet="Reuters")
    two = make_item("Oil prices <i>tumble</i>", outlet="BBC")
    three = make_item("Ganz anders", outlet="Zeit", language="de")
    story = make_story(one, two, three)

    text = client.get(story.get_absolute_url()).text

    assert "Oil prices <mark>fall</mark>" in text
    assert "&lt;<mark>i</mark>" not in text
    assert "<i>" not in text
    assert "Only here:" in text
    assert "No word in common with the others" in text


def test_who_sees_a_part_of_a_story_is_told_nothing_of_the_rest() -> None:
    now = NOON
    hidden = make_item(
        "Secret oil deal", outlet="Inside", feeds=[make_feed(visibility="members")],
        published_at=now - dt.timedelta(hours=5),
    )  # fmt: skip
    seen = make_item(
        "Oil deal", outlet="Reuters", copy_of=hidden,
        published_at=now - dt.timedelta(hours=1),
    )  # fmt: skip
    other = make_item(
        "Oil deal signed", outlet="BBC", published_at=now - dt.timedelta(minutes=30)
    )
    story = make_story(
        hidden, seen, other, title="Secret oil deal", growth=3,
        first_at=now - dt.timedelta(hours=5),
    )  # fmt: skip

    page = _page(story)
    whole = story_page(story.pk, user=alice(), now=NOON)

    assert isinstance(page, StoryPage)
    assert isinstance(whole, StoryPage)
    assert page.voices == "2 outlets"
    assert page.first.ago == "1 h ago"
    assert page.growth == ""
    assert [told.own for told in page.headlines] == [(), ("signed",)]
    assert not any("Same text" in note for row in page.rows for note in row.notes)
    assert whole.first.ago == "5 h ago"
    assert [told.own for told in whole.headlines] == [("Secret",), (), ("signed",)]
