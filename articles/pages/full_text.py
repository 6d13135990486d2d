"""The publisher's text on an item's page: for whom, with pictures and contents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings

from articles import icons, images
from articles.core.images import Raster, is_tracker
from articles.core.reading import Part, img, picture_addresses, reading
from articles.core.sentences import reading_minutes
from articles.models import Article, Item
from articles.pages.frame import Tongue, Visitor, When, tongue, web_address


@dataclass(frozen=True, slots=True)
class Renamed:
    """A headline that the publisher has replaced, and when."""

    title: str
    until: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """The publisher's article. `html` is sanitised, `lead` a picture of our making.

    `url` is the page's canonical address, `updated` the publisher's own word;
    `changed_at` tells when we found another text there.
    """

    html: str
    lead: str
    contents: tuple[Part, ...]
    authors: str
    outlet: str
    icon: str
    url: str
    words: int
    minutes: int
    updated: When | None
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
    lead = _picture(article.image_url)
    known = sizes.get(article.image_url) or _said_size(article)
    counts = is_tracker(article.image_url) or (known is not None and known.is_pixel)
    if text.has_pictures or counts:
        lead = ""
    by = (article.outlet or outlet).casefold()  # often its only author
    return FullText(
        html=text.html,
        lead=img(lead, raster=known) if lead else "",
        contents=text.contents,
        authors=article.authors if article.authors.casefold() != by else "",
        outlet=article.outlet or outlet,
        icon=icons.address(icons.site(article.url)),
        url=web_address(article.url),
        words=article.word_count,
        minutes=reading_minutes(article.word_count) if article.word_count else 0,
        is_from_feed=article.source == Article.Source.FEED,
        updated=_updated(article.updated_at) if article.updated_at else None,
        changed_at=article.changed_at,
        renamed=tuple(
            Renamed(was["title"], dt.datetime.fromisoformat(was["until"]))
            for was in article.earlier_titles
        ),
        tongue=_tongue(article, item),
    )


def _updated(at: dt.datetime) -> When:
    """Midnight is what is stored of a page that tells no more than the day."""
    return When(at, day_only=at.astimezone(dt.UTC).time() == dt.time())


def _tongue(article: Article, item: Item) -> Tongue:
    """The page's own word on its direction counts more than what its language says."""
    said = tongue(article.language or item.language)
    if article.is_rtl is None:
        return said
    return replace(said, dir="rtl" if article.is_rtl else "ltr")


def _said_size(article: Article) -> Raster | None:
    """What the page says of its picture's size, until the picture itself was seen."""
    said = Raster("", article.image_width or 0, article.image_height or 0)
    return said if said.is_bearable and not said.is_pixel else None


def _picture(url: str) -> str:
    """The address from which a reader's browser loads a picture; "" for none."""
    url = web_address(url)
    if not url or settings.IMAGES == "off":
        return ""
    return url if settings.IMAGES == "direct" else images.address(url)
