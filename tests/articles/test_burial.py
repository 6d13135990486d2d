"""What is left of an item that was removed."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Item, Tombstone
from articles.search import get_search
from feeds.models import Feed
from feeds.subscribe import remove
from tests.factories import make_article, make_feed, make_google_feed, make_item
from tests.people import bob

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


def test_items_keep_the_title_of_a_removed_feed_where_they_have_no_outlet(
    client: Client,
) -> None:
    feed = make_feed("The Daily Planet" + "!" * 200)
    item = make_item("Nameless", feeds=[feed])
    make_item("Named", feeds=[feed], outlet="Herald")
    make_item("By its page", feeds=[feed], article=make_article(outlet="Times"))
    get_search().index([item.pk])

    remove(Feed.objects.all())

    assert set(Item.objects.values_list("headline", "outlet")) == {
        ("Nameless", feed.title[:200]), ("Named", "Herald"), ("By its page", ""),
    }  # fmt: skip
    assert "The Daily Planet" in client.get("/").text
    assert "data-item" in client.get("/search/?q=source:planet").text


def test_a_google_feed_leaves_no_title_since_it_publishes_nothing() -> None:
    make_item(feeds=[make_google_feed()])

    remove(Feed.objects.all())

    assert Item.objects.get().outlet == ""


def test_a_removed_feed_leaves_its_title_to_nobody_who_was_not_shown_it(
    client: Client,
) -> None:
    secret = make_feed("SECRET Club feed", visibility="members")
    linked = make_feed("SECRET link feed", visibility="link")
    both = make_item("Shared", feeds=[secret, make_feed("Open", visibility="public")])
    hidden = make_item("Hidden", feeds=[secret])
    by_link = make_item("By link", feeds=[linked])

    secret.delete()
    linked.delete()

    for page in ("/", both.get_absolute_url(), by_link.get_absolute_url()):
        told = client.get(page)
        assert told.status_code == 200
        assert "SECRET" not in told.text
    assert client.get(hidden.get_absolute_url()).status_code == 302
    client.force_login(bob())
    assert "SECRET Club feed" in client.get(hidden.get_absolute_url()).text
