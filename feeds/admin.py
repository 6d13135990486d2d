"""Admin pages; "refresh now" only sets the feed due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil
from django.views.decorators.http import require_POST

from feeds import subscribe
from feeds.core.google_news import Edition, edition_for_locale
from feeds.core.google_news import edition as edition_of
from feeds.forms import (
    ConfirmForm,
    DescribeForm,
    FeedActionForm,
    FeedForm,
    PasteForm,
    sealed,
)
from feeds.models import Category, Feed
from feeds.querysets import FeedQuerySet
from newsreader.lib.urls import host

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    FeedModelAdmin = admin.ModelAdmin[Feed]
    CategoryModelAdmin = admin.ModelAdmin[Category]
else:
    FeedModelAdmin = CategoryModelAdmin = admin.ModelAdmin

admin.site.site_header = "Newsreader"
admin.site.site_title = "Newsreader"
admin.site.index_title = "Behind the pages"
admin.site.empty_value_display = "–"
admin.site.enable_nav_sidebar = False  # the lists need the room; Home has every page

ERROR_WORDS = {
    "address": "bad address",
    "auth": "password wanted",
    "blocked": "private address",
    "busy": "host is busy",
    "connect": "no connection",
    "decode": "unreadable",
    "dns": "no such host",
    "gone": "gone for good",
    "http": "refused",
    "internal": "a fault here",
    "not_a_feed": "no feed",
    "parse": "broken feed",
    "protocol": "broken answer",
    "rate_limited": "asked to wait",
    "redirect": "bad redirect",
    "timeout": "too slow",
    "tls": "no safe connection",
    "too_large": "too large",
    "truncated": "cut short",
}
"""What went wrong with the last poll, in few words (see `feeds.core.schedule`)."""

LOG_LENGTH = 10
"""So many polls are shown on the page of a feed."""


class HealthFilter(admin.SimpleListFilter):
    """The badge as a filter: the four words exclude each other."""

    title = "health"
    parameter_name = "health"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, _StrOrPromise]]:
        return [
            ("fine", "Fine"),
            ("new", "New"),
            ("failing", "Failing"),
            ("paused", "Paused"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Feed]
    ) -> QuerySet[Feed]:
        active = queryset.filter(is_paused=False)
        match self.value():
            case "paused":
                return queryset.filter(is_paused=True)
            case "failing":
                return active.filter(failures__gt=0)
            case "new":
                return active.filter(failures=0, polled_at=None)
            case "fine":
                return active.filter(failures=0).exclude(polled_at=None)
        return queryset


@admin.register(Feed)
class FeedAdmin(FeedModelAdmin):
    """Sources: how they fare, adding them after a look, putting them in order."""

    form = FeedForm
    action_form = FeedActionForm
    change_form_template = "admin/feeds/feed/change_form.html"
    list_display = (
        "name",
        "category",
        "health",
        "polled",
        "next_poll",
        "newest",
        "week",
        "what_failed",
    )
    list_filter = (HealthFilter, "category", "kind", "is_paused")
    list_select_related = ("category",)
    list_per_page = 50
    search_fields = ("title", "url", "site_url")
    search_help_text = "Title or address"
    actions = ("poll_now", "pause", "resume", "move_to_category")
    fieldsets = (
        (None, {"fields": ("title", "category", "is_paused")}),
        (
            "Where it comes from",
            {"fields": ("address", "kind", "site", "language", "edition", "added")},
        ),
        (
            "Health",
            {
                "fields": (
                    "health",
                    "what_failed",
                    "polled",
                    "succeeded",
                    "next_poll",
                    "newest",
                    "week",
                )
            },
        ),
    )
    readonly_fields = (
        "address",
        "kind",
        "site",
        "language",
        "edition",
        "added",
        "health",
        "what_failed",
        "polled",
        "succeeded",
        "next_poll",
        "newest",
        "week",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        """Each feed with its newest item and how many came in the last seven days."""
        week_ago = timezone.now() - dt.timedelta(days=7)
        same = Feed.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        newest = same.annotate(at=Max("origins__sort_at")).values("at")
        week = (
            same.filter(origins__sort_at__gte=week_ago)
            .annotate(count=Count("origins"))
            .values("count")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_at=Subquery(newest),
                week_count=Coalesce(Subquery(week), 0, output_field=IntegerField()),
            )
        )

    # What a list or a page says of a feed

    @admin.display(description="title and host", ordering="title")
    def name(self, feed: Feed) -> SafeString:
        where = host(feed.site_url or feed.url)
        return format_html(
            '<bdi>{}</bdi><span class="host">{}</span>', feed.title, where
        )

    @admin.display(description="address")
    def address(self, feed: Feed) -> str:
        return web_link(feed.url)

    @admin.display(description="website")
    def site(self, feed: Feed) -> str:
        return web_link(feed.site_url)

    @admin.display(description="health", ordering="failures")
    def health(self, feed: Feed) -> SafeString:
        word, badge, more = _health(feed)
        return format_html(
            '<span class="health health-{}">{}</span> {}', word, badge, more
        )

    @admin.display(description="added")
    def added(self, feed: Feed) -> str:
        return moment(feed.added_at)

    @admin.display(description="last success")
    def succeeded(self, feed: Feed) -> str:
        return moment(feed.succeeded_at)

    @admin.display(description="last polled", ordering="polled_at")
    def polled(self, feed: Feed) -> str:
        return moment(feed.polled_at)

    @admin.display(description="next poll", ordering="due_at")
    def next_poll(self, feed: Feed) -> str:
        if feed.is_paused or feed.due_at is None:
            return "–"
        return "due now" if feed.due_at <= timezone.now() else moment(feed.due_at)

    @admin.display(description="newest item", ordering="newest_at")
    def newest(self, feed: Feed) -> str:
        return moment(getattr(feed, "newest_at", None))

    @admin.display(description="7 days", ordering="week_count")
    def week(self, feed: Feed) -> int:
        return int(getattr(feed, "week_count", 0))

    @admin.display(description="last error")
    def what_failed(self, feed: Feed) -> str:
        return feed.last_error if feed.failures else ""

    # Actions on the chosen feeds

    @admin.action(description="Poll now", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        chosen = queryset.count()
        due = subscribe.poll_now(queryset, now=timezone.now())
        told = f"{feeds(due)} will be polled within seconds."
        if chosen > due:
            told += f" {feeds(chosen - due)} left alone: paused."
        self.message_user(request, told, _level(due))

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        count = subscribe.pause(queryset)
        self.message_user(request, f"{feeds(count)} paused.", _level(count))

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        count = subscribe.resume(queryset, now=timezone.now())
        self.message_user(
            request, f"{feeds(count)} resumed and due for a poll.", _level(count)
        )

    @admin.action(description="Move to category", permissions=["change"])
    def move_to_category(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        field = FeedActionForm.base_fields["category"]
        category = field.clean(request.POST.get("category", ""))
        count = subscribe.move(queryset, category)
        where = f"to “{category}”" if category else "out of every category"
        self.message_user(request, f"{feeds(count)} moved {where}.", _level(count))

    # Pages

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": "Feeds", **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        poll = self.admin_site.admin_view(require_POST(self.poll_view))
        return [
            path("<int:pk>/poll/", poll, name="feeds_feed_poll"),
            *super().get_urls(),
        ]

    def poll_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button on a feed's page: due now, and back to that page."""
        feed = get_object_or_404(Feed, pk=pk)
        if not self.has_change_permission(request, feed):
            raise PermissionDenied
        self.poll_now(request, Feed.objects.filter(pk=pk))
        return HttpResponseRedirect(reverse("admin:feeds_feed_change", args=[pk]))

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Look first, then add: one page that asks, shows and confirms."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and "confirm" in request.POST:
            return self._confirmed(request)
        if request.method == "POST":
            return self._looked_up(request)
        return self._add_page(request)

    def _looked_up(self, request: HttpRequest) -> HttpResponse:
        edition = _edition(request)
        if "describe" in request.POST:
            form: PasteForm | DescribeForm = DescribeForm(request.POST)
            name = "describe"
        else:
            form, name = PasteForm(request.POST), "paste"
        if not form.is_valid():
            return self._add_page(request, **{name: form})
        try:
            if isinstance(form, DescribeForm):
                found = subscribe.with_preview(_described(form))
            else:
                address = form.cleaned_data["address"]
                found = subscribe.look_up(address, edition=edition)
        except subscribe.CannotAdd as error:
            form.add_error(None, error.message)
            return self._add_page(request, **{name: form})
        if found.candidates:
            return self._add_page(request, paste=form, found=found)
        confirm = ConfirmForm(
            initial={
                "found": sealed(found),
                "title": found.title[:300],
                "category": request.POST.get("category", ""),
            }
        )
        return self._add_page(request, found=found, confirm=confirm)

    def _confirmed(self, request: HttpRequest) -> HttpResponse:
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            found = form.cleaned_data.get("found")
            return self._add_page(request, found=found, confirm=form)
        wish = form.cleaned_data
        category = wish["category"]
        if wish["new_category"]:
            category = subscribe.category_named(wish["new_category"])
        feed, is_new = subscribe.add(
            wish["found"], category=category, title=wish["title"], now=timezone.now()
        )
        link = format_html(
            '<a href="{}">{}</a>',
            reverse("admin:feeds_feed_change", args=[feed.pk]),
            feed.title,
        )
        if is_new:
            self.log_addition(request, feed, [{"added": {}}])
            told = format_html("Added {}. It is being read for the first time.", link)
            self.message_user(request, told, messages.SUCCESS)
        else:
            told = format_html("{} was here already; nothing was added.", link)
            self.message_user(request, told, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:feeds_feed_changelist"))

    def _add_page(self, request: HttpRequest, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Add a feed",
            "paste": PasteForm(),
            "describe": DescribeForm(initial={"edition": _edition(request).ceid}),
            **more,
        }
        return TemplateResponse(request, "admin/feeds/feed/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        feed = self.get_object(request, object_id)
        fetches = feed.fetches.all()[:LOG_LENGTH] if feed else ()
        context = {**(extra_context or {}), "fetches": fetches}
        return super().change_view(request, object_id, form_url, context)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """The feeds by name; not one line for each of their thousands of items."""
        chosen = list(objs)
        return [feed.title for feed in chosen], {"feeds": len(chosen)}, set(), []


@admin.register(Category)
class CategoryAdmin(CategoryModelAdmin):
    """Groups of feeds, in the order in which the pages list them."""

    list_display = ("name", "position", "feed_total")
    list_editable = ("position",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(total=Count("feeds"))

    @admin.display(description="feeds", ordering="total")
    def feed_total(self, category: Category) -> str:
        where = reverse(
            "admin:feeds_feed_changelist", query={"category__id__exact": category.pk}
        )
        return format_html('<a href="{}">{}</a>', where, getattr(category, "total", 0))


def feeds(count: int) -> str:
    return "1 feed" if count == 1 else f"{count} feeds"


def moment(at: dt.datetime | None) -> str:
    """A time as distance from now; the exact one on hovering."""
    if at is None:
        return "–"
    now = timezone.now()
    if at > now:
        words = f"in {timeuntil(at, now, depth=1)}"
    elif now - at < dt.timedelta(minutes=1):
        words = "just now"
    else:
        words = f"{timesince(at, now, depth=1)} ago"
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
    if feed.is_paused:
        return "paused", "Paused", ""
    if feed.failures:
        what = ERROR_WORDS.get(feed.error, feed.error)
        return "failing", f"Failing {feed.failures}×", what
    if feed.polled_at is None:
        return "new", "New", ""
    return "fine", "Fine", ""


def _described(form: DescribeForm) -> subscribe.Found:
    wish = form.cleaned_data
    edition = edition_of(wish["edition"]) or edition_for_locale("")
    return subscribe.describe(wish["kind"], wish["value"], edition=edition)


def _edition(request: HttpRequest) -> Edition:
    """The edition nearest to the languages that the browser asks for."""
    wanted = request.headers.get("Accept-Language", "")
    return edition_for_locale(wanted.partition(",")[0].partition(";")[0])


def _level(count: int) -> int:
    return messages.SUCCESS if count else messages.WARNING
