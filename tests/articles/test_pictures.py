"""The picture beside a headline: whose it is, and who gets to see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.core.images import Raster, raster
from articles.models import Item
from newsreader.accounts.models import Preferences
from tests.articles.core.test_images import JPEG, PNG
from tests.factories import make_article, make_feed, make_item
from tests.fakes import Web, response
from tests.people import bob

pytestmark = pytest.mark.django_db
SMALL, LARGE = "https://cdn.example/small.png", "https://cdn.example/large.jpg"


@pytest.fixture(autouse=True)
def web(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Web:
    settings.DATA_DIR = tmp_path
    web = Web().install(monkeypatch)
    web.sites[SMALL] = response(SMALL, PNG)
    web.sites[LARGE] = response(LARGE, JPEG)
    return web


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(bob())
    return client


def picture_of(item: Item) -> str:
    return reverse("item-picture", args=[item.pk])


def test_the_feeds_own_picture_comes_before_the_articles(reader: Client) -> None:
    article = make_article(image_url=LARGE)
    both = make_item(article=article, image_url=f"{SMALL}?utm_source=feed")
    one = make_item(article=article)

    assert reader.get(picture_of(both)).content == PNG
    answer = reader.get(picture_of(one))
    assert answer.content == JPEG
    assert answer["Cache-Control"] == "private, max-age=604800"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_picture_that_cannot_be_had_leaves_its_place_empty(
    web: Web, reader: Client
) -> None:
    web.sites[SMALL] = response(SMALL, "<svg/>", Content_Type="image/png")

    answer = reader.get(picture_of(make_item(image_url=SMALL)))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
    assert raster(answer.content) == Raster("image/gif", 1, 1)
    assert answer["Cache-Control"] == "private, max-age=60"


def test_without_a_picture_or_an_item_there_is_none(
    web: Web, reader: Client, settings: Settings
) -> None:
    bare, odd = make_item(), make_item(image_url="javascript:alert(1)")
    shown = make_item(image_url=SMALL)

    assert reader.get(picture_of(bare)).status_code == 404
    assert reader.get(picture_of(odd)).status_code == 404
    assert reader.get(reverse("item-picture", args=[10**9])).status_code == 404
    settings.IMAGES = "off"
    assert reader.get(picture_of(shown)).status_code == 404
    assert web.asked == []


def test_it_is_for_people_with_an_account(
    web: Web, client: Client, settings: Settings
) -> None:
    item = make_item(image_url=SMALL)
    settings.FULL_TEXT_PUBLIC = True

    assert client.get(picture_of(item)).status_code == 404
    assert web.asked == []


def test_a_list_shows_pictures_and_icons_with_room_for_them(reader: Client) -> None:
    feed = make_feed("Paper", site_url="https://www.paper.example/")
    url = "https://news.paper.example/1"
    item = make_item("Bridge opens", feeds=[feed], image_url=SMALL, url=url)

    html = reader.get("/").text

    assert f'<img class="thumb" src="{picture_of(item)}" alt="" width="112"' in html
    assert html.count('class="icon"') == 2  # in the row and in the sidebar
    assert '/news.paper.example" alt="" width="16" height="16" loading="lazy"' in html
    assert '/paper.example" alt="" width="16" height="16" loading="lazy"' in html


@pytest.mark.parametrize("density", ["compact", "headlines"])
def test_a_dense_list_shows_no_pictures(reader: Client, density: str) -> None:
    make_item(image_url=SMALL)
    user = User.objects.get()
    Preferences.objects.update_or_create(user=user, defaults={"density": density})

    assert "thumb" not in reader.get("/").text


def test_where_pictures_are_off_there_are_no_icons_either(
    reader: Client, settings: Settings
) -> None:
    settings.IMAGES = "off"
    make_item(image_url=SMALL, article=make_article())

    assert "<img" not in reader.get("/").text
