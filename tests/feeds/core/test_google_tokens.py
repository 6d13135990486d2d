"""Tokens made here are the ones that Google makes."""

from __future__ import annotations

import csv

from hypothesis import given
from hypothesis import strategies as st

from feeds.core.google_editions import EDITIONS
from feeds.core.google_tokens import (
    TOPICS,
    Token,
    publication_token,
    read_token,
    topic_token,
    topic_token_for,
)
from feeds.core.protobuf import pack, write
from tests.shared import shared


def test_all_recorded_topic_tokens_are_rebuilt_to_the_byte() -> None:
    with shared("reference/topics.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))

    assert len(rows) == 58
    for row in rows:
        made = topic_token(row["entity"], row["lang"], row["region"] or "")
        assert made == row["token"]
        assert read_token(made) == Token("topic", row["entity"], row["lang"])
        assert row["entity"] in TOPICS.values()


def test_a_topic_token_tells_its_name_and_edition() -> None:
    austria = next(each for each in EDITIONS if each.ceid == "AT:de")

    said = read_token(topic_token_for(TOPICS["Technology"], austria))

    assert said == Token("topic", "/m/07c1v", "de", "AT")
    assert said.name == "Technology"


def test_english_editions_write_plain_english() -> None:
    ireland = next(each for each in EDITIONS if each.ceid == "IE:en")

    said = read_token(topic_token_for("/m/05qt0", ireland))

    assert said == Token("topic", "/m/05qt0", "en", "IE")


def test_a_publication_token_holds_the_domain() -> None:
    said = read_token(publication_token("example.com"))

    assert said == Token("publication", "example.com")


def test_a_token_without_its_parts_says_nothing() -> None:
    assert read_token(pack(write([(1, 0)]))) is None


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    read_token(text)


@given(st.text(), st.text(), st.text())
def test_no_content_breaks_the_reader(entity: str, language: str, region: str) -> None:
    said = read_token(topic_token(entity, language, region))

    assert said is None or said.value == entity
