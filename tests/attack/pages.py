"""Articles, pictures and lists of feeds, as the judge of hostile servers wants them.

For an article the address becomes an item that waits for its text, and the pipeline's
own step fetches it; a picture is asked for as a reader's browser asks; a list is read
as one that somebody uploads.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from articles import images
from articles.core.identity import url_hash
from articles.models import Article, Icon, Item
from feeds import transfer
from feeds.core.google_news import edition_for_locale
from feeds.models import Feed
from newsreader.lib import http, urls
from newsreader.pipeline import run_due

Found = dict[str, Any]  # the judge's own form: the columns that it looks at

_KINDS = {
    "too large": "too_large", "longer": "too_large", "sent more": "too_large",
    "damaged": "decode", "broke off": "truncated", "private network": "blocked",
    "could not be found": "dns", "could not be reached": "connect",
    "within": "timeout", "redirect": "redirect", "answered 4": "http",
    "answered 5": "http", "no picture": "not_image", "no icon": "not_image",
    "pixels": "not_image",
    "not to a web page": "not_html", "is known": "not_html",
}  # fmt: skip
_WALLS = {
    "not_html": "not_html", "too_large": "too_large", "not_found": "http",
    "login": "http", "bot_check": "http",
}  # fmt: skip


def picture(url: str) -> Found:
    try:
        picture = images.show(url)
    except images.NoPicture as problem:
        error = _error(str(problem))
        return {"status": "err", "error": error, "message": str(problem), "items": []}
    told = {"key": url, "title": picture.raster.kind, "text": ""}
    return {"status": "ok", "error": None, "message": "", "items": [told]}


def icon(url: str) -> Found:
    """Asked for both ways: as a picture, and by the step that keeps sites' icons."""
    picture(url)
    now = timezone.now()
    host = urls.host(url)
    Icon.objects.create(host=host, url=url, shown_on=now.date(), due_at=now)
    run_due("articles.fetch_icons", budget_s=1)
    kept = Icon.objects.get()
    if not kept.body:
        why = kept.last_error
        return {"status": "err", "error": _error(why), "message": why, "items": []}
    assert kept.kind.startswith("image/")
    assert "svg" not in kept.kind
    told = {"key": url, "title": kept.kind, "text": ""}
    return {"status": "ok", "error": None, "message": "", "items": [told]}


def article(url: str) -> Found:
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
    text = Article.objects.filter(wall="").first()
    if text is None:
        wall = item.article.wall if item.article else ""
        why = item.last_error or item.no_article_why
        error = _WALLS.get(wall) or ("empty" if wall else _error(why))
        return {"status": "err", "error": error, "message": why, "items": []}
    told = {
        "key": text.url, "title": text.title, "link": text.url,
        "html": text.html, "text": text.text, "author": text.authors,
    }  # fmt: skip
    return {"status": "ok", "error": None, "message": "", "items": [told]}


def feed_list(url: str) -> Found:
    """The file at that address, taken in; the feeds that it brought."""
    edition = edition_for_locale("")
    try:
        body = http.fetch(http.Request(url=url)).body
        transfer.take_in(body, edition=edition, now=timezone.now())
    except http.FetchError as error:
        return {"status": "err", "error": error.kind, "message": str(error)}
    except transfer.BadOpml as error:
        return {"status": "err", "error": "parse", "message": error.message}
    feeds = Feed.objects.select_related("category")
    items = [
        {"key": feed.url, "title": feed.title, "text": str(feed.category or "")}
        for feed in feeds
    ]
    return {"status": "ok", "error": None, "message": "", "items": items}


def _error(message: str) -> str:
    known = (error for part, error in _KINDS.items() if part in message)
    return next(known, "empty")
