"""Topic, search and edition to Google News RSS URLs, and back; headline, outlet and
related coverage of an entry.

Every address leaves here in one canonical form, so that two people who paste variants
of it meet in one feed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, quote, quote_plus, unquote, urlsplit

from feeds.core.google_editions import (
    EDITIONS,
    Edition,
    edition,
    edition_for,
    edition_for_locale,
    unlisted,
)
from feeds.core.google_entry import (
    HOST,
    coverage,
    is_day_only,
    link_id,
    outlet_in,
    related,
    split_headline,
)
from feeds.core.google_tokens import (
    TOPICS,
    publication_token,
    read_token,
    topic_token_for,
)
from newsreader.lib import urls
from newsreader.lib.html import clean_text

__all__ = [
    "EDITIONS",
    "HOST",
    "SECTIONS",
    "TOPICS",
    "Edition",
    "GoogleFeed",
    "NoFeedThere",
    "build",
    "coverage",
    "edition",
    "edition_for_locale",
    "from_pasted",
    "is_day_only",
    "link_id",
    "outlet_in",
    "place_url",
    "publication_url",
    "related",
    "search_url",
    "section_url",
    "split_headline",
    "top_url",
    "topic_url",
]

SECTIONS = (
    "WORLD", "NATION", "BUSINESS", "TECHNOLOGY", "ENTERTAINMENT", "SPORTS", "SCIENCE",
    "HEALTH",
)  # fmt: skip

GoogleKind = Literal[
    "google_top", "google_section", "google_topic", "google_search",
    "google_publication", "google_place",
]  # fmt: skip

MAX_WORDS = 500

_TOKEN = re.compile(r"CAA[A-Za-z0-9_-]{5,600}")
_DOMAIN = re.compile(
    r"(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE
)
# The 2017 grammar: one letter for a section, a country of its own spelling
_OLD_SECTIONS = {
    "w": "WORLD", "n": "NATION", "b": "BUSINESS", "t": "TECHNOLOGY",
    "tc": "TECHNOLOGY", "e": "ENTERTAINMENT", "s": "SPORTS", "snc": "SCIENCE",
    "m": "HEALTH",
}  # fmt: skip
_OLD_COUNTRIES = {"uk": "GB", "en": "GB"}


@dataclass(frozen=True, slots=True)
class GoogleFeed:
    """A Google News feed: what it is, where it is, how to call it."""

    kind: GoogleKind
    url: str
    ceid: str
    label: str


class NoFeedThere(Exception):  # noqa: N818 - it reads as what it is
    """The address or the words lead to no feed; `message` says why in plain words.

    `kind`: article, story, personal, unsupported, unknown (an address), or words,
    section, topic, publication, place (what was filled in).
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


# ---- addresses


def top_url(e: Edition) -> str:
    return _url("", e)


def section_url(section: str, e: Edition) -> str:
    """The address of one of `SECTIONS`."""
    return _url(f"/headlines/section/topic/{section.upper()}", e)


def topic_url(token: str, e: Edition) -> str:
    return _url(f"/topics/{token}", e)


def search_url(query: str, e: Edition) -> str:
    return _url("/search", e, f"q={quote_plus(_folded(query))}&")


def publication_url(domain_or_token: str, e: Edition) -> str:
    """The address of a publication by its token, or by its domain."""
    given = domain_or_token.strip()
    token = given if _TOKEN.fullmatch(given) else publication_token(given.lower())
    return _url(f"/publications/{token}", e)


def place_url(place: str, e: Edition) -> str:
    return _url(f"/headlines/section/geo/{quote(_folded(place), safe='')}", e)


def _url(path: str, e: Edition, query: str = "") -> str:
    return f"https://{HOST}/rss{path}?{query}hl={e.hl}&gl={e.gl}&ceid={e.ceid}"


def build(kind: str, value: str, e: Edition) -> GoogleFeed:
    """The feed of that kind for what was filled in: words, a section or topic (by name
    or token), a domain or token, a place. Raises `NoFeedThere`."""
    value = _folded(value)
    if len(value) > MAX_WORDS:
        raise NoFeedThere("words", f"Please use at most {MAX_WORDS} characters.")
    if kind == "google_top":
        return GoogleFeed("google_top", top_url(e), e.ceid, "Google News")
    if not value:
        raise NoFeedThere("words", "Please say what to look for.")
    if kind == "google_search":
        shown = value if '"' in value else f'"{value}"'
        label = clean_text(f"Google News: {shown}", 200)
        return GoogleFeed("google_search", search_url(value, e), e.ceid, label)
    if kind == "google_section":
        return _section(value, e)
    if kind == "google_topic":
        return _topic(value, e)
    if kind == "google_publication":
        return _publication(value, e)
    if kind == "google_place":
        label = clean_text(f"Google News: {value}", 200)
        return GoogleFeed("google_place", place_url(value, e), e.ceid, label)
    raise NoFeedThere("unknown", "Google News has no feed of that kind.")


def _section(name: str, e: Edition) -> GoogleFeed:
    section = name.upper()
    if section not in SECTIONS:
        known = ", ".join(each.title() for each in SECTIONS)
        raise NoFeedThere("section", f"Google News has these sections: {known}.")
    label = f"Google News: {section.title()}"
    return GoogleFeed("google_section", section_url(section, e), e.ceid, label)


def _topic(name: str, e: Edition) -> GoogleFeed:
    token = name
    if not _TOKEN.fullmatch(name):
        by_name = {each.lower(): entity for each, entity in TOPICS.items()}
        entity = by_name.get(name.lower())
        if entity is None:
            raise NoFeedThere(
                "topic",
                "That is no topic of Google News. Paste the topic's address instead, "
                "or search for the words.",
            )
        token = topic_token_for(entity, e)
    said = read_token(token)
    label = f"Google News: {said.name}" if said else "Google News topic"
    return GoogleFeed("google_topic", topic_url(token, e), e.ceid, label)


def _publication(value: str, e: Edition) -> GoogleFeed:
    if not _TOKEN.fullmatch(value):
        value = re.sub(r"^(https?://)?(www\.)?", "", value.lower()).split("/")[0]
        if not _DOMAIN.fullmatch(value):
            raise NoFeedThere(
                "publication", "Please give the publication's domain, as example.com."
            )
    said = read_token(value)
    name = said.value if said else "publication" if _TOKEN.fullmatch(value) else value
    url = publication_url(value, e)
    return GoogleFeed("google_publication", url, e.ceid, f"Google News: {name}")


# ---- pasted addresses


def from_pasted(address: str, default: Edition) -> GoogleFeed | None:
    """The feed behind any address of Google News, or None where it is another site's.

    Raises `NoFeedThere` where the address is Google News but has no feed.
    """
    parts = _split(address)
    for _ in range(3):
        if parts is None or parts.netloc != "consent.google.com":
            break
        parts = _split(_queried(parts).get("continue", ""))
    if parts is None or parts.netloc != HOST:
        return None
    query = _queried(parts)
    e = _edition_of(query, default)
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    path = re.sub(r"^/u/\d+(?=/|$)", "", path)  # one of several Google accounts
    _refuse_feedless(path)
    path = re.sub(r"^/(?:news/)?(?:rss|atom)(?=/|$)", "", path)
    path = re.sub(r"^/news(?=/|$)", "", path)
    if query.get("q") and not path.startswith(("/topics/", "/publications/")):
        return build("google_search", query["q"], e)
    return _by_path([unquote(part) for part in path.split("/")[1:]], query, e)


def _by_path(parts: list[str], query: dict[str, str], e: Edition) -> GoogleFeed:
    match parts:
        case [] | ["home"] | ["topstories"] | ["headlines"]:
            return build("google_top", "", e)
        case ["section"]:
            letter = query.get("topic", query.get("t", ""))
            section = _OLD_SECTIONS.get(letter.lower())
            return _section(section, e) if section else build("google_top", "", e)
        case ["headlines", "section", "topic", name, *_]:
            return _section(name, e)
        case ["headlines", "section", "geo", place, *_]:
            return build("google_place", place, e)
        case ["headlines", "section", "q", words, *_] | [
            "search",
            "section",
            "q",
            words,
            *_,
        ]:
            return build("google_search", words, e)
        case ["topics", token] | ["topics", token, "sections", _] if _is_token(token):
            return _with_section(_topic(token, e), parts, e)
        case ["publications", token] | ["publications", token, "sections", _] if (
            _is_token(token)
        ):
            return _with_section(_publication(token, e), parts, e)
        case ["search"]:
            raise NoFeedThere("words", "This search has no words to look for.")
    raise NoFeedThere(
        "unknown",
        "This page of Google News has no feed. Search for its subject instead.",
    )


def _with_section(feed: GoogleFeed, parts: list[str], e: Edition) -> GoogleFeed:
    if len(parts) != 4 or not _is_token(parts[3]):
        return feed
    url = _url("/" + "/".join(parts), e)
    return GoogleFeed(feed.kind, url, feed.ceid, feed.label)


def _is_token(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None


def _refuse_feedless(path: str) -> None:
    bare = re.sub(r"^/(?:rss|atom)(?=/)", "", path)
    head = bare.split("/")[1] if "/" in bare else ""
    if head in {"articles", "read", "__i"} or bare.startswith("/news/url"):
        raise NoFeedThere(
            "article",
            "This is a single article, not a feed. Open it to read it; to follow its "
            "subject, add a search.",
        )
    if head == "stories":
        raise NoFeedThere(
            "story",
            "Google News gives no feed for a story's full coverage. Add a search for "
            "its subject instead.",
        )
    if head in {"foryou", "my", "showcase", "saved", "following"}:
        raise NoFeedThere(
            "personal",
            "This page of Google News is made for one signed-in person and has no "
            "feed. Add a search for its subject instead.",
        )
    if head == "unsupported":
        raise NoFeedThere("unsupported", "Google News says that it has no such feed.")


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(urls.from_typed(address))
    except urls.BadAddress:
        return None


def _queried(parts: SplitResult) -> dict[str, str]:
    try:
        found = parse_qs(parts.query, max_num_fields=100)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


def _edition_of(query: dict[str, str], default: Edition) -> Edition:
    """The edition that hl, gl, ceid (or the ned of 2017) mean together."""
    ceid, hl, gl = (query.get(name, "").strip() for name in ("ceid", "hl", "gl"))
    named = edition(ceid) or unlisted(ceid)
    if named is not None:
        return named
    gl = gl or ceid.partition(":")[0]
    if not gl and "ned" in query:
        gl, hl = _old_country(query["ned"], hl)
    if gl:
        return edition_for(gl, hl or default.hl) or default
    return edition_for_locale(hl) if hl else default


def _old_country(ned: str, hl: str) -> tuple[str, str]:
    language, _, country = ned.lower().replace("-", "_").rpartition("_")
    return _OLD_COUNTRIES.get(country, country.upper()), hl or language


def _folded(words: str) -> str:
    return unicodedata.normalize("NFC", " ".join(words.split()))
