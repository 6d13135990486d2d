"""What is left of an item that was removed."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Item, Tombstone
from tests.factories import make_item

pytestmark = pytest.mark.django_db


def test_a_removed_items_address_names_the_original(client: Client) -> None:
    item = make_item("It was here")
    address, original = item.get_absolute_url(), item.original_url
    Item.objects.all().delete()

    response = client.get(address)

    assert response.status_code == 410
    assert "It was here" in response.text
    assert f'href="{original}"' in response.text
    assert client.get(f"/items/{item.pk + 1}/x/").status_code == 404


def test_a_tombstone_leads_nowhere_odd(client: Client) -> None:
    item = make_item("Evil", url="", link="javascript:alert(1)")
    address = item.get_absolute_url()
    item.delete()

    assert "javascript:" not in client.get(address).text
    assert Tombstone.objects.count() == 1
