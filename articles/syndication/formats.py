"""An outgoing feed written as Atom, RSS 2.0 or JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc3339_date
from django.utils.translation import gettext as _

from articles.syndication.entries import Entry, Syndicated

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _Atom(Atom1Feed):
    """With the next page, the publisher as source, and each entry's language."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _add_pages(handler, "link", self.feed)

    def item_attributes(self, item: Any) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        if item["original"]:
            handler.addQuickElement(
                "link", "", {"rel": "related", "href": item["original"]}
            )
        if item["outlet"] and item["outlet_url"]:
            handler.startElement("source", {})
            handler.addQuickElement("id", item["outlet_url"])
            handler.addQuickElement("title", item["outlet"])
            handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
            handler.addQuickElement(
                "link", "", {"rel": "alternate", "href": item["outlet_url"]}
            )
            handler.endElement("source")

    def latest_post_date(self) -> Any:
        return self.feed["updated"]


class _Rss(Rss201rev2Feed):
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _add_pages(handler, "atom:link", self.feed)

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item)
        if item["outlet"] and item["outlet_url"]:
            handler.addQuickElement(
                "source", item["outlet"], {"url": item["outlet_url"]}
            )

    def latest_post_date(self) -> Any:
        return self.feed["updated"]


def _add_pages(handler: Any, name: str, feed: Any) -> None:
    """RFC 5005: this is one page of many, and where the others are."""
    for rel in ("first", "next"):
        if feed[rel]:
            handler.addQuickElement(name, "", {"rel": rel, "href": feed[rel]})


def _xml(feed: Syndicated, kind: type[_Atom | _Rss]) -> bytes:
    writer = kind(
        title=_clean(feed.title),
        link=feed.page_url,
        description=_clean(
            _("%(title)s, with analyses, by Newsreader") % {"title": feed.title}
        ),
        language=settings.LANGUAGE_CODE,
        author_name="Newsreader",
        feed_url=feed.self_url,
        feed_guid=feed.tag,
        updated=feed.updated,
        first=feed.first_url
        if feed.next_url or feed.first_url != feed.self_url
        else "",
        next=feed.next_url,
    )
    for entry in feed.entries:
        writer.add_item(
            title=_clean(entry.title),
            link=entry.url,
            description=_clean(entry.html),
            author_name=_clean(entry.author or entry.outlet) or None,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.tag,
            unique_id_is_permalink=False,
            language=entry.language,
            original=_clean(entry.original_url),
            outlet=_clean(entry.outlet),
            outlet_url=_clean(entry.outlet_url),
        )
    return writer.writeString("utf-8").encode()


def _atom(feed: Syndicated) -> bytes:
    return _xml(feed, _Atom)


def _rss(feed: Syndicated) -> bytes:
    return _xml(feed, _Rss)


def _json(feed: Syndicated) -> bytes:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "next_url": feed.next_url,
        "language": settings.LANGUAGE_CODE,
    }
    known: dict[str, Any] = {key: value for key, value in told.items() if value}
    known["items"] = [_json_item(entry) for entry in feed.entries]
    text = json.dumps(known, ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _json_item(entry: Entry) -> dict[str, Any]:
    author = {"name": entry.author or entry.outlet, "url": entry.outlet_url}
    authors = [{key: value for key, value in author.items() if value}]
    told = {
        "id": entry.tag,
        "url": entry.url,
        "external_url": entry.original_url,
        "title": entry.title,
        "summary": entry.snippet,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "language": entry.language,
        "authors": authors if author["name"] else None,
    }
    known: dict[str, Any] = {key: value for key, value in told.items() if value}
    return known | {"content_html": entry.html}


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("", text)


@dataclass(frozen=True, slots=True)
class Format:
    """A format of feeds, by its name in addresses."""

    name: str
    title: str
    media_type: str
    write: Callable[[Syndicated], bytes]


FORMATS = {
    form.name: form
    for form in (
        Format("atom", "Atom", "application/atom+xml", _atom),
        Format("rss", "RSS", "application/rss+xml", _rss),
        Format("json", "JSON Feed", "application/feed+json", _json),
    )
}
