"""What a reader does to items."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import override_settings

from articles import marking
from articles.models import ReadMark, Star
from tests.factories import NOON, make_item, make_story
from tests.people import alice, bob

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


def test_marking_read_twice_keeps_the_first_time() -> None:
    reader, item = bob(), make_item()

    marking.mark_read(reader, item, now=NOON)
    marking.mark_read(reader, item, now=LATER)

    assert [mark.at for mark in ReadMark.objects.all()] == [NOON]


def test_marking_unread_forgets_only_ones_own_mark() -> None:
    item, a, b = make_item(), alice(), bob()
    for reader in (a, b):
        marking.mark_read(reader, item, now=NOON)

    marking.mark_unread(b, item)
    marking.mark_unread(b, item)

    assert [mark.user_id for mark in ReadMark.objects.all()] == [a.pk]


def test_a_star_is_set_once_and_taken_away_once() -> None:
    reader, item = bob(), make_item()

    marking.star(reader, item, now=NOON)
    marking.star(reader, item, now=LATER)
    assert [mark.at for mark in Star.objects.all()] == [NOON]

    marking.unstar(reader, item)
    marking.unstar(reader, item)
    assert not Star.objects.exists()


@pytest.mark.parametrize(("whole", "count"), [(False, 1), (True, 2)])
def test_reading_one_report_can_mark_its_whole_story(whole: bool, count: int) -> None:
    one, two, other = make_item(), make_item(), make_item()
    make_story(one, two)

    with override_settings(READ_WHOLE_STORY=whole):
        marking.mark_read(bob(), one, now=NOON)

    assert ReadMark.objects.count() == count
    assert not ReadMark.objects.filter(item=other).exists()
