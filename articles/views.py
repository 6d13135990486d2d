"""Pages and form posts: headlines, item, story, search, marking."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import unquote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from articles import marking, pages
from articles.models import Item, Story
from feeds.models import Category, Feed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page_of_ours(view: View[P]) -> View[P]:
    """GET and HEAD only; not for search engines; looked up anew each time."""

    @wraps(view)
    def shown(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        patch_cache_control(response, no_cache=True)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True)
        return response

    return require_safe(shown)


@page_of_ours
def headlines(request: HttpRequest) -> HttpResponse:
    return _list(request)


@page_of_ours
def category(request: HttpRequest, slug: str) -> HttpResponse:
    return _list(request, category_slug=slug)


@page_of_ours
def feed(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    return _list(request, feed_pk=pk)


@login_required
@page_of_ours
def starred(request: HttpRequest) -> HttpResponse:
    return _list(request, starred=True)


@page_of_ours
def item(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    try:
        page = pages.item_page(
            pk,
            user=request.user,
            root=_root(request),
            feed_pk=_number(request, "feed"),
        )
    except Item.DoesNotExist:
        raise Http404 from None
    if not _is_at(request, page.url):
        return _moved(request, page.url)
    is_opened = "prefetch" not in request.headers.get("Sec-Purpose", "")
    if request.user.is_authenticated and is_opened and not page.was_read:
        marking.mark_read(request.user, Item(pk=pk), now=timezone.now())
    return _show(request, "articles/item.html", page)


@page_of_ours
def story(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    try:
        page = pages.story_page(pk, user=request.user, now=timezone.now())
    except Story.DoesNotExist:
        raise Http404 from None
    if isinstance(page, str):
        return _moved(request, page)
    if not _is_at(request, page.url):
        return _moved(request, page.url)
    return _show(request, "articles/story.html", page)


@page_of_ours
def search(request: HttpRequest) -> HttpResponse:
    page = pages.search_page(
        request.GET.get("q", ""),
        page=_number(request, "page") or 1,
        user=request.user,
        now=timezone.now(),
    )
    return _show(request, "articles/search.html", page)


@require_POST
def mark(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A reader's word on one item; the script asks for the changed fragment only."""
    reader, back_url = request.user, _back_url(request)
    if not reader.is_authenticated:
        return redirect_to_login(back_url)
    found = get_object_or_404(Item.objects.only("pk"), pk=pk)
    match verb:
        case "read":
            marking.mark_read(reader, found, now=timezone.now())
        case "unread":
            marking.mark_unread(reader, found)
        case "star":
            marking.star(reader, found, now=timezone.now())
        case "unstar":
            marking.unstar(reader, found)
    if request.headers.get("X-Fragment") == "marks":
        marks = pages.marks_of(pk, user=reader, back_url=back_url)
        return render(request, "_fragments/marks.html", {"marks": marks})
    response = redirect(back_url)
    response.status_code = 303
    return response


def _back_url(request: HttpRequest) -> str:
    """Where the form wants to be led, if that is a page of ours."""
    url = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, request.get_host())
    return url if ours else reverse("headlines")


def _list(
    request: HttpRequest,
    *,
    category_slug: str = "",
    feed_pk: int | None = None,
    starred: bool = False,
) -> HttpResponse:
    wish = pages.Wish(
        category_slug=category_slug,
        feed_pk=feed_pk,
        starred=starred,
        unread=request.GET.get("show") == "unread",
        after=request.GET.get("after", ""),
    )
    try:
        page = pages.headlines_page(wish, user=request.user, now=timezone.now())
    except (Feed.DoesNotExist, Category.DoesNotExist):
        raise Http404 from None
    if not _is_at(request, page.url):
        return _moved(request, page.url)
    return _show(request, "articles/headlines.html", page)


def _show(request: HttpRequest, template: str, page: object) -> HttpResponse:
    return render(request, template, {"page": page, "root": _root(request)})


def _root(request: HttpRequest) -> str:
    """The site as readers address it, for links that leave it."""
    return settings.BASE_URL or f"{request.scheme}://{request.get_host()}"


def _is_at(request: HttpRequest, url: str) -> bool:
    """Is this the page's one address? Ids decide; slugs change with their titles."""
    return request.path == unquote(url)


def _moved(request: HttpRequest, url: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{url}?{query}" if query else url, permanent=True)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _see(url: str) -> HttpResponse:
    """303: the answer to a post is to look at that page."""
    response = redirect(url)
    response.status_code = 303
    return response
