"""The page of a story."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.models import Story
from articles.pages.story import StoryPage, story_page
from tests.factories import NOON, make_item, make_story
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
    first = make_item("First", story_why="alone")
    copy = make_item("Copy", story_why="likeness", story_score=0.43, copy_of=first)
    story = make_story(first, copy, outlets=2, voices=1, growth=2)

    shown = _page(story)
    told = story_page(story.pk, user=alice(), now=NOON)

    assert isinstance(shown, StoryPage)
    assert isinstance(told, StoryPage)
    assert "Same text as another report" in shown.rows[1].notes
    assert not any("Here because" in note for row in shown.rows for note in row.notes)
    assert told.rows[1].notes[-1] == (
        "Here because: headline and text are alike (0.43)"
    )
    assert shown.facts == ("one in its own words", "2 reports an hour at the last")
