"""The address of a preview picture, and what is kept of those drawn."""

from __future__ import annotations

import pytest
from django.test import Client

from articles import cards
from feeds.models import Feed
from tests.factories import make_feed, make_item
from tests.people import bob

pytestmark = pytest.mark.django_db


def test_the_card_of_an_item_is_a_picture_that_other_sites_may_show(
    client: Client,
) -> None:
    item = make_item("A deal", outlet="Reuters")

    answer = client.get(cards.address(item.pk, "A deal", "Reuters"))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=604800"
    assert answer["X-Robots-Tag"] == "noindex"


def test_who_has_it_is_not_sent_it_again_and_nothing_is_drawn(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_item("A deal", outlet="Reuters")
    url = cards.address(item.pk, "A deal", "Reuters")
    etag = client.get(url)["ETag"]
    monkeypatch.setattr(cards, "drawn", None)  # calling it would fail

    assert client.get(url, headers={"if-none-match": etag}).status_code == 304


def test_an_address_cannot_be_made_up_nor_outlive_the_headline(client: Client) -> None:
    item = make_item("A deal", outlet="Reuters")
    url = cards.address(item.pk, "A deal", "Reuters")
    item.headline = "No deal"
    item.save(update_fields=["headline"])

    assert client.get(url).status_code == 404
    assert client.get(f"/items/{item.pk}/card-{'0' * 24}.png").status_code == 404
    assert client.get(f"/items/{10**30}/card-{'0' * 24}.png").status_code == 404


def test_where_no_font_has_the_letters_the_picture_of_the_site_is_shown(
    client: Client,
) -> None:
    item = make_item("ᚠᚢᚦ", outlet="Reuters")

    answer = client.get(cards.address(item.pk, "ᚠᚢᚦ", "Reuters"))

    assert answer.status_code == 302
    assert answer["Location"].endswith("share.png")


def test_what_is_for_members_has_no_card_for_strangers(client: Client) -> None:
    feed = make_feed(visibility="members")
    assert isinstance(feed, Feed)
    item = make_item("A deal", outlet="Reuters", feeds=[feed])
    item.refresh_from_db()
    url = cards.address(item.pk, "A deal", "Reuters")

    if item.feed_set_id:
        assert client.get(url).status_code == 404
    client.force_login(bob())
    assert client.get(url).status_code == 200


def test_a_few_are_kept_and_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def draw(headline: str, *rest: object) -> bytes:
        asked.append(headline)
        return b""

    monkeypatch.setattr(cards, "card", draw)
    for number in range(40):
        cards.drawn(f"Kept {number}", "")
    cards.drawn("Kept 39", "")
    cards.drawn("Kept 0", "")

    assert asked.count("Kept 39") == 1
    assert asked.count("Kept 0") == 2


def test_while_others_are_drawn_one_is_asked_to_come_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "_WAIT_S", 0.01)
    item = make_item("Never drawn before", outlet="Reuters")
    with cards._turn:
        answer = client.get(cards.address(item.pk, item.headline, "Reuters"))

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
