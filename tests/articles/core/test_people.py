"""Whom a text is about."""

from __future__ import annotations

from articles.core.people import people
from articles.core.types import AnalysisRequest, Source

TEXT = (
    "On Monday Acme bought a part of Wendrail. People say that Acme paid too much. "
    "Later Acme and Wendrail said more. For Wendrail it was a good day."
)


def test_the_headline_decides_whom_it_is_about() -> None:
    request = AnalysisRequest("Wendrail sold", "en", [Source(1, "", TEXT)])

    assert people(request) == ("Wendrail", "Acme")


def test_nobody_is_named_where_it_is_not_clear() -> None:
    assert people(AnalysisRequest("Rain", "en", [Source(1, "", TEXT)]))[0] == ""
    assert people(AnalysisRequest("Rain", "en", [])) == ("", "")
