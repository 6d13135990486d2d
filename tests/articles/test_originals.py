"""What publishers answer, in words, and whether to ask again."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest

from articles import originals
from articles.core import extraction
from articles.core.types import Extracted
from newsreader.lib import http
from tests.fakes import response

NOW = dt.datetime(2026, 5, 6, 12, 0, tzinfo=dt.UTC)
URL = "https://paper.example/1"


def refused(status: int, **headers: str) -> originals.Refusal:
    found = originals.refusal(response(URL, "no", status=status, **headers), now=NOW)
    assert found is not None
    return found


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 522])
def test_trouble_that_passes_is_asked_again(status: int) -> None:
    assert refused(status).may_pass


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 406, 410, 451, 501])
def test_a_wall_is_not_asked_again(status: int) -> None:
    assert not refused(status).may_pass
    assert refused(status).is_gone is (status in {404, 410})


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), ("99999999999", originals.LONGEST_WAIT_S), ("", 0), ("soon", 0),
        ("Wed, 06 May 2026 12:10:00 GMT", 600), ("Wed, 06 May 2026 11:00:00 GMT", 0),
        ("-5", 0), ("²", 0), ("Wed, 06 May 2026 12:10:00", 0),
    ],
)  # fmt: skip
def test_a_publisher_says_how_long_to_wait(header: str, seconds: float) -> None:
    assert refused(503, Retry_After=header).wait_s == seconds


@pytest.mark.parametrize(
    ("kind", "may_pass"),
    [
        ("timeout", True), ("connect", True), ("dns", True), ("busy", True),
        ("truncated", True), ("blocked", False), ("address", False),
        ("redirect", False), ("too_large", False),
    ],
)  # fmt: skip
def test_no_answer_passes_or_not(kind: http.Kind, may_pass: bool) -> None:
    found = originals.refusal(http.FetchError(kind, URL, "It went wrong."), now=NOW)

    assert found is not None
    assert (found.may_pass, found.why) == (may_pass, "It went wrong.")
    assert found.sentence.endswith(".")
    assert "does not exist" not in found.sentence


def test_a_page_is_no_refusal() -> None:
    page = response(URL, "<html>", Content_Type="text/html")

    assert originals.refusal(page, now=NOW) is None


@pytest.mark.parametrize(
    ("header", "may"),
    [("", True), ("noindex", True), ("noarchive", False), ("noindex, NOARCHIVE", False),
     ("googlebot: noarchive", True)],
)  # fmt: skip
def test_a_server_may_forbid_to_keep_a_copy(header: str, may: bool) -> None:
    page = response(URL, "", X_Robots_Tag=header)

    assert originals.may_be_kept(Extracted(wall=""), page) is may


def test_a_paywalls_teaser_is_shown_where_it_says_more_than_the_description() -> None:
    def told(description: str, teaser: str) -> object:
        extracted = Extracted("paywall", description=description, teaser=teaser)
        return originals.columns(extracted, URL, now=NOW)["description"]

    assert told(description="Short.", teaser="A longer teaser.") == "A longer teaser."
    assert told(description="A long description.", teaser="Short.") == (
        "A long description."
    )


def test_a_page_that_takes_too_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def for_ever(*_: object, **__: object) -> Extracted:
        while True:
            with contextlib.suppress(Exception):  # as parsers forgive a page's mistakes
                sum(range(1000))

    monkeypatch.setattr(originals, "PAGE_S", 0.05)
    monkeypatch.setattr(extraction, "extract", for_ever)

    found = originals.read(response(URL, "<p>x"), now=NOW)

    assert (found.wall, found.text) == ("too_large", "")
    assert originals.sentence(found) == "The page is too large to be read."
