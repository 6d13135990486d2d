"""JSON Feed 1.0 and 1.1 to ParsedFeed."""

from __future__ import annotations

import json
from typing import Any

from feeds.core import entry_image
from feeds.core import entry_text as say
from feeds.core.feed_text import NotAFeed
from feeds.core.types import ParsedEntry, ParsedFeed

_VERSIONS = {
    "https://jsonfeed.org/version/1": "json1",
    "https://jsonfeed.org/version/1.0": "json1",
    "https://jsonfeed.org/version/1.1": "json11",
}


def read(text: str, *, url: str) -> ParsedFeed:
    """The feed in this JSON. Raises `NotAFeed`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(
            "parse", "This is broken JSON, so no feed can be read."
        ) from error
    version = document.get("version") if isinstance(document, dict) else None
    known = _VERSIONS.get(version.rstrip("/")) if isinstance(version, str) else None
    if known is None:
        raise NotAFeed("not_a_feed", "This is JSON, but no JSON Feed.")
    items = document.get("items")
    if not isinstance(items, list):
        raise NotAFeed("parse", "This JSON Feed has no list of items.")
    kept = [item for item in items[: say.MAX_ENTRIES] if isinstance(item, dict)]
    return ParsedFeed(
        title=say.title_text(document.get("title"), is_html=False),
        site_url=say.link(url, document.get("home_page_url")),
        language=say.language(document.get("language")),
        version=known,
        entries=tuple(_entry(item, url) for item in kept),
        self_url=say.link(url, document.get("feed_url")),
        hubs=tuple(_hubs(document.get("hubs"))),
        topic=str(document.get("feed_url") or ""),
    )


def _hubs(listed: object) -> list[str]:
    """The addresses of the hubs that speak WebSub."""
    if not isinstance(listed, list):
        return []
    return [
        str(hub.get("url", ""))
        for hub in listed[:5]
        if isinstance(hub, dict) and str(hub.get("type")).lower() == "websub"
    ]


def _entry(item: dict[str, Any], url: str) -> ParsedEntry:
    title = say.title_text(item.get("title"), is_html=False)
    content = say.as_html(item.get("content_html"), is_html=True)
    plain = say.as_html(item.get("content_text"), is_html=False)
    content = content if len(content) >= len(plain) else plain
    summary = say.as_html(item.get("summary"), is_html=False)
    summary = say.summary_text(summary or content, title)
    link = say.link(url, item.get("url")) or say.link(url, item.get("external_url"))
    return ParsedEntry(
        id=say.identifier(item.get("id")),
        link=link,
        title=title,
        headline=title or say.name_text(summary),
        author=_author(item),
        summary=summary,
        content=content,
        published_at=say.moment_of_iso(item.get("date_published")),
        updated_at=say.moment_of_iso(item.get("date_modified")),
        language=say.language(item.get("language")),
        image_url=_image(item, url),
    )


def _image(item: dict[str, Any], url: str) -> str:
    found = say.link(url, item.get("image")) or say.link(url, item.get("banner_image"))
    return found if len(found) <= entry_image.MAX_LENGTH else ""


def _author(item: dict[str, Any]) -> str:
    """The first author: a list in 1.1, one object in 1.0."""
    authors = item.get("authors")
    found = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return say.name_text(found.get("name")) if isinstance(found, dict) else ""
