"""What every answer carries, who may see it, and what it says without a database."""

from __future__ import annotations

import gzip
import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

_POWERS = (
    "accelerometer", "autoplay", "camera", "display-capture",
    "encrypted-media", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip


class SecurityHeaders:
    """Puts the content security policy and its kin on every answer.

    A view may set a stricter policy of its own. The rest of the set comes from
    Django's SecurityMiddleware and XFrameOptionsMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class HeadWithoutBody:
    """Answers HEAD as GET, without the body: the web server warns of one each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                length = str(len(response.content))
                response.headers.setdefault("Content-Length", length)
                response.content = b""
        return response


class GZipText(GZipMiddleware):
    """Packs pages, at a level that takes a third of the usual one's time for a tenth
    more bytes; a picture is packed already, and would only cost time."""

    LEVEL = 2

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith("image/"):
            return response
        if isinstance(response, HttpResponse) and self._is_for_us(request, response):
            # Named at random, as Django does it: so its length tells nothing (BREACH)
            name = b"a" * secrets.randbelow(self.max_random_bytes) + b"\0"
            packed = gzip.compress(response.content, self.LEVEL, mtime=0)
            flags = bytes([gzip.FNAME])
            response.content = packed[:3] + flags + packed[4:10] + name + packed[10:]
            response.headers["Content-Length"] = str(len(response.content))
            response.headers["Content-Encoding"] = "gzip"
            patch_vary_headers(response, ("Accept-Encoding",))
            return response
        return super().process_response(request, response)

    @staticmethod
    def _is_for_us(request: HttpRequest, response: HttpResponse) -> bool:
        """A page with a body worth packing, for one who takes it; the rest, and what
        has an ETag to be weakened, Django sees to."""
        takes = "gzip" in request.headers.get("Accept-Encoding", "")
        is_plain = not {"Content-Encoding", "ETag"} & response.headers.keys()
        return takes and is_plain and len(response.content) >= 1_000


class DatabaseAway:
    """Answers 503 and a plain sentence where the database does not answer.

    For as long as that lasts: each request tries anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("%s: the database is away: %s", request.path, exception)
        return HttpResponse(
            _("The database does not answer just now. Please try again in a moment.")
            + "\n",
            content_type="text/plain; charset=utf-8",
            status=503,
            headers={"Retry-After": "10", "Cache-Control": "no-store"},
        )


class PlainAddresses:
    """Knows no page whose address holds a NUL: PostgreSQL cannot be asked for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> None:  # Any: as Django has it
        if "\0" in request.path_info:
            raise Http404


class LoginUnlessPublic(LoginRequiredMiddleware):
    """Asks for a login on every page that does not opt out, where PUBLIC is off.

    A page opts out with Django's `login_not_required`; the login page does so.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:  # Any: as Django has it
        if settings.PUBLIC:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
