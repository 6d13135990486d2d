"""The search box language to a small tree.

Words, "phrases in quotes", word* for beginnings, -parts to leave out, and filters such
as `title:word` or `after:2026-05`. Nothing typed is ever an error: what makes no sense
is passed over or read as plain words, and a note says so; what is too long is cut.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from articles.core.words import Words, begins_words, code_of, query_words

MAX_TYPED = 300
MAX_PARTS = 16

Where: TypeAlias = Literal["", "title", "source", "author"]
NoteKind: TypeAlias = Literal[
    "cut", "quote", "value", "date", "empty", "twice", "field", "operator"
]

FIELDS = (
    "title", "source", "author", "feed", "lang", "is", "has", "before", "after",
)  # fmt: skip
VALUES = {"is": ("unread", "read", "starred"), "has": ("analysis", "article")}
_PART = re.compile(
    rf'(-?)(?:({"|".join(FIELDS)}):)?(?:"([^"]*)("?)|([^\s"]+)|(?=\s|$))', re.IGNORECASE
)
_QUOTES = str.maketrans("“”„«»", '"""""')
_OTHER_FIELD = re.compile(r"[a-z]{2,12}:(?=[^\W_])", re.IGNORECASE | re.ASCII)
_OPERATORS = ("AND", "OR", "NOT")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Words that stand in a row, anywhere or in one place of an item."""

    text: str
    words: Words
    where: Where = ""
    is_start: bool = False
    """The last word is but the beginning of one."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something typed that could not be taken as it stands."""

    kind: NoteKind
    part: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to find: all of `wanted`, none of `unwanted`, and what the filters say.

    Of several feeds or languages, one is enough. `after` is the first day that counts,
    `before` the first that does not.
    """

    wanted: tuple[Part, ...] = ()
    unwanted: tuple[Part, ...] = ()
    feeds: tuple[Words, ...] = ()
    not_feeds: tuple[Words, ...] = ()
    languages: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    unread: bool | None = None
    starred: bool | None = None
    after: dt.date | None = None
    before: dt.date | None = None
    notes: tuple[Note, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        """Does it ask for anything? An empty query finds nothing."""
        return self != Query()

    @property
    def parts(self) -> int:
        """How many things must hold at once; of several feeds one is enough."""
        each = (*self.wanted, *self.unwanted, *self.has, *self.lacks)
        once = (self.feeds, self.not_feeds, self.languages, self.not_languages)
        marks = (self.unread, self.starred, self.after, self.before)
        return len(each) + sum(map(bool, once)) + sum(one is not None for one in marks)

    @property
    def is_personal(self) -> bool:
        """Does the answer depend on who asks?"""
        return self.unread is not None or self.starred is not None


def parse(typed: str) -> Query:
    """What the person at the search box asks for."""
    reading = _Reading()
    if len(typed) > MAX_TYPED:
        reading.note("cut")
    for place, match in enumerate(_PART.finditer(typed[:MAX_TYPED].translate(_QUOTES))):
        if place >= MAX_PARTS:
            reading.note("cut")
            break
        reading.take(match)
    return reading.query()


class _Reading:
    """A query while its parts are read, one after the other."""

    def __init__(self) -> None:
        self.lists: dict[str, list[object]] = {}
        self.marks: dict[str, bool] = {}
        self.days: dict[str, dt.date] = {}
        self.notes: list[Note] = []

    def take(self, match: re.Match[str]) -> None:
        minus, name, phrase, closing, word = match.groups()
        if phrase is not None and not closing:
            self.note("quote", phrase)
        value = phrase if phrase is not None else word or ""
        if not name:
            if word:
                self._is_foreign(word)
            self._words(value, "", minus, may_start=phrase is None)
            return
        name = name.lower()
        if not value.strip():
            self.note("empty", match[0], name)
            return
        readers: dict[str, Callable[[str, str, str], None]] = {
            "feed": self._feed, "lang": self._language, "is": self._is,
            "has": self._has, "before": self._day, "after": self._day,
        }  # fmt: skip
        if name in ("title", "source", "author"):
            self._words(value, name, minus, may_start=phrase is None)
        else:
            readers[name](name, value, minus)

    def _words(self, value: str, name: str, minus: str, *, may_start: bool) -> None:
        words = query_words(value)
        if not words:
            return
        is_start = begins_words(words) or (may_start and value.endswith("*"))
        part = Part(value.rstrip("*"), words, name, is_start)  # type: ignore[arg-type]
        self._add("unwanted" if minus else "wanted", part)

    def _is_foreign(self, word: str) -> None:
        """Note what other search boxes understand; here it is read as words."""
        if word in _OPERATORS:
            self.note("operator", word)
        elif other := _OTHER_FIELD.match(word):
            self.note("field", word, other[0])

    def _feed(self, name: str, value: str, minus: str) -> None:
        if words := query_words(value):
            self._add("not_feeds" if minus else "feeds", words)
        else:
            self.note("value", value, name)

    def _language(self, name: str, value: str, minus: str) -> None:
        if code := code_of(value):
            self._add("not_languages" if minus else "languages", code)
        else:
            self.note("value", value, name)

    def _is(self, name: str, value: str, minus: str) -> None:
        if value.lower() not in VALUES[name]:
            self.note("value", value, name)
            return
        mark = "starred" if value.lower() == "starred" else "unread"
        wish = (value.lower() == "read") is bool(minus)
        if self.marks.setdefault(mark, wish) is not wish:
            self.note("twice", value, name)

    def _has(self, name: str, value: str, minus: str) -> None:
        if value.lower() in VALUES[name]:
            self._add("lacks" if minus else "has", value.lower())
        else:
            self.note("value", value, name)

    def _day(self, name: str, value: str, minus: str) -> None:
        day = _date(value)
        if day is None:
            self.note("date", value, name)
            return
        if minus:
            name = "after" if name == "before" else "before"
        narrower = max if name == "after" else min
        self.days[name] = narrower(day, self.days.get(name, day))

    def _add(self, name: str, value: object) -> None:
        known = self.lists.setdefault(name, [])
        if value not in known:
            known.append(value)

    def note(self, kind: NoteKind, part: str = "", name: str = "") -> None:
        self.notes.append(Note(kind, part[:60], name))

    def query(self) -> Query:
        found: dict[str, Any] = {
            name: tuple(values) for name, values in self.lists.items()
        }
        return Query(**found | self.marks | self.days, notes=tuple(self.notes))


def _date(value: str) -> dt.date | None:
    """2026-05-31, or the first day of 2026-05 or 2026."""
    if not (match := _DATE.fullmatch(value.strip())):
        return None
    try:
        return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
