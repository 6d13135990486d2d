"""Lets the judge of hostile servers drive the fetching of articles and of pictures.

For an article the address becomes an item that waits for its text, and the pipeline's
own step fetches it; a picture is asked for as a reader's browser asks.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

# The first import sets Django up, in the judge's folder
from tests.attack.adapter import Found, identity  # noqa: I001
from django.utils import timezone

from articles import images
from articles.core.identity import url_hash
from articles.models import Article, Item
from newsreader.pipeline import run_due

__all__ = ["identity", "poll"]

_KINDS = {
    "too large": "too_large", "longer": "too_large", "sent more": "too_large",
    "damaged": "decode", "broke off": "truncated", "private network": "blocked",
    "could not be found": "dns", "could not be reached": "connect",
    "within": "timeout", "redirect": "redirect", "answered 4": "http",
    "answered 5": "http", "no picture": "not_image", "pixels": "not_image",
    "not to a web page": "not_html", "is known": "not_html",
}  # fmt: skip
_WALLS = {
    "not_html": "not_html", "too_large": "too_large", "not_found": "http",
    "login": "http", "bot_check": "http",
}  # fmt: skip


def poll(url: str, kind: str, state: Found) -> Found:
    """One fetch, told in the judge's words."""
    return _picture(url) if kind == "favicon" else _article(url)


def _picture(url: str) -> Found:
    try:
        picture = images.show(url)
    except images.NoPicture as problem:
        error = _error(str(problem))
        return {"status": "err", "error": error, "message": str(problem), "items": []}
    told = {"key": url, "title": picture.raster.kind, "text": ""}
    return {"status": "ok", "error": None, "message": "", "items": [told]}


def _article(url: str) -> Found:
    now = timezone.now()
    Item.objects.get_or_create(
        key="case",
        defaults={
            "headline": "Case", "content_hash": "", "first_seen_at": now,
            "sort_at": now, "due_at": now, "stage": Item.Stage.EXTRACT, "url": url,
            "url_hash": url_hash(url),
        },
    )  # fmt: skip
    run_due("articles.extract", budget_s=1)
    item = Item.objects.get()
    if item.last_error.startswith(("MemoryError", "RecursionError")):
        raise RuntimeError(item.last_error)
    article = Article.objects.filter(wall="").first()
    if article is None:
        wall = item.article.wall if item.article else ""
        why = item.last_error or item.no_article_why
        error = _WALLS.get(wall) or ("empty" if wall else _error(why))
        return {"status": "err", "error": error, "message": why, "items": []}
    told = {
        "key": article.url, "title": article.title, "link": article.url,
        "html": article.html, "text": article.text, "author": article.authors,
    }  # fmt: skip
    return {"status": "ok", "error": None, "message": "", "items": [told]}


def _error(message: str) -> str:
    known = (error for part, error in _KINDS.items() if part in message)
    return next(known, "empty")
