"""Four filters: meta date, publisher, safe excerpt, grouped number."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format, time_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language

from articles.pages import When

register = template.Library()


@register.filter
def meta_date(when: When, form: str = "") -> str:
    """May 6, 2026. With "time" also the time, where known; "machine" for `datetime`.

    A feed that tells the day only means the day as it writes it, wherever we are.
    """
    if when.day_only:
        day = when.at.astimezone(dt.UTC).date()
        return day.isoformat() if form == "machine" else _day(day, get_language())
    local = timezone.localtime(when.at)
    if form == "machine":
        return local.isoformat(timespec="seconds")
    told = _day(local.date(), get_language())
    if form == "time":
        hour = _hour(local.hour, local.minute, get_language())
        return f"{told}, {hour} {local:%Z}"
    return told


@lru_cache(2_000)
def _day(day: dt.date, _language: str | None) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(24 * 60)
def _hour(hour: int, minute: int, _language: str | None) -> str:
    return time_format(dt.time(hour, minute), "TIME_FORMAT")


@register.filter
def grouped(number: int) -> str:
    """12,345: as the reader's language groups digits."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def publisher(url: str) -> str:
    """The host of a publisher's address, as people say it."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@register.filter
def excerpt(text: str, length: int) -> str:
    """So many characters of a plain text, cut between words; still to be escaped. An
    excerpt with marks is HTML of ours, and short as it is."""
    if isinstance(text, SafeString):
        return text
    plain = " ".join(str(text).split())
    if len(plain) <= length:
        return plain
    cut = Truncator(plain).chars(length, truncate="")
    return f"{cut.rpartition(' ')[0] or cut}…"
