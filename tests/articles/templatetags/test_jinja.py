"""What Jinja draws inside a page: the same for the same, and escaped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template import engines
from django.utils import timezone, translation
from jinja2 import UndefinedError

from articles.pages import Row, When
from articles.pages.frame import Tongue
from articles.pages.rows import Report
from articles.pages.sidebar import Sidebar, SideGroup, SideLink
from articles.templatetags.jinja import jinja
from tests.factories import NOON

HOSTILE = '"><script>alert(1)</script>'
ROW = Row(
    pk=7, url="/items/7/x/", headline=HOSTILE, tongue=Tongue("en", "ltr"),
    outlet=HOSTILE, feed=HOSTILE, when=When(NOON), ago="", snippet=HOSTILE,
    other_outlets=1, outlets_url="/stories/1/x/", outlet_url="/outlets/x/",
    chip="+1 outlet", chip_label=HOSTILE,
    reports=(Report(HOSTILE, HOSTILE, "/items/8/", Tongue("", "auto"), False, True),),
    notes=(HOSTILE,), is_read=False, is_starred=True,
    has_original=True, icon="/icons/x",
    picture="/items/7/picture", places="f1 c2",
)  # fmt: skip


def _lines(*rows: Row, signed_in: bool = True, density: str = "comfortable") -> str:
    made = engines["django"].from_string(
        "{% load jinja %}{% lines rows signed_in=who density=density back=back %}"
    )
    given = {"rows": rows, "who": signed_in, "density": density, "back": HOSTILE}
    return str(made.render(given))


def test_foreign_text_is_escaped_wherever_it_stands() -> None:
    links = tuple(SideLink(HOSTILE, HOSTILE, icon=HOSTILE) for _ in range(2))
    sidebar = Sidebar(links, (SideGroup(links[0], links),), may_add=True)

    assert "<script" not in _lines(ROW)
    assert "<script" not in jinja("sidebar.jinja", sidebar=sidebar)


def test_a_row_is_drawn_for_who_looks_at_it() -> None:
    mine, theirs = _lines(ROW), _lines(ROW, signed_in=False)

    assert 'class="row unread"' in mine
    assert 'action="/items/7/unstar"' in mine
    assert "/items/7/picture" in mine
    assert "/items/7/picture" not in _lines(ROW, density="compact")
    assert 'class="row"' in theirs
    assert "button" not in theirs
    assert "data-places" not in theirs


def test_what_differs_is_drawn_anew() -> None:
    assert _lines(ROW) == _lines(ROW)
    assert 'class="row read"' in _lines(replace(ROW, is_read=True))


def test_languages_and_time_zones_are_kept_apart() -> None:
    english = _lines(ROW)

    with translation.override("de"):
        assert "Ungelesen:" in _lines(ROW)
    with timezone.override("Asia/Tokyo"):
        assert "JST" in _lines(ROW)
    assert _lines(ROW) == english


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        jinja("sidebar.jinja")
