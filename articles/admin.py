"""Admin pages for items and analyses; "run this step again" sets the item due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import (
    engine_admin,  # noqa: F401 (registers the pages of engines)
    originals,
    rerun,
    story_admin,  # noqa: F401 (registers the pages of stories)
)
from articles.models import (
    Analysis,
    AnalysisSentence,
    Article,
    GoogleQuota,
    Item,
    MistakeReport,
)
from articles.pages.engines import compare_url
from articles.querysets import ItemQuerySet
from feeds.admin import FeedAdmin
from feeds.querysets import FeedQuerySet
from newsreader.lib.said import said

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    AnyModelAdmin = admin.ModelAdmin[Any]  # of any of the models below
else:
    AnyModelAdmin = admin.ModelAdmin


class ReadOnly(AnyModelAdmin):
    """To be looked at: what the pipeline has made is neither added nor edited here."""

    show_full_result_count = False
    list_per_page = 50

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
            case "ok" | "waiting" as status:
                return queryset.filter(url_status=status)
            case "never":
                return queryset.exclude(url_status__in=["ok", "waiting", ""])
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
        "last_error",
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
                    "url_status",
                    "url_method",
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
                    "last_error",
                    "the_article",
                    "why_no_article",
                    "the_analysis",
                    "engines",
                    "story",
                    "story_why",
                    "story_score",
                    "is_pinned",
                    "copy_of",
                )
            },
        ),
    )

    def has_rerun_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_item")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """Without the long texts; the page of one item asks for them by itself."""
        current = Analysis.objects.filter(item=OuterRef("pk"), is_current=True)
        items: QuerySet[Item] = DatedItems(Item).order_by("-sort_at", "-pk")
        return items.defer("content_html", "snippet", "google_id", "link").annotate(
            wall=F("article__wall"), is_analysed=Exists(current)
        )

    @admin.display(description=gettext_lazy("address"), ordering="url_status")
    def address(self, item: Item) -> str:
        return item.url_status.replace("_", " ")

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


class TextFilter(admin.SimpleListFilter):
    """Whether the page gave a text."""

    title = gettext_lazy("text")
    parameter_name = "text"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, _StrOrPromise]]:
        return [
            ("yes", gettext_lazy("Has a text")),
            ("no", gettext_lazy("Has none")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        match self.value():
            case "yes":
                return queryset.filter(wall="")
            case "no":
                return queryset.exclude(wall="")
        return queryset


class AgainFilter(admin.SimpleListFilter):
    """Whether the page will be looked at again."""

    title = gettext_lazy("next look")
    parameter_name = "again"

    def lookups(
        self, request: HttpRequest, model_admin: Any
    ) -> list[tuple[str, _StrOrPromise]]:
        return [
            ("yes", gettext_lazy("Will be looked at again")),
            ("no", gettext_lazy("Past that")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Article]
    ) -> QuerySet[Article]:
        match self.value():
            case "yes":
                return queryset.filter(due_at__isnull=False)
            case "no":
                return queryset.filter(due_at=None)
        return queryset


@admin.register(Article)
class ArticleAdmin(ReadOnly):
    """What publishers' pages say, as plain text."""

    list_display = (
        "__str__",
        "outlet",
        "words",
        "wall",
        "language",
        "fetched_at",
        "next_look",
    )
    list_filter = (TextFilter, AgainFilter)
    actions = ("read_again",)
    search_fields = ("title", "url")
    search_help_text = gettext_lazy("Title or address")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "address",
                    "outlet",
                    "authors",
                    "published_at",
                    "updated_at",
                    "language",
                    "direction",
                    "picture",
                )
            },
        ),
        (
            gettext_lazy("What the page gave"),
            {
                "fields": (
                    "wall",
                    "reason",
                    "source",
                    "word_count",
                    "extractor",
                    "found_at",
                    "fetched_at",
                    "changed_at",
                    "earlier_headlines",
                    "next_look",
                    "tries",
                    "last_error",
                    "description",
                    "full_text",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles: QuerySet[Article] = super().get_queryset(request)
        return articles.defer("text", "html", "description")

    @admin.display(description=gettext_lazy("words"), ordering="word_count")
    def words(self, article: Article) -> int:
        return article.word_count

    @admin.display(description=gettext_lazy("address"))
    def address(self, article: Article) -> str:
        return web_link(article.url)

    @admin.display(description=gettext_lazy("direction"))
    def direction(self, article: Article) -> str:
        if article.is_rtl is None:
            return "–"
        return _("right to left") if article.is_rtl else _("left to right")

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, article: Article) -> str:
        size = f" ({article.image_width} × {article.image_height})"
        return format_html(
            "{}{}", web_link(article.image_url), size if article.image_width else ""
        )

    @admin.display(description=gettext_lazy("what readers are told"))
    def reason(self, article: Article) -> str:
        return said(originals.SENTENCES.get(article.wall, "")) or "–"

    @admin.display(description=gettext_lazy("earlier headlines"))
    def earlier_headlines(self, article: Article) -> SafeString:
        return format_html_join(
            "",
            '<p data-untrusted dir="auto">{} <small>{}</small></p>',
            ((was["title"], was["until"]) for was in article.earlier_titles),
        ) or SafeString("–")

    @admin.display(description=gettext_lazy("next look"), ordering="due_at")
    def next_look(self, article: Article) -> str:
        if article.due_at is None:
            return _("none")
        return f"{timezone.localtime(article.due_at):%Y-%m-%d %H:%M}"

    def has_rerun_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_item")

    @admin.action(
        description=gettext_lazy("Fetch the page again"), permissions=["rerun"]
    )
    def read_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        count = rerun.articles(queryset, now=timezone.now())
        told = ngettext(
            "%(count)d article is fetched again.",
            "%(count)d articles are fetched again.",
            count,
        )
        level = messages.SUCCESS if count else messages.WARNING
        messages.add_message(request, level, told % {"count": count})

    @admin.display(description=gettext_lazy("text"))
    def full_text(self, article: Article) -> SafeString:
        return format_html(
            '<div class="full-text" data-untrusted dir="auto" tabindex="0" '
            'role="region" aria-label="{}">{}</div>',
            _("Text of the article"),
            article.text,
        )


@admin.register(Analysis)
class AnalysisAdmin(ReadOnly):
    """What an engine wrote, sentence by sentence, and the passages behind it."""

    list_display = (
        "headline",
        "engine",
        "model",
        "basis",
        "outlets",
        "dropped",
        "is_current",
        "made_at",
    )
    list_display_links = ("headline",)
    list_filter = ("is_current", "basis")
    search_fields = ("item__headline",)
    search_help_text = gettext_lazy("Headline")
    ordering = ("-pk",)
    fieldsets = (
        (None, {"fields": ("the_item", "engines", "sentences_and_passages")}),
        (
            gettext_lazy("How it was made"),
            {
                "fields": (
                    "engine",
                    "model",
                    "version",
                    "basis",
                    "outlets",
                    "dropped",
                    "removed_and_why",
                    "language",
                    "actor",
                    "counterparty",
                    "is_current",
                    "made_at",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Analysis]:
        """With the headline alone of each item."""
        analyses: QuerySet[Analysis] = super().get_queryset(request)
        return analyses.annotate(about=F("item__headline"))

    @admin.display(description=gettext_lazy("headline"))
    def headline(self, analysis: Analysis) -> str:
        return str(getattr(analysis, "about", ""))

    @admin.display(description=gettext_lazy("item"))
    def the_item(self, analysis: Analysis) -> str:
        return page_link("item", analysis.item_id, self.headline(analysis))

    @admin.display(description=gettext_lazy("engines"))
    def engines(self, analysis: Analysis) -> str:
        told = _("Compare engines, try one, or regenerate")
        return format_html('<a href="{}">{}</a>', compare_url(analysis.item_id), told)

    @admin.display(description=gettext_lazy("removed by the check"))
    def removed_and_why(self, analysis: Analysis) -> SafeString:
        """What the check did not let through, and which of its parts said no."""
        return format_html_join(
            "",
            '<p data-untrusted dir="auto">{} <small>{}</small></p>',
            ((one["text"], ", ".join(one["reasons"])) for one in analysis.removed),
        ) or SafeString("–")

    @admin.display(description=gettext_lazy("sentences and passages"))
    def sentences_and_passages(self, analysis: Analysis) -> SafeString:
        sentences = analysis.sentences.prefetch_related("citations")
        lines = format_html_join(
            "",
            "<li><small>{}</small><p>{}</p>{}</li>",
            (
                (sentence.get_move_display(), sentence.text, _passages(sentence))
                for sentence in sentences
            ),
        )
        return format_html('<ol class="sentences" data-untrusted>{}</ol>', lines)


@admin.register(MistakeReport)
class MistakeReportAdmin(ReadOnly):
    """What readers say is wrong with analyses; the open ones first."""

    list_display = ("what", "the_item", "by", "at", "is_settled")
    list_filter = ("is_settled",)
    fields = ("what", "the_item", "the_analysis", "by", "at", "is_settled")
    actions = ("settle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MistakeReport]:
        reports: QuerySet[MistakeReport] = super().get_queryset(request)
        return reports.annotate(
            item_pk=F("analysis__item"), about=F("analysis__item__headline")
        )

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_mistakereport")

    @admin.action(description=gettext_lazy("Settled"), permissions=["settle"])
    def settle(self, request: HttpRequest, queryset: QuerySet[MistakeReport]) -> None:
        queryset.order_by().update(is_settled=True)

    @admin.display(description=gettext_lazy("item"))
    def the_item(self, report: MistakeReport) -> str:
        about = str(getattr(report, "about", ""))
        return page_link("item", getattr(report, "item_pk", None), about)

    @admin.display(description=gettext_lazy("analysis"))
    def the_analysis(self, report: MistakeReport) -> str:
        return page_link("analysis", report.analysis_id, _("Show it"))


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


def _passages(sentence: AnalysisSentence) -> SafeString:
    return format_html_join(
        "",
        '<blockquote dir="auto">{}<footer>{} {}</footer></blockquote>',
        (
            (citation.passage, citation.outlet, web_link(citation.url))
            for citation in sentence.citations.all()
        ),
    )


def page_link(model: str, pk: int | None, text: str) -> str:
    """A link to the admin page of a row of this wing, or a dash where there is none."""
    if pk is None:
        return "–"
    url = reverse(f"admin:articles_{model}_change", args=[pk])
    return format_html('<a href="{}">{}</a>', url, text)


def web_link(url: str) -> str:
    """A stranger's address: a link if it leads into the web, else only its text."""
    if not url.lower().startswith(("http://", "https://")):
        return url or "–"
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow">{}</a>', url, url
    )
