"""The publisher's text on an item's page: for whom, with pictures and contents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from articles import images
from articles.core.images import is_tracker
from articles.core.reading import Part, img, picture_addresses, reading
from articles.core.sentences import reading_minutes
from articles.models import Article, Item
from articles.pages.frame import Tongue, Visitor, tongue, web_address


@dataclass(frozen=True, slots=True)
class Renamed:
    """A headline that the publisher has replaced, and when."""

    title: str
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """The publisher's article. `html` is sanitised, `lead` a picture of our making."""

    html: str
    lead: str
    contents: tuple[Part, ...]
    authors: str
    outlet: str
    minutes: int
    is_from_feed: bool
    changed_at: dt.datetime | None
    renamed: tuple[Renamed, ...]
    tongue: Tongue


def may_read(user: Visitor) -> bool:
    """Is this visitor shown publishers' full texts?"""
    return user.is_authenticated or settings.FULL_TEXT_PUBLIC


def full_text(item: Item, *, outlet: str, user: Visitor) -> FullText | None:
    """The text of an item's article, where there is one and the visitor may read it."""
    article = item.article
    if article is None or not article.has_text or not may_read(user):
        return None
    if not article.html:
        return None
    wanted = picture_addresses(article.html) or [article.image_url]
    sizes = images.sizes(wanted) if settings.IMAGES == "proxy" else {}
    text = reading(
        article.html, word_count=article.word_count, picture=_picture, sizes=sizes
    )
    lead, known = _picture(article.image_url), sizes.get(article.image_url)
    counts = is_tracker(article.image_url) or (known is not None and known.is_pixel)
    if text.has_pictures or counts:
        lead = ""
    return FullText(
        html=text.html,
        lead=img(lead, raster=known) if lead else "",
        contents=text.contents,
        authors=article.authors,
        outlet=article.outlet or outlet,
        minutes=reading_minutes(article.word_count) if article.word_count else 0,
        is_from_feed=article.source == Article.Source.FEED,
        changed_at=article.changed_at,
        renamed=tuple(
            Renamed(was["title"], dt.datetime.fromisoformat(was["until"]))
            for was in article.earlier_titles
        ),
        tongue=tongue(article.language or item.language),
    )


def _picture(url: str) -> str:
    """The address from which a reader's browser loads a picture; "" for none."""
    url = web_address(url)
    if not url or settings.IMAGES == "off":
        return ""
    return url if settings.IMAGES == "direct" else images.address(url)
