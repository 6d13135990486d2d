"""Terms of any script, and headlines without their outlet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.terms import bare, has_grams, named, normalised, terms


def test_english_words_come_out_as_stems_without_stop_words() -> None:
    said = list(terms("The Fed’s chairs are warning of rising prices", "en-US"))

    assert said == ["fed", "chair", "warn", "ris", "pric"]


def test_other_alphabets_are_cut_to_their_first_letters() -> None:
    said = list(terms("Землетрясение произошло на Камчатке", "ru"))

    assert said == ["землет", "произо", "камчат"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("大谷翔平が勝利", ["大谷", "谷翔", "翔平", "平が", "が勝", "勝利"]),
        ("トヨタの新車", ["トヨタ", "の新", "新車"]),
        ("노벨문학상 수상", ["노벨", "벨문", "문학", "학상", "수상"]),
        ("ข่าวด่วน", ["ข่า", "่าว", "าวด", "วด่", "ด่ว", "่วน"]),
    ],
)
def test_scripts_without_blanks_come_out_as_runs_of_letters(
    text: str, found: list[str]
) -> None:
    assert list(terms(text)) == found
    assert has_grams(text)


@pytest.mark.parametrize(
    ("headline", "outlet", "left"),
    [
        ("Fed raises rates - Reuters", "Reuters", "Fed raises rates"),
        ("Fed raises rates | BBC News", "BBC", "Fed raises rates"),
        ("日銀が利上げ｜朝日新聞", "朝日新聞", "日銀が利上げ"),
        ("War and peace - a review", "Reuters", "War and peace - a review"),
        ("Fed raises rates - Reuters", "", "Fed raises rates - Reuters"),
        ("Reuters", "Reuters", "Reuters"),
        ("日銀 利上げを見送り | NHK | 日銀", "NHK", "日銀 利上げを見送り"),
        (
            "総裁選告示、9候補：朝日新聞デジタル",
            "朝日新聞デジタル",
            "総裁選告示、9候補",
        ),
        ("Dow dies at 77 | USA TODAY | USA TODAY", "USA TODAY", "Dow dies at 77"),
        ("NHK | 日銀が利上げを見送り", "NHK", "NHK | 日銀が利上げを見送り"),
    ],
)
def test_the_outlets_name_at_the_end_does_not_count(
    headline: str, outlet: str, left: str
) -> None:
    assert bare(headline, outlet) == left


def test_headlines_are_the_same_by_their_letters() -> None:
    one = normalised("“Fed” raises rates, again: what now? - Reuters", "Reuters")

    assert one == normalised("Fed raises rates again — what now", "CNN")
    assert normalised("Live updates", "CNN") == ""


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_has_terms_that_are_not_empty(text: str, outlet: str) -> None:
    assert all(terms(text))
    bare(text, outlet)
    normalised(text, outlet)


def test_figures_and_foreign_words_part_from_a_script_without_blanks() -> None:
    assert list(terms("12か国が合意", "ja")) == ["12", "か国", "国が", "が合", "合意"]
    assert next(iter(terms("iPhone値上げ", "ja"))) == "iphone"


@pytest.mark.parametrize(
    ("headline", "names"),
    [
        (
            "Storm hits the coast of Iceland, says Jansen",
            {"storm", "iceland", "jansen"},
        ),
        ("Storm Hits The Coast Of Iceland, Says Jansen", set()),
        ("STORM HITS ICELAND", set()),
        ("アイスランドで噴火", set()),
        ("", set()),
    ],
)
def test_names_stand_out_where_not_every_word_has_a_capital(
    headline: str, names: set[str]
) -> None:
    assert named(headline, "en") == names
