"""Four filters: meta date, publisher, safe excerpt, grouped number."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from articles.pages import When

register = template.Library()

DATE = "DATE_FORMAT"
DATE_AND_TIME = "DATETIME_FORMAT"


@register.filter
def meta_date(when: When, form: str = "") -> str:
    """May 6, 2026. With "time" also the time, where known; "machine" for `datetime`.

    A feed that tells the day only means the day as it writes it, wherever we are.
    """
    if when.day_only:
        day = when.at.astimezone(dt.UTC).date()
        return day.isoformat() if form == "machine" else date_format(day, DATE)
    local = timezone.localtime(when.at)
    if form == "machine":
        return local.isoformat(timespec="seconds")
    if form == "time":
        return f"{date_format(local, DATE_AND_TIME)} {local:%Z}"
    return date_format(local, DATE)


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
