"""The form fields of adding a feed, and what they say."""

from __future__ import annotations

import pytest
from django.core import signing
from django.utils import translation

from feeds.core.google_news import EDITIONS
from feeds.forms import (
    SECTION_NAMES,
    ConfirmForm,
    DescribeForm,
    PasteForm,
    edition_choices,
    sealed,
)
from feeds.lookup import Found


def described(**wish: str) -> DescribeForm:
    form = DescribeForm({"edition": "US:en", **wish})
    form.is_valid()
    return form


def test_a_word_of_two_meanings_has_two_translations() -> None:
    with translation.override("de"):
        assert str(SECTION_NAMES["HEALTH"]) == "Gesundheit"
        assert str(DescribeForm.KINDS["google_search"]) == "Suche"


def test_an_empty_paste_is_one_sentence() -> None:
    form = PasteForm({"address": "  "})

    assert form.errors["address"] == ["Paste an address first."]


@pytest.mark.parametrize(
    ("wish", "kind", "value"),
    [
        ({"kind": "google_top"}, "google_top", ""),
        ({"google_search": "solar power"}, "google_search", "solar power"),
        ({"google_section": "WORLD"}, "google_section", "WORLD"),
        (
            {
                "kind": "google_place",
                "google_place": "Springfield",
                "google_topic": "x",
            },
            "google_place",
            "Springfield",
        ),
    ],
)
def test_whoever_fills_in_one_box_need_not_tick_its_name(
    wish: dict[str, str], kind: str, value: str
) -> None:
    form = described(**wish)

    assert form.errors == {}
    assert (form.cleaned_data["kind"], form.cleaned_data["value"]) == (kind, value)


@pytest.mark.parametrize(
    ("wish", "field", "told"),
    [
        ({}, "kind", "Choose what the feed is to follow."),
        ({"google_search": "a", "google_place": "b"}, "kind", "Choose one of these."),
        ({"kind": "google_search"}, "google_search", "Type the words to search for."),
        ({"kind": "google_section"}, "google_section", "Choose a section."),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    wish: dict[str, str], field: str, told: str
) -> None:
    assert described(**wish).errors == {field: [told]}


def test_an_unknown_edition_is_refused() -> None:
    assert "edition" in described(kind="google_top", edition="XX:xx").errors


def test_every_edition_can_be_chosen_by_a_readable_name() -> None:
    choices = edition_choices()

    assert len(choices) == len(EDITIONS) == 84
    assert ("AT:de", "Austria (German)") in choices
    assert [name for _, name in choices] == sorted(name for _, name in choices)


@pytest.mark.django_db
def test_a_finding_comes_back_from_its_seal_as_it_was() -> None:
    found = Found(url="https://paper.example/feed", title="The Paper", language="en")

    form = ConfirmForm({"found": sealed(found), "title": "Mine"})

    assert form.is_valid()
    assert form.cleaned_data["found"] == found


@pytest.mark.django_db
@pytest.mark.parametrize("salt", ["feeds.found", "another.salt"])
def test_a_seal_of_another_hand_is_refused(salt: str) -> None:
    forged = signing.dumps({"url": "http://10.0.0.1/"}, key="not ours", salt=salt)

    form = ConfirmForm({"found": forged, "title": "Mine"})

    assert form.errors["found"] == [
        "This preview is too old. Look the address up again."
    ]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "United States (English)"),
        ("de", "Vereinigte Staaten (Englisch)"),
        ("he", "ארצות הברית (אנגלית)"),
        ("tlh", "United States (English)"),
    ],
)
def test_editions_are_called_as_the_reader_calls_them(language: str, name: str) -> None:
    with translation.override(language):
        choices = edition_choices()

    assert dict(choices)["US:en"] == name
    assert len(choices) == len(EDITIONS)
