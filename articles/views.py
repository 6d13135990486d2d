"""Pages: headlines, item, story, search."""

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
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from articles import commissions, marking, pages
from articles.core import identity
from articles.feedback import FOLDED
from articles.models import Item, Story, Tombstone
from articles.posts import UNDO
from articles.visibility import LINK, PUBLIC, Hidden, level_of_set, sight_of
from articles.visitors import kept_for_visitors
from feeds.models import Category, Feed
from newsreader.accounts import preferences

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
@kept_for_visitors
def headlines(request: HttpRequest) -> HttpResponse:
    return _list(request)


@page_of_ours
@kept_for_visitors
def category(request: HttpRequest, slug: str) -> HttpResponse:
    return _list(request, category_slug=slug)


@page_of_ours
@kept_for_visitors
def feed(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    return _list(request, feed_pk=pk)


@page_of_ours
@kept_for_visitors
def today(request: HttpRequest) -> HttpResponse:
    return _list(request, today=True)


@page_of_ours
@kept_for_visitors
def outlet(request: HttpRequest, name: str) -> HttpResponse:
    return _list(request, outlet=name)


@login_required
@page_of_ours
def unread(request: HttpRequest) -> HttpResponse:
    return _list(request, unread_page=True)


@login_required
@page_of_ours
def starred(request: HttpRequest) -> HttpResponse:
    return _list(request, starred=True)


@page_of_ours
@kept_for_visitors
def item(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    try:
        page = pages.item_page(
            pk,
            user=request.user,
            root=_root(request),
            slug=slug,
            feed_pk=_number(request, "feed"),
            is_folded=_is_folded(request),
        )
    except Item.DoesNotExist:
        return _gone(request, pk, slug)
    except Hidden:
        return redirect_to_login(request.get_full_path())
    if not _is_at(request, page.url):
        return _moved(request, page.url)
    is_opened = "prefetch" not in request.headers.get("Sec-Purpose", "")
    if request.user.is_authenticated and is_opened and not page.was_read:
        marking.mark_read(request.user, Item(pk=pk), now=timezone.now())
    if is_opened and page.wants_text:
        marking.want_text(Item(pk=pk), now=timezone.now())
    if is_opened and page.wants_model and page.analysis:
        commissions.was_opened(pk, now=timezone.now())
    return _show(request, "articles/item.html", page)


@page_of_ours
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the publisher: a short address where a row has no room for a long one."""
    items = sight_of(request.user).among(Item.objects.only("url", "link"))
    item = get_object_or_404(items, pk=pk)
    if not (url := pages.web_address(item.original_url)):
        raise Http404
    response = redirect(url)
    response["Referrer-Policy"] = "no-referrer"
    return response


@page_of_ours
@kept_for_visitors
def story(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    try:
        page = pages.story_page(pk, user=request.user, now=timezone.now())
    except Story.DoesNotExist:
        raise Http404 from None
    except Hidden:
        return redirect_to_login(request.get_full_path())
    if isinstance(page, str):
        return _moved(request, page)
    if not _is_at(request, page.url):
        return _moved(request, page.url)
    return _show(request, "articles/story.html", page)


@page_of_ours
def search(request: HttpRequest) -> HttpResponse:
    page = pages.search_page(
        request.GET.get("q", ""),
        after=_number(request, "after"),
        user=request.user,
        now=timezone.now(),
    )
    return _show(request, "articles/search.html", page)


def _list(
    request: HttpRequest,
    *,
    category_slug: str = "",
    feed_pk: int | None = None,
    starred: bool = False,
    outlet: str = "",
    today: bool = False,
    unread_page: bool = False,
) -> HttpResponse:
    wish = pages.Wish(
        category_slug=category_slug,
        feed_pk=feed_pk,
        starred=starred,
        outlet=outlet,
        today=today,
        unread_page=unread_page,
        unread=unread_page or request.GET.get("show") == "unread",
        after=request.GET.get("after", ""),
        left=_number(request, "left"),
        order=request.GET.get("order", ""),
    )
    try:
        page = pages.headlines_page(wish, user=request.user, now=timezone.now())
    except (Feed.DoesNotExist, Category.DoesNotExist, Item.DoesNotExist):
        raise Http404 from None
    except Hidden:
        return redirect_to_login(request.get_full_path())
    if not _is_at(request, page.url):
        return _moved(request, page.url)
    made = request.session.get(UNDO) if request.user.is_authenticated else None
    return _show(request, "articles/headlines.html", page, undo=made)


def _show(
    request: HttpRequest, template: str, page: object, **more: object
) -> HttpResponse:
    return render(request, template, {"page": page, "root": _root(request), **more})


def _gone(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A removed item's address goes on to say where the original is."""
    gone = get_object_or_404(Tombstone, pk=pk)
    if not request.user.is_authenticated:
        level = level_of_set(gone.feed_set_id)
        is_known = level == LINK and slug == (identity.slug(gone.headline) or "item")
        if level != PUBLIC and not is_known:
            return redirect_to_login(request.get_full_path())
    shown = {"gone": gone, "url": pages.web_address(gone.url)}
    return render(request, "articles/gone.html", shown, status=410)


def _is_folded(request: HttpRequest) -> bool:
    """As this browser was told on an item's page, else as the settings say."""
    told = request.COOKIES.get(FOLDED, "")
    return told == "1" if told else preferences.of(request).fold_analyses


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
