"""The owner arranges stories in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from articles.models import Item, Story, StoryEvent
from tests.factories import make_item, make_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Client:
    client = Client()
    user = get_user_model().objects.create_superuser("owner", password="x" * 20)
    client.force_login(user)
    return client


def _arrange(owner: Client, story: Story, do: str, *items: Item, into: str = "") -> str:
    answer = owner.post(
        reverse("admin:articles_story_arrange", args=[story.pk]),
        {"do": do, "item": [item.pk for item in items], "into": into},
        follow=True,
    )
    assert answer.status_code == 200
    return answer.text


def test_the_page_of_a_story_tells_why_each_item_is_there(owner: Client) -> None:
    item = make_item("A <b>bold</b> headline", story_why="likeness", story_score=0.437)
    story = make_story(item)

    page = owner.get(reverse("admin:articles_story_change", args=[story.pk])).text

    assert "headline and text are alike (0.44)" in page
    assert "<b>bold</b>" not in page
    assert owner.get(reverse("admin:articles_story_changelist")).status_code == 200


def test_enter_in_the_field_for_a_number_moves_and_the_page_says_its_own(
    owner: Client,
) -> None:
    story = make_story(make_item())

    page = owner.get(reverse("admin:articles_story_change", args=[story.pk])).text

    form = page.partition('id="arrange"')[2]
    first = form[form.index("<button") :].partition(">")[0]
    assert 'value="move"' in first
    assert 'class="button"' in first
    assert f'<div class="readonly">{story.pk}</div>' in page


def test_items_can_be_split_off_pinned_freed_and_moved(owner: Client) -> None:
    one, two, three = make_item(), make_item(), make_item()
    story = make_story(one, two, three)

    assert "a story of their own" in _arrange(owner, story, "split", three)
    three.refresh_from_db()
    assert three.story_id != story.pk
    assert three.is_pinned

    _arrange(owner, story, "pin", one)
    assert Item.objects.get(pk=one.pk).is_pinned
    _arrange(owner, story, "free", one)
    assert not Item.objects.get(pk=one.pk).is_pinned

    _arrange(owner, story, "move", two, into=str(three.story_id))
    assert Item.objects.get(pk=two.pk).story_id == three.story_id
    assert StoryEvent.objects.filter(by="owner").count() == 4


def test_what_makes_no_sense_is_told(owner: Client) -> None:
    item = make_item()
    story = make_story(item)

    assert "Choose one or more" in _arrange(owner, story, "split")
    assert "Nothing would be left" in _arrange(owner, story, "split", item)
    assert Item.objects.get(pk=item.pk).story == story
    assert "no such story" in _arrange(owner, story, "move", item, into="99999")
    assert "no such story" in _arrange(owner, story, "move", item, into="9" * 5_000)
    url = reverse("admin:articles_story_arrange", args=[story.pk])
    assert owner.get(url).status_code == 405


def test_chosen_stories_are_made_one_and_links_lead_on(owner: Client) -> None:
    kept, gone = make_story(make_item()), make_story(make_item())

    owner.post(
        reverse("admin:articles_story_changelist"),
        {"action": "merge_stories", "_selected_action": [kept.pk, gone.pk]},
    )

    gone.refresh_from_db()
    kept.refresh_from_db()
    listed = owner.get(reverse("admin:articles_story_changelist")).context["cl"]
    assert list(listed.result_list) == [kept]
    assert gone.merged_into_id == kept.pk
    assert kept.is_kept
    answer = owner.get(gone.get_absolute_url())
    assert answer.status_code == 301
    assert answer["Location"] == kept.get_absolute_url()


def test_nobody_else_may(client: Client) -> None:
    story = make_story(make_item())

    answer = client.post(reverse("admin:articles_story_arrange", args=[story.pk]))

    assert answer.status_code == 302
    assert Story.objects.filter(pk=story.pk).exists()
