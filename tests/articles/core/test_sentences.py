"""Sentences are places in a text, found without knowing its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core import sentences


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences.split(text)]


@given(st.text(alphabet='ab Z.!?。…"”\n\t1é中ก’(', max_size=300))
def test_every_sentence_is_exactly_its_place_in_the_text(text: str) -> None:
    found = sentences.split(text)

    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip() != ""
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())
    assert found == sorted(found, key=lambda one: one.start)


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith met Dr. Jones in Washington.",
        "The U.S. Senate voted at 3.15 p.m. on Friday.",
        "J. K. Rowling wrote it.",
        "It grew by 3.5 percent, e.g. in spring.",
        "Am 3. Mai kam z.B. Herr Dr. Meier.",
        "Acme Inc. Chief Executive Ann Lee resigned.",
        "He waited... and waited.",
    ],
)
def test_full_stops_inside_a_sentence_do_not_end_it(text: str) -> None:
    assert texts(text) == [text]


def test_sentences_end_at_stops_and_take_their_closing_quotes_along() -> None:
    text = "“It works!” She left. (He did not.) Why? In 1990. Later."

    assert texts(text) == [
        "“It works!”", "She left.", "(He did not.)", "Why?", "In 1990.", "Later.",
    ]  # fmt: skip


def test_scripts_without_spaces_have_their_own_stops() -> None:
    assert texts("今日は雨。明日は晴れ！本当？") == [
        "今日は雨。",
        "明日は晴れ！",
        "本当？",
    ]
    assert texts("यह पहला है। यह दूसरा है।") == ["यह पहला है।", "यह दूसरा है।"]


def test_thai_is_parted_at_blanks_since_it_has_no_stops() -> None:
    found = texts("ประเทศไทย" * 6 + " " + "กรุงเทพ" * 8)

    assert len(found) == 2


def test_line_ends_end_sentences_and_number_paragraphs() -> None:
    found = sentences.split("A heading\n\nA sentence. Another.")

    assert [one.text for one in found] == ["A heading", "A sentence.", "Another."]
    assert found[0].paragraph < found[1].paragraph == found[2].paragraph


def test_a_text_without_end_is_cut_and_bounded() -> None:
    found = sentences.split("x" * 500_000)

    assert max(len(one.text) for one in found) <= sentences.MAX_SENTENCE
    assert found[-1].end <= sentences.MAX_TEXT
    assert len(sentences.split("Aa bb. " * 10_000)) == sentences.MAX_SENTENCES


def test_words_are_folded_and_unspaced_scripts_come_in_pairs() -> None:
    assert sentences.words("Bob’s CAT, 3 cats") == ["bob", "cat", "3", "cats"]
    assert sentences.words("東京都") == ["東京", "京都"]


@pytest.mark.parametrize(
    ("text", "count"),
    [("one two-three it's", 4), ("東京都庁", 2), ("", 0), ("iPhone 発売", 2)],
)
def test_words_are_counted_as_a_person_would(text: str, count: int) -> None:
    assert sentences.count_words(text) == count


def test_reading_takes_whole_minutes_and_at_least_one() -> None:
    assert [sentences.reading_minutes(n) for n in (0, 230, 1150)] == [1, 1, 5]


def test_names_are_capitalised_runs_but_not_first_words() -> None:
    text = (
        "Yesterday Angela Merkel met Macron. Officials praised Angela Merkel's visit. "
        "The state of the State was good. He saw iron."
    )

    names = sentences.names(text)

    assert names["Angela Merkel"] == 2
    assert names["Macron"] == 1
    assert not {"Yesterday", "Officials", "He", "State", "iron"} & set(names)


def test_names_end_before_a_small_word_in_any_script_with_large_letters() -> None:
    text = "Вчера актриса Полина Иванова призналась. Там Полина Иванова живёт."

    names = sentences.names(text)

    assert names["Полина Иванова"] == 2
    assert not any("призналась" in name for name in names)
