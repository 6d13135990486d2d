"""A story that may still grow, and the run of bytes that a single report is kept as."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from articles.core.likeness import Member
from articles.core.open_story import MEMBERS, Open, folded, unfolded
from articles.core.similarity import fingerprint
from articles.core.weighing import Seen

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def _report(headline: str, outlet: str = "herald", text: str = "") -> Member:
    return Seen().weigh(fingerprint(headline, text), outlet, item=7)


@given(
    headline=st.text(max_size=200),
    text=st.text(max_size=600) | st.just("Lava reached the harbour road. " * 40),
    modelled=st.lists(st.floats(-0.5, 0.5), max_size=48).map(lambda v: v * 8),
    item=st.integers(0, 2**63 - 1),
)
def test_a_report_comes_back_as_it_was(
    headline: str, text: str, modelled: list[float], item: int
) -> None:
    print_ = fingerprint(headline, text, modelled=modelled)
    report = Seen().weigh(print_, "herald", item=item)

    assert unfolded(folded(report), "herald") == report


def test_a_story_is_the_sum_of_its_reports_whatever_way_they_came() -> None:
    headlines = ["Volcano erupts on Iceland", "Iceland: lava reaches harbour road"]
    one, other = (_report(headline) for headline in headlines)
    story, second = Open.of(1, one, NOON), Open.of(2, other, NOON + HOUR)
    both = Open.of(3, one, NOON)
    both.take(other, NOON + HOUR)

    assert (story.reports, story.members) == (1, (one,))
    story.take_over(second)

    assert (story.reports, story.members) == (2, (one, other))
    assert story.total == both.total
    assert (story.first, story.last) == (NOON, NOON + HOUR)


def test_a_story_knows_all_its_outlets_but_only_the_latest_reports() -> None:
    story = Open.of(1, _report("Lava", "paper 0"), NOON)
    for number in range(1, MEMBERS + 5):
        story.take(_report("Lava", f"paper {number % 3}"), NOON - number * HOUR)

    assert story.outlets == ("paper 0", "paper 1", "paper 2")
    assert (story.reports, len(story.members)) == (MEMBERS + 5, MEMBERS)
    assert story.first == NOON - (MEMBERS + 4) * HOUR
