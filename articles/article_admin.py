"""Admin pages of articles: what the publishers' pages said, or why they did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import rerun
from articles.admin_parts import ReadOnly, web_link
from articles.core import quality
from articles.models import Article
from newsreader.lib.said import said

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


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
        return said(quality.why_not(article.wall)) or "–"

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
