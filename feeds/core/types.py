"""Frozen dataclasses: ParsedFeed, ParsedEntry, FetchResult."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Coverage:
    """One entry of Google's related-coverage list: another outlet on the same event."""

    headline: str
    outlet: str
    link: str
    google_id: str


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry as published. Texts are plain and bounded; `content` is hostile HTML.

    `google_id` is set for entries of Google News alone; there `headline` is without
    the outlet's name and `summary` is empty, since Google gives only the headline.
    `published_at` is aware UTC or None; `day_only` says that it tells just the day.
    `id` is the feed's own id or "", `link` an absolute http(s) address or "".
    """

    id: str
    link: str
    title: str
    headline: str
    outlet: str = ""
    outlet_url: str = ""
    author: str = ""
    summary: str = ""
    content: str = ""
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    day_only: bool = False
    language: str = ""
    google_id: str = ""
    image_url: str = ""
    coverage: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed as published. `version` is feedparser's word, or "json1"/"json11".

    Bit n of `skip_hours` asks for no poll in the hour n of UTC, bit n of `skip_days`
    for none on the weekday n, Monday being 0. `hubs` and `topic` are for WebSub, as
    the feed has written them.
    """

    title: str
    site_url: str
    language: str
    version: str
    entries: tuple[ParsedEntry, ...]
    ttl_s: int | None = None
    self_url: str = ""
    body_hash: str = ""
    skip_hours: int = 0
    skip_days: int = 0
    hubs: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class FetchResult:
    """How one poll went; `error` is a word of the list in `feeds.core.schedule`."""

    status: int | None
    error: str = ""
    message: str = ""
    new: int = 0
    changed: int = 0
    bytes_read: int = 0
    elapsed_s: float = 0.0
    extra: dict[str, str] = field(default_factory=dict)
