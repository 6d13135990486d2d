"""The page of a story."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.models import Story
from articles.pages.story import StoryPage, story_page
from tests.factories import NOON, make_item, make_story

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
