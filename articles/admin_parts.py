"""What the admin pages of this wing share: rows to be looked at only, and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]  # of any of this wing's models
else:
    AnyModelAdmin = admin.ModelAdmin

WAYS = {
    "offline": gettext_lazy("held by the link itself"),
    "cache": gettext_lazy("known from before"),
    "known": gettext_lazy("known from elsewhere"),
    "sitemap": gettext_lazy("told by the publisher’s sitemap"),
    "site_feed": gettext_lazy("told by the publisher’s feed"),
    "google": gettext_lazy("asked of Google"),
    "feed": gettext_lazy("given by the feed"),
    "waiting": gettext_lazy("waits"),
    "": gettext_lazy("not to be had"),
}
"""How links came to their addresses (`Item.url_method`), in this order."""


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
