"""Answers with pictures and icons: bytes of strangers, under headers that let nothing
run."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles import icons, images
from articles.models import Item
from articles.visibility import sight_of
from newsreader.lib import urls

IMAGE_AGE_S = 7 * 86_400
ICON_SOON_S = 60
"""A letter that stands in for an icon which is on its way."""
PROXIED = {
    "Content-Security-Policy": "default-src 'none'; form-action 'none'; sandbox",
    "X-Robots-Tag": "noindex",
}
"""What goes with bytes of strangers, over what every answer carries."""

BLANK = (
    b"GIF89a\1\0\1\0\x80\0\0\0\0\0\0\0\0!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
)
"""One transparent pixel: what is beside a headline whose picture cannot be had."""


@require_safe
def image(request: HttpRequest, signature: str, sealed: str) -> HttpResponse:
    """A picture of a full text, for whoever may read that. Never anything else."""
    return _picture(request, images.opened(signature, sealed), is_for_all=True)


@require_safe
def item_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture beside a headline, for people with an account. Its address is the
    database's, not the caller's: so it needs no signature, and a list stays light."""
    seen = sight_of(request.user).among(Item.objects.filter(pk=pk))
    found = seen.values_list("image_url", "article__image_url")
    try:
        url = urls.clean(next((url for row in found for url in row if url), ""))
    except urls.BadAddress:
        raise Http404 from None
    answer = _picture(request, url, is_for_all=False)
    if answer.status_code in {404, 503}:  # browsers would draw a broken picture
        headers = PROXIED | {"Cache-Control": answer["Cache-Control"]}
        return HttpResponse(BLANK, content_type="image/gif", headers=headers)
    return answer


def _picture(
    request: HttpRequest, url: str | None, *, is_for_all: bool
) -> HttpResponse:
    is_open = is_for_all and settings.FULL_TEXT_PUBLIC
    may_see = request.user.is_authenticated or is_open
    if not may_see or url is None or settings.IMAGES != "proxy":
        raise Http404
    try:
        picture = images.show(url)
    except images.NoPicture as problem:
        status, keep = (503, "no-store") if problem.is_for_now else (404, "max-age=60")
        return HttpResponse(
            f"{problem}\n",
            content_type="text/plain; charset=utf-8",
            status=status,
            headers=PROXIED | {"Cache-Control": f"private, {keep}"},
        )
    who = "public" if settings.PUBLIC and is_open else "private"
    headers = {
        "Cache-Control": f"{who}, max-age={IMAGE_AGE_S}",
        "ETag": f'"{picture.etag}"',
    }
    return _proxied(request, picture.raster.kind, picture.body, headers)


@require_safe
def icon(request: HttpRequest, signature: str, host: str) -> HttpResponse:
    """The icon of a site that a page of ours has named, or its letter."""
    if settings.IMAGES == "off" or not icons.is_ours(signature, host):
        raise Http404
    found, is_lasting = icons.show(host, now=timezone.now())
    age = IMAGE_AGE_S if is_lasting else ICON_SOON_S
    who = "public" if settings.PUBLIC else "private"
    headers = {"Cache-Control": f"{who}, max-age={age}", "ETag": f'"{found.etag}"'}
    return _proxied(request, found.kind, found.body, headers)


def _proxied(
    request: HttpRequest, kind: str, body: bytes, headers: dict[str, str]
) -> HttpResponse:
    """Bytes that came from elsewhere, or word that they are still the same."""
    name = f"picture.{kind.removeprefix('image/').partition('+')[0]}"
    disposition = {"Content-Disposition": f'inline; filename="{name}"'}
    response = HttpResponse(
        body, content_type=kind, headers=PROXIED | disposition | headers
    )
    etag = headers["ETag"]
    answer = get_conditional_response(request, etag=etag, response=response)
    for name, value in PROXIED.items():  # a browser remembers those of a 304, too
        (answer or response)[name] = value
    return answer or response
