"""The command that makes the search index anew."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from articles.core.query import parse
from articles.search import get_search
from tests.factories import make_item


@pytest.mark.django_db
def test_every_item_can_be_found_afterwards() -> None:
    items = [make_item("Storm") for _ in range(3)]
    said = StringIO()

    call_command("reindex", verbosity=2, stdout=said)

    found = get_search().find(parse("storm"))
    assert {hit.item_id for hit in found} == {item.pk for item in items}
    assert "3 items can be searched." in said.getvalue()
