"""`manage.py reindex`: makes the search index anew from the items there are."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from articles.models import Item
from articles.search import get_search

SLICE = 200
"""Items a transaction: readers and workers go on in between."""


class Command(BaseCommand):
    help = "Make the search index anew, say after an update that changes its words."

    def handle(self, *args: Any, **options: Any) -> None:
        search = get_search()
        done = last = 0
        while pks := list(
            Item.objects.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:SLICE]
        ):
            with transaction.atomic():
                search.index(pks)
            last, done = pks[-1], done + len(pks)
            if options["verbosity"] > 1:
                self.stdout.write(f"{done} items")
        self.stdout.write(f"{done} items can be searched.")
