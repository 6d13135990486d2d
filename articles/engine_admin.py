"""Admin pages of engines: what models were asked, what that cost; try and compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import commissions, filing, rerun
from articles.models import Analysis, Item, ModelCall
from articles.pages.engines import compare_page, compare_url, engines_page

if TYPE_CHECKING:
    CallModelAdmin = admin.ModelAdmin[ModelCall]
else:
    CallModelAdmin = admin.ModelAdmin


@admin.register(ModelCall)
class ModelCallAdmin(CallModelAdmin):
    """Every question that a model was asked, and what became of it."""

    list_display = (
        "asked_at", "purpose", "headline", "model", "state", "error", "tokens_in",
        "tokens_out", "cost", "seconds", "asked",
    )  # fmt: skip
    list_filter = ("state", "purpose", "engine")
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "asked_at", "purpose", "headline", "engine", "model", "state", "error",
        "message", "tokens_in", "tokens_out", "cost", "seconds", "asked", "reserved",
        "day", "said",
    )  # fmt: skip
    change_list_template = "admin/articles/modelcall/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelCall]:
        """With the headline of each item; the answer only on a question's own page."""
        calls = super().get_queryset(request)
        return calls.defer("answer").annotate(about=F("item__headline"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("headline"))
    def headline(self, call: ModelCall) -> str:
        return str(getattr(call, "about", None) or "–")

    @admin.display(description=gettext_lazy("cost"), ordering="money")
    def cost(self, call: ModelCall) -> str:
        return f"{call.money / 1_000_000:.4f}"

    @admin.display(description=gettext_lazy("answer"))
    def said(self, call: ModelCall) -> str:
        return call.answer[:20_000] or "–"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("engines/", view(self.engines_view), name="articles_engines"),
            path("compare/<int:pk>/", view(self.compare_view), name="articles_compare"),
            *super().get_urls(),
        ]

    def engines_view(self, request: HttpRequest) -> HttpResponse:
        """Engine, budget, cost, what was left out."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._page(
            request,
            "admin/articles/engines.html",
            _("Engines"),
            engines_page(now=timezone.now()),
        )

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two analyses of one item; posting tries, regenerates or shows another."""
        if not request.user.has_perm("articles.change_item"):
            raise PermissionDenied
        if request.method == "POST":
            self._do(request, pk)
            return HttpResponseRedirect(compare_url(pk))
        try:
            page = compare_page(
                pk, left=_number(request, "left"), right=_number(request, "right")
            )
        except Item.DoesNotExist:
            raise Http404 from None
        return self._page(
            request, "admin/articles/compare.html", _("Compare engines"), page
        )

    def _page(
        self, request: HttpRequest, template: str, title: str, page: object
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title}
        return TemplateResponse(request, template, {**context, "page": page})

    def _do(self, request: HttpRequest, pk: int) -> None:
        item = get_object_or_404(Item.objects.only("pk"), pk=pk)
        now = timezone.now()
        match request.POST.get("do"):
            case "default":
                chosen = Item.objects.filter(pk=item.pk)
                rerun.items(chosen, Item.Stage.ANALYSE, now=now)
                told = _("The engine without a model looks at it again.")
            case "show":
                number = request.POST.get("analysis", "")
                number = number if number.isdecimal() and len(number) < 19 else "0"
                theirs = Analysis.objects.filter(item=item)
                filing.show(get_object_or_404(theirs, pk=int(number)))
                told = _("Readers see this one now.")
            case "try" | "again" | "force" as what if commissions.is_set():
                commissions.by_owner(
                    item.pk, now=now, is_trial=what == "try", is_forced=what == "force"
                )
                told = _("The model is being asked; this page shows its answer.")
            case _:
                self.message_user(request, _("No model is set."), messages.WARNING)
                return
        self.message_user(request, told)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None
