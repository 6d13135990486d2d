"""Marks on some items and on whole lists, and taking them back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Item, ReadMark, SavedSearch, Star
from tests.factories import NOON, make_analysis, make_category, make_feed, make_item
from tests.people import PASSWORD, alice, bob

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def reader() -> User:
    return bob()


@pytest.fixture
def client(reader: User) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def _read() -> set[str]:
    return set(ReadMark.objects.values_list("item__headline", flat=True))


def test_all_of_a_list_is_marked_and_the_rest_is_not(client: Client) -> None:
    feed = make_feed(category=make_category(slug="inside"))
    make_item("Inside", feeds=[feed], outlet="Reuters")
    make_item("Outside", outlet="CNBC", sort_at=timezone.now())

    for scope, marked in (
        ({"feed": str(feed.pk)}, {"Inside"}),
        ({"category": "inside"}, {"Inside"}),
        ({"outlet": "CNBC"}, {"Outside"}),
        ({"today": "on"}, {"Outside"}),
        ({"starred": "on"}, set()),
        ({}, {"Inside", "Outside"}),
    ):
        response = client.post("/marks/list", {**scope, "next": "/unread/"})
        assert (response.status_code, response["Location"]) == (303, "/unread/")
        assert _read() == marked
        client.post("/marks/undo")


def test_what_came_in_after_the_page_was_shown_stays_unread(client: Client) -> None:
    make_item("Seen")
    make_item("New", first_seen_at=NOON + DAY)

    client.post("/marks/list", {"until": (NOON + DAY / 2).isoformat()})

    assert _read() == {"Seen"}


def test_what_is_older_than_some_days(client: Client) -> None:
    now = timezone.now()
    make_item("Old", sort_at=now - 4 * DAY)
    make_item("Fresh", sort_at=now - 2 * DAY)

    client.post("/marks/list", {"older": "3"})

    assert _read() == {"Old"}


def test_undo_takes_back_those_marks_and_no_others(
    client: Client, reader: User
) -> None:
    before = make_item("Read before")
    client.post(f"/items/{before.pk}/read")
    make_item("Unread")
    other = alice()
    ReadMark.objects.create(user=other, item=before, at=NOON)
    client.post("/marks/list")
    assert "1 marked read." in client.get("/").text

    client.post("/marks/undo")

    assert ReadMark.objects.filter(user=reader).count() == 1
    assert ReadMark.objects.filter(user=other).count() == 1
    assert "marked read." not in client.get("/").text
    assert client.post("/marks/undo").status_code == 303


def test_the_offer_to_undo_can_be_dismissed(client: Client) -> None:
    make_item()
    client.post("/marks/list")

    client.post("/marks/undo", {"keep": "on"})

    assert ReadMark.objects.count() == 1
    assert "Undo" not in client.get("/").text


def test_items_that_were_scrolled_past(client: Client) -> None:
    item = make_item("Passed")

    response = client.post("/marks/some", {"item": [str(item.pk), "99", "x", "9" * 30]})

    assert response.status_code == 204
    assert _read() == {"Passed"}


@pytest.mark.parametrize(
    "given",
    [
        {"feed": "x"},
        {"feed": "99"},
        {"feed": "9" * 5_000},
        {"category": "none"},
        {"category": "a\0b"},
    ],
    ids=["no number", "unknown", "huge", "unknown category", "NUL"],
)
def test_lists_that_are_none_are_a_404(client: Client, given: dict[str, str]) -> None:
    assert client.post("/marks/list", given).status_code == 404


@pytest.mark.parametrize(
    "until",
    [
        "x", "2026-99-99T00:00Z", "2026-01-01T00:00", "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ],
)  # fmt: skip
def test_an_odd_moment_is_no_error(client: Client, until: str) -> None:
    assert client.post("/marks/list", {"until": until}).status_code == 303


def test_an_odd_number_of_days_marks_nothing(client: Client) -> None:
    make_item()

    assert client.post("/marks/list", {"older": "9999"}).status_code == 400
    assert not ReadMark.objects.exists()


def test_who_opens_the_address_of_a_form_is_told_the_way(client: Client) -> None:
    answer = client.get("/marks/list")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert 'href="/"' in answer.content.decode()


def test_a_search_is_kept_and_forgotten_where_it_is(client: Client) -> None:
    here = "/search/?q=big+storm"
    assert client.post("/follow/keep", {"q": "big  storm", "next": here}).url == here  # type: ignore[attr-defined]
    page = client.get(here).content.decode()
    assert "This search is kept." in page
    assert "Keep this search" not in page

    pk = SavedSearch.objects.get().pk
    client.post("/follow/forget", {"search": pk, "next": here})

    assert "Keep this search" in client.get(here).content.decode()


@pytest.mark.parametrize("is_public", [True, False])
def test_who_is_signed_out_signs_in_and_comes_back_to_the_page(
    reader: User, settings: Settings, is_public: bool
) -> None:
    settings.PUBLIC = is_public
    item = make_item()
    make_analysis(item)
    stranger = Client()
    given = {"next": "/?show=unread", "item": item.pk, "q": "storm", "what": "Wrong."}

    for path in (
        "/marks/list", "/marks/some", "/marks/undo", f"/items/{item.pk}/star",
        "/follow/keep", "/follow/renew", f"/items/{item.pk}/analysis/fold",
        f"/analyses/{item.analyses.get().pk}/mistake",
    ):  # fmt: skip
        answer = stranger.post(path, given)
        assert answer.status_code == 302
        assert answer["Location"] == "/accounts/login/?next=/%3Fshow%3Dunread", path
        assert stranger.get(path).status_code == 405

    assert not ReadMark.objects.exists()
    assert not Star.objects.exists()
    assert not SavedSearch.objects.exists()
    back = stranger.post("/follow/forget", {"next": "https://evil.example/"})
    assert back["Location"] == "/accounts/login/?next=/follow/"
    signed_in = stranger.post(
        answer["Location"], {"username": reader.username, "password": PASSWORD}
    )
    assert signed_in["Location"] == "/?show=unread"


def test_the_forms_that_keep_a_search_or_speak_of_an_analysis_name_their_page(
    client: Client,
) -> None:
    item = make_item()
    make_analysis(item)
    page = item.get_absolute_url()

    said = client.get("/search/", {"q": "a b"}).text
    assert 'name="next" value="/search/?q=a+b"' in said
    said = client.get(page).text
    of_analysis = said[said.index('class="of-analysis"') :]
    assert of_analysis.count(f'name="next" value="{page}"') >= 2


def test_nothing_more_to_mark_leaves_the_offer_to_undo(client: Client) -> None:
    make_item("Old", sort_at=timezone.now() - 4 * DAY)
    client.post("/marks/list")

    client.post("/marks/list")
    page = client.get("/").text
    assert "There was nothing unread." in page
    assert "1 marked read." in page
    client.post("/marks/undo")

    assert _read() == set()


def test_nothing_old_enough_is_not_nothing_unread(client: Client) -> None:
    make_item("Fresh", sort_at=timezone.now() - DAY / 2)

    client.post("/marks/list", {"older": "1"})
    page = client.get("/").text

    assert "Nothing unread is older than that." in page
    assert "nothing unread" not in page
    assert "Undo" not in page


def test_on_to_the_original_by_a_short_address(client: Client) -> None:
    item = make_item()
    odd = make_item(url="", link="javascript:alert(1)")

    assert client.get(f"/items/{item.pk}/original")["Location"] == item.url
    assert client.get(f"/items/{odd.pk}/original").status_code == 404


def test_outlets_today_and_unread_have_pages(client: Client) -> None:
    item = make_item("Named", outlet="A/B & Söhne")
    Item.objects.filter(pk=item.pk).update(sort_at=timezone.now())
    make_item("Yesterday’s")

    assert "Named" in client.get("/outlets/A%2FB%20&%20S%C3%B6hne/").text
    assert client.get("/outlets/Nobody/").status_code == 404
    text = client.get("/today/").text
    assert "Named" in text
    assert "Yesterday’s" not in text
    assert client.get("/unread/").text.count(" data-item=") == 2
