"""The publisher's text on an item's page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django.fixtures import Settings

from articles import images
from articles.models import Item
from articles.pages.frame import Visitor, When
from articles.pages.full_text import FullText, full_text
from tests.articles.core.test_images import GIF, PNG
from tests.factories import NOON, make_article, make_item
from tests.fakes import Web, response
from tests.people import bob

pytestmark = pytest.mark.django_db
PHOTO = "https://cdn.example/a.png"
HTML = f'<p>Text<img src="{PHOTO}" alt="a &gt; b"> goes on.</p>'


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def _text(item: Item, user: Visitor | None = None) -> FullText:
    found = full_text(item, outlet="Reuters", user=user or bob())
    assert found is not None
    return found


def test_it_is_for_signed_in_readers_unless_the_site_opens_it(
    settings: Settings,
) -> None:
    item = make_item(article=make_article(html=HTML))

    assert full_text(item, outlet="", user=AnonymousUser()) is None
    assert _text(item).minutes == 2
    settings.FULL_TEXT_PUBLIC = True
    assert "Text" in _text(item, AnonymousUser()).html


@pytest.mark.parametrize(
    ("choice", "source"),
    [("proxy", "/img/"), ("direct", PHOTO), ("off", None)],
)
def test_pictures_come_as_the_setting_says(
    settings: Settings, choice: str, source: str | None
) -> None:
    settings.IMAGES = choice

    html = _text(make_item(article=make_article(html=HTML))).html

    sources = re.findall(r'src="([^"]*)"', html)
    assert [found.startswith(source or "") for found in sources] == (
        [True] if source else []
    )
    assert ('alt="a &gt; b"' in html) is bool(source)


def test_the_size_of_a_picture_that_was_shown_before_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    web = Web().install(monkeypatch)
    web.sites[PHOTO] = response(PHOTO, PNG)
    item = make_item(article=make_article(html=HTML))

    reader = bob()
    assert 'data-size="guessed"' in _text(item, reader).html
    images.show(PHOTO)
    assert 'width="640" height="480"' in _text(item, reader).html


def test_a_picture_that_turned_out_to_count_readers_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pixel = GIF.replace(b"\x80\x02\xe0\x01", b"\x01\x00\x01\x00")
    web = Web().install(monkeypatch)
    web.sites[PHOTO] = response(PHOTO, pixel)
    images.show(PHOTO)

    assert "<img" not in _text(make_item(article=make_article(html=HTML))).html


def test_the_lead_picture_stands_first_where_the_text_has_none() -> None:
    reader, lead = bob(), "https://cdn.example/lead.jpg"
    bare = make_item(article=make_article(html="<p>Text.</p>", image_url=lead))
    illustrated = make_item(article=make_article(html=HTML, image_url=lead))
    counted = make_item(
        article=make_article(image_url="https://stats.wp.com/b.gif?x=1")
    )

    assert images.address(lead) in _text(bare, reader).lead
    assert _text(illustrated, reader).lead == ""
    assert _text(counted, reader).lead == ""


def test_earlier_headlines_are_told() -> None:
    was = {"title": "Before", "until": NOON.isoformat()}
    item = make_item(article=make_article(earlier_titles=[was], source="feed"))

    found = _text(item)

    assert [(line.title, line.until) for line in found.renamed] == [("Before", NOON)]
    assert found.is_from_feed


def test_a_wall_has_no_text() -> None:
    item = make_item(article=make_article(wall="paywall"))

    assert full_text(item, outlet="", user=bob()) is None


def test_what_is_known_of_an_article_is_told() -> None:
    article = make_article(
        url="https://www.paper.example/1",
        updated_at=NOON,
        word_count=690,
        authors="Reuters",
    )

    found = _text(make_item(article=article))

    assert (found.updated, found.words, found.minutes) == (When(NOON), 690, 3)
    assert found.url == "https://www.paper.example/1"
    assert found.icon.endswith("/paper.example")
    assert found.authors == ""  # the outlet's name says as much


def test_of_a_page_that_tells_the_day_of_its_update_no_hour_is_told() -> None:
    midnight = NOON.replace(hour=0)

    found = _text(make_item(article=make_article(updated_at=midnight)))

    assert found.updated == When(midnight, day_only=True)


@pytest.mark.parametrize(
    ("language", "is_rtl", "expected"),
    [
        ("en", None, ("en", "ltr")), ("ar", None, ("ar", "rtl")),
        ("en", True, ("en", "rtl")), ("", True, ("", "rtl")),
        ("ar", False, ("ar", "ltr")),
    ],
)  # fmt: skip
def test_a_page_knows_its_own_direction_best(
    language: str, is_rtl: bool | None, expected: tuple[str, str]
) -> None:
    article = make_article(language=language, is_rtl=is_rtl)

    found = _text(make_item(article=article, language=language)).tongue

    assert (found.lang, found.dir) == expected


def test_the_room_of_the_lead_picture_is_what_the_page_says() -> None:
    article = make_article(image_url=PHOTO, image_width=800, image_height=600)

    lead = _text(make_item(article=article)).lead

    assert 'width="800" height="600"' in lead
    assert "guessed" not in lead


def test_without_pictures_there_is_no_icon_either(settings: Settings) -> None:
    settings.IMAGES = "off"

    assert _text(make_item(article=make_article(image_url=PHOTO))).icon == ""
