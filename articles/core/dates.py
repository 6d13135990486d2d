"""When it was published and changed: moments out of what a page says.

Moments keep the publisher's own time zone, so that its day is the reader's day too.
The first of these that gives one is taken: JSON-LD, the date `<meta>` elements,
microdata, the page's `<time>`, a date in the address, and then htmldate, which reads
the visible text, on pages small enough for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from itertools import islice

import lxml.html
from htmldate import extractors, find_date

from articles.core.linked_data import Said, text_of

MAX_ELEMENTS = 8_000
"""Of more elements htmldate is not asked: its cost is the tail of all costs."""
_SAME = dt.timedelta(minutes=1)
FIRST = dt.datetime(1995, 1, 1, tzinfo=dt.UTC)

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "datepublished", "publishdate", "parsely-pub-date", "citation_publication_date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dcterms.date",
    "dc.date.created", "pubdate", "publish-date", "publish_date", "published-date",
    "date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published",
    "article:published", "publication_date", "datecreated",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "og:updated_time", "og:article:modified_time",
    "datemodified", "last-modified", "dcterms.modified", "dc.date.modified",
    "article.updated", "revised",
)  # fmt: skip
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)"
)
_FORMS = (
    "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d.%m.%Y %H:%M",
    "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y, %H:%M", "%Y.%m.%d",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NO_STORY = re.compile(
    r"updat|modif|edit|comment|related|teaser|expire|event|list|card", re.IGNORECASE
)


def _has_no_cue(string: str, min_date: dt.datetime, max_date: dt.datetime) -> bool:
    """That a text which htmldate's own patterns do not know is no date.

    It would ask dateparser, which then loads two hundred locales into each worker
    process: 44 MiB and seconds of CPU. Of 560 pages eight came so far, and none got
    another date by it.
    """
    return False


extractors.has_date_cue = _has_no_cue


def published(
    said: Said,
    metas: dict[str, Sequence[str]],
    tree: lxml.html.HtmlElement,
    url: str,
    *,
    last: dt.datetime | None = None,
) -> dt.datetime | None:
    """When the page was first published; nothing later than `last` is believed."""
    for text in _told(said, metas, tree, url):
        moment = parse(text)
        if moment and moment >= FIRST and (last is None or moment <= last):
            return _on_the_day_of(url, _as_shown(tree, moment))
    return _searched(tree, url, last)


def updated(said: Said, metas: dict[str, Sequence[str]]) -> dt.datetime | None:
    """When the page says that it was last changed."""
    for text in (
        text_of(said.get("dateModified")),
        *(value for name in _UPDATED for value in metas.get(name, ())[:1]),
    ):
        moment = parse(text)
        if moment and moment >= FIRST:
            return moment
    return None


def parse(text: str) -> dt.datetime | None:
    """An aware moment, or None; a time without a zone is taken as UTC."""
    text = text.strip()[:60]
    if not text:
        return None
    for attempt in (_from_iso, parsedate_to_datetime, _from_day, _from_words):
        try:
            moment = attempt(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=dt.UTC)
            moment.astimezone(dt.UTC)  # whether that is a moment at all
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        return moment
    return None


def _as_shown(tree: lxml.html.HtmlElement, moment: dt.datetime) -> dt.datetime:
    """The same moment as the page's `<time>` writes it, in the publisher's zone."""
    if moment.utcoffset():
        return moment
    for node in islice(tree.iter("time"), 12):
        shown = parse(node.get("datetime") or "")
        if shown and shown.utcoffset() and abs(shown - moment) < _SAME:
            return shown
    return moment


def _on_the_day_of(url: str, moment: dt.datetime) -> dt.datetime:
    """The same moment, in a zone where it falls on the day that the address names.

    A publisher's address holds its own day; its machine-readable time is often UTC.
    """
    found = _IN_ADDRESS.search(url)
    day = parse("-".join(found.groups())) if found else None
    if day is None or moment.utcoffset() or day.date() == moment.date():
        return moment
    for hours in (-h for h in range(1, 13)) if day < moment else range(1, 15):
        local = moment.astimezone(dt.timezone(dt.timedelta(hours=hours)))
        if local.date() == day.date():
            return local
    return moment


def _from_iso(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text))


def _from_day(text: str) -> dt.datetime:
    found = _ISO.match(text)
    if not found:
        raise ValueError
    return dt.datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=dt.UTC)


def _from_words(text: str) -> dt.datetime:
    for form in _FORMS:
        with suppress(ValueError):
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
    raise ValueError


def _told(
    said: Said, metas: dict[str, Sequence[str]], tree: lxml.html.HtmlElement, url: str
) -> Iterator[str]:
    """What may be the date, most trusted first."""
    yield text_of(said.get("datePublished"))
    for name in _PUBLISHED:
        yield from metas.get(name, ())[:1]
    marked = tree.xpath("//*[@itemprop='datePublished' or @pubdate]")
    for node in marked[:3]:
        yield node.get("datetime") or node.get("content") or node.text or ""
    yield text_of(said.get("dateCreated")) or text_of(said.get("uploadDate"))
    for node in _times(tree):
        yield node.get("datetime") or ""
    if found := _IN_ADDRESS.search(url):
        yield "-".join(found.groups())


def _times(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    """The `<time>` elements that may be the story's own."""
    near = []
    for node in islice(tree.iter("time"), 12):
        around = [node, *islice(node.iterancestors(), 3)]
        if any(_NO_STORY.search(a.get("class") or "") for a in around):
            continue
        inside = any(
            a.tag in {"article", "main", "header"} for a in node.iterancestors()
        )
        if inside:
            near.append(node)
    yield from near[:2]


def _searched(
    tree: lxml.html.HtmlElement, url: str, last: dt.datetime | None
) -> dt.datetime | None:
    if int(str(tree.xpath("count(//*)")).partition(".")[0]) > MAX_ELEMENTS:
        return None
    try:
        day = find_date(
            tree,
            original_date=True,
            extensive_search=True,
            url=url or None,
            min_date=FIRST.date().isoformat(),
            max_date=last.date().isoformat() if last else None,
        )
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return None  # htmldate on odd markup
    return parse(day) if day else None
