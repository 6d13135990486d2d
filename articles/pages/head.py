"""What an item's page tells machines: description, Open Graph, JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.text import Truncator

from articles.models import Item

_SCRIPT_SAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The invisible part of a page. `json_ld` is safe inside a script element."""

    title: str
    description: str
    url: str
    published: str
    json_ld: str


def item_head(item: Item, *, root: str, outlet: str, description: str) -> Head:
    """The head of an item's page on the site at `root`, such as https://example.org."""
    url = f"{root}{item.get_absolute_url()}"
    published = item.published_at.isoformat() if item.published_at else ""
    if item.published_at and item.day_only:
        published = item.published_at.date().isoformat()
    told = Truncator(" ".join(description.split())).chars(200)
    return Head(
        title=item.headline,
        description=told,
        url=url,
        published=published,
        json_ld=_json_ld(item, url=url, outlet=outlet, published=published, told=told),
    )


def _json_ld(item: Item, *, url: str, outlet: str, published: str, told: str) -> str:
    publisher = {"@type": "Organization", "name": outlet, "url": item.outlet_url}
    author = {"@type": "Person", "name": item.author}
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": item.headline,
        "description": told,
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": published,
        "inLanguage": item.language,
        "author": author if item.author else "",
        "publisher": {key: value for key, value in publisher.items() if value}
        if outlet
        else "",
        "isBasedOn": item.url,
    }
    known = {key: value for key, value in said.items() if value}
    return json.dumps(known, ensure_ascii=False).translate(_SCRIPT_SAFE)
