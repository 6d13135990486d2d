"""The page of an item: what was published, what it means, and where it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, Item, Story
from articles.pages.also import AlsoLine, also_on, archive_of
from articles.pages.analysis import (
    AnalysisBlock,
    analysis_block,
    no_analysis,
    no_basis,
)
from articles.pages.around import Around, around
from articles.pages.frame import (
    Link,
    Tongue,
    Visitor,
    When,
    feeds_of,
    icon_of,
    outlet_of,
    says_more,
    story_url,
    tongue,
    web_address,
    when,
)
from articles.pages.full_text import FullText, Renamed, full_text, may_read
from articles.pages.head import Head, item_head
from articles.pages.model_note import wants_model
from articles.visibility import WHOLE, Hidden, Sight, may_open, sight_of
from feeds.models import Feed
from newsreader.lib.questions import Columns, ask, moment
from newsreader.lib.said import said

SHOWN_ALSO = 10

_BEYOND = 2**63
_ITEMS = Columns(Item, "i", but=("content_html", "google_id"))
_ARTICLES = Columns(Article, "a", but=("text", "html"))
_WHOLE_ARTICLES = Columns(Article, "a", but=("text",))
_STORIES = Columns(Story, "s")
_FEEDS = Columns(Feed, "f")
_BROUGHT_BY = f"""
SELECT {_FEEDS.sql} FROM articles_origin o JOIN feeds_feed f ON f.id = o.feed_id
WHERE o.item_id = %s ORDER BY o.first_seen_at, o.id
"""  # noqa: S608 (fields' names)
_QUESTION = f"""
SELECT {_ITEMS.sql}, {{article}}, {_STORIES.sql}, c.headline, c.changed_at, m.at, t.at
FROM articles_item i
LEFT JOIN articles_article a ON a.id = i.article_id
LEFT JOIN articles_story s ON s.id = i.story_id
LEFT JOIN articles_headlinechange c ON c.id = (
  SELECT one.id FROM articles_headlinechange one WHERE one.item_id = i.id
  ORDER BY one.changed_at DESC, one.id DESC LIMIT 1)
LEFT JOIN articles_readmark m ON m.item_id = i.id AND m.user_id = %s
LEFT JOIN articles_star t ON t.item_id = i.id AND t.user_id = %s
WHERE i.id = %s
"""  # noqa: S608 (fields' names)

LOOK_AGAIN_S = 4
PATIENCE = dt.timedelta(minutes=2)
"""For so long a page waits for the text that its reader has asked for."""


@dataclass(frozen=True, slots=True)
class SnippetBlock:
    """A first impression of the text, "" where nobody gave one, and in `notes` what
    it is."""

    text: str
    tongue: Tongue
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The way to the publisher; `note` where it is not the straight one."""

    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What the reader did to the item, and where to go after undoing it."""

    pk: int
    is_read: bool
    is_starred: bool
    has_original: bool
    url: str
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One item, in the order in which the page tells it.

    `wants_text` tells that the full text is to be fetched now that it was opened,
    `wants_model` that a model is to write about it;
    `refresh_s`, how soon a page that waits for it looks again, or 0.
    """

    back: Link
    headline: str
    tongue: Tongue
    feed: str
    when: When
    outlet: str
    icon: str
    story: Link | None
    snippet: SnippetBlock
    renamed: Renamed | None
    analysis: AnalysisBlock | None
    no_analysis: str
    no_basis: str
    original: Original | None
    marks: Marks | None
    also: tuple[AlsoLine, ...]
    more_url: str
    full_text: FullText | None
    archive: tuple[AlsoLine, ...]
    wants_text: bool
    wants_model: bool
    refresh_s: int
    head: Head
    url: str
    was_read: bool
    signed_in: bool
    around: Around


def item_page(
    pk: int,
    *,
    user: Visitor,
    root: str,
    slug: str = "",
    feed_pk: int | None = None,
    is_folded: bool = False,
) -> ItemPage:
    """The page of an item on the site at `root`, for one who came from that feed.

    `is_folded` says that the reader keeps analyses folded.

    Raises Item.DoesNotExist, and Hidden where it is not for this visitor: what is open
    by link is so to whoever knows its headline, as the `slug` of the address tells.
    """
    sight = sight_of(user)
    item = _item(pk, user, sight)
    if not sight.is_whole and not may_open(item, slug):
        raise Hidden
    feed = _feed(item, feed_pk)
    outlet = outlet_of(item)
    snippet = _snippet(item, feed, is_reader=user.is_authenticated)
    wants = wants_model(item, is_reader=user.is_authenticated)
    analysis = analysis_block(item, is_folded=is_folded, wants_model=wants)
    back = Link(_("All headlines"), reverse("headlines"))
    if feed:
        back = Link(feed.title, feed.get_absolute_url())
    back = Link(back.name, f"{back.url}#item-{item.pk}")
    also = also_on(item, sight)
    archive = archive_of(item, also, sight) if not analysis and no_basis(item) else ()
    more = story_url(item.story, sight) if item.story else ""
    return ItemPage(
        back=back,
        headline=item.headline,
        tongue=tongue(item.language),
        feed=feed.title if feed else "",
        when=when(item),
        outlet=outlet if feed is None or outlet != feed.title else "",
        icon=icon_of(item),
        story=_story(item, also, outlet, sight),
        snippet=snippet,
        renamed=_renamed(item),
        analysis=analysis,
        no_analysis=""
        if analysis
        else no_analysis(item, has_others=bool(also), has_earlier=bool(archive)),
        no_basis="" if analysis else no_basis(item),
        original=_original(item),
        marks=_marks(item, back, is_read=True) if user.is_authenticated else None,
        also=also[:SHOWN_ALSO],
        more_url=more if len(also) > SHOWN_ALSO else "",
        full_text=full_text(item, outlet=outlet, user=user),
        archive=archive,
        wants_text=user.is_authenticated and _waits_for_reader(item),
        wants_model=wants,
        refresh_s=_refresh_s(item, analysis) if user.is_authenticated else 0,
        head=item_head(
            item,
            root=root,
            outlet=outlet,
            description=_description(item, snippet, analysis),
        ),
        url=item.get_absolute_url(),
        was_read=_is_read(item),
        signed_in=user.is_authenticated,
        around=around(item, feed, sight),
    )


def marks_of(item_pk: int, *, user: Visitor, back_url: str) -> Marks:
    """The marks of one item as they now are, for the fragment that shows them."""
    item = _item(item_pk, user, WHOLE)
    return _marks(item, Link("", back_url), is_read=_is_read(item))


def _item(pk: int, user: Visitor, sight: Sight) -> Item:
    """With its article and story, the headline before this one, the reader's marks and
    the feeds that brought it, as far as they have a page for this visitor.

    Raises Item.DoesNotExist.
    """
    articles = _WHOLE_ARTICLES if may_read(user) else _ARTICLES
    question = _QUESTION.replace("{article}", articles.sql)
    found = ask(question, user.pk or 0, user.pk or 0, pk) if pk < _BEYOND else []
    for row in found:
        values = iter(row)
        item = _ITEMS.made(list(islice(values, _ITEMS.count)))
        assert item  # noqa: S101 (asked for by its number)
        item.article = articles.made(list(islice(values, articles.count)))
        item.story = _STORIES.made(list(islice(values, _STORIES.count)))
        told = ("was_headline", "was_until", "read_at", "starred_at")
        vars(item).update(zip(told, values, strict=True))
        feeds = (_FEEDS.made(row) for row in ask(_BROUGHT_BY, pk))
        vars(item)["feeds"] = [feed for feed in feeds if feed and sight.shows(feed)]
        return item
    raise Item.DoesNotExist


def _renamed(item: Item) -> Renamed | None:
    """What the headline was before its feed changed it, if it did."""
    was, until = getattr(item, "was_headline", None), getattr(item, "was_until", None)
    if not was or not until or was == item.headline:
        return None
    return Renamed(was, moment(until))


def _feed(item: Item, feed_pk: int | None) -> Feed | None:
    """The feed the reader came from if it brought the item, else the first that did."""
    feeds = feeds_of(item)
    came_from = (feed for feed in feeds if feed.pk == feed_pk)
    return next(came_from, feeds[0] if feeds else None)


def _waits_for_reader(item: Item) -> bool:
    """Is its text fetched as soon as a reader opens it?"""
    if item.article_id or item.text_wanted:
        return False
    wishes = {feed.full_text for feed in feeds_of(item)}
    return Feed.FullText.OPENED in wishes and Feed.FullText.ALWAYS not in wishes


def _is_on_its_way(item: Item) -> bool:
    """Has a reader asked for the text, and nobody tried to fetch it yet?"""
    asked = item.text_wanted and item.stage == Item.Stage.EXTRACT and not item.tries
    return asked and not item.article_id


def _refresh_s(item: Item, analysis: AnalysisBlock | None) -> int:
    """A page that waits for its text, or for a model, looks again by itself, but not
    for ever."""
    note = analysis.note if analysis else None
    if _waits_for_reader(item) or (note and note.looks_again):
        return LOOK_AGAIN_S
    asked_at = item.due_at if _is_on_its_way(item) else None
    is_recent = asked_at is not None and timezone.now() - asked_at < PATIENCE
    return LOOK_AGAIN_S if is_recent else 0


def _snippet(item: Item, feed: Feed | None, *, is_reader: bool) -> SnippetBlock:
    article = item.article
    has_text = article is not None and article.has_text
    notes: list[str] = []
    text = ""
    if says_more(item.snippet, item.headline):
        text = item.snippet
    elif article and says_more(article.description, item.headline):
        text = article.description
        notes.append(_("The publisher’s own summary."))
    if not has_text:
        if feed and feed.is_google:
            notes.append(
                _("Google News RSS gives only a snippet, not the full article.")
            )
        else:
            notes.append(_("The feed gives only a snippet, not the full article."))
        if _is_on_its_way(item) or (is_reader and _waits_for_reader(item)):
            notes.append(_("The full text is on its way: open this page again soon."))
        elif item.no_article_why:
            notes.append(said(item.no_article_why))
    elif item.no_article_why:  # it was read for the analysis, but may not be kept
        notes.append(said(item.no_article_why))
    return SnippetBlock(text, tongue(item.language), tuple(notes))


def _description(
    item: Item, snippet: SnippetBlock, analysis: AnalysisBlock | None
) -> str:
    """What other sites show with a link: the snippet, else how the analysis begins;
    whoever sees the page sees both."""
    if snippet.text:
        return snippet.text
    sentences = (
        (one for part in analysis.parts for one in part.sentences) if analysis else ()
    )
    return next((one.text for one in sentences), item.headline)


def _original(item: Item) -> Original | None:
    if url := web_address(item.url):
        return Original(url, "")
    url = web_address(item.link)
    if not url:
        return None
    through_google = item.google_id and not item.url
    note = _("This link leads through Google News.") if through_google else ""
    return Original(url, note)


def _marks(item: Item, back: Link, *, is_read: bool) -> Marks:
    return Marks(
        pk=item.pk,
        is_read=is_read,
        is_starred=getattr(item, "starred_at", None) is not None,
        has_original=bool(item.original_url),
        url=item.get_absolute_url(),
        back_url=back.url,
    )


def _is_read(item: Item) -> bool:
    return getattr(item, "read_at", None) is not None


def _story(
    item: Item, also: tuple[AlsoLine, ...], outlet: str, sight: Sight
) -> Link | None:
    """The chip that tells how many others cover this, and leads to them."""
    names = {line.outlet.casefold() for line in also if line.outlet}
    count = len(names - {outlet.casefold()})
    if not count:
        return None
    ours = item.story and any(line.is_ours for line in also)
    url = story_url(item.story, sight) if item.story and ours else "#coverage"
    name = ngettext("+%(count)d outlet", "+%(count)d outlets", count)
    return Link(name % {"count": count}, url)
