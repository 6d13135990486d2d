"""The JSON-LD blocks of a page: what they say of its article, bounded.

Publishers write one node, a list, or a graph whose nodes point at each other by `@id`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lxml.html

MAX_JSON = 400_000
"""Characters of one block. An article of 200,000 fits."""
MAX_BLOCKS = 60
MAX_NODES = 3_000
MAX_LIST = 200

Node = dict[str, Any]

_ARTICLE = re.compile(r"(Article|Posting|Report|Review|Recipe|Blog|BlogPost|Guide)$")
_PAGE = re.compile(r"(WebPage|ItemPage|FAQPage|AboutPage)$")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
    r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$"
)


@dataclass(frozen=True, slots=True)
class Said:
    """The node of the article, the node of the page around it, and all named nodes."""

    article: Node
    page: Node
    named: dict[str, Node]

    def get(self, key: str) -> Any:
        """The article's own value, else that of the page around it."""
        value = self.article.get(key)
        return value if value not in (None, "", []) else self.page.get(key)

    def followed(self, value: object) -> object:
        """The node that a bare reference `{"@id": …}` stands for."""
        if isinstance(value, dict) and "name" not in value and "url" not in value:
            return self.named.get(text_of(value.get("@id")), value)
        return value


def read(tree: lxml.html.HtmlElement) -> Said:
    """What the page's JSON-LD says; empty nodes where it says nothing."""
    article: Node = {}
    page: Node = {}
    named: dict[str, Node] = {}
    for script in islice(_scripts(tree), MAX_BLOCKS):
        for node in _nodes(script.text or ""):
            name = text_of(node.get("@id"))
            if name and ("name" in node or "url" in node):
                named.setdefault(name, node)
            if _is(node, _ARTICLE):
                if _weight(node) > _weight(article):
                    article = node
            elif _is(node, _PAGE) and len(node) > len(page):
                page = node
    return Said(article, page, named)


def text_of(value: object) -> str:
    """The text of a JSON value that should be one, "" for anything else."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value", "")
    return value.strip() if isinstance(value, str) else ""


def as_list(value: object) -> list[Any]:
    """One value or many, as a list."""
    if value is None or value == "":
        return []
    return value[:MAX_LIST] if isinstance(value, list) else [value]


def _scripts(tree: lxml.html.HtmlElement) -> Iterator[lxml.html.HtmlElement]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script


def _is(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(
        isinstance(kind, str) and kinds.search(kind)
        for kind in as_list(node.get("@type"))
    )


def _weight(node: Node) -> tuple[bool, bool, int]:
    """The story itself says most; teasers of other stories say little."""
    return "headline" in node, "articleBody" in node, len(node)


def _nodes(source: str) -> Iterator[Node]:
    if len(source) > MAX_JSON:
        return
    source = _WRAPPING.sub("", _WRAPPING.sub("", source)).strip()
    try:
        waiting = [json.loads(source, strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [v for v in node.values() if isinstance(v, dict | list)]
        elif isinstance(node, list):
            waiting += reversed(node[:MAX_LIST])
