"""Fragments that Jinja draws inside a page that Django draws."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.template import engines
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from articles.pages import Row
from articles.pages.rows import ROWS

register = template.Library()


@register.simple_tag
def jinja(name: str, **given: Any) -> str:  # Any: what a template is given
    """What the fragment makes of these values: it is given nothing else, neither the
    request nor who is signed in."""
    return mark_safe(str(_template(name).render(given)))  # noqa: S308


@register.simple_tag
def lines(rows: Iterable[Row], *, signed_in: bool, density: str, back: str) -> str:
    """The rows of a list, each drawn once as long as it is the same."""
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    drawn = (_line(row, signed_in, density, back, language, zone) for row in rows)
    return mark_safe("".join(drawn))  # noqa: S308


@lru_cache(ROWS)
def _line(row: Row, *given: Any) -> str:
    return str(_drawing(*given).line(row))


@lru_cache(20)
def _drawing(
    signed_in: bool, density: str, back: str, _language: str | None, _zone: str
) -> Any:  # Any: a module that Jinja makes
    given = {"signed_in": signed_in, "density": density, "back": back}
    return _template("row.jinja").make_module(given)


def _template(name: str) -> Any:
    return engines["jinja2"].env.get_template(name)  # type: ignore[attr-defined]
