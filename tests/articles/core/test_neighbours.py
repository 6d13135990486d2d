"""Open stories, and what is like them."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

import pytest

from articles.core.neighbours import WINDOW, Neighbours
from articles.core.similarity import fingerprint

CASES = sorted((Path(__file__).parents[2] / "corpus/stories").glob("*.json"))
FRONTS = sorted((Path(__file__).parents[2] / "corpus/fronts").glob("*.json"))
NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
OTHERS = [
    "Volcano erupts on Iceland, town evacuated overnight",
    "Champions League final goes to penalties in Madrid",
    "Parliament votes on pension reform after long debate",
    "New telescope sends first pictures of distant galaxy",
]


def _filled() -> Neighbours:
    index = Neighbours()
    for number, headline in enumerate(OTHERS, start=1):
        _add(index, number, headline, f"Paper {number}")
    return index


def _add(
    index: Neighbours,
    number: int,
    headline: str,
    outlet: str,
    text: str = "",
    at: dt.datetime = NOON,
) -> None:
    print_ = fingerprint(headline, text, outlet=outlet)
    index.count(print_)
    index.add(number, index.weigh(print_, outlet), at)


def _best(
    index: Neighbours,
    headline: str,
    outlet: str = "Herald",
    text: str = "",
    at: dt.datetime = NOON,
) -> int | None:
    item = index.weigh(fingerprint(headline, text), outlet, is_new=True)
    match = index.best(item, at)
    return match.story if match else None


def test_another_outlets_report_is_found_and_an_unlike_one_is_not() -> None:
    index = _filled()

    assert _best(index, "Iceland volcano eruption: town is evacuated") == 1
    assert _best(index, "Chocolate prices climb to a record") is None


def test_what_was_found_for_a_report_is_not_kept_when_stories_change() -> None:
    index = _filled()
    print_ = fingerprint("Iceland volcano eruption: town is evacuated")
    item = index.weigh(print_, "Herald", is_new=True)
    found = [index.best(item, NOON)]

    index.drop(1)
    found.append(index.best(item, NOON))
    _add(index, 7, "Volcano erupts on Iceland, a town evacuated", "Tribune")
    found.append(index.best(item, NOON))

    assert [match and match.story for match in found] == [1, None, 7]


def test_one_outlets_reports_are_never_joined_by_likeness_alone() -> None:
    index = _filled()

    assert _best(index, OTHERS[0], "PAPER 1") is None
    _add(index, 1, "Iceland: lava reaches the harbour road", "Tribune")

    assert _best(index, "Champions League final in Madrid", "Paper 2") is None
    assert _best(index, "Lava in Iceland reaches harbour road", "Paper 1") == 1


def test_only_a_window_of_days_is_looked_at() -> None:
    index = _filled()
    late = NOON + WINDOW + dt.timedelta(hours=1)

    assert _best(index, OTHERS[0], at=late) is None
    index.close(late)
    assert len(index) == 0


def test_a_headline_of_two_words_joins_nothing() -> None:
    index = _filled()
    _add(index, 9, "Weekend sports", "Paper 9")

    assert _best(index, "Weekend sports") is None


def test_texts_bring_together_what_headlines_do_not() -> None:
    index = _filled()
    text = "The dam at Lake Orla broke in heavy rain and flooded Brenton and Hale. "
    _add(index, 7, "A night of fear", "Gazette", text * 3)

    assert _best(index, "What we know so far", text=text * 2 + "Rescue goes on.") == 7


def test_merged_stories_are_one_and_dropped_ones_are_gone() -> None:
    index = _filled()

    index.merge(2, 1)
    assert _best(index, OTHERS[1]) == 1
    index.drop(1)

    assert 1 not in index
    assert _best(index, OTHERS[0]) is None


def test_an_item_shows_that_two_stories_are_one() -> None:
    index = _filled()
    _add(index, 8, "Iceland volcano: evacuated town waits overnight", "Mail")
    item = index.weigh(
        fingerprint("Volcano erupts on Iceland, town evacuated"), "Sun", is_new=True
    )

    match = index.like_story(1, item, NOON)

    assert match is not None
    assert match.story == 8


def test_two_stories_of_one_theme_stay_two_where_others_are_as_near() -> None:
    theme = "Northern League playoff weekend"
    names = ["Quillfjord", "Zomborg", "Ferrisaddle", "Yandrell", "Mokpavic", "Tersholm"]
    index = Neighbours()
    for number, name in enumerate(names[:2], start=1):
        for paper in "ab":
            headline = f"{theme}: {name} wins"
            _add(index, number, headline, f"Paper {number}{paper}")
    item = index.weigh(
        fingerprint(f"{theme}: Quillfjord and Zomborg win"), "Herald", is_new=True
    )
    free = index.like_story(1, item, NOON)
    for number, name in enumerate(names[2:], start=3):
        _add(index, number, f"{theme}: {name} wins", f"Paper {number}")
    crowded = index.like_story(1, item, NOON)

    assert free is not None
    assert free.story == 2
    assert crowded is None or crowded.ratio < free.ratio


def test_an_index_forgets_what_is_gone_for_good() -> None:
    index = _filled()
    for number in range(10, 1200):
        _add(index, number, f"Report {number} of town{number} and lake{number}", "X")
        index.drop(number)

    assert len(index) == 4
    assert _best(index, OTHERS[2]) == 3


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(3))
def test_every_language_keeps_its_stories_apart(case: Path, seed: int) -> None:
    """In any order: nothing collapses, and most of what belongs together meets."""
    given = json.loads(case.read_text(encoding="utf-8"))
    groups = [*given["stories"], *([one] for one in given["alone"])]
    rows = [(n, title) for n, group in enumerate(groups) for title in group]
    random.Random(seed).shuffle(rows)
    index, labels = Neighbours(), []
    for number, (_, title) in enumerate(rows):
        print_ = fingerprint(title, language=case.stem)
        item = index.weigh(print_, f"p{number}", is_new=True)
        match = index.best(item, NOON)
        index.count(print_)
        index.add(match.story if match else number, item, NOON)
        labels.append(match.story if match else number)

    pairs = [
        (labels[a] == labels[b], rows[a][0] == rows[b][0])
        for a in range(len(rows))
        for b in range(a)
    ]
    joined = [real for ours, real in pairs if ours]
    assert sum(joined) >= 0.9 * len(joined)
    assert sum(joined) >= 0.5 * sum(real for _, real in pairs)


@pytest.mark.parametrize("with_text", [False, True])
@pytest.mark.parametrize("tells_language", [False, True])
def test_on_the_first_day_nothing_unrelated_is_joined(
    with_text: bool, tells_language: bool
) -> None:
    rows = json.loads((CASES[0].parents[1] / "unrelated/first_day.json").read_text())
    random.Random(3).shuffle(rows)
    index, joined = Neighbours(), []

    for number, (language, headline, text) in enumerate(rows, start=1):
        print_ = fingerprint(
            headline,
            text if with_text else "",
            language=language if tells_language else "",
        )
        item = index.weigh(print_, f"Paper {number}", is_new=True)
        if index.best(item, NOON):
            joined.append(headline)
        index.count(print_)
        index.add(number, item, NOON)

    assert not joined


def test_one_name_in_common_makes_no_story() -> None:
    index = _filled()
    _add(index, 9, "Berlin marathon: the portrait of Sebastian Hendel", "Runner")

    assert _best(index, "Berlin airport: strike of ground crews on Friday") is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_items_in_any_order_end_in_stories_as_good(case: Path) -> None:
    given = json.loads(case.read_text(encoding="utf-8"))
    groups = [*given["stories"], *([one] for one in given["alone"])]
    rows = [(n, headline) for n, group in enumerate(groups) for headline in group]
    right = {(a, b) for n, a in rows for m, b in rows if n == m and a != b}
    found = []

    for seed in range(5):
        places: dict[str, int] = {}
        index = Neighbours()
        for number, (_, headline) in enumerate(
            random.Random(seed).sample(rows, len(rows)), start=1
        ):
            print_ = fingerprint(headline, language=case.stem)
            item = index.weigh(print_, f"Paper {number}", is_new=True)
            match = index.best(item, NOON)
            index.count(print_)
            places[headline] = match.story if match else number
            index.add(places[headline], item, NOON)
        ours = {(a, b) for a in places for b in places
                if a != b and places[a] == places[b]}  # fmt: skip
        assert ours <= right
        found.append(len(ours) / len(right))

    assert min(found) >= 0.5
    one_pair = 2 / len(right)
    assert max(found) - min(found) <= max(0.35, one_pair)


@pytest.mark.parametrize("front", FRONTS, ids=lambda front: front.stem)
def test_a_front_page_without_blanks_falls_into_its_stories(front: Path) -> None:
    """Dozens of events of one day, two earthquakes, elections and accidents each."""
    given = json.loads(front.read_text(encoding="utf-8"))
    groups = [*given["stories"], *([one] for one in given["alone"])]
    rows = [(n, *one) for n, group in enumerate(groups) for one in group]
    random.Random(1).shuffle(rows)
    index, labels = Neighbours(), []

    for number, (_, headline, outlet) in enumerate(rows):
        print_ = fingerprint(headline, outlet=outlet, language=front.stem)
        item = index.weigh(print_, outlet, is_new=True)
        match = index.best(item, NOON)
        index.count(print_)
        index.add(match.story if match else number, item, NOON)
        labels.append(match.story if match else number)

    ours, real = (
        {(a, b) for a in range(len(rows)) for b in range(a) if of[a] == of[b]}
        for of in (labels, [row[0] for row in rows])
    )
    assert len(ours & real) >= 0.8 * len(ours)
    assert len(ours & real) >= 0.65 * len(real)


def test_a_second_look_finds_a_report_that_is_in_the_wrong_story() -> None:
    index = _filled()
    stray = "Chocolate prices climb to a record on cocoa shortage"
    for number, story in ((11, 1), (12, 12), (13, 12)):
        print_ = fingerprint(stray)
        index.count(print_)
        index.add(story, index.weigh(print_, f"Paper {number}", item=number), NOON)
    new = index.weigh(fingerprint(stray), "Herald", item=14, is_new=True)

    first, *_ = index.look_again(12, new, NOON)

    assert (first.item, first.out_of, first.into) == (11, 1, 12)
    like = index.weigh(fingerprint(OTHERS[1]), "x")
    assert index.look_again(2, like, NOON) == []


def test_many_stories_of_one_theme_are_kept_apart_by_more_than_the_theme() -> None:
    theme = "Northern League playoff weekend"
    names = ["Quillfjord", "Zomborg", "Ferrisaddle", "Yandrell", "Mokpavic", "Tersholm"]
    near = f"{theme}: Quillfjord coach Albers speaks"
    index = Neighbours()
    _add(index, 1, f"{theme}: Quillfjord wins", "Paper 1")
    item = index.weigh(fingerprint(near), "Herald", is_new=True)
    free = index.best(item, NOON)
    for number, name in enumerate(names[1:], start=2):
        _add(index, number, f"{theme}: {name} wins", f"Paper {number}")
    crowded = index.best(item, NOON)

    assert free is not None
    assert crowded is None or crowded.ratio < free.ratio
