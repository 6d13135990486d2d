"""Ask publishers for pages, and say what came: an article's columns, or why none."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from articles.core import extraction, files, identity, quality, revisits
from articles.core.types import Extracted
from articles.models import Article
from newsreader.lib import http, urls
from newsreader.lib.html import VERSION, clean_text, safe_html
from newsreader.lib.limits import TookTooLong, cpu_limit

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
PAGE_S = 10.0
"""Seconds of processor time for one page. The slowest real ones take a tenth of it."""
LONGEST_WAIT_S = 6 * 3600
MOST_TITLES = 5

NO_ARCHIVE = quality.SENTENCES["no_copy"]
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_LOGIN, _GONE, _BARRED = {401, 402, 407}, {404, 410}, {403, 405, 406, 418, 451}
_NOT_ASKED = "The link leads to an address that cannot be opened."


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no page: `sentence` for readers, `why` for the log.

    `may_pass` where another try makes sense, `wait_s` later at the earliest;
    `is_busy` where nobody was asked yet, because the host has its hands full.
    """

    sentence: str
    why: str
    may_pass: bool = False
    wait_s: float = 0.0
    is_busy: bool = False
    is_gone: bool = False


def ask(
    pages: Sequence[tuple[str, dict[str, str]]],
) -> Iterator[tuple[int, http.Response | http.FetchError]]:
    """Fetch these addresses, each with its own headers; each answer with its place."""
    return http.fetch_all(
        [
            http.Request(url=url, headers={"Accept": ACCEPT} | headers)
            for url, headers in pages
        ]
    )


def refusal(
    answer: http.Response | http.FetchError, *, now: dt.datetime
) -> Refusal | None:
    """What stands in the way of a page; None where one came."""
    if isinstance(answer, http.FetchError):
        return _no_answer(answer)
    why = f"The publisher answered {answer.status}."
    if answer.status in _GONE:
        return Refusal(quality.SENTENCES["not_found"], why, is_gone=True)
    if answer.status in _LOGIN:
        return Refusal(quality.SENTENCES["login"], why)
    if answer.status in _BARRED:
        return Refusal(quality.SENTENCES["bot_check"], why)
    if answer.status in _PASSING:
        wait_s = _asked_wait_s(answer.headers.get("Retry-After", ""), now)
        sentence = quality.SENTENCES["unreachable"]
        return Refusal(sentence, why, may_pass=True, wait_s=wait_s)
    if answer.status != 200:
        sentence = f"The publisher’s site answered with an error ({answer.status})."
        return Refusal(sentence, why)
    kind = answer.headers.get("Content-Type", "")
    if name := files.name(kind, answer.body):
        sentence = f"The link leads to {name}, not to a web page."
        return Refusal(sentence, f"{sentence} ({kind[:100]})")
    return None


def _no_answer(error: http.FetchError) -> Refusal:
    if error.kind == "too_large":
        return Refusal(quality.SENTENCES["too_large"], error.message)
    if error.kind in {"blocked", "address"}:
        return Refusal(_NOT_ASKED, error.message)
    if error.kind == "redirect":
        sentence = "The publisher’s site leads from page to page without an end."
        return Refusal(sentence, error.message)
    sentence = quality.SENTENCES["unreachable"]
    is_busy = error.kind == "busy"
    return Refusal(sentence, error.message, may_pass=True, is_busy=is_busy)


def _asked_wait_s(header: str, now: dt.datetime) -> float:
    """The seconds of a Retry-After header, which holds seconds or a date; bounded."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return float(min(int(text[:9]), LONGEST_WAIT_S))
    try:
        until = parsedate_to_datetime(text)
        seconds = (until - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT_S)


def read(answer: http.Response, *, now: dt.datetime) -> Extracted:
    """The article of the page that came, or the wall before it."""
    kind = answer.headers.get("Content-Type", "")
    return extracted(answer.body, url=answer.url, content_type=kind, now=now)


def extracted(
    body: bytes, *, url: str, content_type: str = "", now: dt.datetime
) -> Extracted:
    """The article in these bytes, or that it takes too long to find it there."""
    try:
        with cpu_limit(PAGE_S):
            return extraction.extract(body, url=url, content_type=content_type, now=now)
    except TookTooLong:
        return Extracted("too_large")


def may_be_kept(extracted: Extracted, answer: http.Response) -> bool:
    """Does the publisher allow a copy? Its page or its server may say no."""
    told = answer.headers.get("X-Robots-Tag", "").lower()
    # "somebot: noarchive" is said to that robot alone, and so not to us
    general = [part.strip() for part in told.split(",")]
    return not (extracted.noarchive or "noarchive" in general)


def sentence(extracted: Extracted) -> str:
    """What a reader is told of the wall; "" where there is none."""
    return quality.SENTENCES[extracted.wall]


def columns(
    extracted: Extracted, final_url: str, *, now: dt.datetime
) -> dict[str, object]:
    """An extracted article as columns: cleaned, bounded, storable."""
    url = urls.clean(extracted.canonical_url or final_url)
    return {
        "url": url[:4000],
        "url_hash": identity.url_hash(url),
        "title": clean_text(extracted.title, 1000),
        "text": extracted.text,
        "html": safe_html(extracted.html, base_url=final_url),
        "description": clean_text(_description(extracted), 2000),
        "authors": clean_text(", ".join(extracted.authors), 500),
        "outlet": clean_text(extracted.outlet, 200),
        "language": extracted.language[:35],
        "is_rtl": extracted.direction == "rtl" if extracted.direction else None,
        "published_at": extracted.published_at,
        "updated_at": _updated_at(extracted, now=now),
        "image_url": extracted.image_url[:4000],
        "image_width": extracted.image_width or None,
        "image_height": extracted.image_height or None,
        "word_count": extracted.word_count,
        "content_hash": hashlib.sha256(extracted.text.encode()).hexdigest(),
        "wall": extracted.wall,
        "source": Article.Source.PAGE,
        "etag": "",
        "last_modified": "",
        "fetched_at": now,
        "extractor": f"{extraction.VERSION}; {VERSION}"[:60],
    }


def _description(extracted: Extracted) -> str:
    """What is shown where the text is not: the publisher's own teaser, if it is longer
    than what the page says of itself."""
    return max(extracted.description, extracted.teaser, key=len)


def _updated_at(extracted: Extracted, *, now: dt.datetime) -> dt.datetime | None:
    """The page's own word, where it can be true and says more than when it came out."""
    published, updated = extracted.published_at, extracted.updated_at
    if updated is None or updated > now + dt.timedelta(days=1):
        return None
    return updated if published is None or updated > published else None


def validators(answer: http.Response) -> dict[str, str]:
    """What makes the next question for this page a conditional one, as columns."""
    return {
        "etag": answer.headers.get("ETag", "")[:500],
        "last_modified": answer.headers.get("Last-Modified", "")[:100],
    }


def conditions(article: Article) -> dict[str, str]:
    """Headers that ask for the page only if it has changed (RFC 9110 §13)."""
    headers = {}
    if article.etag:
        headers["If-None-Match"] = article.etag
    if article.last_modified:
        headers["If-Modified-Since"] = article.last_modified
    return headers


def update(article: Article, columns: dict[str, object], *, now: dt.datetime) -> bool:
    """Take new columns over into a stored article; True if its words have changed.

    A wall never takes the place of a text we have. A headline that is replaced is
    kept.
    """
    if columns["wall"] and article.has_text:
        return False
    had_text = article.has_text
    is_other = (columns["content_hash"], columns["title"]) != (
        article.content_hash,
        article.title,
    )
    titles = article.earlier_titles
    if article.title and columns["title"] and columns["title"] != article.title:
        was = {"title": article.title, "until": now.isoformat()}
        titles = [was, *titles][:MOST_TITLES]
    for column, value in columns.items():
        setattr(article, column, value)
    article.earlier_titles = titles
    if is_other and had_text:
        article.changed_at = now
    article.due_at = look_again_at(article, now=now)
    # Not the columns of its claim, which a worker may hold right now
    article.save(update_fields=[*columns, "earlier_titles", "changed_at", "due_at"])
    return is_other


def look_again_at(article: Article, *, now: dt.datetime) -> dt.datetime | None:
    """When to ask for the page again; never for what came from a feed."""
    if article.source != Article.Source.PAGE or not article.has_text:
        return None
    found_at = article.found_at or article.fetched_at
    return revisits.next_look(article.published_at, first_seen_at=found_at, now=now)
