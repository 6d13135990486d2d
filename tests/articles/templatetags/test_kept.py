"""Parts of a page that are drawn once for each kind of them."""

from __future__ import annotations

from collections.abc import Iterator

from django.template import Context, Template
from django.utils import translation

from articles.templatetags.kept import MOST

COUNTED = "{% load kept %}{% kept kind %}{{ kind }} {{ counted }}{% endkept %}"


def test_a_part_is_drawn_once_for_each_kind() -> None:
    template, counted = Template(COUNTED), iter("abc")

    def drawn(kind: str) -> str:
        return template.render(Context({"kind": kind, "counted": counted.__next__}))

    assert [drawn(kind) for kind in "xyxy"] == ["x a", "y b", "x a", "y b"]


def test_only_so_many_kinds_are_kept() -> None:
    template = Template(COUNTED)

    def numbers() -> Iterator[int]:
        yield from range(10_000)

    counted = numbers()
    for kind in [*range(MOST + 1), 0]:
        drawn = template.render(Context({"kind": kind, "counted": counted.__next__}))
    assert drawn == f"0 {MOST + 1}"


def test_a_page_has_the_words_of_each_readers_language() -> None:
    template = Template(
        "{% load i18n kept %}{% get_current_language as language %}"
        '{% kept language %}{% translate "Search" %}{% endkept %}'
    )
    found = []
    for language in ("en", "de", "en"):
        with translation.override(language):
            found.append(template.render(Context()))

    assert found == ["Search", "Suchen", "Search"]
