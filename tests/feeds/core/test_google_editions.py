"""The editions, against the recorded list, and the choice by locale."""

from __future__ import annotations

import csv

import pytest

from feeds.core.google_editions import (
    EDITIONS,
    edition,
    edition_for,
    edition_for_locale,
    unlisted,
)
from tests.shared import shared


def test_every_listed_edition_has_its_three_parameters() -> None:
    with shared("reference/editions.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))

    assert [(e.ceid, e.gl, e.hl) for e in EDITIONS] == [
        (row["ceid"], row["gl"], row["hl"]) for row in rows
    ]


def test_every_edition_has_a_name_of_its_own() -> None:
    names = {each.name for each in EDITIONS}

    assert len(names) == len(EDITIONS)
    assert "United States (English)" in names
    assert "Taiwan (Chinese)" in names


@pytest.mark.parametrize(
    ("locale", "ceid"),
    [
        ("de_AT.UTF-8", "AT:de"),
        ("de-at", "AT:de"),
        ("en_GB", "GB:en"),
        ("pt_BR.UTF-8", "BR:pt-419"),
        ("pt_PT@euro", "PT:pt-150"),
        ("zh_TW", "TW:zh-Hant"),
        ("zh-Hant-HK", "HK:zh-Hant"),
        ("nb_NO.UTF-8", "NO:no"),
        ("es_MX", "MX:es-419"),
        ("fr_CA", "CA:fr"),
        ("fr_DE", "FR:fr"),
        ("gsw_CH", "CH:de"),
        ("de:en", "DE:de"),
        ("de", "DE:de"),
        ("ja", "JP:ja"),
        ("ta", "IN:ta"),
        ("en", "US:en"),
        ("C", "US:en"),
        ("C.UTF-8", "US:en"),
        ("POSIX", "US:en"),
        ("", "US:en"),
        ("nonsense", "US:en"),
        ("%%%", "US:en"),
    ],
)
def test_a_locale_gets_the_nearest_edition(locale: str, ceid: str) -> None:
    assert edition_for_locale(locale).ceid == ceid


def test_a_ceid_is_found_in_any_case() -> None:
    found = edition("br:PT-419")

    assert found is not None
    assert (found.gl, found.hl) == ("BR", "pt-BR")
    assert edition("XX:yy") is None


def test_an_unlisted_edition_is_made_if_it_could_be_one() -> None:
    made = unlisted("PY:es-419")

    assert made is not None
    assert (made.gl, made.hl) == ("PY", "es-419")
    assert unlisted("PY:es-419&x=1") is None


def test_a_country_and_an_interface_language_make_an_edition() -> None:
    found = [edition_for("CH", "fr"), edition_for("ca", "fr-CA"), edition_for("CH", "")]

    assert [each.ceid for each in found if each] == ["CH:fr", "CA:fr", "CH:de"]
    assert edition_for("ZZ", "en") is None
