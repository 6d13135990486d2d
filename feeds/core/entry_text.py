"""What a feed says of itself and its entries, made plain, bounded and storable.

Shared by the readers of the two kinds of feed, XML and JSON.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import html
import re
from collections.abc import Sequence
from time import struct_time

from feeds.core.feed_text import storable
from newsreader.lib import urls
from newsreader.lib.html import clean_text, plain_text

MAX_ENTRIES = 5_000
MAX_TITLE = 1_000
MAX_SUMMARY = 5_000
MAX_CONTENT = 500_000
MAX_NAME = 200
MAX_ID = 2_000
MAX_TTL = dt.timedelta(days=30)

# Before the one and after the other a date is a mistake, most often an empty field
_EARLIEST_S = int(dt.datetime(1970, 1, 2, tzinfo=dt.UTC).timestamp())
_LATEST_S = int(dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp())
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")
_TAG = re.compile(r"<[a-zA-Z][^<>]{0,2000}>")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_SKIP = re.compile(
    r"<skipHours>([^\0]{0,2000}?)</skipHours>|<skipDays>([^\0]{0,1000}?)</skipDays>"
)
_HOUR = re.compile(r"<hour>\s*([0-9]|1[0-9]|2[0-4])\s*</hour>")
_DAY = re.compile(r"<day>\s*([A-Za-z]{6,9})\s*</day>")
_DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
)  # fmt: skip
_END_MARKS = " .…:!?-–—|"


def title_text(value: object, *, is_html: bool) -> str:
    """A title as one plain line."""
    text = _string(value, MAX_TITLE * 20)
    return clean_text(plain_text(text) if is_html else text, MAX_TITLE)


def name_text(value: object) -> str:
    """The name of a person or an outlet."""
    return clean_text(plain_text(_string(value, MAX_NAME * 20)), MAX_NAME)


def as_html(value: object, *, is_html: bool) -> str:
    """Hostile HTML, bounded; plain text becomes paragraphs."""
    text = _string(value, MAX_CONTENT)
    if is_html or not text:
        return text
    paragraphs = _BLANK_LINE.split(html.escape(text, quote=False).strip())
    kept = (part.replace("\n", "<br>") for part in paragraphs if part.strip())
    return "".join(f"<p>{part}</p>" for part in kept)[:MAX_CONTENT]


def summary_text(description: str, title: str) -> str:
    """The plain text of a description, or "" where it says no more than the title."""
    summary = clean_text(plain_text(description), MAX_SUMMARY)
    said, known = (text.casefold().strip(_END_MARKS) for text in (summary, title))
    return "" if known.startswith(said) else summary


def content_html(contents: Sequence[str], description: str) -> str:
    """The fullest HTML of an entry; "" where the summary already says all of it."""
    fullest = max(contents, key=len, default="")
    is_more = bool(_TAG.search(description)) or len(description) > MAX_SUMMARY
    return description if is_more and len(description) > len(fullest) else fullest


def identifier(value: object) -> str:
    """The feed's own id. One too long to be kept becomes a digest of all of it."""
    text = storable(value if isinstance(value, str) else _string(value, 100)).strip()
    if len(text) <= MAX_ID:
        return text
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def link(base: str, value: object) -> str:
    """The absolute http(s) address, or ""."""
    href = _string(value, urls.MAX_LENGTH + 1).strip()
    return urls.join(base, href) if href else ""


def language(value: object) -> str:
    """A language tag such as "pt-BR", or ""."""
    tag = _string(value, 40).strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def moment(parsed: struct_time | None, raw: object = None) -> dt.datetime | None:
    """Aware UTC of what feedparser made of a date; None for a date that cannot be.

    Seconds and milliseconds since 1970, which it does not know, are read from `raw`.
    """
    text = _string(raw, 20).strip()
    if _EPOCH.fullmatch(text):
        return _sane(int(text[:10]))
    if parsed is None or not 1970 <= parsed[0] <= 2100:
        return None
    try:
        return _sane(calendar.timegm(parsed))
    except (OverflowError, ValueError):
        return None


def moment_of_iso(value: object) -> dt.datetime | None:
    """Aware UTC of an RFC 3339 date, or None."""
    try:
        when = dt.datetime.fromisoformat(_string(value, 40).strip())
        return _sane(
            int((when if when.tzinfo else when.replace(tzinfo=dt.UTC)).timestamp())
        )
    except (ValueError, OverflowError):
        return None


def ttl(minutes: object) -> int | None:
    """The seconds that a feed asks to be left alone, bounded; None if it says none."""
    text = _string(minutes, 20).strip()
    if not re.fullmatch(r"[0-9]{1,15}", text) or int(text) == 0:
        return None
    return min(int(text) * 60, int(MAX_TTL.total_seconds()))


def skipped(text: str) -> tuple[int, int]:
    """The hours and weekdays at which an RSS feed wants no poll, a bit for each; all
    of them make no sense and count as none."""
    found = _SKIP.findall(text) if "<skip" in text else []
    hours = {int(hour) % 24 for part, _ in found for hour in _HOUR.findall(part)}
    names = {name.casefold() for _, part in found for name in _DAY.findall(part)}
    days = {place for place, name in enumerate(_DAYS) if name in names}
    return (
        sum(1 << hour for hour in hours) if len(hours) < 24 else 0,
        sum(1 << day for day in days) if len(days) < 7 else 0,
    )


def _sane(seconds: int) -> dt.datetime | None:
    if not _EARLIEST_S <= seconds < _LATEST_S:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _string(value: object, limit: int) -> str:
    """A stranger's value as text, cut; numbers count, all else is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else ""
    return storable(value[:limit])
