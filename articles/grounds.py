"""What an analysis may rest on: the item's own text, other outlets', the archive."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from articles.core import sentences
from articles.core.lexicon import stop_words
from articles.core.people import people
from articles.core.query import parse
from articles.core.types import AnalysisRequest, Basis, Source
from articles.models import Article, Item
from articles.querysets import ItemQuerySet
from articles.search import get_search
from articles.visibility import MEMBERS, level_of_set, sight_of
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
ENOUGH_SHARED = 2
"""From so much in common on, an earlier item has to do with a headline."""


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
        _as_open_as(item, Item.objects.filter(story=item.story_id, article__wall=""))
        .exclude(pk=item.pk)
        .select_related("article")
        .defer("content_html", "google_id", "article__html")
        .order_by("sort_at", "pk")[: 4 * OTHER_OUTLETS]
    )
    known = {_outlet(item)}
    voices = {item.copy_of_id or item.pk}
    for other in others:
        voice = other.copy_of_id or other.pk  # a reprint is no second voice
        if _outlet(other) not in known and voice not in voices:
            known.add(_outlet(other))
            voices.add(voice)
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
    fitting = Item.objects.filter(
        elsewhere,
        pk__in=[hit.item_id for hit in hits],
        sort_at__lt=before,
        article__wall="",
        article__text__contains=actor,
    )
    found = (
        _as_open_as(item, fitting)
        .select_related("article")
        .defer("content_html", "google_id", "article__html")
        .order_by("-sort_at", "-pk")
    )
    yield from found[:OF_ARCHIVE]


def _as_open_as(item: Item, others: ItemQuerySet) -> ItemQuerySet:
    """What a visitor may read rests on nothing that only people with an account may."""
    if level_of_set(item.feed_set_id) == MEMBERS:
        return others
    return sight_of(AnonymousUser()).among(others)


def earlier(item: Item) -> list[int]:
    """Items before this one that share most with its headline alone, by their pks.

    The longest name says most; then pairs of telling words. Four searches at most,
    since a page waits for them.
    """
    before = item.sort_at - ARCHIVE_AGE
    until = f"before:{before.date().isoformat()}"
    found: Counter[int] = Counter()
    for weight, phrase in _telling(item.headline, item.language):
        hits = get_search().find(parse(f"{phrase} {until}"), limit=LOOKED_AT)
        for hit in hits:
            found[hit.item_id] += weight
    pks = [pk for pk, weight in found.most_common(LOOKED_AT) if weight >= ENOUGH_SHARED]
    elsewhere = Item.objects.filter(pk__in=pks, sort_at__lt=before).exclude(pk=item.pk)
    if item.story_id is not None:
        elsewhere = elsewhere.exclude(story=item.story_id)
    return list(elsewhere.values_list("pk", flat=True))


def _telling(headline: str, language: str) -> Iterator[tuple[int, str]]:
    """What to search for, and how much a hit says."""
    words = [
        word
        for word in dict.fromkeys(sentences.words(headline))
        if word not in stop_words(language) and len(word) > 3
    ]
    whole = sorted(sentences.names(headline), key=len, reverse=True)
    for name in [name for name in whole if " " in name and len(name) < 60][:1]:
        phrase = " ".join(name.replace('"', " ").split()[-2:])  # without "Mayor"
        yield 2, f'"{phrase}"'
    rarest = sorted(words, key=len, reverse=True)[:3]  # as far as length tells
    for one, other in combinations(rarest, 2):
        yield 1, f"title:{one} title:{other}"


def _outlet(item: Item) -> str:
    article: Article | None = item.article
    return (
        item.outlet or (article.outlet if article else "") or str(item.pk)
    ).casefold()
