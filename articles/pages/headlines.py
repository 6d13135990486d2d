"""The lists of headlines: everything, one category, one feed, what is starred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Item
from articles.pages.frame import Link, Visitor
from articles.pages.glance import Glance
from articles.pages.listing import Asked, Page, Wish
from articles.pages.ranked import most_reported
from articles.pages.rows import Row, rows
from articles.pages.sidebar import FeedLine, Sidebar, feed_lines, sidebar
from articles.tallies import unread
from articles.visibility import Hidden, Sight, sight_of
from feeds.models import Category, Feed

TOP = "top"
FIRST_POLL_S = 5
"""How soon a page that waits for the first poll looks again."""

_NUMBERS = (
    gettext_lazy("No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
)


@dataclass(frozen=True, slots=True)
class Day:
    """The headlines of one day."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlinesPage:
    """A list of headlines, newest first, by days."""

    title: str
    url: str
    here: str
    """The list as it was chosen, from its beginning on."""
    site: Link | None
    days: tuple[Day, ...]
    older_url: str
    newest_url: str
    choices: tuple[tuple[Link, bool], ...]
    empty: str
    help: Link | None
    refresh_s: int
    trouble: str
    trouble_link: Link | None
    sidebar: Sidebar
    signed_in: bool
    scope: tuple[tuple[str, str], ...]


def headlines_page(wish: Wish, *, user: Visitor, now: dt.datetime) -> HeadlinesPage:
    """What the reader asks for. Raises DoesNotExist of Feed, Category or Item, and
    Hidden where it is there, but not for this visitor."""
    sight = sight_of(user)
    feeds = feed_lines()
    feed = _feed(feeds, wish.feed_pk) if wish.feed_pk is not None else None
    category = _category(feeds, wish.category_slug) if wish.category_slug else None
    place = feed or category
    title, path, scope = _heading(wish, feed, category)
    shown = _shown(feeds, feed, category)
    if shown and place and not any(map(sight.shows, shown)):
        raise Hidden
    inside = category or (feed.category if feed else None)
    seen = [feed for feed in feeds if sight.shows(feed)]
    is_closed = bool(feeds) and not seen
    feeds = seen
    shown = [feed for feed in shown if sight.shows(feed)]
    count = unread(user)

    may_rank = not (
        feed or wish.starred or wish.outlet or wish.today or wish.unread_page
    )
    asked = Asked(wish, feed.pk if feed else None, category, user, sight, count, now)
    is_ranked = may_rank and wish.order == TOP and not wish.unread
    if is_ranked:
        reasons = most_reported(category, sight=sight, reader=user.pk, now=now)
        page = Page(list(reasons), None, 0)
    else:
        reasons, page = {}, asked.page()
    items, end = page.items, page.end
    if wish.outlet and not items and not _is_outlet(wish.outlet, sight):
        raise Item.DoesNotExist
    made = rows(
        items,
        now=now,
        sight=sight,
        feeds={feed.pk for feed in shown} if place else (),
        reader=user,
        by_day=not is_ranked,
    )
    here = _address(path, unread=wish.unread and not wish.unread_page, top=is_ranked)
    left = asked.left_after(page.passed) if wish.unread_page else 0
    waiting = 0 if items or wish.starred or wish.after else _waiting(shown)
    empty, help_link = (
        ("", None)
        if items
        else _empty(wish, shown, waiting, user, is_closed, is_ranked)
    )
    trouble, trouble_link = _trouble(shown, feed, user)
    return HeadlinesPage(
        title=title,
        url=path,
        site=Link(_("Website"), feed.site_url) if feed and feed.site_url else None,
        days=_top(made, reasons) if is_ranked else _days(made, items, now),
        here=here,
        older_url=_address(here, after=str(end), left=left) if end else "",
        newest_url=here if wish.after else "",
        choices=_choices(path, wish, user, may_rank=may_rank, is_ranked=is_ranked),
        empty=empty,
        help=help_link,
        refresh_s=FIRST_POLL_S if waiting else 0,
        trouble=trouble,
        trouble_link=trouble_link,
        sidebar=sidebar(
            feeds,
            user=user,
            unread=count,
            path=path,
            category_pk=inside.pk if inside else None,
        ),
        signed_in=user.is_authenticated,
        scope=(*scope, ("until", now.isoformat())),
    )


def _heading(
    wish: Wish, feed: FeedLine | None, category: Category | None
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What the list is called, where it is, and how a form names it."""
    if feed:
        return feed.title, feed.get_absolute_url(), (("feed", str(feed.pk)),)
    if category:
        slug = category.slug
        return str(category), category.get_absolute_url(), (("category", slug),)
    if wish.outlet:
        path = reverse("outlet", args=[wish.outlet])
        return wish.outlet, path, (("outlet", wish.outlet),)
    if wish.today:
        return _("Today"), reverse("today"), (("today", "on"),)
    if wish.starred:
        return _("Starred"), reverse("starred"), (("starred", "on"),)
    if wish.unread_page:
        return _("Unread"), reverse("unread"), ()
    return _("All headlines"), reverse("headlines"), ()


def _is_outlet(name: str, sight: Sight) -> bool:
    return sight.among(Item.objects.of_outlet(name)).exists()


def _feed(feeds: Sequence[FeedLine], pk: int) -> FeedLine:
    for feed in feeds:
        if feed.pk == pk:
            return feed
    raise Feed.DoesNotExist


def _category(feeds: Sequence[FeedLine], slug: str) -> Category:
    for feed in feeds:
        if feed.category and feed.category.slug == slug:
            return feed.category
    return Category.objects.get(slug=slug)


def _shown(
    feeds: Sequence[FeedLine], feed: FeedLine | None, category: Category | None
) -> list[FeedLine]:
    if feed:
        return [feed]
    return [f for f in feeds if category is None or f.category == category]


def _top(shown: Sequence[Row], reasons: Mapping[Glance, str]) -> tuple[Day, ...]:
    """The ranked rows under one heading, each with its reason."""
    told = tuple(
        replace(row, notes=(reason, *row.notes))
        for row, reason in zip(shown, reasons.values(), strict=True)
    )
    return (Day(_("Most reported now"), told),) if told else ()


def _days(
    shown: Sequence[Row], items: Sequence[Glance], now: dt.datetime
) -> tuple[Day, ...]:
    """Rows by the day of their place in the order."""
    today = timezone.localtime(now).date()
    by_day: dict[dt.date, list[Row]] = {}
    for row, item in zip(shown, items, strict=True):
        by_day.setdefault(timezone.localtime(item.sort_at).date(), []).append(row)
    return tuple(
        Day(_day_label(day, today), tuple(there)) for day, there in by_day.items()
    )


def _day_label(day: dt.date, today: dt.date) -> str:
    if day >= today:
        return _("Today")
    if day == today - dt.timedelta(days=1):
        return _("Yesterday")
    if day.year != today.year:
        return date_format(day, "DATE_FORMAT")
    return f"{date_format(day, 'l')}, {date_format(day, 'MONTH_DAY_FORMAT')}"


def _address(
    path: str,
    *,
    unread: bool = False,
    top: bool = False,
    after: str = "",
    left: int = 0,
) -> str:
    query = {"show": "unread"} if unread else {}
    query |= {"order": TOP} if top else {}
    query |= {"after": after} if after else {}
    query |= {"left": str(left)} if left else {}
    join = "&" if "?" in path else "?"
    return f"{path}{join}{urlencode(query)}" if query else path


def _choices(
    path: str, wish: Wish, user: Visitor, *, may_rank: bool, is_ranked: bool
) -> tuple[tuple[Link, bool], ...]:
    if wish.unread_page:
        return ()
    lists = [(Link(_("Newest"), path), not wish.unread and not is_ranked)]
    if may_rank:
        lists.append((Link(_("Most reported"), _address(path, top=True)), is_ranked))
    if user.is_authenticated:
        unread = _address(path, unread=True)
        lists.append((Link(_("Unread only"), unread), wish.unread))
    return tuple(lists) if len(lists) > 1 else ()


def _waiting(feeds: Sequence[FeedLine]) -> int:
    """How many feeds still wait for their first poll."""
    return sum(not feed.was_polled and not feed.is_paused for feed in feeds)


def _empty(
    wish: Wish,
    feeds: Sequence[FeedLine],
    waiting: int,
    user: Visitor,
    is_closed: bool,
    is_ranked: bool,
) -> tuple[str, Link | None]:
    """Why there is nothing to show, in a sentence, and what can be done about it."""
    if wish.starred:
        return _("Nothing is starred yet. The star is below each item."), None
    if wish.after:
        return _("Here the headlines end."), None
    if waiting:
        number = _NUMBERS[waiting] if waiting < len(_NUMBERS) else str(waiting)
        said = ngettext(
            "%(number)s feed is being fetched; this page fills within seconds.",
            "%(number)s feeds are being fetched; this page fills within seconds.",
            waiting,
        )
        return said % {"number": number}, None
    if wish.unread:
        return _("Everything here is read."), None
    if feeds and is_ranked:
        newest = Link(_("Newest"), reverse("headlines"))
        return _("Nothing was reported here in the last day and a half."), newest
    if feeds:
        return _("There are no headlines here yet."), None
    if is_closed:
        sign_in = Link(_("Sign in"), reverse("login"))
        return _("The headlines here are for people with an account."), sign_in
    if getattr(user, "is_staff", False):
        add = Link(_("Add the first feed"), reverse("admin:feeds_feed_add"))
        return _("There are no feeds yet."), add
    return _("There are no feeds yet. Whoever runs this site can add some."), None


def _trouble(
    shown: Sequence[FeedLine], feed: FeedLine | None, user: Visitor
) -> tuple[str, Link | None]:
    """For staff: which of these feeds fail, and where to look."""
    failing = [f for f in shown if f.is_failing]
    if not failing or not getattr(user, "is_staff", False):
        return "", None
    if feed:
        said = ngettext(
            "This feed could not be fetched (%(error)s), once.",
            "This feed could not be fetched (%(error)s), %(count)d times in a row.",
            max(feed.failures, 1),
        ) % {"error": feed.error, "count": feed.failures}
        url = reverse("admin:feeds_feed_change", args=[feed.pk])
        return said, Link(_("See what happened"), url)
    count = len(failing)
    said = ngettext("One feed fails.", "%(count)d feeds fail.", count)
    url = f"{reverse('admin:feeds_feed_changelist')}?health=failing"
    return said % {"count": count}, Link(_("See which"), url)
