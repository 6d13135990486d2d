"""The page of a search: what was asked, and what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.core.excerpts import Piece, marked
from articles.core.query import FIELDS, MAX_PARTS, MAX_TYPED, VALUES, Note, Query, parse
from articles.core.types import Hit
from articles.models import SavedSearch
from articles.pages.frame import Visitor
from articles.pages.full_text import may_read
from articles.pages.glance import glances
from articles.pages.rows import Row, rows
from articles.search import PAGE, get_search
from articles.search.conditions import named_feeds
from articles.visibility import Sight, sight_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

HELP = (
    ("chip power", gettext_lazy("both words, in any order; there is no OR")),
    ('"data center"', gettext_lazy("words in a row")),
    ("semicon*", gettext_lazy("a beginning")),
    ("-football", gettext_lazy("without that word; any part can be left out so")),
    ("title:water", gettext_lazy("in the headline")),
    ("source:reuters", gettext_lazy("in the outlet’s name")),
    ("author:smith", gettext_lazy("in the author’s name")),
    (
        "feed:business",
        gettext_lazy("from feeds of that name or address; of several, any"),
    ),
    ("lang:de", gettext_lazy("in that language; of several, any")),
    ("after:2026-05", gettext_lazy("from that day, month or year on")),
    ("before:2026-05-31", gettext_lazy("before it")),
    ("is:unread", gettext_lazy("or is:read, is:starred, when you are signed in")),
    (
        "has:analysis",
        gettext_lazy("or has:article: with a Detailed Analysis, with the full text"),
    ),
)
"""What can be typed, and what it asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The hits of a search, newest first, with the words marked."""

    typed: str
    rows: tuple[Row, ...]
    said: str
    notes: tuple[str, ...]
    help: tuple[tuple[str, _StrOrPromise], ...]
    asks: bool
    kept: int
    """The reader's kept search of these words, or 0."""
    older_url: str
    newest_url: str
    signed_in: bool


def search_page(
    typed: str, *, after: int | None, user: Visitor, now: dt.datetime
) -> SearchPage:
    """What the words find; only who may read full texts is shown lines of them."""
    query = parse(typed)
    sight = sight_of(user)
    hits = get_search().find(
        query, after=after, reader=user.pk, sight=sight, limit=PAGE + 1,
        quote_articles=may_read(user),
    )  # fmt: skip
    hits, more = hits[:PAGE], hits[PAGE:]
    by_pk = {hit.item_id: hit for hit in hits}
    found = glances(list(by_pk), reader=user.pk, sight=sight)
    shown = tuple(
        _with_marks(row, by_pk[row.pk], query)
        for row in rows(found, now=now, sight=sight, reader=user)
    )
    older = hits[-1].place if more else None
    return SearchPage(
        typed=typed,
        rows=shown,
        said=_said(query, found=bool(shown), goes_on=after is not None),
        notes=tuple(_note(note) for note in query.notes)
        + _unknown_feeds(query, sight)
        + _who(query, user),
        help=() if shown else HELP,
        asks=bool(query),
        kept=_kept(typed, user) if query else 0,
        older_url=_address(typed, after=older) if older is not None else "",
        newest_url=_address(typed) if after is not None else "",
        signed_in=user.is_authenticated,
    )


def _kept(typed: str, user: Visitor) -> int:
    if not user.is_authenticated:
        return 0
    mine = SavedSearch.objects.filter(user_id=user.pk, typed=SavedSearch.told(typed))
    return mine.values_list("pk", flat=True).first() or 0


def _address(typed: str, **more: object) -> str:
    return f"{reverse('search')}?{urlencode({'q': typed} | more)}"


def _with_marks(row: Row, hit: Hit, query: Query) -> Row:
    """With what was found marked, in the headline too."""
    headline = marked(row.headline, query, row.tongue.lang, "title")
    return replace(
        row,
        headline=_html(headline),
        snippet=_html(hit.excerpt) if hit.excerpt else row.snippet,
    )


def _html(pieces: Iterable[Piece]) -> SafeString:
    """Escaped, with <mark> around what was found: no other markup comes of it."""
    marks = (
        ("<mark>", text, "</mark>") if is_hit else ("", text, "")
        for text, is_hit in pieces
    )
    return format_html_join(
        "",
        "{}{}{}",
        ((SafeString(before), text, SafeString(end)) for before, text, end in marks),
    )


def _said(query: Query, *, found: bool, goes_on: bool) -> str:
    if found:
        return _("Newest first.")
    if goes_on:
        return _("Here the hits end.")
    if query.parts > 1:
        return _("Nothing was found. Every part must hold; try fewer.")
    if query.wanted:
        return _("Nothing was found. Try another word, or its beginning with a star.")
    if query:
        return _("Nothing was found.")
    return _("What are you looking for?")


def _note(note: Note) -> str:
    """What could not be taken as it was typed, and how it could."""
    said = {"part": note.part, "field": note.field}
    match note.kind:
        case "cut":
            return _(
                "That was long: only the first %(characters)d characters and "
                "%(parts)d parts were looked for."
            ) % {"characters": MAX_TYPED, "parts": MAX_PARTS}
        case "quote":
            return _("The quotes around “%(part)s” were not closed.") % said
        case "date":
            return (
                _(
                    "“%(part)s” is no date, so it was left out. Write "
                    "%(field)s:2026-05-31, %(field)s:2026-05 or %(field)s:2026."
                )
                % said
            )
        case "empty":
            return (
                _("Nothing follows “%(part)s”: write the word right behind it.") % said
            )
        case "twice":
            return (
                _("“%(field)s:%(part)s” speaks against what stands before it.") % said
            )
        case "operator":
            return (
                _(
                    "“%(part)s” was looked for as a word: every part must hold anyway. "
                    "To leave a word out, write - right before it."
                )
                % said
            )
        case "field":
            fields = ", ".join(f"{name}:" for name in FIELDS)
            told = _("There is no “%(field)s”, so it was looked for as a word.") % said
            there_is = _("There is %(choices)s.") % {"choices": fields}
            return f"{told} {there_is}"
        case "value":
            known = VALUES.get(note.field, ())
            told = _("“%(field)s:%(part)s” is unknown, so it was left out.") % said
            if not known:
                return told
            choices = _(" or ").join(f"{note.field}:{value}" for value in known)
            there_is = _("There is %(choices)s.") % {"choices": choices}
            return f"{told} {there_is}"


def _unknown_feeds(query: Query, sight: Sight) -> tuple[str, ...]:
    """A name that no feed has finds nothing, and is most often mistyped."""
    return tuple(
        _("There is no feed called “%(part)s”.") % {"part": " ".join(name)}
        for name in (*query.feeds, *query.not_feeds)
        if not named_feeds((name,), sight)
    )


def _who(query: Query, user: Visitor) -> tuple[str, ...]:
    if query.is_personal and not user.is_authenticated:
        return (_("Sign in to search by what you have read or starred."),)
    return ()
