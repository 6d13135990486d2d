"""The page of a search: what was asked, and what was found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from articles.core.query import parse
from articles.models import Item
from articles.pages.frame import Row, Visitor, rows, with_origins
from articles.search import PAGE, get_search

LAST_PAGE = 50
"""Nobody reads on; and far pages cost the database more and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The hits of a search, newest first."""

    typed: str
    rows: tuple[Row, ...]
    said: str
    older_url: str
    signed_in: bool


def search_page(
    typed: str, *, page: int, user: Visitor, now: dt.datetime
) -> SearchPage:
    """What the words find; only a signed-in reader is shown lines of full texts."""
    page = min(max(page, 1), LAST_PAGE)
    query = parse(typed)
    hits = get_search().find(query, page=page, quote_articles=user.is_authenticated)
    items = Item.objects.headlines().filter(pk__in=[hit.item_id for hit in hits])
    if user.is_authenticated:
        items = items.marked_by(user)
    known = {item.pk: item for item in with_origins(items)}
    order = [known[hit.item_id] for hit in hits if hit.item_id in known]
    quotes = {hit.item_id: hit.excerpt for hit in hits}
    shown = tuple(
        replace(row, snippet=quotes[row.pk] or row.snippet)
        for row in rows(order, now=now)
    )
    older = ""
    if len(hits) == PAGE and page < LAST_PAGE:
        older = f"{reverse('search')}?{urlencode({'q': typed, 'page': page + 1})}"
    return SearchPage(
        typed=typed,
        rows=shown,
        said=_said(typed, bool(query), bool(shown)),
        older_url=older,
        signed_in=user.is_authenticated,
    )


def _said(typed: str, asked: bool, found: bool) -> str:
    if found:
        return "Newest first."
    if asked:
        return "Nothing was found. Every word must occur; try fewer."
    if typed.strip():
        return "Type a word to look for."
    return 'All words must occur. "Quotes" keep words together, -word leaves one out.'
