"""A kept fragment is the one that would be rendered now."""

from __future__ import annotations

from dataclasses import replace

from django.template import engines
from django.utils import timezone, translation

from articles.pages.sidebar import SideLink
from articles.templatetags import kept

LINK = SideLink("All <b>headlines</b>", "/", unread=3)


def _show(link: SideLink, *, is_staff: bool = False) -> str:
    made = engines["django"].from_string(
        "{% load kept %}"
        "{% kept '_fragments/side_link.html' link=link is_staff=is_staff %}"
    )
    return str(made.render({"link": link, "is_staff": is_staff}))


def test_it_is_rendered_once_for_equal_values() -> None:
    kept._rendered.cache_clear()

    assert _show(LINK) == _show(replace(LINK))

    assert kept._rendered.cache_info().misses == 1


def test_what_differs_is_rendered_anew() -> None:
    assert _show(LINK) != _show(replace(LINK, unread=4))
    failing = replace(LINK, is_failing=True)
    assert _show(failing) != _show(failing, is_staff=True)


def test_foreign_text_is_escaped() -> None:
    assert "All &lt;b&gt;headlines" in _show(LINK)


def test_languages_and_time_zones_are_kept_apart() -> None:
    kept._rendered.cache_clear()

    _show(LINK)
    with translation.override("de"):
        _show(LINK)
    with timezone.override("Asia/Tokyo"):
        _show(LINK)

    assert kept._rendered.cache_info().misses == 3
