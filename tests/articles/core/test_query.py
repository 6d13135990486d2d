"""The search box language."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.core.query import MAX_PARTS, MAX_TYPED, Query, parse
from articles.core.words import MAX_WORD


def _told(typed: str) -> tuple[list[str], list[str]]:
    query = parse(typed)
    wanted, unwanted = (
        [
            f"{part.where}{':' if part.where else ''}{' '.join(part.words)}"
            f"{'*' if part.is_start else ''}"
            for part in parts
        ]
        for parts in (query.wanted, query.unwanted)
    )
    return wanted, unwanted


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", [], []),
        ("   ", [], []),
        ("data center", ["data", "center"], []),
        ('"data center" deal', ["data center", "deal"], []),
        ('"never closed', ["never closed"], []),
        ("“typographic quotes”", ["typographic quotes"], []),
        ("deal -spacex", ["deal"], ["spacex"]),
        ('-"two words" one', ["one"], ["two words"]),
        ("AT&T", ["at t"], []),
        ("Ünïcode STRASSE straße", ["ünïcode", "strasse", "straße"], []),
        ("東京都", ["東京 京都"], []),
        ("東", ["東*"], []),
        ("NEAR( OR * ^ : ' \\ ; --", ["near", "or"], []),
        ("begin* title:begin*", ["begin*", "title:begin*"], []),
        ('title:water Source:"new york" -author:doe',
         ["title:water", "source:new york"], ["author:doe"]),
        ("a:b https://x.example/", ["a b", "https x example"], []),
        ("title: water", ["water"], []),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_tree(
    typed: str, wanted: list[str], unwanted: list[str]
) -> None:
    assert _told(typed) == (
        [word.replace("straße", "strasse") for word in wanted], unwanted
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("after:2026-05", Query(after=dt.date(2026, 5, 1))),
        ("before:2026-5-31 before:2027", Query(before=dt.date(2026, 5, 31))),
        ("-before:2026", Query(after=dt.date(2026, 1, 1))),
        ("is:unread", Query(unread=True)),
        ("-is:unread is:STARRED", Query(unread=False, starred=True)),
        ("is:read", Query(unread=False)),
        ("has:analysis -has:article", Query(has=("analysis",), lacks=("article",))),
        ("lang:pt-BR lang:nb -lang:en",
         Query(languages=("pt", "no"), not_languages=("en",))),
        ('feed:"the planet" -feed:bbc',
         Query(feeds=(("the", "planet"),), not_feeds=(("bbc",),))),
    ],
)  # fmt: skip
def test_filters_are_read(typed: str, query: Query) -> None:
    assert parse(typed) == query
    assert not parse(typed).notes


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("after:2026-02-30", "date"),
        ("before:yesterday", "date"),
        ("after:99999", "date"),
        ("is:blue", "value"),
        ("has:cake", "value"),
        ("lang:!", "value"),
        ("feed:!", "value"),
        ("author:", "empty"),
        ("outlet:reuters", "field"),
        ("oil OR gas", "operator"),
        ('is:""', "empty"),
        ('"open', "quote"),
        ("is:read is:unread", "twice"),
        ("x " * (MAX_PARTS + 1), "cut"),
        ("x" * (MAX_TYPED + 1), "cut"),
    ],
)
def test_what_makes_no_sense_is_noted(typed: str, kind: str) -> None:
    assert [note.kind for note in parse(typed).notes] == [kind]


@pytest.mark.parametrize("typed", ["12:30", "https://x.example/", "or", '"a OR b"'])
def test_colons_and_small_words_are_as_good_as_any(typed: str) -> None:
    assert parse(typed).notes == ()


LANGUAGE = st.from_regex(
    r'(-?((title|feed|source|author|lang|is|has|before|after):)?"?\w*["*]? ?){0,20}',
    fullmatch=True,
)


@given(st.text(max_size=400) | LANGUAGE)
def test_nothing_typed_is_an_error(typed: str) -> None:
    query = parse(typed)

    parts = query.wanted + query.unwanted
    assert len(parts) <= MAX_PARTS
    for word in (word for part in parts for word in part.words):
        assert 0 < len(word) <= MAX_WORD
        assert not set(word) & set("\"'\\ _*\0")
