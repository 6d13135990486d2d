"""What browsers and robots ask for by name: manifest, worker, offline page, rules."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

CLOSED = ("/admin/", "/accounts/", "/search/", "/marks/", "/follow/", "/img/")
"""Where robots have no business; that pages are not to be indexed, pages say."""


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the site looks and what it can do once it is installed."""
    told = {
        "id": "/",
        "name": "Newsreader",
        "short_name": "Newsreader",
        "description": _("News from many outlets, with analyses that never invent."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("headlines"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#fbfaf6",
        "background_color": "#fbfaf6",
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
        "shortcuts": [
            {"name": name, "url": reverse(page)}
            for name, page in (
                (_("Unread"), "unread"),
                (_("Starred"), "starred"),
                (_("Search"), "search"),
            )
        ],
        "share_target": {
            "action": reverse("admin:feeds_feed_add"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    patch_cache_control(response, max_age=3600)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    url = static(f"icons/{name}")
    return {"src": url, "sizes": sizes, "type": "image/png", "purpose": purpose}


@login_not_required
@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, which is in charge of as much as stands below its address."""
    files = ("css/sheet.css", "js/kept.js", "icons/favicon.svg")
    kept = [reverse("offline"), *map(static, files)]
    version = hashlib.sha256("\n".join([_source(), *kept]).encode()).hexdigest()[:12]
    head = (
        f'const VERSION = "{version}";\nconst KEPT = {json.dumps(kept)};\n'
        f'const STATIC = "{settings.STATIC_URL}";\n'
    )
    return HttpResponse(head + _source(), content_type="text/javascript")


@cache
def _source() -> str:
    return (Path(settings.BASE_DIR) / "static" / "js" / "worker.js").read_text("utf-8")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the worker where there is no network; the same for all."""
    return render(request, "offline.html")


@login_not_required
@cache_control(public=True, max_age=86_400)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in CLOSED)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
