"""What a word is, to an index and to a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.words import (
    STEMMERS,
    begins_words,
    code_of,
    index_words,
    query_words,
    spans,
    variants,
)

LANGUAGES = st.sampled_from(["", "ja", *STEMMERS])


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Élections à Zürich 2026", "fr-FR", "fr_elect fr_a fr_zurich 2026"),
        ("Élections", "en", "en_elect"),
        ("Élections", "", "elections"),
        ("AT&T x_y", "", "at t x y"),
        ("東京で新", "ja", "東京 京で で新 新"),
        ("東京 2026年", "ja", "東京 京 2026 年"),
        ("서울에서", "ko", "서울 울에 에서 서"),
        ("Большой Google", "ru", "ru_больш google"),
        ("Новый", "", "новыи"),
        ("ﬁne ｆｕｌｌ ½", "", "fine full 1 2"),
        ("E\u0301te\u0301 Été", "", "ete ete"),
        ("مُحَمَّد", "fa", "fa_محمد"),
        ("हिन्दी", "und", "हिन्दी"),
        ("x" * 100, "", "x" * 64),
    ],
)
def test_a_text_becomes_words(text: str, language: str, words: str) -> None:
    assert " ".join(index_words(text, language)) == words


def test_there_are_stemmers_for_many_languages() -> None:
    assert len(STEMMERS) >= 30
    for code in STEMMERS:
        assert index_words("Word слово λέξη शब्द كلمة", code)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "en"), ("pt_BR", "pt"), ("nb", "no"), ("", ""), ("?", ""), ("x", "")],
)
def test_a_language_tag_tells_its_language(tag: str, code: str) -> None:
    assert code_of(tag) == code


@given(st.text(max_size=80), LANGUAGES)
def test_every_text_is_found_by_all_its_words(text: str, language: str) -> None:
    kept = index_words(text, language)
    wanted = query_words(text)

    assert bool(kept) == bool(wanted)
    assert not any(set(word) & set("\"'\\ \0") for word in kept)
    if wanted and not begins_words(wanted):
        rows = [words for words, _ in variants(wanted)]
        assert tuple(kept[: len(wanted)]) in rows
        assert len(kept) - len(wanted) in (0, 1)


@given(st.text(max_size=80), LANGUAGES)
def test_words_stand_where_they_are_said_to(text: str, language: str) -> None:
    end = 0
    for start, stop, _ in spans(text, language):
        assert end <= start < stop <= len(text)
        end = stop
