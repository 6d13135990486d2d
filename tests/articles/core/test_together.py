"""What several outlets come to is counted right."""

from __future__ import annotations

from articles.core.ranking import rank
from articles.core.together import facts

ONE = ["The storm in Port Vila killed 30 people on Sunday, the Red Cross said."]
OTHER = ["On Sunday the storm in Port Vila killed 32 people, said the Red Cross."]
SAME = ["The storm in Port Vila killed 30 people, the Red Cross said on Sunday."]


def told(*texts: list[str], language: str = "en") -> list[str]:
    ranked = rank(list(texts), "Storm in Port Vila", language)
    outlets = ["Reuters", "The Gazette", "Le Monde"][: len(texts)]
    return [
        fact.text for fact in facts(ranked, outlets, "Storm in Port Vila", language)
    ]


def test_it_tells_who_reports_what_all_name_and_where_figures_differ() -> None:
    found = told(ONE, OTHER)

    assert found[0] == "2 outlets carry this: Reuters and The Gazette."
    assert "Port Vila" in found[1]
    assert "“30 people”" in found[2]
    assert "“32 people”" in found[2]


def test_figures_that_agree_are_not_said_to_differ() -> None:
    assert not any("differ" in fact for fact in told(ONE, SAME))


def test_one_outlet_alone_comes_to_nothing() -> None:
    assert told(ONE) == []


def test_a_language_without_words_for_it_is_left_alone() -> None:
    assert told(ONE, OTHER, language="xx") == []


def test_a_day_or_a_month_is_no_name_that_all_give() -> None:
    found = told(ONE, OTHER)

    assert not any("Sunday" in fact for fact in found if "name" in fact)
