"""The words by which a sentence can bear a move."""

from __future__ import annotations

import pytest

from articles.core import moves


def test_the_moves_stand_in_their_order() -> None:
    assert moves.ORDER == ("happened", "actor", "context", "means", "outlook")


def test_words_tell_the_move() -> None:
    assert moves.ACTOR.search("The company plans to expand.")
    assert moves.CONTEXT.search("Since the flood of 2014 it has been closed.")
    assert moves.MEANS.search("Shops fear that they may have to close.")
    assert moves.OUTLOOK.search("The hearing is due to begin next week.")
    assert moves.DATED.search("It opens in March.")
    assert not moves.DATED.search("It opens soon.")


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        (moves.ACTOR, "公司宣布将投资十亿元建设新厂。"),
        (moves.ACTOR, "同社は新工場の建設を計画している。"),
        (moves.ACTOR, "कंपनी की नई योजना में सौ करोड़ लगेंगे।"),
        (moves.ACTOR, "Компания намерена построить завод."),
        (moves.ACTOR, "وتعتزم الشركة بناء مصنع."),
        (moves.CONTEXT, "去年同期增长百分之五。"),
        (moves.CONTEXT, "専門家によると、過去にない規模だ。"),
        (moves.CONTEXT, "وبحسب خبراء فإن ذلك ممكن."),
        (moves.MEANS, "这意味着物价可能上涨。"),
        (moves.MEANS, "物価への影響が懸念される。"),
        (moves.MEANS, "इसका असर कीमतों पर पड़ेगा।"),
        (moves.OUTLOOK, "议会预计下周表决。"),
        (moves.OUTLOOK, "採決は来週の予定だ。"),
        (moves.DATED, "표결은 5월 3일이다."),
        (moves.DATED, "Заседание пройдет 3 мая."),
    ],
)
def test_other_scripts_have_their_words(cues: moves.Cues, text: str) -> None:
    assert cues.search(text)
    assert not cues.search("一" if "一" not in text else "二")
