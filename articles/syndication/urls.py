"""Routes of outgoing feeds: behind a page's own address stands feed.atom and so on."""

from __future__ import annotations

from django.urls import URLPattern, path

from articles.syndication import views
from articles.syndication.channels import Kind
from articles.syndication.formats import FORMATS

_PLACES: tuple[tuple[Kind, str], ...] = (
    ("all", ""),
    ("today", "today/"),
    ("unread", "unread/"),
    ("starred", "starred/"),
    ("category", "categories/<str:value>/"),
    ("feed", "feeds/<int:value>/"),
    ("feed", "feeds/<int:value>/<str:slug>/"),
    ("outlet", "outlets/<path:value>/"),
    ("story", "stories/<int:value>/"),
    ("story", "stories/<int:value>/<str:slug>/"),
    ("search", "search/"),
)

urlpatterns: list[URLPattern] = [
    *(
        path(f"{place}feed.{form}", views.outgoing, {"kind": kind, "form": form})
        for kind, place in _PLACES
        for form in FORMATS
    ),
    path("follow/", views.follow, name="follow"),
    *(
        path(f"follow/{verb}", views.change, {"verb": verb}, name=f"follow-{verb}")
        for verb in ("renew", "revoke", "keep", "forget")
    ),
]
