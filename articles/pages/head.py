"""What an item's page tells machines: description, Open Graph, JSON-LD."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.text import Truncator

from articles import cards, images
from articles.models import Item
from articles.pages.frame import web_address

_SCRIPT_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
LONGEST_HEADLINE = 110
"""Of a headline in JSON-LD, as search engines take it."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The picture that other sites show with a link; 0 where a size is not known."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The invisible part of a page. `json_ld` is safe inside a script element."""

    title: str
    description: str
    url: str
    published: str
    modified: str
    author: str
    image: Preview
    locale: str
    json_ld: str


def item_head(item: Item, *, root: str, outlet: str, description: str) -> Head:
    """The head of an item's page on the site at `root`, such as https://example.org."""
    url = f"{root}{item.get_absolute_url()}"
    published = item.published_at.isoformat() if item.published_at else ""
    if item.published_at and item.day_only:
        published = item.published_at.date().isoformat()
    changed = _changed_at(item)
    head = Head(
        title=item.headline,
        description=Truncator(" ".join(description.split())).chars(200),
        url=url,
        published=published,
        modified=changed.isoformat() if changed else published,
        author=item.author,
        image=_preview(item, root, outlet),
        locale=_locale(item.language),
        json_ld="",
    )
    return Head(
        **{name: getattr(head, name) for name in Head.__slots__ if name != "json_ld"},
        json_ld=_json_ld(item, head, outlet=outlet),
    )


def _changed_at(item: Item) -> dt.datetime | None:
    """When the text behind the item changed last, as far as anybody told or saw."""
    article = item.article
    if article is None:
        return None
    told = [at for at in (article.updated_at, article.changed_at) if at]
    latest = max(told, default=None)
    if latest and item.published_at and latest < item.published_at:
        return None
    return latest


def _preview(item: Item, root: str, outlet: str) -> Preview:
    """The article's own picture where strangers are shown it, else a card of ours."""
    article = item.article
    url = web_address(article.image_url) if article else ""
    if article and url and settings.PUBLIC and settings.FULL_TEXT_PUBLIC:
        shown = url if settings.IMAGES == "direct" else ""
        if settings.IMAGES == "proxy" and (ours := images.address(url)):
            shown = f"{root}{ours}"
        if shown:
            return Preview(shown, article.image_width or 0, article.image_height or 0)
    ours = cards.address(item.pk, item.headline, outlet)
    return Preview(f"{root}{ours}", cards.WIDTH, cards.HEIGHT)


def _locale(language: str) -> str:
    """As Open Graph writes a language with its country; "" without a country."""
    tag, _, country = language.replace("-", "_").partition("_")
    if len(tag) == 2 and len(country) == 2 and (tag + country).isalpha():
        return f"{tag.lower()}_{country.upper()}"
    return ""


def _json_ld(item: Item, head: Head, *, outlet: str) -> str:
    publisher = {
        "@type": "Organization",
        "name": outlet,
        "url": web_address(item.outlet_url),
    }
    image: dict[str, object] = {
        "@type": "ImageObject",
        "url": head.image.url,
        "width": head.image.width,
        "height": head.image.height,
    }
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": Truncator(item.headline).chars(LONGEST_HEADLINE),
        "description": head.description,
        "image": [_told(image)],
        "url": head.url,
        "mainEntityOfPage": head.url,
        "datePublished": head.published,
        "dateModified": head.modified,
        "inLanguage": item.language,
        "author": {"@type": "Person", "name": item.author} if item.author else "",
        "publisher": _told(publisher) if outlet else "",
        "isBasedOn": web_address(item.original_url),
    }
    return json.dumps(_told(said), ensure_ascii=False).translate(_SCRIPT_SAFE)


def _told(said: Mapping[str, object]) -> dict[str, object]:
    """Without what is not known."""
    return {key: value for key, value in said.items() if value}
