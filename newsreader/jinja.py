"""What Jinja templates know: words, dates and addresses. They draw what a page repeats.

Fifty rows take Django's templates 27 milliseconds and Jinja's three
(docs/decisions/0015-rows.md).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from articles.pages.frame import Tongue
from articles.templatetags.reader import excerpt, grouped, meta_date
from newsreader.lib.routes import route


def environment(**options: Any) -> Environment:  # Any: as Django has it
    """Escapes everything; names that are not given are errors, not blanks."""
    made = Environment(  # noqa: S701 - Django's engine turns autoescape on
        **options
        | {
            "extensions": ["jinja2.ext.i18n"],
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(path=route, url=reverse)
    made.filters.update(
        excerpt=excerpt, grouped=grouped, marked=marked, meta_date=meta_date
    )
    return made


@lru_cache(500)
def marked(tongue: Tongue) -> Markup:
    """The attributes of an element in that language."""
    lang = Markup(' lang="{}"').format(tongue.lang) if tongue.lang else ""
    return Markup('{} dir="{}"').format(lang, tongue.dir)
