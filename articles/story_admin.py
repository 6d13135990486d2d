"""Admin pages of stories: why each item is there; split, merge and pin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import arranging
from articles.models import Item, Story, StoryEvent
from articles.pages.story import REASONS, because

if TYPE_CHECKING:
    StoryModelAdmin = admin.ModelAdmin[Story]
else:
    StoryModelAdmin = admin.ModelAdmin

SHOWN = 300


class Standing(ChangeList):
    """Without those that hold nothing: the merged ones are addresses that lead on."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: Any = None
    ) -> QuerySet[Story]:
        found = super().get_queryset(request, exclude_parameters)
        there = Item.objects.filter(story=OuterRef("pk"))
        return found.filter(Exists(there), merged_into=None)


@admin.register(Story)
class StoryAdmin(StoryModelAdmin):
    """What several outlets report of one event."""

    list_display = (
        "title", "number", "items_now", "outlets", "voices", "growth", "is_kept",
        "last_at",
    )  # fmt: skip
    list_filter = ("is_kept",)
    search_fields = ("title",)
    search_help_text = gettext_lazy("Title")
    ordering = ("-last_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    actions = ("merge_stories",)
    fieldsets = (
        (None, {"fields": ("title", "number", "page", "reports")}),
        (
            gettext_lazy("What it comes to"),
            {
                "fields": (
                    "outlets", "voices", "growth", "first_at", "last_at", "is_kept",
                    "leads_on",
                )
            },
        ),
        (gettext_lazy("What happened to it"), {"fields": ("history",)}),
    )  # fmt: skip
    change_form_template = "admin/articles/story/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        stories = super().get_queryset(request)
        return stories.annotate(item_count=Count("items"))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Nothing is typed here, so there is nothing to save."""
        without = {"show_save": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, without)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Standing

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Story | None = None
    ) -> tuple[str, ...]:
        return (
            "title", "number", "page", "reports", "outlets", "voices", "growth",
            "first_at", "last_at", "is_kept", "leads_on", "history",
        )  # fmt: skip

    def get_urls(self) -> list[Any]:
        arrange = self.admin_site.admin_view(self.arrange)
        name = "articles_story_arrange"
        return [path("<int:pk>/arrange/", arrange, name=name), *super().get_urls()]

    @admin.action(
        description=gettext_lazy("Make one story of these"), permissions=["change"]
    )
    def merge_stories(self, request: HttpRequest, chosen: QuerySet[Story]) -> None:
        story = arranging.merge(
            chosen.order_by().values_list("pk", flat=True), by=_who(request),
            now=timezone.now(),
        )  # fmt: skip
        if story is None:
            self.message_user(request, _("Choose two or more."), messages.WARNING)
        else:
            told = _("They are one story now: %(story)s") % {"story": story}
            self.message_user(request, told)

    def arrange(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form below a story's items."""
        if not self.has_change_permission(request):
            return HttpResponse(status=403)
        return _arrange(self, request, pk)

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, story: Story) -> int:
        return story.pk

    @admin.display(description=gettext_lazy("items"), ordering="item_count")
    def items_now(self, story: Story) -> int:
        return int(getattr(story, "item_count", 0))

    @admin.display(description=gettext_lazy("page"))
    def page(self, story: Story) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', story.get_absolute_url(), _("Show it")
        )

    @admin.display(description=gettext_lazy("merged into"))
    def leads_on(self, story: Story) -> str:
        if story.merged_into is None:
            return "–"
        url = reverse("admin:articles_story_change", args=[story.merged_into.pk])
        return format_html('<a href="{}">{}</a>', url, story.merged_into)

    @admin.display(description=gettext_lazy("items"))
    def reports(self, story: Story) -> str:
        """Each item with why it is here, and a box to choose it by."""
        items = story.items.select_related("copy_of").order_by("sort_at", "pk")
        return format_html(
            "<table><thead><tr><td></td><th>{}</th><th>{}</th><th>{}</th></tr></thead>"
            "<tbody data-untrusted>{}</tbody></table>",
            _("Item"),
            _("Outlet"),
            _("Why it is here"),
            format_html_join(
                "",
                '<tr><td><input type="checkbox" name="item" value="{}" '
                'form="arrange" aria-label="{}"></td>'
                '<td><a href="{}">{}</a></td><td>{}</td><td>{}</td></tr>',
                (_columns(item) for item in items[:SHOWN]),
            ),
        )

    @admin.display(description=gettext_lazy("history"))
    def history(self, story: Story) -> SafeString:
        events = story.events.select_related("item", "other").order_by("-pk")[:SHOWN]
        lines = format_html_join("", "<li>{}</li>", ((_told(e),) for e in events))
        return format_html("<ol data-untrusted>{}</ol>", lines)


def _columns(item: Item) -> tuple[object, ...]:
    lead = reverse("admin:articles_item_change", args=[item.pk])
    why = because(item) if item.story_why else "–"
    marks = [why]
    if item.is_pinned:
        marks.append(_("pinned"))
    if item.copy_of:
        twin = item.copy_of.outlet or item.copy_of
        marks.append(_("same text as %(outlet)s") % {"outlet": twin})
    label = _("Choose: %(headline)s") % {"headline": item.headline}
    return item.pk, label, lead, item.headline, item.outlet, "; ".join(marks)


def _told(event: StoryEvent) -> str:
    about = event.item or event.other or ""
    why = [str(REASONS.get(event.why, event.why))]
    if event.score is not None:
        score = number_format(round(event.score, 2), 2)
        why.append(_("likeness %(score)s") % {"score": score})
    if event.by:
        why.append(_("by %(name)s") % {"name": event.by})
    at = timezone.localtime(event.at)
    what = f"{event.get_kind_display()}: {about}"
    return f"{at:%Y-%m-%d %H:%M} {what} ({', '.join(why)})"


def _who(request: HttpRequest) -> str:
    return request.user.get_username()[:150]


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _arrange(page: StoryAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out what the owner chose, and go to the story that shows it."""
    return require_POST(_carry_out)(request, page, pk)


def _carry_out(request: HttpRequest, page: StoryAdmin, pk: int) -> HttpResponse:
    chosen = [int(one) for one in request.POST.getlist("item") if _is_number(one)]
    there = Item.objects.filter(story=pk).values_list("pk", flat=True)
    items = list(there.filter(pk__in=chosen))
    by, now, goal = _who(request), timezone.now(), pk
    into = request.POST.get("into", "").strip()
    match request.POST.get("do"):
        case _ if not items:
            told = _("Choose one or more items first.")
        case "split" if not there.exclude(pk__in=items).exists():
            told = _("Nothing would be left of this story: choose fewer items.")
        case "split" if story := arranging.split(items, by=by, now=now):
            goal, told = story.pk, _("They are a story of their own now.")
        case "pin":
            arranging.pin(items, by=by, now=now)
            told = _("They stay in this story from now on.")
        case "free":
            arranging.free(items, by=by, now=now)
            told = _("The pins are off.")
        case "move" if _is_number(into) and Story.objects.filter(pk=into).exists():
            for item in items:
                arranging.move(item, int(into), by=by, now=now)
            goal, told = int(into), _("They are in this story now.")
        case _:
            told = _("There is no such story.")
    page.message_user(request, told)
    return HttpResponseRedirect(reverse("admin:articles_story_change", args=[goal]))
