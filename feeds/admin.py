"""Admin pages; "refresh now" only sets the feed due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import PermissionDenied
from django.db.models import (
    Count,
    IntegerField,
    Max,
    OuterRef,
    PositiveSmallIntegerField,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from feeds import cockpit, subscribe
from feeds.adding import AddingAdmin, opml_file
from feeds.columns import HEALTH_WORDS, FeedColumns
from feeds.forms import FeedActionForm, FeedForm
from feeds.models import Category, Feed
from feeds.querysets import FeedQuerySet
from newsreader.lib.said import said

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    CategoryModelAdmin = admin.ModelAdmin[Category]
else:
    CategoryModelAdmin = admin.ModelAdmin

admin.site.site_header = "Newsreader"
admin.site.site_title = "Newsreader"
admin.site.index_title = gettext_lazy("Behind the pages")
admin.site.empty_value_display = "–"
admin.site.enable_nav_sidebar = False  # the lists need the room; Home has every page

LOG_LENGTH = 10
"""So many polls are shown on the page of a feed."""


class HealthFilter(admin.SimpleListFilter):
    """The badge as a filter: the four words exclude each other."""

    title = gettext_lazy("health")
    parameter_name = "health"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, _StrOrPromise]]:
        return [(word, HEALTH_WORDS[word]) for word in Feed.HEALTHS]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Feed]
    ) -> QuerySet[Feed]:
        chosen = self.value()
        if chosen not in Feed.HEALTHS or not isinstance(queryset, FeedQuerySet):
            return queryset
        return queryset.that_fare(chosen)


@admin.register(Feed)
class FeedAdmin(FeedColumns, AddingAdmin):
    """Sources: how they fare, adding them after a look, putting them in order."""

    form = FeedForm
    action_form = FeedActionForm
    change_form_template = "admin/feeds/feed/change_form.html"
    change_list_template = "admin/feeds/feed/change_list.html"
    list_display = (
        "name",
        "category",
        "health",
        "succeeded",
        "next_poll",
        "newest",
        "a_day",
        "shares",
        "what_failed",
    )
    list_filter = (HealthFilter, "category", "kind", "visibility")
    list_select_related = ("category",)
    list_per_page = 50
    search_fields = ("title", "url", "site_url")
    search_help_text = gettext_lazy("Title or address")
    actions: tuple[Any, ...] = (
        "poll_now",
        "pause",
        "resume",
        "move_to_category",
        "reset_errors",
        "export_opml",
    )
    before_deletion: tuple[Callable[[HttpRequest, FeedQuerySet], None], ...] = ()
    fieldsets = (
        (None, {"fields": ("title", "category", "visibility", "is_paused")}),
        (
            gettext_lazy("Full texts and analyses"),
            {"fields": ("full_text", "holds_full_text", "model_wish")},
        ),
        (
            gettext_lazy("Where it comes from"),
            {"fields": ("address", "kind", "site", "language", "edition", "added")},
        ),
        (
            gettext_lazy("Health"),
            {
                "fields": (
                    "health",
                    "what_failed",
                    "polled",
                    "succeeded",
                    "next_poll",
                    "hub",
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
        "hub",
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

    # Actions on the chosen feeds

    @admin.action(description=gettext_lazy("Poll now"), permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        chosen = queryset.count()
        due = subscribe.poll_now(queryset, now=timezone.now())
        told = _many(
            ngettext(
                "%(count)d feed will be polled within seconds.",
                "%(count)d feeds will be polled within seconds.",
                due,
            ),
            due,
        )
        if paused := chosen - due:
            left = ngettext(
                "%(count)d feed left alone: paused.",
                "%(count)d feeds left alone: paused.",
                paused,
            )
            told += f" {_many(left, paused)}"
        self.message_user(request, told, _level(due))

    @admin.action(description=gettext_lazy("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        count = subscribe.pause(queryset)
        told = ngettext("%(count)d feed paused.", "%(count)d feeds paused.", count)
        self.message_user(request, _many(told, count), _level(count))

    @admin.action(description=gettext_lazy("Resume"), permissions=["change"])
    def resume(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        count = subscribe.resume(queryset, now=timezone.now())
        told = ngettext(
            "%(count)d feed resumed and due for a poll.",
            "%(count)d feeds resumed and due for a poll.",
            count,
        )
        self.message_user(request, _many(told, count), _level(count))

    @admin.action(description=gettext_lazy("Move to category"), permissions=["change"])
    def move_to_category(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        field = FeedActionForm.base_fields["category"]
        category = field.clean(request.POST.get("category", ""))
        count = subscribe.move(queryset, category)
        if category:
            told = ngettext(
                "%(count)d feed moved to “%(category)s”.",
                "%(count)d feeds moved to “%(category)s”.",
                count,
            )
        else:
            told = ngettext(
                "%(count)d feed moved out of every category.",
                "%(count)d feeds moved out of every category.",
                count,
            )
        told = told % {"count": count, "category": category}
        self.message_user(request, told, _level(count))

    @admin.action(description=gettext_lazy("Reset errors"), permissions=["change"])
    def reset_errors(self, request: HttpRequest, queryset: FeedQuerySet) -> None:
        count = subscribe.reset_errors(queryset, now=timezone.now())
        told = ngettext(
            "%(count)d feed begun anew: no errors, and due for a poll.",
            "%(count)d feeds begun anew: no errors, and due for a poll.",
            count,
        )
        self.message_user(request, _many(told, count), _level(count))

    @admin.action(description=gettext_lazy("Export as OPML"), permissions=["view"])
    def export_opml(self, request: HttpRequest, queryset: FeedQuerySet) -> HttpResponse:
        return opml_file(queryset)

    def has_rerun_permission(self, request: HttpRequest) -> bool:
        """For what the wing of the articles adds to these actions."""
        return request.user.has_perm("articles.change_item")

    # Pages

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list, with the week of those feeds alone that this page shows."""
        listed = super().get_changelist_instance(request)
        rows = list(listed.result_list)
        found = cockpit.weeks(rows, now=timezone.now())
        for feed in rows:
            feed.week_numbers = found.get(feed.pk)
        listed.result_list = rows
        return listed

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": _("Feeds"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        poll = view(require_POST(self.poll_view))
        return [
            path("import/", view(self.import_view), name="feeds_feed_import"),
            path("export/", view(self.export_view), name="feeds_feed_export"),
            path("<int:pk>/poll/", poll, name="feeds_feed_poll"),
            *super().get_urls(),
        ]

    def get_fieldsets(
        self, request: HttpRequest, obj: Feed | None = None
    ) -> list[Any] | tuple[Any, ...]:
        """The address of a Google News feed is made by its form, any other typed."""
        shown = "url" if obj and not obj.is_google else "address"
        return [
            (
                name,
                {
                    **options,
                    "fields": tuple(
                        shown if each == "address" else each
                        for each in options["fields"]
                    ),
                },
            )
            for name, options in super().get_fieldsets(request, obj)
        ]

    def save_model(
        self, request: HttpRequest, obj: Feed, form: Any, change: Any
    ) -> None:
        """Only what was changed: a poll may be writing the rest just now."""
        changed = set(form.changed_data)
        if written := changed - {"url", "is_paused"}:
            obj.save(update_fields=written)
        now = timezone.now()
        if obj.url != form.initial.get("url", obj.url):
            subscribe.change_address(obj, obj.url, now=now)
        if "is_paused" in changed:
            mine = Feed.objects.filter(pk=obj.pk)
            if obj.is_paused:
                subscribe.pause(mine)
            else:
                subscribe.resume(mine, now=now)

    def poll_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button on a feed's page: due now, and back to that page."""
        feed = get_object_or_404(Feed, pk=pk)
        if not self.has_change_permission(request, feed):
            raise PermissionDenied
        self.poll_now(request, Feed.objects.filter(pk=pk))
        return HttpResponseRedirect(reverse("admin:feeds_feed_change", args=[pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        feed = self.get_object(request, object_id)
        fetches = list(feed.fetches.all()[:LOG_LENGTH]) if feed else []
        for fetch in fetches:
            fetch.message = said(fetch.message)
        chart = cockpit.history(feed, now=timezone.now()) if feed else None
        context = {**(extra_context or {}), "fetches": fetches, "history": chart}
        return super().change_view(request, object_id, form_url, context)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """The feeds by name; not one line for each of their thousands of polls."""
        return [feed.title for feed in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Feed) -> None:
        self.delete_queryset(request, Feed.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """What becomes of the items is for their own wing to say, before that."""
        feeds = Feed.objects.filter(pk__in=[feed.pk for feed in queryset])
        for first in self.before_deletion:
            first(request, feeds)
        subscribe.remove(feeds)


@admin.register(Category)
class CategoryAdmin(CategoryModelAdmin):
    """Groups of feeds, in the order in which the pages list them."""

    list_display = ("name", "position", "feed_total")
    list_editable = ("position",)
    formfield_overrides = {
        PositiveSmallIntegerField: {
            "widget": AdminIntegerFieldWidget(
                attrs={"aria-label": gettext_lazy("Position")}
            )
        }
    }
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(total=Count("feeds"))

    @admin.display(description=gettext_lazy("feeds"), ordering="total")
    def feed_total(self, category: Category) -> str:
        where = reverse(
            "admin:feeds_feed_changelist", query={"category__id__exact": category.pk}
        )
        return format_html('<a href="{}">{}</a>', where, getattr(category, "total", 0))


def _many(told: str, count: int) -> str:
    return told % {"count": count}


def _level(count: int) -> int:
    return messages.SUCCESS if count else messages.WARNING
