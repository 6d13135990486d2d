"""What an outgoing feed tells of an item: the snippet, the analysis, and whose it is;
never a publisher's full text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import AnalysisSentence, Item
from articles.pages.frame import outlet_of, says_more, tongue, web_address, with_origins
from articles.syndication.channels import Channel, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item in an outgoing feed. `html` is of our making, all foreign text in it
    escaped."""

    tag: str
    url: str
    original_url: str
    title: str
    snippet: str
    html: str
    outlet: str
    outlet_url: str
    author: str
    language: str
    published: dt.datetime
    updated: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Syndicated:
    """One page of an outgoing feed, ready to be written in any format."""

    tag: str
    title: str
    page_url: str
    self_url: str
    first_url: str
    next_url: str
    updated: dt.datetime
    entries: tuple[Entry, ...]


def entries(channel: Channel, states: Mapping[int, Stamp], root: str) -> list[Entry]:
    """The channel's items in its order."""
    said = _analyses(channel.pks) if settings.ANALYSIS else {}
    rows = Item.objects.filter(pk__in=channel.pks).select_related("article").defer(
        "content_html", "article__text", "article__html"
    )  # fmt: skip
    items = {item.pk: item for item in with_origins(rows, channel.sight)}
    return [
        _entry(items[pk], states[pk], said.get(pk, ()), root)
        for pk in channel.pks
        if pk in items and pk in states
    ]


def tag_of(root: str, date: dt.date, what: str) -> str:
    """A name that stays (RFC 4151), whatever becomes of slugs and ports."""
    return f"tag:{urlsplit(root).hostname or 'localhost'},{date.isoformat()}:{what}"


def _analyses(pks: tuple[int, ...]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {}
    rows = AnalysisSentence.objects.filter(
        analysis__item__in=pks, analysis__is_current=True
    ).order_by("analysis", "position")
    for pk, text in rows.values_list("analysis__item_id", "text"):
        said.setdefault(pk, []).append(text)
    return said


def _entry(item: Item, stamp: Stamp, said: list[str] | tuple[()], root: str) -> Entry:
    outlet = outlet_of(item)
    told = item.snippet or (item.article.description if item.article else "")
    snippet = told if says_more(told, item.headline) else ""
    original = web_address(item.original_url)
    parts = urlsplit(web_address(item.outlet_url) or web_address(item.url))
    return Entry(
        tag=tag_of(root, item.first_seen_at.date(), f"items/{item.pk}"),
        url=f"{root}{item.get_absolute_url()}",
        original_url=original,
        title=item.headline,
        snippet=snippet,
        html=_html(snippet, said, original, outlet),
        outlet=outlet,
        outlet_url=f"{parts.scheme}://{parts.netloc}/" if parts.netloc else "",
        author=item.author,
        language=tongue(item.language).lang,
        published=item.published_at or item.first_seen_at,
        updated=stamp.updated,
    )


def _html(
    snippet: str, said: list[str] | tuple[()], original: str, outlet: str
) -> SafeString:
    parts = [format_html("<p>{}</p>", snippet)] if snippet else []
    if said:
        parts.append(format_html("<h2>{}</h2>", _("Detailed Analysis")))
        parts.append(format_html("<p>{}</p>", " ".join(said)))
        note = _("Written by Newsreader from the published text, sentence by sentence.")
        parts.append(format_html("<p><small>{}</small></p>", note))
    if original:
        parts.append(
            format_html(
                '<p><a href="{}">{}</a></p>',
                original,
                _("Read original article at %(outlet)s") % {"outlet": outlet}
                if outlet
                else _("Read original article"),
            )
        )
    return format_html_join("\n", "{}", ((part,) for part in parts))
