"""What the owner says of stories."""

from __future__ import annotations

import pytest

from articles import arranging
from articles.models import Item, Story
from tests.factories import NOON, make_item, make_story

pytestmark = pytest.mark.django_db


def test_items_that_are_split_off_are_a_story_that_stays() -> None:
    one, two, three = make_item(), make_item(), make_item()
    old = make_story(one, two, three)

    story = arranging.split([two.pk, three.pk], by="alice", now=NOON)

    assert story is not None
    assert set(story.items.all()) == {two, three}
    assert Story.objects.get(pk=story.pk).is_kept
    assert list(old.items.all()) == [one]
    event = story.events.first()
    assert event is not None
    assert (event.by, event.why, event.other) == ("alice", "owner", old)


def test_splitting_nothing_makes_no_story() -> None:
    assert arranging.split([], by="alice", now=NOON) is None
    assert not Story.objects.exists()


def test_a_story_that_is_emptied_leads_on() -> None:
    one, two = make_item(), make_item()
    old, new = make_story(one), make_story(two)

    arranging.move(one.pk, new.pk, by="alice", now=NOON)

    old.refresh_from_db()
    assert old.merged_into == new
    assert set(new.items.all()) == {one, two}


def test_the_oldest_of_merged_stories_keeps_its_address_and_its_items() -> None:
    first, second = make_story(make_item()), make_story(make_item())

    kept = arranging.merge([second.pk, first.pk], by="alice", now=NOON)

    assert kept == first
    assert Item.objects.filter(story=first, is_pinned=True).count() == 2
    assert arranging.merge([first.pk], by="alice", now=NOON) is None


def test_a_pin_that_is_taken_off_frees_the_story() -> None:
    item = make_item()
    story = make_story(item)

    arranging.pin([item.pk], by="alice", now=NOON)
    assert Story.objects.get(pk=story.pk).is_kept
    arranging.free([item.pk], by="alice", now=NOON)

    assert not Story.objects.get(pk=story.pk).is_kept
