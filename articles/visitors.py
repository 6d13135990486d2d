"""Pages as visitors get them: made once for all of them and kept for some seconds, and
not sent again to whoever has them.

A link that goes round is opened by many at once. Who is signed in has pages of their
own, and so has a visitor whom the site has something to tell.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

PAGES = 500
"""So many are kept in each process, packed and not: some 20 MB at the most."""
_OWN = ("messages", settings.SESSION_COOKIE_NAME)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    packed: bytes
    etag: str
    until: float


_pages: OrderedDict[Key, _Kept] = OrderedDict()
_lock = threading.Lock()


def kept_for_visitors(view: View[P]) -> View[P]:
    """For a view whose answer to a visitor depends on the address, on cookies that say
    how they like to read, and on what is in the database."""

    @wraps(view)
    def shown(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if not settings.VISITOR_PAGES or any(name in request.COOKIES for name in _OWN):
            return view(request, *args, **kwargs)
        key = _key(request)
        kept = _pages.get(key)
        if kept is None or kept.until < time.monotonic():
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies:
                return response
            kept = _keep(key, response.content)
        return _answer(request, kept)

    return shown


def _key(request: HttpRequest) -> Key:
    cookies = (f"{name}={text}" for name, text in sorted(request.COOKIES.items()))
    return (
        request.get_host(), request.scheme or "", request.get_full_path(),
        translation.get_language() or "", request.headers.get("Sec-Purpose", ""),
        settings.VISIBILITY, *cookies,
    )  # fmt: skip


def _keep(key: Key, body: bytes) -> _Kept:
    kept = _Kept(
        body=body,
        packed=gzip.compress(body, 6, mtime=0),
        etag=f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
        until=time.monotonic() + settings.VISITOR_PAGES,
    )
    with _lock:
        _pages[key] = kept
        _pages.move_to_end(key)
        while len(_pages) > PAGES:
            _pages.popitem(last=False)
    return kept


def _answer(request: HttpRequest, kept: _Kept) -> HttpResponse:
    response = get_conditional_response(request, etag=kept.etag)
    if response is None:
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(kept.packed if takes_gzip else kept.body)
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = kept.etag
    patch_vary_headers(response, ("Accept-Encoding", "Accept-Language", "Cookie"))
    return response


def forget_pages() -> None:
    """Make all of them anew, in this process."""
    with _lock:
        _pages.clear()
