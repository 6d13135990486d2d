"""What a poll brought is new, changed or known."""

from __future__ import annotations

from articles.core.changes import Row, compare
from feeds.core.types import ParsedEntry


def row(key: str, content_hash: str = "h") -> Row:
    return key, content_hash, ParsedEntry(id=key, link="", title="", headline=key)


def test_entries_are_parted_by_what_is_known() -> None:
    parsed = [row("a"), row("b", "h2"), row("c")]

    changes = compare({"b": "h1", "c": "h"}, parsed)

    assert changes.new == (parsed[0],)
    assert changes.changed == (parsed[1],)
    assert changes.same == (parsed[2],)


def test_the_feeds_order_is_kept() -> None:
    changes = compare({}, [row("c"), row("a"), row("b")])

    assert [key for key, _, _ in changes.new] == ["c", "a", "b"]


def test_a_repeated_entry_counts_once_as_it_came_first() -> None:
    changes = compare({"a": "h"}, [row("a"), row("a", "h2"), row("b"), row("b", "x")])

    assert changes.same == (row("a"),)
    assert changes.new == (row("b"),)
    assert not changes.changed


def test_what_the_feed_has_forgotten_is_not_mentioned() -> None:
    changes = compare({"old": "h"}, [])

    assert (changes.new, changes.changed, changes.same) == ((), (), ())
