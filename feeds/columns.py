"""What the administration says of a feed: columns of its list, lines of its page."""

from __future__ import annotations

import datetime as dt

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feeds import cockpit, websub_words
from feeds.models import Feed
from newsreader.lib.said import said
from newsreader.lib.urls import host

HEALTH_WORDS = {
    "fine": gettext_lazy("Fine"),
    "new": gettext_lazy("New"),
    "failing": gettext_lazy("Failing"),
    "paused": gettext_lazy("Paused"),
}
"""The badge of a feed, by `Feed.health`."""

ERROR_WORDS = {
    "address": gettext_lazy("bad address"),
    "auth": gettext_lazy("password wanted"),
    "blocked": gettext_lazy("private address"),
    "busy": gettext_lazy("host is busy"),
    "connect": gettext_lazy("no connection"),
    "decode": gettext_lazy("unreadable"),
    "dns": gettext_lazy("no such host"),
    "gone": gettext_lazy("gone for good"),
    "http": gettext_lazy("refused"),
    "internal": gettext_lazy("a fault here"),
    "not_a_feed": gettext_lazy("no feed"),
    "parse": gettext_lazy("broken feed"),
    "protocol": gettext_lazy("broken answer"),
    "rate_limited": gettext_lazy("asked to wait"),
    "redirect": gettext_lazy("bad redirect"),
    "timeout": gettext_lazy("too slow"),
    "tls": gettext_lazy("no safe connection"),
    "too_large": gettext_lazy("too large"),
    "truncated": gettext_lazy("cut short"),
}
"""What went wrong with the last poll, in few words (see `feeds.core.schedule`)."""


class FeedColumns:
    """Said of each feed; what a list counts for all at once is on the feed already."""

    @admin.display(description=gettext_lazy("title and host"), ordering="title")
    def name(self, feed: Feed) -> SafeString:
        where = host(feed.site_url or feed.url)
        return format_html(
            '<bdi>{}</bdi><span class="host">{}</span>', feed.title, where
        )

    @admin.display(description=gettext_lazy("address"))
    def address(self, feed: Feed) -> str:
        if not feed.is_google:
            return web_link(feed.url)
        why = _(
            "What a feed of Google News follows is its address: to follow something "
            "else, add another feed and delete this one."
        )
        return format_html('{}<div class="help">{}</div>', web_link(feed.url), why)

    @admin.display(description=gettext_lazy("website"))
    def site(self, feed: Feed) -> str:
        return web_link(feed.site_url)

    @admin.display(description=gettext_lazy("health"), ordering="failures")
    def health(self, feed: Feed) -> SafeString:
        word, badge, more = _health(feed)
        return format_html(
            '<span class="health health-{}">{}</span> {}', word, badge, more
        )

    @admin.display(description=gettext_lazy("added"))
    def added(self, feed: Feed) -> str:
        return moment(feed.added_at)

    @admin.display(description=gettext_lazy("last success"))
    def succeeded(self, feed: Feed) -> str:
        return moment(feed.succeeded_at)

    @admin.display(description=gettext_lazy("last polled"), ordering="polled_at")
    def polled(self, feed: Feed) -> str:
        return moment(feed.polled_at)

    @admin.display(description=gettext_lazy("next poll"), ordering="due_at")
    def next_poll(self, feed: Feed) -> str:
        if feed.is_paused or feed.due_at is None:
            return "–"
        return _("due now") if feed.due_at <= timezone.now() else moment(feed.due_at)

    @admin.display(description=gettext_lazy("hub"))
    def hub(self, feed: Feed) -> str:
        return websub_words.told(feed, now=timezone.now()) if feed.pk else "–"

    @admin.display(description=gettext_lazy("newest item"), ordering="newest_at")
    def newest(self, feed: Feed) -> str:
        return moment(getattr(feed, "newest_at", None))

    @admin.display(description=gettext_lazy("7 days"), ordering="week_count")
    def week(self, feed: Feed) -> int:
        return int(getattr(feed, "week_count", 0))

    @admin.display(description=gettext_lazy("items a day"), ordering="week_count")
    def a_day(self, feed: Feed) -> str:
        return _week(feed).a_day

    @admin.display(description=gettext_lazy("address · text · analysis"))
    def shares(self, feed: Feed) -> str:
        return _week(feed).shares

    @admin.display(description=gettext_lazy("last error"))
    def what_failed(self, feed: Feed) -> str:
        if feed.is_paused and feed.paused_why:
            return said(feed.paused_why)
        return said(feed.last_error) if feed.failures else ""


def moment(at: dt.datetime | None) -> str:
    """A time as distance from now; the exact one on hovering."""
    if at is None:
        return "–"
    now = timezone.now()
    if at > now:
        words = _("in %(time)s") % {"time": timeuntil(at, now, depth=1)}
    elif now - at < dt.timedelta(minutes=1):
        words = _("just now")
    else:
        words = _("%(time)s ago") % {"time": timesince(at, now, depth=1)}
    exact = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        exact.isoformat(timespec="seconds"),
        f"{exact:%Y-%m-%d %H:%M %Z}",
        words,
    )


def web_link(url: str) -> str:
    """A stranger's address: a link if it leads into the web, else only its text."""
    if not url.lower().startswith(("http://", "https://")):
        return url or "–"
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow">{}</a>', url, url
    )


def _health(feed: Feed) -> tuple[str, str, str]:
    """The badge: a word for its colour, what it says, and what stands beside it."""
    if feed.health == "failing":
        what = str(ERROR_WORDS.get(feed.error, feed.error))
        return "failing", _("Failing %(count)d×") % {"count": feed.failures}, what
    return feed.health, str(HEALTH_WORDS[feed.health]), ""


def _week(feed: Feed) -> cockpit.Week:
    return getattr(feed, "week_numbers", None) or cockpit.Week()
