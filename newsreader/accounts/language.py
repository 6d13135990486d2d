"""In which language the interface speaks: as the reader chose, else as the browser
asks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from newsreader.accounts import preferences
from newsreader.accounts.models import Preferences


def of(request: HttpRequest, wish: Preferences | None = None) -> str:
    """The reader's language, of those that there are; `wish` is not kept yet."""
    chosen = (wish or preferences.of(request)).language
    if chosen in dict(settings.LANGUAGES):
        return chosen
    return translation.get_language_from_request(request)


class Language:
    """Answers in the reader's language. What strangers wrote stays in theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = of(request)
        with translation.override(language):
            response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Accept-Language",))
        return response
