"""The admin's pages to add feeds: one after a look, or a whole list at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from feeds import lookup, subscribe, transfer
from feeds.core.google_news import Edition, edition_for_locale
from feeds.core.google_news import edition as edition_of
from feeds.forms import (
    OPERATORS,
    ConfirmForm,
    DescribeForm,
    ImportForm,
    PasteForm,
    sealed,
)
from feeds.models import Category, Feed
from feeds.querysets import FeedQuerySet
from newsreader.lib.said import said

if TYPE_CHECKING:
    FeedModelAdmin = admin.ModelAdmin[Feed]
else:
    FeedModelAdmin = admin.ModelAdmin


class AddingAdmin(FeedModelAdmin):
    """Adding feeds, and lists of them coming in and going out."""

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
                found = lookup.with_preview(_described(form))
            else:
                address = form.cleaned_data["address"]
                found = lookup.look_up(address, edition=edition)
        except lookup.CannotAdd as error:
            form.add_error(None, said(error.message))
            return self._add_page(request, **{name: form})
        if found.candidates:
            return self._add_page(request, paste=form, found=found)
        if "follow" in request.POST and not found.already:
            return self._added(request, found, title=found.title)
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
        return self._added(
            request, wish["found"], title=wish["title"], category=category
        )

    def _added(
        self,
        request: HttpRequest,
        found: lookup.Found,
        *,
        title: str,
        category: Category | None = None,
    ) -> HttpResponse:
        feed, is_new = subscribe.add(
            found, category=category, title=title, now=timezone.now()
        )
        link = format_html(
            '<a href="{}">{}</a>',
            reverse("admin:feeds_feed_change", args=[feed.pk]),
            feed.title,
        )
        if is_new:
            self.log_addition(request, feed, [{"added": {}}])
            told = format_html(
                _("Added {}. It is being read for the first time."), link
            )
            self.message_user(request, told, messages.SUCCESS)
        else:
            told = format_html(_("{} was here already; nothing was added."), link)
            self.message_user(request, told, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:feeds_feed_changelist"))

    def _add_page(self, request: HttpRequest, **more: Any) -> HttpResponse:
        found: lookup.Found | None = more.get("found")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Add a feed"),
            "problems": _problems(found),
            "operators": OPERATORS,
            "paste": PasteForm(initial={"address": _shared(request)}),
            "describe": DescribeForm(initial={"edition": _edition(request).ceid}),
            **more,
        }
        return TemplateResponse(request, "admin/feeds/feed/add.html", context)

    # Lists

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A file of feeds: what became of each of its entries is told afterwards."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        form.fields["edition"].initial = _edition(request).ceid
        report = None
        if request.method == "POST" and form.is_valid():
            edition = edition_of(form.cleaned_data["edition"]) or _edition(request)
            body = form.cleaned_data["file"].read()
            try:
                report = transfer.take_in(body, edition=edition, now=timezone.now())
            except transfer.BadOpml as error:
                form.add_error("file", said(error.message))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Import a list of feeds"),
            "form": form,
            "report": report and report.in_words(said),
        }
        return TemplateResponse(request, "admin/feeds/feed/import.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Every feed and category as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return opml_file()


def opml_file(feeds: FeedQuerySet | None = None) -> HttpResponse:
    """These feeds, or all, as a file to keep."""
    now = timezone.now()
    chosen = None if feeds is None else feeds.in_order()
    name = transfer.file_name(now)
    return HttpResponse(
        transfer.give_out(chosen, now=now),
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _described(form: DescribeForm) -> lookup.Found:
    wish = form.cleaned_data
    edition = edition_of(wish["edition"]) or edition_for_locale("")
    return lookup.describe(wish["kind"], wish["value"], edition=edition)


def _problems(found: lookup.Found | None) -> list[str]:
    told = found.problems(timezone.now()) if found else ()
    return [said(sentence) for sentence in told]


def _shared(request: HttpRequest) -> str:
    """The address that another app has shared; many put it into the text."""
    given = (request.GET.get(name, "") for name in ("url", "text", "title"))
    words = " ".join(given)[:5000].split()
    return next((w for w in words if w.startswith(("http://", "https://"))), "")[:2000]


def _edition(request: HttpRequest) -> Edition:
    """The edition nearest to the languages that the browser asks for."""
    wanted = request.headers.get("Accept-Language", "")
    return edition_for_locale(wanted.partition(",")[0].partition(";")[0])
