"""Moments keep the publisher's own day."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import lxml.html

from articles.core import dates
from articles.core.linked_data import Said


def published(html: str, url: str) -> dt.datetime | None:
    tree = lxml.html.document_fromstring(f"<p>x</p>{html}")
    moment = "2020-02-25T02:25:54Z"
    said = Said({"datePublished": moment}, {}, {})
    return dates.published(said, {}, tree, url)


def test_the_day_in_the_address_is_the_publishers_day() -> None:
    found = published("", "https://a.example/2020/02/24/story")

    assert found == dt.datetime(2020, 2, 25, 2, 25, 54, tzinfo=dt.UTC)
    assert found.date() == dt.date(2020, 2, 24)


def test_the_zone_in_which_the_page_writes_the_moment_is_kept() -> None:
    found = published('<time datetime="2020-02-24T21:25:54-05:00">', "")

    assert found is not None
    assert found.utcoffset() == dt.timedelta(hours=-5)


def test_words_are_read_as_days() -> None:
    assert dates.parse("March 27, 2025") == dt.datetime(2025, 3, 27, tzinfo=dt.UTC)
    assert dates.parse("soon") is None


SEARCHED = """
import sys
import lxml.html
from articles.core import dates
from articles.core.linked_data import Said
for text in ("Posted on the 12th of Smarch at 10:33", "Written on 12 March 2024 by us"):
    tree = lxml.html.document_fromstring(f"<h1>{text}</h1><p class='date'>{text}</p>")
    found = dates.published(Said({}, {}, {}), {}, tree, "")
    print(found.date() if found else found)
print("dateparser" in sys.modules)
"""


def test_what_is_no_date_loads_no_locales_to_find_that_out() -> None:
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SEARCHED], capture_output=True, check=True, text=True
    )

    assert run.stdout.split() == ["None", "2024-03-12", "False"]
