"""Parts of a page that are the same for many, drawn once for each kind of them."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context

register = template.Library()

MOST = 100
"""So many kinds of a part are kept."""


@register.tag
def kept(parser: Parser, token: Token) -> Node:
    """What stands up to `endkept`, drawn once for each combination of these values.

    It may use nothing else that differs: neither who is signed in nor the request.
    """
    _, *names = token.split_contents()
    inner = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(inner, [parser.compile_filter(name) for name in names])


class _Kept(Node):
    def __init__(self, nodelist: NodeList, by: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self._by = by
        self._drawn: dict[tuple[Any, ...], str] = {}  # Any: what templates are given

    def render(self, context: Context) -> str:
        kind = tuple(value.resolve(context) for value in self._by)
        drawn = self._drawn.get(kind)
        if drawn is None:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            drawn = self._drawn[kind] = self.nodelist.render(context)
        return drawn
