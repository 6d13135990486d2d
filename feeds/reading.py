"""Bytes that came as a feed to what they say, or to why they cannot be read.

The same for what a poll fetched and for what a hub delivered: bounded in processor
time, and never an exception of the parser's.
"""

from __future__ import annotations

from dataclasses import dataclass

from feeds.core import parse, schedule
from feeds.core.types import ParsedFeed
from newsreader.lib.limits import TookTooLong, cpu_limit

PARSE_S = 8.0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why not: a word of the list in `feeds.core.schedule`, and a sentence."""

    error: str
    message: str


def read(body: bytes, *, content_type: str, url: str) -> ParsedFeed | Unreadable:
    """The feed in these bytes."""
    try:
        with cpu_limit(PARSE_S):
            return parse.parse(body, content_type=content_type, url=url)
    except parse.NotAFeed as problem:
        word = problem.kind if problem.kind in schedule.ERRORS else "not_a_feed"
        return Unreadable(word, problem.message)
    except TookTooLong:
        return Unreadable("too_large", "This feed takes too long to read.")
