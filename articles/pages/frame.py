"""What pages share: links and times, languages, icons and names of outlets."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import icons, visibility
from articles.models import Item, Origin, Story
from articles.querysets import ItemQuerySet
from articles.visibility import PUBLIC, WHOLE, Sight
from feeds.models import Feed

Visitor: TypeAlias = AbstractBaseUser | AnonymousUser

_RIGHT_TO_LEFT = {
    "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi",
}  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads somewhere."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class When:
    """A time to show, or just its day where the feed tells no more."""

    at: dt.datetime
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a foreign text: what `lang` and `dir` say of it."""

    lang: str
    dir: str


@lru_cache(1_000)
def tongue(language: str) -> Tongue:
    """How to mark a text of that language; what is no language tag says nothing."""
    if not _LANGUAGE.fullmatch(language):
        return Tongue("", "auto")
    tag = language.replace("_", "-")
    is_rtl = tag.partition("-")[0].lower() in _RIGHT_TO_LEFT
    return Tongue(tag, "rtl" if is_rtl else "ltr")


def web_address(url: str) -> str:
    """The address if a browser may be sent there, else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def item_url(item: Item, feed_pk: int | None = None) -> str:
    """The item's permalink, with the feed the reader comes from."""
    return from_feed(item.get_absolute_url(), feed_pk)


def from_feed(url: str, feed_pk: int | None) -> str:
    return f"{url}?feed={feed_pk}" if feed_pk else url


def when(item: Item) -> When:
    """When the item was published, or first seen where the feed does not tell."""
    if item.published_at is None:
        return When(item.first_seen_at)
    return When(item.published_at, item.day_only)


def says_more(text: str, headline: str) -> bool:
    """Does a snippet tell anything that the headline does not?"""
    plain = " ".join(text.split()).casefold().rstrip(" .…")
    return bool(plain) and plain not in " ".join(headline.split()).casefold()


def with_origins(items: ItemQuerySet, sight: Sight = WHOLE) -> ItemQuerySet:
    """With the feeds that brought each item, the first to do so first; for a visitor
    from whom something is hidden, only feeds that have a page for them."""
    origins = (
        Origin.objects.select_related("feed")
        .only(
            "item", "feed__title", "feed__kind", "feed__site_url", "feed__full_text",
            "feed__visibility", "feed__category",
        )
        .order_by("first_seen_at", "pk")
    )  # fmt: skip
    if not sight.is_whole:
        origins = origins.filter(feed__visibility__in=visibility.words_for(PUBLIC))
    return items.prefetch_related(Prefetch("origins", origins))


def outlet_of(item: Item) -> str:
    """The publisher's name: the feed's word, the page's, or else the feed's name."""
    if name := item.outlet or (item.article.outlet if item.article else ""):
        return name
    return next((feed.title for feed in feeds_of(item)), "")


def feeds_of(item: Item) -> list[Feed]:
    """The feeds that brought it: the `feeds` that a page has asked for already, in
    whatever way, or its origins'."""
    feeds: list[Feed] | None = vars(item).get("feeds")
    return [o.feed for o in item.origins.all()] if feeds is None else feeds


def story_url(story: Story, sight: Sight) -> str:
    """A story's address. It is made of a headline, which may be one that is hidden."""
    if sight.is_whole:
        return story.get_absolute_url()
    return reverse("story-by-id", args=[story.pk])


def feed_place(pk: int) -> str:
    """The word for a feed's line of the sidebar, to which its rows refer."""
    return f"f{pk}"


def category_place(pk: int) -> str:
    return f"c{pk}"


def icon_of(item: Item) -> str:
    """The address of the outlet's icon, as a page of one item shows it."""
    feeds = feeds_of(item)
    own = next((feed.site_url for feed in feeds if not feed.is_google), "")
    return icon_for(item.url, item.outlet_url, own)


def icon_for(*urls: str) -> str:
    """The address of the icon of the first of these that has a host, or "": an
    outlet's own is known before its page is."""
    return icons.address(next(filter(None, map(icons.site, urls)), ""))


def ago(shown: When, now: dt.datetime) -> str:
    """How long ago, for the last hours; "" where only a date says it well."""
    minutes = int((now - shown.at).total_seconds() // 60)
    if shown.day_only or not 0 <= minutes < 24 * 60:
        return ""
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("%(count)d min ago") % {"count": minutes}
    return _("%(count)d h ago") % {"count": minutes // 60}
