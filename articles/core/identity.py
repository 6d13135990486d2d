"""An entry to its stable key and content hash; permalink slug.

A key must survive what feeds do to their entries: guids that go from http to https,
links that grow new tracking parameters, corrected headlines. It never depends on
what another feed says, so that no feed can overwrite another's items.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Sequence

from feeds.core.types import ParsedEntry
from newsreader.lib import urls

SLUG_LENGTH = 80
OLDEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
"""Before the web there were no feeds: an older date is somebody's mistake."""

_SCHEME = re.compile(r"https?://(www\.)?", re.IGNORECASE)


def google_key(google_id: str) -> str:
    """The key of the Google News entry with this link id, in whatever feed."""
    return _hash(google_id)


def item_key(entry: ParsedEntry, feed_id: int) -> str:
    """The entry's key by itself: by its id, else its link, else its words."""
    if entry.google_id:
        return google_key(entry.google_id)
    if entry.id.strip():
        return _hash(str(feed_id), "id", _SCHEME.sub("", entry.id.strip()))
    if entry.link:
        return _hash(str(feed_id), "link", comparable(entry.link))
    published = entry.published_at.isoformat() if entry.published_at else ""
    return _hash(str(feed_id), "words", entry.headline.casefold(), published)


def item_keys(entries: Sequence[ParsedEntry], feed_id: int) -> list[str]:
    """The keys of one feed's entries, told apart where the feed itself does not.

    Some feeds give all entries one guid: then the link joins the key. Some have no
    guids and give all one link: then the headline does. True repetitions keep one key.
    """
    keys = [item_key(entry, feed_id) for entry in entries]
    meanings = [
        "" if entry.google_id
        else comparable(entry.link) if entry.id.strip()
        else entry.headline.casefold()
        for entry in entries
    ]  # fmt: skip
    seen: dict[str, set[str]] = {}
    for key, meaning in zip(keys, meanings, strict=True):
        seen.setdefault(key, set()).add(meaning)
    return [
        key if len(seen[key]) == 1 else _hash(key, meaning)
        for key, meaning in zip(keys, meanings, strict=True)
    ]


def other_key(key: str, entry: ParsedEntry) -> str:
    """The key of an entry that has got the id of another one."""
    return _hash(key, comparable(entry.link))


def likeness(entry: ParsedEntry, feed_id: int) -> int | None:
    """The same for what one feed says under one link and one headline.

    Some feeds make up new ids at every poll; by this their entries are known again.
    None where a link or headline says too little, and for ids that can be trusted.
    """
    if entry.google_id or not entry.id.strip() or not entry.headline:
        return None
    link = page(entry.link)
    if not link:
        return None
    digest = _hash(str(feed_id), "like", link, entry.headline.casefold())
    return int.from_bytes(bytes.fromhex(digest[:16]), "big", signed=True)


def url_hash(url: str) -> str:
    """The same for all spellings of one page's address."""
    return _hash(comparable(url))


def content_hash(entry: ParsedEntry) -> str:
    """Changes when the entry's own words do."""
    return _hash(entry.headline, entry.summary, entry.content)


def sort_at(
    published_at: dt.datetime | None, day_only: bool, first_seen_at: dt.datetime
) -> dt.datetime:
    """Where the item stands among the headlines; never later than when it was seen.

    An item that tells only its day stands at that day's start, below all that tell
    the hour.
    """
    if published_at is None or published_at < OLDEST:
        return first_seen_at
    if day_only:
        published_at = published_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(published_at, first_seen_at)


def slug(text: str) -> str:
    """The readable end of a permalink, in the script of the text; may be empty."""
    words = unicodedata.normalize("NFKC", text[: SLUG_LENGTH * 4]).lower()
    hyphenated = re.sub(r"[\W_]+", "-", words).strip("-")
    return hyphenated[:SLUG_LENGTH].rstrip("-")


def comparable(url: str) -> str:
    """The same for all spellings of one page's address, whatever its scheme."""
    try:
        cleaned = urls.clean(url)
    except urls.BadAddress:
        return url
    address, mark, query = _SCHEME.sub("", cleaned, count=1).partition("?")
    return address.rstrip("/") + mark + query


def page(url: str) -> str:
    """The same, or "" where there is none, or it is a site's front page."""
    address = comparable(url)
    return address if "/" in address or "?" in address else ""


def _hash(*parts: str) -> str:
    # No separator can be imitated: each part is preceded by its length
    text = "".join(f"{len(part)}:{part}" for part in parts) if parts[1:] else parts[0]
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
