"""Known and parsed entries to new, changed, same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feeds.core.types import ParsedEntry

Row = tuple[str, str, ParsedEntry]
"""An entry with its key and its content hash."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a poll brought, each entry once, in the feed's order."""

    new: tuple[Row, ...]
    changed: tuple[Row, ...]
    same: tuple[Row, ...]


def compare(known: Mapping[str, str], parsed: Iterable[Row]) -> Changes:
    """Part the entries by what is `known`: a content hash for each key.

    A key that comes twice counts once, as it came first. What is known but no longer
    in the feed is not mentioned: feeds forget, readers do not.
    """
    first: dict[str, Row] = {}
    for row in parsed:
        first.setdefault(row[0], row)
    new: list[Row] = []
    changed: list[Row] = []
    same: list[Row] = []
    for row in first.values():
        key, content_hash, _ = row
        if key not in known:
            new.append(row)
        elif known[key] != content_hash:
            changed.append(row)
        else:
            same.append(row)
    return Changes(tuple(new), tuple(changed), tuple(same))
