from __future__ import annotations

import pytest

from articles.core.belonging import is_another

TARIFFS = (
    "Ministers from twelve countries met on the coast on Tuesday. They agreed to cut "
    "the duties on steel by half before the spring, and to talk again in Lisbon."
)


@pytest.mark.parametrize(
    ("headline", "title", "text", "language"),
    [
        ("Steel duties to be halved by spring", "Ministers agree", TARIFFS, "en"),
        ("Twelve countries agree on steel", "", TARIFFS, "en"),
        (
            "Stahlzölle werden halbiert",
            "Einigung beim Stahl",
            "Zwölf Länder wollen die Stahlzölle bis zum Frühjahr halbieren.",
            "de",
        ),
        (
            "鉄鋼関税を半減へ",
            "12か国が合意",
            "12か国は鉄鋼の関税を半減することで合意した。",
            "ja",
        ),
        ("Rain today", "A recipe", "Boil the beans and add salt.", "en"),
    ],
)
def test_an_article_belongs_to_its_headline(
    headline: str, title: str, text: str, language: str
) -> None:
    assert not is_another(headline, title, text, language=language)


@pytest.mark.parametrize(
    ("headline", "title", "text", "language"),
    [
        ("How to choose the best bike for your commute", "Ministers", TARIFFS, "en"),
        (
            "Police search the harbour after the regatta",
            "15 şüpheliden 4'ü tutuklandı",
            "İstanbul'da elde edilen gelirleri akladıkları iddiasıyla gözaltına "
            "alındılar.",
            "en",
        ),
        ("鉄鋼関税を半減へ", "天気予報", "あすは全国的に晴れるでしょう。", "ja"),
        ("Minister halbieren Stahlzölle", "Rezept", "Bohnen kochen und salzen.", "de"),
    ],
)
def test_another_article_does_not(
    headline: str, title: str, text: str, language: str
) -> None:
    assert is_another(headline, title, text, language=language)


def test_the_outlets_name_alone_brings_nothing_together() -> None:
    headline = "Bicycle lanes open along the river - Harbour Post"
    text = "All rights reserved by Harbour Post. " * 3
    assert is_another(headline, "Log in", text, outlet="Harbour Post", language="en")
