"""`manage.py catalogue`: the words of the interface, collected for translators.

Needs no gettext tools: Babel, which is here anyway, reads Python and Jinja, and Django
itself makes Python of its templates. The compiled catalogues are kept with the others,
so that a fresh clone speaks every language without a step of its own.
"""

from __future__ import annotations

import io
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation.template import templatize

from newsreader import naming

PLACES = ("articles", "feeds", "newsreader", "templates")
NOT_OURS = ("migrations", "__pycache__", "management", "core")
METHODS = {".py": "python", ".jinja": "jinja2"}
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "pgettext_lazy": ((1, "c"), 2),
    "ngettext_lazy": (1, 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class Command(BaseCommand):
    help = "Collects the words of the interface and compiles their translations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail where something is missing or out of date",
        )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django has it
        words = collected()
        wrong: list[str] = []
        for code, _name in settings.LANGUAGES:
            if code == "en":
                continue
            known = read(code)
            wanted = merged(known, words)
            if options["check"]:
                wrong += troubles(known, words)
            else:
                write(code, wanted)
                left = sum(1 for one in wanted if one.id and not is_whole(one))
                self.stdout.write(
                    f"{code}: {len(wanted)} messages, {left} to translate"
                )
        if wrong:
            raise CommandError("\n".join(wrong))


def collected() -> Catalog:
    """Every word of the interface, by the file that says it."""
    words = Catalog(project="Newsreader", charset="utf-8", fuzzy=False)
    for path in _sources():
        where = path.relative_to(settings.BASE_DIR).as_posix()
        source = text = path.read_text()
        method = METHODS.get(path.suffix)
        if method is None:
            # What templatize leaves looks like Python, but is not indented like it
            source, method = templatize(text, origin=where), "javascript"
        found = extract(
            method, io.BytesIO(source.encode()), keywords=KEYWORDS,
            comment_tags=("Translators:",),
            options={"encoding": "utf-8", "trimmed": "true", "silent": "false"},
        )  # fmt: skip
        for _line, message, comments, context in found:
            words.add(
                message, locations=[(where, 1)], auto_comments=comments,
                context=context,
            )  # fmt: skip
    with translation.override(None):
        for model, name in naming.shown():
            words.add(name, locations=[(model, 1)])
    return words


def read(code: str) -> Catalog:
    """The catalogue of that language as it is kept; empty where there is none."""
    path = _po(code)
    if not path.exists():
        return Catalog(locale=code, project="Newsreader", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def merged(known: Catalog, words: Catalog) -> Catalog:
    """What is known of the words that there are; nothing of those that are gone."""
    made = Catalog(
        locale=known.locale, project="Newsreader", charset="utf-8", fuzzy=False,
        creation_date=known.creation_date, revision_date=known.revision_date,
        header_comment="# Newsreader in the language of this folder.",
        last_translator="Newsreader", language_team="Newsreader",
        msgid_bugs_address="Newsreader", version="all",
    )  # fmt: skip
    for one in words:
        if not one.id:
            continue
        before = known.get(one.id, one.context)
        made.add(
            one.id, before.string if before else "", one.locations, one.flags,
            auto_comments=one.auto_comments, context=one.context,
        )  # fmt: skip
    return made


def troubles(known: Catalog, words: Catalog) -> Iterator[str]:
    """What is missing in a catalogue, superfluous, or says other names than it may."""
    code = str(known.locale)
    for one in words:
        if not one.id:
            continue
        mine = known.get(one.id, one.context)
        if mine is None or not is_whole(mine) or mine.fuzzy:
            yield f"{code}: no translation of {one.id!r}"
            continue
        for problem in mine.check():
            yield f"{code}: {one.id!r}: {problem}"
    for one in known:
        if one.id and words.get(one.id, one.context) is None:
            yield f"{code}: {one.id!r} is said nowhere any more"


def is_whole(message: Any) -> bool:  # Any: Babel's message has no types
    """Has it all its forms?"""
    said = message.string
    return all(said) if isinstance(said, list | tuple) else bool(said)


def write(code: str, words: Catalog) -> None:
    """The catalogue for people, and what programs read."""
    path = _po(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, words, width=88, sort_by_file=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, words)


def _po(code: str) -> Path:
    place = Path(settings.LOCALE_PATHS[0]) / translation.to_locale(code)
    return place / "LC_MESSAGES" / "django.po"


def _sources() -> Iterable[Path]:
    for place in PLACES:
        for path in sorted((settings.BASE_DIR / place).rglob("*")):
            if path.suffix not in (".py", ".html", ".jinja", ".txt"):
                continue
            if path.suffix == ".txt" and place != "templates":
                continue
            if not set(path.parts) & set(NOT_OURS):
                yield path
