"""An item as other sites embed it: oEmbed, and a preview picture."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles import cards
from articles.models import Item
from articles.pages.frame import outlet_of, web_address, with_origins
from articles.visibility import MEMBERS, level_of_set, may_open, sight_of

CACHE_AGE_S = 3600
CARD_AGE_S = 7 * 86_400


@require_safe
def oembed(request: HttpRequest) -> JsonResponse:
    """What an item's address stands for, by https://oembed.com. JSON only."""
    if request.GET.get("format", "json") != "json":
        return JsonResponse({"error": "This site answers in JSON only."}, status=501)
    root = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    hosts = {request.get_host().lower(), urlsplit(root).netloc.lower()}
    pk, slug = _named(request.GET.get("url", ""), hosts)
    items = Item.objects.select_related("article").only(
        "headline", "outlet", "outlet_url", "article__outlet", "feed_set"
    )
    sight = sight_of(request.user)
    item = get_object_or_404(with_origins(items, sight), pk=pk)
    if not (sight.is_whole or may_open(item, slug)):
        return JsonResponse({"error": "This item is not for everybody."}, status=401)
    outlet = outlet_of(item)
    said = {
        "type": "link",
        "version": "1.0",
        "title": item.headline,
        "author_name": outlet,
        "author_url": item.outlet_url if outlet else "",
        "provider_name": "Newsreader",
        "provider_url": f"{root}{reverse('headlines')}",
        "cache_age": CACHE_AGE_S,
        "thumbnail_url": f"{root}{cards.address(pk, item.headline, outlet)}",
        "thumbnail_width": cards.WIDTH,
        "thumbnail_height": cards.HEIGHT,
    }
    response = JsonResponse({key: value for key, value in said.items() if value})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def card(request: HttpRequest, pk: int, stamp: str) -> HttpResponse:
    """The picture that other sites show with a link to an item."""
    items = Item.objects.select_related("article").only(
        "headline", "outlet", "article__outlet", "feed_set"
    )
    sight = sight_of(request.user)
    item = get_object_or_404(with_origins(items, sight), pk=pk)
    outlet = outlet_of(item)
    is_known = cards.is_stamp_of(stamp, pk, item.headline, outlet)
    is_shown = sight.is_whole or level_of_set(item.feed_set_id) != MEMBERS
    if not is_known or not is_shown:
        raise Http404
    etag = f'"{stamp}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            picture = cards.drawn(item.headline, outlet)
        except cards.Busy:
            return HttpResponse(status=503, headers={"Retry-After": "5"})
        if picture is None:
            response = redirect(static("icons/share.png"))
        else:
            response = HttpResponse(picture, content_type="image/png")
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # that is what it is for
    response["Cache-Control"] = f"public, max-age={CARD_AGE_S}"
    return response


def _named(url: str, hosts: Collection[str]) -> tuple[int, str]:
    """The item that an address of this site names, which goes by these names."""
    if not web_address(url) or urlsplit(url).netloc.lower() not in hosts:
        raise Http404
    try:
        found = resolve(urlsplit(url).path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if found.url_name not in ("item", "item-by-id"):
        raise Http404
    return int(found.kwargs["pk"]), str(found.kwargs.get("slug", ""))
