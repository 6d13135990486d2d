"""What each outlet's headline says that no other's does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.contrast import Headline, contrast


def _marked(*told: tuple[str, str], language: str = "en") -> list[str]:
    """The headlines, with brackets around what is marked."""
    said = [Headline(text, outlet, language) for text, outlet in told]
    return [
        "".join(f"[{one.text}]" if one.is_own else one.text for one in wording.pieces)
        for wording in contrast(said)
    ]


def test_words_that_only_one_outlet_uses_are_marked() -> None:
    assert _marked(
        ("Oil prices fall as OPEC raises output", "Reuters"),
        ("Crude oil slides after OPEC's surprise output increase", "BBC"),
        ("OPEC to raise output; oil tumbles", "CNBC"),
    ) == [
        "Oil [prices fall] as OPEC raises output",
        "[Crude] oil [slides] after OPEC's [surprise] output [increase]",
        "OPEC to raise output; oil [tumbles]",
    ]


def test_forms_of_one_word_and_small_words_are_no_difference() -> None:
    assert _marked(
        ("Bundestag beschließt höhere Renten", "FAZ"),
        ("Rente: der Bundestag beschließt", "Zeit"),
        language="de",
    ) == ["Bundestag beschließt [höhere] Renten", "Rente: der Bundestag beschließt"]


def test_a_figure_is_one_piece_with_its_sign() -> None:
    assert _marked(("Oil falls 3.5%", "Reuters"), ("Oil price falls", "BBC")) == [
        "Oil falls [3.5%]",
        "Oil [price] falls",
    ]


def test_outlets_with_one_headline_stand_together() -> None:
    said = contrast(
        [
            Headline("Oil prices fall - Reuters", "Reuters", "en"),
            Headline("Oil price rally ends", "BBC", "en"),
            Headline("Oil Prices Fall", "AP", "en"),
        ]
    )

    assert [one.outlets for one in said] == [("Reuters", "AP"), ("BBC",)]
    assert [one.own for one in said] == [("fall",), ("rally ends",)]
    assert [one.first for one in said] == [0, 1]


def test_an_outlet_that_reports_twice_does_not_take_its_own_words_away() -> None:
    assert _marked(
        ("Vote on the bridge tonight", "Reuters"),
        ("Bridge vote won by Quill", "BBC"),
        ("Quill celebrates after bridge vote", "BBC"),
    ) == [
        "Vote on the bridge [tonight]",
        "Bridge vote [won] by [Quill]",
        "[Quill celebrates] after bridge vote",
    ]


def test_a_headline_that_shares_nothing_is_told_and_not_marked() -> None:
    said = contrast(
        [
            Headline("Oil prices fall", "Reuters", "en"),
            Headline("Ölpreis gibt nach", "Zeit", "de"),
            Headline("Oil prices rise", "BBC", "en"),
        ]
    )

    assert [one.is_apart for one in said] == [False, True, False]
    assert said[1].own == ()


def test_names_are_compared_across_languages() -> None:
    said = contrast(
        [
            Headline("Merkel visits Paris", "BBC", "en"),
            Headline("Merkel reist nach Paris", "Zeit", "de"),
        ]
    )

    assert [one.own for one in said] == [("visits",), ("reist",)]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("ja", "首相が辞任を[表明] [後任選び]へ", "[石破]首相、辞任の[意向固める]"),
        ("ja", "首相、[トランプ氏との会談後]に辞任", "首相が辞任を[表明]"),
        ("zh", "央行[宣布]降准 [释放万亿流动性]", "央行降准 [股市大涨]"),
        (
            "ko",
            "대통령, [미국과] 관세 협상 [타결]",
            "대통령이 관세 협상을 [마무리했다]",
        ),
        ("th", "นายก[รัฐมนตรี]ประกาศยุบสภา", "นายกฯ ประกาศยุบสภา [เลือกตั้งใหม่]"),
        ("hi", "प्रधानमंत्री ने [नई] योजना [शुरू] की", "प्रधानमंत्री की योजना पर [हमला]"),
        ("he", "[רעידה] בחירות בישראל", "בחירות בישראל [מחר]"),
    ],
)
def test_scripts_with_and_without_blanks(
    language: str, first: str, second: str
) -> None:
    plain = [
        (text.replace("[", "").replace("]", ""), outlet)
        for text, outlet in ((first, "A"), (second, "B"))
    ]

    assert _marked(*plain, language=language) == [first, second]


@pytest.mark.parametrize(
    "told",
    [
        [],
        [("Oil prices fall", "Reuters")],
        [("Oil prices fall", "Reuters"), ("Oil prices fall!", "BBC")],
        [("Oil prices fall", "Reuters"), ("Oil prices rise", "REUTERS")],
    ],
    ids=["nothing", "one", "one wording", "one outlet"],
)
def test_where_nothing_differs_nothing_is_told(told: list[tuple[str, str]]) -> None:
    assert _marked(*told) == []


_TEXT = st.text(max_size=60) | st.text(
    "首相が辞任トラ大นายก대통령 ab-'é\u0e31\u0301", max_size=40
)


@given(st.lists(st.tuples(_TEXT, st.sampled_from(["A", "B", ""])), max_size=6))
def test_nothing_of_a_headline_is_lost(told: list[tuple[str, str]]) -> None:
    for one in contrast([Headline(text, outlet) for text, outlet in told]):
        assert "".join(piece.text for piece in one.pieces) == told[one.first][0].strip()
        assert all(piece.text for piece in one.pieces)
