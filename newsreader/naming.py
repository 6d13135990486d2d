"""Names and explanations of tables and columns, in the reader's language.

A model says them in English, or leaves them to Django, which makes "first seen at" of
`first_seen_at`. Here all of them become translatable at once, so that no model has to
mark each of its fields; `manage.py catalogue` collects those that the admin shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

OURS = ("feeds", "articles", "accounts")


def translate() -> None:
    """Make every name translatable. What a migration sees of a model stays the same."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            names = model._meta
            if "verbose_name_plural" not in names.original_attrs:
                names.verbose_name_plural = f"{names.verbose_name_raw}s"
            _in_words(names, "verbose_name")
            _in_words(names, "verbose_name_plural")
            for field in model._meta.get_fields():
                if isinstance(field, models.Field):
                    _in_words(field, "verbose_name")
                    _in_words(field, "help_text")


def shown() -> Iterator[tuple[str, str]]:
    """Each model with every name and explanation of it that the admin shows."""
    for model, page in admin.site._registry.items():
        if model._meta.app_label not in OURS:
            continue
        where = model._meta.label
        yield where, str(model._meta.verbose_name)
        yield where, str(model._meta.verbose_name_plural)
        for field in model._meta.get_fields():
            if isinstance(field, models.Field) and field.name in _columns(page):
                yield where, str(field.verbose_name)
                if field.help_text:
                    yield where, str(field.help_text)


def _columns(page: admin.ModelAdmin[Any]) -> set[str]:
    """What a list or a page of the admin shows of a model."""
    given = [*page.list_display, *page.list_filter, *(page.fields or ())]
    given += [*flatten_fieldsets(page.fieldsets or ()), *page.readonly_fields]
    given += getattr(page.form, "base_fields", {})
    return {name for name in given if isinstance(name, str)}


def _in_words(thing: Any, name: str) -> None:
    said = getattr(thing, name, None)
    if said and not isinstance(said, Promise):
        setattr(thing, name, gettext_lazy(said))
