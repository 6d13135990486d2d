"""A fragment that is rendered once for all who see the same in it."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

register = template.Library()
FRAGMENTS = 2_000
"""So many of them are kept in each process: some forty pages of headlines."""


@register.simple_tag
def kept(name: str, **given: Hashable) -> SafeString:
    """What the fragment makes of these values and nothing else: it knows neither the
    request nor who is signed in. Equal values give equal text, so nothing goes stale.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    return _rendered(name, language, zone, tuple(given.items()))


@lru_cache(FRAGMENTS)
def _rendered(
    name: str,
    _language: str | None,
    _zone: str,
    given: tuple[tuple[str, Hashable], ...],
) -> SafeString:
    return render_to_string(name, dict(given))
