"""Rows for tests: sensible where a test does not care, explicit where it does."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from itertools import count
from typing import Any

from articles.models import (
    Analysis,
    AnalysisSentence,
    Article,
    Citation,
    Coverage,
    Item,
    Origin,
    Story,
)
from feeds.models import Category, Feed

NOON = dt.datetime(2026, 5, 6, 12, 0, tzinfo=dt.UTC)
_number = count(1)


def make_category(name: str = "", **fields: Any) -> Category:
    number = next(_number)
    name = name or f"Category {number}"
    slug = fields.pop("slug", f"category-{number}")
    return Category.objects.create(name=name, slug=slug, **fields)


def make_feed(title: str = "", **fields: Any) -> Feed:
    """A feed that was polled, unless `polled_at=None` says otherwise."""
    number = next(_number)
    given: dict[str, Any] = {
        "url": f"https://feeds.example/{number}.xml",
        "title": title or f"Feed {number}",
        "added_at": NOON,
        "polled_at": NOON,
        "succeeded_at": NOON,
        "due_at": NOON,
    }
    return Feed.objects.create(**given | fields)


def make_google_feed(title: str = "Google News", **fields: Any) -> Feed:
    return make_feed(title, kind=Feed.Kind.GOOGLE_SEARCH, **fields)


def make_article(**fields: Any) -> Article:
    number = next(_number)
    url = fields.pop("url", f"https://publisher.example/{number}")
    given: dict[str, Any] = {
        "url": url,
        "url_hash": _digest(url),
        "title": f"Article {number}",
        "text": "The first paragraph tells what happened.\n\nThe second tells more.",
        "html": "<p>The first paragraph tells what happened.</p>",
        "word_count": 460,
        "fetched_at": NOON,
    }
    return Article.objects.create(**given | fields)


def make_item(headline: str = "", *, feeds: Iterable[Feed] = (), **fields: Any) -> Item:
    """An item at the end of the pipeline, brought by `feeds` or by a new one."""
    number = next(_number)
    published_at = fields.pop("published_at", NOON)
    given: dict[str, Any] = {
        "key": _digest(f"item {number}"),
        "content_hash": _digest(f"content {number}"),
        "headline": headline or f"Headline {number}",
        "link": f"https://publisher.example/items/{number}",
        "url": f"https://publisher.example/items/{number}",
        "language": "en",
        "published_at": published_at,
        "first_seen_at": published_at or NOON,
        "sort_at": published_at or NOON,
        "stage": Item.Stage.READY,
    }
    item = Item.objects.create(**given | fields)
    for feed in list(feeds) or [make_feed()]:
        make_origin(item, feed)
    return item


def make_origin(item: Item, feed: Feed) -> Origin:
    return Origin.objects.create(
        item=item,
        feed=feed,
        first_seen_at=NOON + dt.timedelta(seconds=next(_number)),
        sort_at=item.sort_at,
    )


def make_story(*items: Item, title: str = "", **fields: Any) -> Story:
    given: dict[str, Any] = {
        "title": title or f"Story {next(_number)}",
        "first_at": NOON,
        "last_at": NOON,
    }
    story = Story.objects.create(**given | fields)
    for item in items:
        item.story = story
        item.save(update_fields=["story"])
    return story


def make_coverage(item: Item, outlet: str, **fields: Any) -> Coverage:
    number = next(_number)
    given: dict[str, Any] = {
        "position": number,
        "headline": f"Coverage {number}",
        "link": f"https://news.google.com/rss/articles/coverage{number}",
    }
    return Coverage.objects.create(item=item, outlet=outlet, **given | fields)


def make_analysis(
    item: Item, sentences: Iterable[tuple[str, str, str]] = (), **fields: Any
) -> Analysis:
    """An analysis of (move, sentence, passage); the passage stands in the article."""
    given: dict[str, Any] = {
        "key": _digest(f"analysis {next(_number)}"),
        "engine": "extractive",
        "version": "1",
        "basis": Analysis.Basis.FULL_TEXT,
        "language": "en",
        "made_at": NOON,
    }
    analysis = Analysis.objects.create(item=item, **given | fields)
    told = list(sentences) or [("happened", "It happened.", "what happened")]
    for position, (move, text, passage) in enumerate(told):
        sentence = AnalysisSentence.objects.create(
            analysis=analysis, position=position, move=move, text=text
        )
        start = max(item.article.text.find(passage), 0) if item.article else 0
        Citation.objects.create(
            sentence=sentence,
            position=0,
            article=item.article,
            outlet=item.outlet,
            url=item.article.url if item.article else item.url,
            start=start,
            end=start + len(passage),
            passage=passage,
        )
    return analysis


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
