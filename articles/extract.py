"""Step 4: fetch the page, extract, judge, store Article.

Items of any feed that lead to one address share one Article, fetched once. A feed
that is known to hold whole articles is believed, and their pages are not fetched. A
page that is about something else than the headline is not this item's article.
"""

from __future__ import annotations

import datetime as dt
import html as entities
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from articles import icons, originals
from articles.core import belonging, own_text, quality
from articles.core.identity import google_key
from articles.core.sentences import count_words
from articles.core.types import Extracted
from articles.models import Article, GoogleLink, Item, Origin
from articles.search import get_search
from feeds.core import google_link
from feeds.models import Feed
from newsreader.lib import urls, wake
from newsreader.lib.exchange import FetchError, Response
from newsreader.lib.html import plain_text
from newsreader.lib.steps import Done, Outcome, Retry, Skip, backoff

TRIES = 4
"""Retries of a publisher that does not answer, over about two and a half hours."""
BUSY_TRIES = 20
BUSY_S = 60.0

FIRST_RETRY_S = 600
FRESH = dt.timedelta(days=1)
"""How long the word of a page that gave no article stands."""

NO_COPY = dt.timedelta(days=1)
"""A text of which no copy may be kept serves the analysis for so long."""

NEVER = "Full texts are turned off for this feed."
WHEN_OPENED = "The full text is fetched when a signed-in reader opens this page."


@dataclass(slots=True)
class _Wish:
    """What the feeds that brought an item want of its text; the most generous counts.

    `holds` tells that one of them gives whole articles, `unjudged` are those of which
    nobody knows yet.
    """

    when: str = Feed.FullText.NEVER
    holds: bool = False
    unjudged: tuple[int, ...] = ()

    def add(self, feed: Feed) -> None:
        order = [Feed.FullText.NEVER, Feed.FullText.OPENED, Feed.FullText.ALWAYS]
        self.when = max(self.when, feed.full_text, key=[str(o) for o in order].index)
        if feed.holds_full_text is None and not feed.is_google:
            self.unjudged += (feed.pk,)
        self.holds = self.holds or bool(feed.holds_full_text and not feed.is_google)


def run(items: Sequence[Item], *, now: dt.datetime) -> Iterator[tuple[Item, Outcome]]:
    """Give each item its article, fetching every address once."""
    known, wishes = _known(items, now=now), _wishes(items)
    wanted: dict[str, list[Item]] = {}
    for item in items:
        wish, article = wishes[item.pk], known.get(item.url_hash)
        from_page = article and article.source == Article.Source.PAGE
        if not item.url:
            yield item, Skip(why="The publisher's address is not known.")
        elif wish.when == Feed.FullText.NEVER:
            yield item, _none(item, NEVER)
        elif wish.when == Feed.FullText.OPENED and not item.text_wanted:
            yield item, _none(item, WHEN_OPENED)
        elif wish.holds and not from_page and (told := _own(item, now=now)):
            yield item, Done(write=partial(_store, item, told, now=now))
        elif article and not _is_another(item, article.title, article.text):
            yield item, Done(write=partial(_link, item, article))
        elif article:
            yield item, _none(item, belonging.ANOTHER)
        else:
            wanted.setdefault(item.url_hash, []).append(item)
    groups = list(wanted.values())
    given = _as_given([group[0] for group in groups])
    for place, answer in originals.ask([(url, {}) for url in given]):
        for item, outcome in _read(groups[place], answer, wishes, now=now):
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


def _as_given(items: Sequence[Item]) -> list[str]:
    """The addresses to ask for, to the letter as somebody gave them.

    An item is known by its address without what only tracks readers, but what is taken
    for that may be what this publisher finds the article by.
    """
    keys = {google_key(item.google_id): item.pk for item in items if item.google_id}
    links = GoogleLink.objects.filter(key__in=keys).exclude(url="")
    told = {keys[key]: url for key, url in links.values_list("key", "url")}
    return [
        next(
            (
                url
                for url in (
                    told.get(item.pk),
                    item.google_id and google_link.decode(item.google_id).url,
                    item.link,
                )
                if url and _leads_to(url, item)
            ),
            item.url,
        )
        for item in items
    ]


def _leads_to(url: str, item: Item) -> bool:
    try:
        return urls.clean(url) == item.url
    except urls.BadAddress:
        return False


def _is_another(item: Item, title: str, text: str) -> bool:
    return belonging.is_another(
        item.headline, title, text, outlet=item.outlet, language=item.language
    )


def _wishes(items: Sequence[Item]) -> dict[int, _Wish]:
    wishes = {item.pk: _Wish() for item in items}
    origins = Origin.objects.filter(item__in=wishes).select_related("feed")
    for origin in origins:
        wishes[origin.item_id].add(origin.feed)
    for pk in wishes.keys() - {origin.item_id for origin in origins}:
        wishes[pk] = _Wish(when=Feed.FullText.ALWAYS)  # its feeds are gone
    return wishes


def _read(
    items: Sequence[Item],
    answer: Response | FetchError,
    wishes: dict[int, _Wish],
    *,
    now: dt.datetime,
) -> Iterator[tuple[Item, Outcome]]:
    """The outcome of one fetched address, for each item that waits for it."""
    refusal = originals.refusal(answer, now=now)
    if refusal or isinstance(answer, FetchError):
        for item in items:
            yield item, _without_page(item, refusal, now=now)
        return
    extracted = originals.read(answer, now=now)
    columns = originals.columns(extracted, answer.url, now=now)
    columns |= originals.validators(answer)
    if not extracted.wall and not originals.may_be_kept(extracted, answer):
        columns |= {"html": "", "forget_at": now + NO_COPY}
    sentence = originals.sentence(extracted)
    icon = (answer.url, extracted.icon_url)
    for item in items:
        wish = wishes[item.pk]
        if extracted.wall and (told := _own(item, now=now)):
            yield item, Done(why=sentence, write=partial(_store, item, told, now=now))
            continue
        if not extracted.wall and _is_another(item, extracted.title, extracted.text):
            yield item, _none(item, belonging.ANOTHER)
            continue
        judged = _judged(item, wish, extracted)
        write = partial(_store, item, columns, now=now, judged=judged, icon=icon)
        kind = Skip if extracted.wall else Done
        yield item, kind(why=sentence, write=write)


def _without_page(
    item: Item, refusal: originals.Refusal | None, *, now: dt.datetime
) -> Outcome:
    """Where no page came: the feed's own text if it is whole, else later or never."""
    refusal = refusal or originals.Refusal("", "")
    if refusal.is_busy and item.tries < BUSY_TRIES:
        return Retry(after=dt.timedelta(seconds=BUSY_S), why=refusal.why)
    if told := _own(item, now=now):
        return Done(why=refusal.why, write=partial(_store, item, told, now=now))
    if refusal.may_pass and item.tries < TRIES:
        wait = max(backoff(item.tries, FIRST_RETRY_S).total_seconds(), refusal.wait_s)
        return Retry(after=dt.timedelta(seconds=wait), why=refusal.why)
    return _none(item, refusal.sentence, why=refusal.why)


def _own(item: Item, *, now: dt.datetime) -> dict[str, object] | None:
    """The article that the feed itself gave, as columns; None for a teaser."""
    if item.google_id or not own_text.looks_whole(item.content_html):
        return None
    title, language = entities.escape(item.headline), entities.escape(item.language)
    page = (
        f'<html lang="{language}"><head><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{item.content_html}</article></body></html>"
    )
    told = originals.extracted(page.encode("utf-8", "replace"), url=item.url, now=now)
    if told.wall or told.word_count < own_text.COVERED * count_words(
        plain_text(item.content_html)
    ):
        return None
    url = urls.clean(item.url)
    return originals.columns(told, url, now=now) | {
        "title": item.headline[:1000],
        "authors": item.author[:500],
        "outlet": item.outlet[:200],
        "language": item.language[:35],
        "published_at": item.published_at,
        "source": Article.Source.FEED,
    }


def _judged(item: Item, wish: _Wish, extracted: Extracted) -> dict[int, bool]:
    """What this page tells of the feeds of which nobody knows if they hold all."""
    if extracted.wall or not own_text.looks_whole(item.content_html):
        return {}
    covers = own_text.covers(item.content_html, extracted.text)
    return dict.fromkeys(wish.unjudged, covers)


def _store(
    item: Item,
    columns: dict[str, object],
    *,
    now: dt.datetime,
    judged: dict[int, bool] | None = None,
    icon: tuple[str, str] | None = None,
) -> None:
    """One row for the address. A wall never takes the place of a text we have."""
    article, is_new = Article.objects.get_or_create(
        url_hash=columns["url_hash"], defaults=columns | {"found_at": now}
    )
    if columns.get("forget_at"):
        # Neither looked at again nor compared: there is nothing to keep up to date
        Article.objects.filter(pk=article.pk).update(**columns, due_at=None)
        article.refresh_from_db()
    elif is_new:
        article.due_at = originals.look_again_at(article, now=now)
        article.save(update_fields=["due_at"])
    else:
        originals.update(article, columns, now=now)
    for pk, holds in (judged or {}).items():
        feeds = Feed.objects.filter(pk=pk, holds_full_text=None)
        feeds.update(holds_full_text=holds)
    if icon:
        icons.told(*icon, now=now)
    _link(item, article)


def _link(item: Item, article: Article) -> None:
    changes: dict[str, object] = {
        "article": article,
        "no_article_why": originals.NO_ARCHIVE
        if article.forget_at
        else quality.why_not(article.wall),
    }
    if article.language and not item.language:
        changes["language"] = article.language
    Item.objects.filter(pk=item.pk).update(**changes)
    get_search().index([item.pk])


def _none(item: Item, sentence: str, *, why: str = "") -> Skip:
    """The row moves on without an article, and its page says why."""
    return Skip(why=why or sentence, write=partial(_say_why, item, sentence))


def _say_why(item: Item, sentence: str) -> None:
    Item.objects.filter(pk=item.pk).update(no_article_why=sentence[:200])
