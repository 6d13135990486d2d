"""Headline, outlet and related coverage of an entry of a Google News feed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from feeds.core.types import Coverage
from newsreader.lib import urls
from newsreader.lib.html import clean_text

HOST = "news.google.com"
MAX_COVERAGE = 30
_MAX_DESCRIPTION = 100_000
_MAX_ID = 8192
_ARTICLE_LINK = re.compile(
    r"https?://news\.google\.com(?::443|:80)?"
    r"/(?:rss/articles|articles|read|__i/rss/rd/articles)"
    r"/([A-Za-z0-9_-]+)=*/?(?:[?#][!-~]*)?",
    re.IGNORECASE,
)


def link_id(url: str) -> str:
    """The id in a Google News article link; "" where the address is none."""
    found = _ARTICLE_LINK.fullmatch(url.strip()) if len(url) <= _MAX_ID + 500 else None
    return found[1] if found and len(found[1]) <= _MAX_ID else ""


def split_headline(title: str, source: str) -> str:
    """The title without its " - Source". Never cuts elsewhere: headlines and the names
    of outlets hold " - " themselves."""
    headline = title.removesuffix(f" - {source}") if source else title
    return headline.strip() or title


def related(description_html: str) -> tuple[Coverage, ...]:
    """The other outlets' entries in an entry's description, without the entry itself,
    which the list repeats first."""
    members = list(coverage(description_html)) if "<li" in description_html else []
    if not members:
        return ()
    own, seen = members[0], {members[0].link}
    others: list[Coverage] = []
    for each in members[1:]:
        again = each.link in seen or bool(own.google_id == each.google_id != "")
        if not again and len(others) < MAX_COVERAGE:
            seen.add(each.link)
            others.append(each)
    return tuple(others)


def outlet_in(title: str, description_html: str) -> str:
    """The outlet of an entry whose feed does not name its source, as Atom feeds do
    not: from the description, if the title agrees."""
    own = next(coverage(description_html), None)
    said = own.outlet if own is not None else ""
    return said if said and title.endswith(f" - {said}") else ""


def coverage(description_html: str) -> Iterator[Coverage]:
    """Every entry in a description, its own first: one, or those of a list."""
    if "<a" not in description_html:
        return
    markup = description_html[:_MAX_DESCRIPTION].encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    document = None
    with suppress(etree.LxmlError):
        document = etree.fromstring(markup, parser)
    if document is None:
        return
    for member in document.iter("li") if "<li" in description_html else (document,):
        anchor = next(member.iter("a"), None)
        link = _entry_link(anchor.get("href", "")) if anchor is not None else ""
        if anchor is None or not link:
            continue
        outlet = next(member.iter("font"), None)
        yield Coverage(
            headline=_words(anchor, 1000),
            outlet=_words(outlet, 200) if outlet is not None else "",
            link=link,
            google_id=link_id(link),
        )


def _words(element: etree._Element, limit: int) -> str:
    return clean_text("".join(map(str, element.itertext())), limit)


def _entry_link(href: str) -> str:
    """An article's link; "" for "View full coverage" and for anything odd."""
    if link_id(href):
        return href.strip()  # nothing in it needs mending
    link = urls.join(f"https://{HOST}/", href)
    return link if urls.host(link) != HOST else ""


def is_day_only(published: dt.datetime) -> bool:
    """Whether Google tells just the day: then the time is midnight of the Pacific."""
    utc = published.astimezone(dt.UTC)
    return utc.hour in {7, 8} and not (utc.minute or utc.second)
