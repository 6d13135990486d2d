"""A language that nobody speaks: every word of ours in brackets, from right to left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from lxml import html

from newsreader.management.commands.catalogue import collected

CODE = "he"
"""Hebrew, so that Django's own words come in letters of their own, and the page from
right to left."""

OPEN, CLOSE = "⟦", "⟧"
SPOKEN = ("aria-label", "alt", "placeholder", "title", "aria-description")
NOT_SAID = {"script", "style", "code", "kbd", "template", "svg"}
NAMES = re.compile(
    r"Newsreader|Google News|Google|OPML|Atom|RSS|JSON Feed|English|Deutsch"
    r"|https?://\S*|\S+\.example\S*|\bUTC\b|\b[a-z]{2,7}:[\w-]*|\b(?:ms|el|en|extractive)\b"
    r"|Add link|Change or view list link|Model name"
)
"""Names that are the same in every language, and what Django says in English only."""


def write(folder: Path) -> None:
    """The catalogue of that language, of all that the sources say."""
    words = Catalog(locale=CODE, charset="utf-8", fuzzy=False)
    for one in collected():
        if not one.id:
            continue
        if isinstance(one.id, tuple):
            said: Any = tuple(_said(one.id[-1]) for _ in range(words.num_plurals))
        else:
            said = _said(str(one.id))
        words.add(one.id, said, context=one.context)
    place = folder / CODE / "LC_MESSAGES" / "django.mo"
    place.parent.mkdir(parents=True)
    with place.open("wb") as file:
        write_mo(file, words)


def _said(words: str) -> str:
    return f"{OPEN}{words}{CLOSE}"


def unsaid(page: str) -> list[str]:
    """What stands on a page in Latin letters outside the brackets, and is no data."""
    tree = html.fromstring(page)
    found = [*_texts(tree)]
    for part in tree.iter():
        if not isinstance(part.tag, str) or _is_skipped(part):
            continue
        found += [part.get(name, "") for name in SPOKEN]
        if part.tag == "input" and part.get("type") in ("submit", "button"):
            found.append(part.get("value", ""))
        if part.tag == "meta" and part.get("name") == "description":
            found.append(part.get("content", ""))
    return [text.strip() for text in found if re.search("[A-Za-z]", _outside(text))]


def _outside(text: str) -> str:
    depth, kept = 0, []
    for letter in text:
        depth += (letter == OPEN) - (letter == CLOSE)
        if depth <= 0 and letter not in (OPEN, CLOSE):
            kept.append(letter)
    return NAMES.sub("", "".join(kept))


def _is_skipped(part: Any) -> bool:
    return any(
        one.tag in NOT_SAID
        or one.get("data-untrusted") is not None
        or one.get("class") == "brand"
        or "app-axes" in one.get("class", "")  # words of a library
        or "/admin/img/" in one.get("src", "")
        for one in (part, *part.iterancestors())
        if isinstance(one.tag, str)
    )


def _texts(tree: Any) -> Iterator[str]:
    """The texts of each element whose own words they are, with what stands in it."""
    depth = 0
    for part, text in _pieces(tree):
        opened = depth
        depth += text.count(OPEN) - text.count(CLOSE)
        if opened > 0 and CLOSE not in text:
            continue  # within brackets that another piece has opened
        if opened > 0:
            text = OPEN * opened + text
        if not _is_skipped(part):
            yield text + CLOSE * max(depth, 0)


def _pieces(part: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(part.tag, str) and part.text:
        yield part, part.text
    for child in part:
        yield from _pieces(child)
        if child.tail:
            yield part, child.tail
