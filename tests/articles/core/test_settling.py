"""Where a report belongs, by what else is near."""

from __future__ import annotations

from array import array
from zlib import crc32

from articles.core.likeness import Member, Sum
from articles.core.settling import (
    Group,
    as_one,
    crowd,
    second_look,
    settled,
)

QUAKE = ("quillfjord", "zomborg", "ferrisaddle")
TRIAL = ("yandrell", "mokpavic", "tersholm")


def _member(item: int, *words: str, outlet: str = "") -> Member:
    return Member(
        outlet or f"paper {item}",
        Sum.of({crc32(word.encode()): 1.0 for word in words}),
        Sum.of({}),
        array("f"),
        has_grams=False,
        item=item,
    )


def _moves(*groups: Group) -> list[tuple[int, int, int | None]]:
    moves = second_look(groups, 0, 1.0)
    return [(move.item, move.out_of, move.into) for move in moves]


def test_a_crowd_is_what_is_nearest_but_for_the_one_compared() -> None:
    assert crowd([]) == 0
    assert crowd([0.9], but=0.9) == 0
    assert round(crowd([0.1, 0.5, 0.5, 0.5, 0.5, 0.5], but=0.5), 3) == 0.42
    assert crowd([0.5] * 100) == 0.5
    assert round(crowd([0.5, 0.5], but=0.2), 3) == 0.1


def test_in_a_crowd_more_likeness_is_asked_for_and_of_many_reports_less() -> None:
    assert settled(1.0, 0, 0, 1) == 1.0
    assert settled(1.0, 0.5, 0, 1) < settled(1.0, 0.2, 0, 1) < 1
    assert settled(1.0, 0, 0.5, 1) == settled(1.0, 0.5, 0, 1)
    assert settled(0.8, 0, 0, 2) < 1 < settled(0.8, 0, 0, 6)
    assert settled(1.0, 0.5, 0.5, 60) > settled(1.0, 0.5, 0.5, 6)


def test_two_stories_of_several_are_one_less_easily_than_one_and_a_report() -> None:
    assert as_one(0.8, 0, 0, 2, 4) < 1 < as_one(0.8, 0, 0, 1, 5)
    assert as_one(1.0, 0.6, 0.6, 2, 4) < 1 < as_one(1.0, 0.2, 0.2, 2, 4)
    assert as_one(1.0, 0.6, 0.6, 4, 60) > as_one(1.0, 0.6, 0.6, 4, 6)


def test_a_report_moves_to_the_story_it_is_like() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2, 3)]
    trial = [_member(number, *TRIAL) for number in (4, 5)]
    stray = _member(6, *TRIAL)

    assert _moves(Group(1, [*quake, stray], 0), Group(4, trial, 0)) == [(6, 1, 4)]


def test_a_report_alone_goes_where_it_would_go_now() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2)]

    assert _moves(Group(1, quake, 0), Group(3, [_member(3, *QUAKE)], 0))[0] == (3, 3, 1)


def test_a_report_that_is_like_none_stands_by_itself_again() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2, 3)]
    stray = _member(4, *TRIAL)

    assert _moves(Group(1, [*quake, stray], 0)) == [(4, 1, None)]


def test_what_is_where_it_belongs_stays() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2)]
    trial = [_member(number, *TRIAL) for number in (3, 4)]

    assert _moves(Group(1, quake, 0), Group(3, trial, 0)) == []


def test_nothing_moves_to_its_own_outlet_alone() -> None:
    one = _member(1, *QUAKE, outlet="herald")
    two = _member(2, *QUAKE, outlet="herald")

    assert _moves(Group(1, [one], 0), Group(2, [two], 0)) == []


def test_the_report_that_came_is_where_it_belongs() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2, 3)]
    groups = [Group(1, [*quake, _member(4, *TRIAL)], 0)]

    assert second_look(groups, 4, 1.0) == []
    assert [move.item for move in second_look(groups, 5, 1.0)] == [4]


def test_a_story_of_two_events_falls_apart() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2, 5)]
    trial = [_member(number, *TRIAL) for number in (4, 3)]
    groups = [Group(1, [*quake, *trial], 0)]

    *_, seen_by_trial = second_look(groups, 4, 1.0)
    *_, seen_by_quake = second_look(groups, 5, 1.0)

    assert seen_by_trial == seen_by_quake
    assert (seen_by_trial.item, seen_by_trial.into) == (3, None)
    assert seen_by_trial.reports == 5
    (other,) = seen_by_trial.company
    assert other.item == 4
    assert other.score > 0.9


def test_a_story_of_one_event_does_not() -> None:
    quake = [_member(number, *QUAKE) for number in (1, 2, 3, 4)]

    assert second_look([Group(1, quake, 0)], 4, 1.0) == []
