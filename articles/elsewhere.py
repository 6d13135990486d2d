"""An item as other sites embed it: oEmbed, as a link and without markup."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from articles.models import Item

CACHE_AGE_S = 3600


@require_safe
def oembed(request: HttpRequest) -> JsonResponse:
    """What an item's address stands for, by https://oembed.com. JSON only."""
    if request.GET.get("format", "json") != "json":
        return JsonResponse({"error": "This site answers in JSON only."}, status=501)
    item = get_object_or_404(
        Item.objects.select_related("article").only(
            "headline", "outlet", "outlet_url", "article__outlet"
        ),
        pk=_item_pk(request.GET.get("url", "")),
    )
    root = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    outlet = item.outlet or (item.article.outlet if item.article else "")
    said = {
        "type": "link",
        "version": "1.0",
        "title": item.headline,
        "author_name": outlet,
        "author_url": item.outlet_url if outlet else "",
        "provider_name": "Newsreader",
        "provider_url": f"{root}{reverse('headlines')}",
        "cache_age": CACHE_AGE_S,
    }
    response = JsonResponse({key: value for key, value in said.items() if value})
    response["X-Robots-Tag"] = "noindex"
    return response


def _item_pk(url: str) -> int:
    """The item that an address of this site names; the site's name is not checked."""
    try:
        found = resolve(urlsplit(url).path)
    except (ValueError, Resolver404):
        raise Http404 from None
    if found.url_name not in ("item", "item-by-id"):
        raise Http404
    return int(found.kwargs["pk"])
