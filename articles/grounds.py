"""What an analysis may rest on: the item's own text, other outlets', the archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from articles.core.people import people
from articles.core.query import parse
from articles.core.types import AnalysisRequest, Basis, Source
from articles.models import Article, Item
from articles.search import get_search
from newsreader.lib.html import plain_text

SNIPPET_CHARS = 200
"""A feed's own words of less than this are a headline over again."""
OTHER_OUTLETS = 6
OF_ARCHIVE = 2
LOOKED_AT = 12
"""Hits of the archive that are looked at for texts."""
ARCHIVE_AGE = dt.timedelta(hours=36)
"""Nearer in time than this, it is the same event and no background."""
CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Grounds:
    """The request for an engine, and whence each of its sources comes."""

    request: AnalysisRequest
    urls: dict[int, str]

    @property
    def outlets(self) -> int:
        """Other outlets on the same event."""
        others = [one for one in self.request.sources if one.role == "coverage"]
        own = self.request.sources[0].outlet
        return len({one.outlet or str(one.id) for one in others} - {own})


def of(item: Item) -> Grounds | None:
    """What there is to rest an analysis on; None on a headline alone."""
    basis, own = _own(item)
    if own is None:
        return None
    article = item.article
    urls = {own.id: article.url if article and own.id else item.link}
    sources = [own]
    for other in (*_coverage(item), *_archive(item, basis, own)):
        found = other.article
        if found is None or found.pk in urls:
            continue
        is_same = other.story_id is not None and other.story_id == item.story_id
        sources.append(
            Source(
                id=found.pk,
                outlet=other.outlet or found.outlet,
                text=found.text[:CHARS],
                role="coverage" if is_same else "archive",
                day=(other.published_at or other.sort_at).date(),
            )
        )
        urls[found.pk] = found.url
    return Grounds(
        AnalysisRequest(item.headline, item.language, tuple(sources), basis), urls
    )


def _own(item: Item) -> tuple[Basis, Source | None]:
    """The article, else the feed's own words."""
    day = (item.published_at or item.sort_at).date()
    if item.article and item.article.has_text:
        outlet = item.outlet or item.article.outlet
        text = item.article.text[:CHARS]
        return "full_text", Source(item.article.pk, outlet, text, "item", day)
    words = max(plain_text(item.content_html), item.snippet, key=len)
    if len(words) < SNIPPET_CHARS:
        return "headline", None
    return "snippet", Source(0, item.outlet, words[:CHARS], "item", day)


def _coverage(item: Item) -> Iterator[Item]:
    """One item of each other outlet of the story, the first ones first."""
    if item.story_id is None:
        return
    others = (
        Item.objects.filter(story=item.story_id, article__wall="")
        .exclude(pk=item.pk)
        .select_related("article")
        .defer("content_html", "google_id", "article__html")
        .order_by("sort_at", "pk")[: 4 * OTHER_OUTLETS]
    )
    known = {_outlet(item)}
    for other in others:
        if _outlet(other) not in known:
            known.add(_outlet(other))
            yield other
        if len(known) > OTHER_OUTLETS:
            return


def _archive(item: Item, basis: Basis, own: Source) -> Iterator[Item]:
    """Earlier items that name whom it is about, of other stories."""
    actor, _ = people(AnalysisRequest(item.headline, item.language, [own], basis))
    if not actor:
        return
    before = item.sort_at - ARCHIVE_AGE
    name = actor.replace('"', " ")
    hits = get_search().find(
        parse(f'"{name}" has:article before:{before.date().isoformat()}'),
        limit=LOOKED_AT,
    )
    elsewhere = Q() if item.story_id is None else ~Q(story=item.story_id)
    found = (
        Item.objects.filter(
            elsewhere,
            pk__in=[hit.item_id for hit in hits],
            sort_at__lt=before,
            article__wall="",
            article__text__contains=actor,
        )
        .select_related("article")
        .defer("content_html", "google_id", "article__html")
        .order_by("-sort_at", "-pk")
    )
    yield from found[:OF_ARCHIVE]


def _outlet(item: Item) -> str:
    article: Article | None = item.article
    return (
        item.outlet or (article.outlet if article else "") or str(item.pk)
    ).casefold()
