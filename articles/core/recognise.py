"""Which items a feed's entries are that come under another id, link or headline.

Some feeds number their entries anew at every poll, some put a session into every
link, some move to another domain or format. An entry is taken for an item that is
there already only where the item has gone from the feed under its own key, and where
two of link, headline and moment agree. What is told apart by the feed stays apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass

from articles.core.identity import comparable, other_key, page
from feeds.core.types import ParsedEntry

ENOUGH_LETTERS = 20
"""A shorter headline, such as "Weather", says too little by itself."""


@dataclass(frozen=True, slots=True)
class There:
    """An item that its feed has brought before."""

    key: str
    link: str
    headline: str
    published_at: dt.datetime | None


def recognised(
    entries: Mapping[str, ParsedEntry], there: Sequence[There], known: Collection[str]
) -> dict[str, str]:
    """The keys under which entries are known, by their own, where these differ.

    `entries` is all that the feed holds now, `there` its latest items, and `known`
    are keys that some item has, be it among these or not. An entry that has nothing
    but the id of an item, where ids are used again, is not that item: it gets a key
    that tells it apart.
    """
    by_key = {item.key: item for item in there}
    moved = {
        key
        for key, entry in entries.items()
        if key in by_key and _is_another(entry, by_key[key])
    }
    unknown = {
        key: entry
        for key, entry in entries.items()
        if key in moved or (key not in known and not entry.google_id)
    }
    taken = entries.keys() - unknown.keys()
    found: dict[str, str] = {}

    def match(sign: Callable[[ParsedEntry | There], Hashable], *, alone: bool) -> None:
        free = _by_sign((i for i in there if i.key not in taken), sign)
        wanting = _by_sign_of_entries(unknown, found, sign)
        for said, keys in wanting.items():
            items = free.get(said, [])
            if alone and (len(keys) > 1 or len(items) > 1):
                continue
            for key, item in zip(keys, items, strict=False):
                found[key] = item.key
                taken.add(item.key)

    match(_page_and_headline, alone=False)
    is_reusing = not moved.isdisjoint(found)  # its ids say nothing, then
    for key in moved - found.keys():
        is_new = is_reusing or _is_of_another_moment(entries[key], by_key[key])
        is_new = is_new or key in taken
        found[key] = other_key(key, entries[key]) if is_new else key
        taken.add(found[key])
    match(_page_and_moment, alone=True)
    match(_headline_and_moment, alone=True)
    match(_headline_and_path, alone=True)
    return {key: known for key, known in found.items() if known != key}


def _by_sign(
    items: Iterable[There], sign: Callable[[There], Hashable]
) -> dict[Hashable, list[There]]:
    found: dict[Hashable, list[There]] = {}
    for item in items:
        if (said := sign(item)) is not None:
            found.setdefault(said, []).append(item)
    return found


def _by_sign_of_entries(
    entries: Mapping[str, ParsedEntry],
    found: Mapping[str, str],
    sign: Callable[[ParsedEntry], Hashable],
) -> dict[Hashable, list[str]]:
    wanting: dict[Hashable, list[str]] = {}
    for key, entry in entries.items():
        if key not in found and (said := sign(entry)) is not None:
            wanting.setdefault(said, []).append(key)
    return wanting


def _is_another(entry: ParsedEntry, item: There) -> bool:
    """Corrected headlines and moved pages are the same; both at once may be not."""
    return (
        bool(entry.id.strip())
        and not entry.google_id
        and _headline(entry) != _headline(item)
        and comparable(entry.link) != comparable(item.link)
    )


def _is_of_another_moment(entry: ParsedEntry, item: There) -> bool:
    moments = {entry.published_at, item.published_at} - {None}
    return len(moments) > 1


def _headline(one: ParsedEntry | There) -> str:
    return one.headline.casefold()


def _page(one: ParsedEntry | There) -> str:
    return page(one.link)


def _page_and_headline(one: ParsedEntry | There) -> Hashable:
    page = _page(one)
    return (page, _headline(one)) if page and one.headline else None


def _page_and_moment(one: ParsedEntry | There) -> Hashable:
    page = _page(one) if one.published_at else ""
    return (page, one.published_at) if page else None


def _headline_and_moment(one: ParsedEntry | There) -> Hashable:
    is_told = one.published_at and one.headline and _page(one)
    return (_headline(one), one.published_at) if is_told else None


def _headline_and_path(one: ParsedEntry | There) -> Hashable:
    if len(one.headline) < ENOUGH_LETTERS:
        return None
    path = page(_page(one).partition("?")[0])
    return (_headline(one), path) if path else None
