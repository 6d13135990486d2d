"""Admin pages of analyses: each sentence with its passages, and reported mistakes."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin_parts import ReadOnly, page_link, web_link
from articles.models import Analysis, AnalysisSentence, MistakeReport
from articles.pages.engines import compare_url


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


def _passages(sentence: AnalysisSentence) -> SafeString:
    return format_html_join(
        "",
        '<blockquote dir="auto">{}<footer>{} {}</footer></blockquote>',
        (
            (citation.passage, citation.outlet, web_link(citation.url))
            for citation in sentence.citations.all()
        ),
    )
