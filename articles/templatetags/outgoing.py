"""The feeds of a page, for feed readers to find."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from articles.core.query import parse
from articles.syndication.formats import FORMATS, Format
from articles.syndication.keys import key_of

register = template.Library()


@register.inclusion_tag("_fragments/feeds.html", takes_context=True)
def feeds_of(
    context: template.Context, at: str, title: str, typed: str = ""
) -> dict[str, Any]:  # Any: what a template is given
    """Links to the feeds of the page at that path; of a page which is not for all only
    where its reader has a key."""
    query = {"q": typed} if typed else {}
    is_own = at in (reverse("starred"), reverse("unread")) or parse(typed).is_personal
    if not settings.PUBLIC or is_own:
        user = context.get("user")
        key = key_of(user) if user is not None else ""
        if not key:
            return {"feeds": ()}
        query["key"] = key
    ending = f"?{urlencode(query)}" if query else ""
    feeds: list[tuple[Format, str]] = [
        (form, f"{at}feed.{form.name}{ending}") for form in FORMATS.values()
    ]
    return {"title": title, "feeds": feeds}
