"""Admin pages for items; "run this step again" sets the item due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from articles import (
    analysis_admin,  # noqa: F401 (registers the pages of analyses)
    article_admin,  # noqa: F401 (registers the pages of articles)
    burial,
    engine_admin,  # noqa: F401 (registers the pages of engines)
    marking,
    rerun,
    story_admin,  # noqa: F401 (registers the pages of stories)
)
from articles.admin_parts import WAYS, ReadOnly, page_link, web_link
from articles.models import Analysis, GoogleQuota, Item
from articles.pages.engines import compare_url
from articles.pages.story import because
from articles.querysets import ItemQuerySet
from feeds.admin import FeedAdmin
from feeds.querysets import FeedQuerySet
from newsreader.lib.said import said

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_ROUND = 500

ADDRESS_WORDS = {
    "": gettext_lazy("Not looked for yet"),
    "ok": gettext_lazy("Found"),
    "waiting": gettext_lazy("Waits for Google"),
    "blocked": gettext_lazy("Waits for Google"),
    "no_link": gettext_lazy("None in the feed"),
    "off": gettext_lazy("Google is not asked"),
}
"""How the search for an address went (`Item.url_status`); any other word is for one
that is not to be had."""

OUTCOMES = {
    gettext_noop("The feed gives no address for this item."): Item.Stage.RESOLVE,
    gettext_noop("The link leads to no web address."): Item.Stage.RESOLVE,
    gettext_noop("The link's id is of a form not known."): Item.Stage.RESOLVE,
    gettext_noop("Google does not tell this address."): Item.Stage.RESOLVE,
    gettext_noop("Google did not tell the address."): Item.Stage.RESOLVE,
    gettext_noop(
        "Google is not asked for its links (GOOGLE_LINKS)."
    ): Item.Stage.RESOLVE,
    gettext_noop(
        "Google answers no more for now; Google's own link stays."
    ): Item.Stage.RESOLVE,
    gettext_noop("Google has blocked this address for now."): Item.Stage.RESOLVE,
    gettext_noop("Today's budget is used up."): Item.Stage.RESOLVE,
    gettext_noop("Another worker is asking."): Item.Stage.RESOLVE,
    gettext_noop(
        "The rest of today's budget is for what is opened."
    ): Item.Stage.RESOLVE,
    gettext_noop("Waits for its turn to ask Google."): Item.Stage.RESOLVE,
    gettext_noop("Nobody asked for it in time."): Item.Stage.RESOLVE,
    gettext_noop("The publisher's address is not known."): Item.Stage.EXTRACT,
    gettext_noop("Analyses are turned off."): Item.Stage.ANALYSE,
    gettext_noop("There is no text to rest an analysis on."): Item.Stage.ANALYSE,
    gettext_noop("The text is too short for an analysis."): Item.Stage.ANALYSE,
}
"""What a step says of an item for which it had nothing to do, and which step it is."""


class AddressFilter(admin.SimpleListFilter):
    """How the search for the publisher's address went, in four groups.

    Django's own filter would ask the whole table which words there are.
    """

    title = gettext_lazy("publisher's address")
    parameter_name = "url_status"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, _StrOrPromise]]:
        return [
            ("ok", gettext_lazy("Found")),
            ("waiting", gettext_lazy("Waits for Google")),
            ("never", gettext_lazy("Not to be had")),
            ("new", gettext_lazy("Not looked for yet")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Item]
    ) -> QuerySet[Item]:
        match self.value():
            case "ok":
                return queryset.filter(url_status="ok")
            case "waiting":
                return queryset.filter(url_status__in=["waiting", "blocked"])
            case "never":
                return queryset.exclude(url_status__in=["ok", "waiting", "blocked", ""])
            case "new":
                return queryset.filter(url_status="")
        return queryset


class DatedItems(ItemQuerySet):
    """Items for the admin's line of dates.

    Django looks at the date of every row for it, which takes most of a second for a
    hundred thousand rows. Here each year, month or day from the first to the last is
    named; one without items shows an empty list.
    """

    def datetimes(  # type: ignore[override]  # a list serves the admin as well
        self, field_name: str, kind: str, order: str = "ASC", tzinfo: Any = None
    ) -> list[dt.datetime]:
        ends = self.aggregate(first=Min(field_name), last=Max(field_name))
        if ends["first"] is None:
            return []
        first, last = (timezone.localtime(ends[end]) for end in ("first", "last"))
        if kind == "year":
            years = range(max(first.year, last.year - 50), last.year + 1)
            days = [(year, 1, 1) for year in years]
        elif kind == "month":  # of one year, and days of one month: so the admin asks
            months = range(first.month, last.month + 1)
            days = [(last.year, month, 1) for month in months]
        else:
            of_month = range(first.day, last.day + 1)
            days = [(last.year, last.month, day) for day in of_month]
        return [dt.datetime(*day, tzinfo=last.tzinfo) for day in days]


def _again(stage: Item.Stage, label: _StrOrPromise) -> Callable[..., None]:
    """The action that puts the chosen items, or those that the chosen feeds brought
    lately, back to that stage, due now."""

    @admin.action(description=label, permissions=["rerun"])
    def run_again(
        modeladmin: admin.ModelAdmin[Any],
        request: HttpRequest,
        queryset: QuerySet[Item] | FeedQuerySet,
    ) -> None:
        if isinstance(queryset, FeedQuerySet):
            count = rerun.of_feeds(queryset, stage, now=timezone.now())
        else:
            count = rerun.items(queryset, stage, now=timezone.now())
        told = ngettext(
            "%(count)d item due again for the step “%(step)s” and all after it.",
            "%(count)d items due again for the step “%(step)s” and all after it.",
            count,
        ) % {"count": count, "step": stage}
        messages.add_message(
            request, messages.SUCCESS if count else messages.WARNING, told
        )

    run_again.__name__ = f"run_{stage}_again"
    return run_again


@admin.register(Item)
class ItemAdmin(ReadOnly):
    """What came, and how far along the pipeline it is."""

    list_display = (
        "headline",
        "outlet",
        "stage",
        "address",
        "has_article",
        "has_analysis",
        "date",
        "outcome",
    )
    list_filter = ("stage", AddressFilter)
    search_fields = ("headline", "outlet", "url")
    search_help_text = gettext_lazy("Headline, outlet or address")
    date_hierarchy = "sort_at"
    ordering = ("-sort_at", "-pk")
    actions = (
        _again(
            Item.Stage.RESOLVE,
            gettext_lazy("Run again: find the publisher's address"),
        ),
        _again(Item.Stage.EXTRACT, gettext_lazy("Run again: fetch the article")),
        _again(Item.Stage.ANALYSE, gettext_lazy("Run again: analyse")),
    )
    fieldsets = (
        (None, {"fields": ("headline", "snippet", "outlet", "author", "language")}),
        (
            gettext_lazy("Where it comes from"),
            {
                "fields": (
                    "brought_by",
                    "as_given",
                    "publisher",
                    "address",
                    "way",
                    "published_at",
                    "first_seen_at",
                )
            },
        ),
        (
            gettext_lazy("How far it is"),
            {
                "fields": (
                    "stage",
                    "due_at",
                    "claimed_until",
                    "tries",
                    "outcome",
                    "the_article",
                    "why_no_article",
                    "the_analysis",
                    "engines",
                    "story",
                    "why_there",
                    "is_pinned",
                    "copy_of",
                )
            },
        ),
    )

    def has_rerun_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_item")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.delete_item")

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        return [item.headline for item in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Item) -> None:
        burial.take_down([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        """In rounds, so that many do not keep other writers waiting."""
        pks = [item.pk for item in queryset]
        for start in range(0, len(pks), _ROUND):
            burial.take_down(pks[start : start + _ROUND])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """Without the long texts; the page of one item asks for them by itself."""
        current = Analysis.objects.filter(item=OuterRef("pk"), is_current=True)
        items: QuerySet[Item] = DatedItems(Item).order_by("-sort_at", "-pk")
        return items.defer("content_html", "snippet", "google_id", "link").annotate(
            wall=F("article__wall"), is_analysed=Exists(current)
        )

    @admin.display(description=gettext_lazy("address"), ordering="url_status")
    def address(self, item: Item) -> str:
        return str(ADDRESS_WORDS.get(item.url_status, _("Not to be had")))

    @admin.display(description=gettext_lazy("how it was found"))
    def way(self, item: Item) -> str:
        return str(WAYS.get(item.url_method, "")) if item.url_method else "–"

    @admin.display(description=gettext_lazy("in the story because"))
    def why_there(self, item: Item) -> str:
        return because(item) if item.story_why else "–"

    @admin.display(description=gettext_lazy("last outcome"))
    def outcome(self, item: Item) -> str:
        """What the last step said: most often no error at all."""
        stage = OUTCOMES.get(item.last_error)
        if stage is None:
            return said(item.last_error)
        told = _(item.last_error)
        return f"{stage.label}: {told}"

    @admin.display(description=gettext_lazy("date"), ordering="sort_at")
    def date(self, item: Item) -> str:
        return f"{timezone.localtime(item.sort_at):%Y-%m-%d %H:%M}"

    @admin.display(description=gettext_lazy("article"), boolean=True)
    def has_article(self, item: Item) -> bool:
        return item.article_id is not None and getattr(item, "wall", None) == ""

    @admin.display(description=gettext_lazy("analysis"), boolean=True)
    def has_analysis(self, item: Item) -> bool:
        return bool(getattr(item, "is_analysed", False))

    @admin.display(description=gettext_lazy("feeds"))
    def brought_by(self, item: Item) -> str:
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:feeds_feed_change", args=[feed.pk]), feed.title)
                for feed in item.feeds.all()
            ),
        )

    @admin.display(description=gettext_lazy("link as the feed gave it"))
    def as_given(self, item: Item) -> str:
        return web_link(item.link)

    @admin.display(description=gettext_lazy("publisher's address"))
    def publisher(self, item: Item) -> str:
        return web_link(item.url)

    @admin.display(description=gettext_lazy("no article because"))
    def why_no_article(self, item: Item) -> str:
        return said(item.no_article_why)

    @admin.display(description=gettext_lazy("article"))
    def the_article(self, item: Item) -> str:
        return page_link("article", item.article_id, _("Show it"))

    @admin.display(description=gettext_lazy("engines"))
    def engines(self, item: Item) -> str:
        told = _("Compare engines, try one, or regenerate")
        return format_html('<a href="{}">{}</a>', compare_url(item.pk), told)

    @admin.display(description=gettext_lazy("analysis"))
    def the_analysis(self, item: Item) -> str:
        current = item.analyses.filter(is_current=True).first()
        return page_link("analysis", current.pk if current else None, _("Show it"))


# What can be done again to the items of feeds is put on the page of the feeds
FeedAdmin.actions = (
    *FeedAdmin.actions,
    _again(Item.Stage.RESOLVE, gettext_lazy("Last 7 days: find missing addresses")),
    _again(Item.Stage.EXTRACT, gettext_lazy("Last 7 days: fetch the articles again")),
    _again(Item.Stage.ANALYSE, gettext_lazy("Last 7 days: analyse again")),
)


def _leave_read(request: HttpRequest, feeds: FeedQuerySet) -> None:
    """Items stay when their feed goes; the confirmation asks whether as read ones."""
    if "mark_read" in request.POST:
        left = Item.objects.only_of(feeds)
        marking.mark_for_everybody(left, now=timezone.now())


FeedAdmin.before_deletion = (*FeedAdmin.before_deletion, _leave_read)


@admin.register(GoogleQuota)
class GoogleQuotaAdmin(ReadOnly):
    """How often Google was asked for a publisher's address, and whether it refuses."""

    list_display = ("day", "used", "budget", "refusal", "strikes")
    fields = ("day", "used", "budget", "refusal", "strikes")

    @admin.display(description=gettext_lazy("allowed in a day"))
    def budget(self, quota: GoogleQuota) -> int:
        return int(settings.GOOGLE_LINK_BUDGET)

    @admin.display(description=gettext_lazy("Google refuses"))
    def refusal(self, quota: GoogleQuota) -> str:
        if quota.open_until is None or quota.open_until <= timezone.now():
            return _("No")
        until = timezone.localtime(quota.open_until)
        told = _("Yes; not asked again before %(time)s")
        return told % {"time": f"{until:%Y-%m-%d %H:%M %Z}"}
