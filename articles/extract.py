"""Step 4: fetch the page, extract, judge, store Article.

Items of any feed that lead to one address share one Article, fetched once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import cast

from articles.core import extraction, identity, quality
from articles.core.types import Extracted, Wall
from articles.models import Article, Item
from articles.search import get_search
from newsreader.lib import http, urls, wake
from newsreader.lib.html import VERSION, clean_text, safe_html
from newsreader.lib.steps import Done, Outcome, Retry, Skip, backoff

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
TRIES = 4
"""Retries of a publisher that does not answer, over about two and a half hours."""

FIRST_RETRY_S = 600
FRESH = dt.timedelta(days=1)
"""How long the word of a page that gave no article stands."""


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """Give each item its article, fetching every address once."""
    known = _known(items, now=now)
    wanted: dict[str, list[Item]] = {}
    for item in items:
        if not item.url:
            yield item, Skip(why="The publisher's address is not known.")
        elif article := known.get(item.url_hash):
            yield item, Done(write=partial(_link, item, article))
        else:
            wanted.setdefault(item.url_hash, []).append(item)
    groups = list(wanted.values())
    requests = [
        http.Request(url=group[0].url, headers={"Accept": ACCEPT}) for group in groups
    ]
    for place, answer in http.fetch_all(requests):
        for item, outcome in _read(groups[place], answer, now=now):
            yield item, outcome
    wake.ring("articles.cluster")


def _known(items: Sequence[Item], *, now: dt.datetime) -> dict[str, Article]:
    """Articles that these addresses are known to lead to, by hash of the address."""
    hashes = [item.url_hash for item in items if item.url]
    found = {row.url_hash: row for row in Article.objects.filter(url_hash__in=hashes)}
    led = Item.objects.filter(url_hash__in=hashes, article__isnull=False)
    for item in led.exclude(url="").select_related("article"):
        if item.article:
            found.setdefault(item.url_hash, item.article)
    return {
        url_hash: article
        for url_hash, article in found.items()
        if article.has_text or article.fetched_at > now - FRESH
    }


def _read(
    items: Sequence[Item], answer: http.Response | http.FetchError, *, now: dt.datetime
) -> Iterator[tuple[Item, Outcome]]:
    """The outcome of one fetched address, for each item that waits for it."""
    first = items[0]
    wall, why = _refusal(answer)
    if wall == "unreachable" and first.tries < TRIES:
        after = backoff(first.tries, FIRST_RETRY_S)
        for item in items:
            yield item, Retry(after=after, why=why)
        return
    if wall or isinstance(answer, http.FetchError):
        sentence = quality.SENTENCES[wall or "unreachable"]
        for item in items:
            yield item, Skip(why=why, write=partial(_say_why, item, sentence))
        return
    extracted = extraction.extract(
        answer.body,
        url=answer.url,
        content_type=answer.headers.get("Content-Type", ""),
    )
    columns = _columns(extracted, answer.url, now=now)
    kind = Done if not extracted.wall else Skip
    for item in items:
        write = partial(_store, item, columns)
        yield item, kind(why=quality.SENTENCES[extracted.wall], write=write)


def _refusal(answer: http.Response | http.FetchError) -> tuple[Wall, str]:
    """The wall that an answer without a page stands for; ("", "") for a page."""
    if isinstance(answer, http.FetchError):
        lasting = {"blocked", "address", "too_large", "redirect"}
        wall: Wall = "unreachable"
        if answer.kind == "too_large":
            wall = "too_large"
        elif answer.kind in lasting:
            wall = "not_found"
        return wall, answer.message
    why = f"The publisher answered {answer.status}."
    if answer.status in {404, 410}:
        return "not_found", why
    if answer.status in {401, 402}:
        return "login", why
    if answer.status in {403, 451}:
        return "bot_check", why
    if answer.status != 200:
        return "unreachable", why
    kind = answer.headers.get("Content-Type", "text/html").split(";")[0].strip().lower()
    if kind and "html" not in kind and kind != "text/plain":
        return "not_html", f"The address leads to {kind}, not to a web page."
    return "", ""


def _columns(
    extracted: Extracted, final_url: str, *, now: dt.datetime
) -> dict[str, object]:
    url = urls.clean(extracted.canonical_url or final_url)
    return {
        "url": url[:4000],
        "url_hash": identity.url_hash(url),
        "title": clean_text(extracted.title, 1000),
        "text": extracted.text,
        "html": safe_html(extracted.html, base_url=final_url),
        "description": clean_text(extracted.description, 2000),
        "authors": clean_text(", ".join(extracted.authors), 500),
        "outlet": clean_text(extracted.outlet, 200),
        "language": extracted.language[:35],
        "published_at": extracted.published_at,
        "image_url": extracted.image_url[:4000],
        "word_count": extracted.word_count,
        "content_hash": hashlib.sha256(extracted.text.encode()).hexdigest(),
        "wall": extracted.wall,
        "fetched_at": now,
        "extractor": f"{extraction.VERSION}; {VERSION}"[:60],
    }


def _store(item: Item, columns: dict[str, object]) -> None:
    """One row for the address. A wall never takes the place of a text we have."""
    article, created = Article.objects.get_or_create(
        url_hash=columns["url_hash"], defaults=columns
    )
    if not created and not (columns["wall"] and article.has_text):
        for column, value in columns.items():
            setattr(article, column, value)
        article.save()
    _link(item, article)


def _link(item: Item, article: Article) -> None:
    changes: dict[str, object] = {
        "article": article,
        "no_article_why": quality.SENTENCES[cast(Wall, article.wall)],
    }
    if article.language and not item.language:
        changes["language"] = article.language
    Item.objects.filter(pk=item.pk).update(**changes)
    get_search().index([item.pk])


def _say_why(item: Item, sentence: str) -> None:
    Item.objects.filter(pk=item.pk).update(no_article_why=sentence)
