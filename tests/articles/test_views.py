"""Pages and form posts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from articles.models import ReadMark, Star
from tests.factories import (
    NOON,
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_feed,
    make_google_feed,
    make_item,
    make_story,
)
from tests.people import PASSWORD, alice, bob, charlie

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(bob())
    return client


def test_the_item_page_tells_its_parts_in_their_order(reader: Client) -> None:
    feed = make_google_feed()
    item = make_item(
        "A deal is struck", feeds=[feed], outlet="Reuters",
        article=make_article(description="The summary."), published_at=NOON,
    )  # fmt: skip
    make_analysis(item)
    make_coverage(item, "CNBC")

    text = reader.get(item.get_absolute_url()).text

    parts = [
        "← Google News", "<h1", "A deal is struck</h1>", "Google News ·", "May 6, 2026",
        "Reuters", "The summary.", "The publisher’s own summary.", "Detailed Analysis",
        "Based on <b>the full text</b>", "What happened", "It happened.",
        'href="#passage-1"', "Read original article →", "Mark unread",
        "Passages behind this analysis", 'id="passage-1"', "Also covered by", "CNBC",
        'id="full-heading"',
    ]  # fmt: skip
    body = text[text.index("<main") :]
    places = [body.index(part) for part in parts]
    assert places == sorted(places)
    assert 'rel="noopener noreferrer"' in body


def test_a_wrong_slug_leads_to_the_right_address_for_good(client: Client) -> None:
    item, feed = make_item("A headline"), make_feed("A feed")
    story = make_story(make_item(), title="A story")

    for path, right in (
        (f"/items/{item.pk}/wrong/?feed=3", f"{item.get_absolute_url()}?feed=3"),
        (f"/items/{item.pk}/", item.get_absolute_url()),
        (f"/feeds/{feed.pk}/wrong/", feed.get_absolute_url()),
        (f"/stories/{story.pk}/wrong/", story.get_absolute_url()),
    ):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, right)


def test_a_headline_in_any_script_has_an_address(client: Client) -> None:
    item = make_item("東京で新しい駅が開業", language="ja")

    response = client.get(item.get_absolute_url())

    assert response.status_code == 200
    assert 'lang="ja"' in response.text


def test_a_merged_story_redirects(client: Client) -> None:
    kept = make_story(title="Kept")
    merged = make_story(merged_into=kept)

    response = client.get(merged.get_absolute_url())

    assert (response.status_code, response["Location"]) == (
        301,
        kept.get_absolute_url(),
    )


@pytest.mark.parametrize(
    "path",
    [
        "/items/99/x/", f"/items/{'9' * 30}/x/", "/stories/99/x/", "/feeds/99/x/",
        "/categories/none/", f"/feeds/{'9' * 30}/x/",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_a_plain_404(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert "There is no such page" in response.text


@pytest.mark.parametrize(
    "query",
    ["?after=x", "?after=9999999999999999999-1", f"?after=1-{'9' * 18}", "?show=no",
     "?q=%00", "?page=x", f"?page={'9' * 5000}", "?feed=²", f"?feed={'9' * 5000}"],
)  # fmt: skip
def test_odd_queries_are_no_errors(client: Client, query: str) -> None:
    item = make_item()

    for path in ("/", "/search/", item.get_absolute_url()):
        assert client.get(path + query).status_code == 200


def test_opening_an_item_marks_it_read_once(reader: Client) -> None:
    item = make_item()

    for _ in range(2):
        reader.get(item.get_absolute_url())

    assert ReadMark.objects.count() == 1


def test_looking_ahead_and_strangers_mark_nothing(
    reader: Client, client: Client
) -> None:
    item = make_item()

    reader.get(item.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    client.get(item.get_absolute_url())

    assert not ReadMark.objects.exists()


def test_marks_are_posts_that_lead_back(reader: Client) -> None:
    item = make_item()
    url = f"/items/{item.pk}/"

    for verb, marks, stars in (
        ("read", 1, 0), ("read", 1, 0), ("star", 1, 1), ("unread", 0, 1),
        ("unread", 0, 1), ("unstar", 0, 0),
    ):  # fmt: skip
        response = reader.post(url + verb, {"next": "/categories/technology/"})
        assert (response.status_code, response["Location"]) == (
            303,
            "/categories/technology/",
        )
        assert (ReadMark.objects.count(), Star.objects.count()) == (marks, stars)


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "javascript:x", ""]
)
def test_a_mark_never_leads_to_another_site(reader: Client, where: str) -> None:
    response = reader.post(f"/items/{make_item().pk}/star", {"next": where})

    assert response["Location"] == "/"


def test_the_script_is_given_the_changed_fragment_only(reader: Client) -> None:
    item = make_item()

    response = reader.post(f"/items/{item.pk}/star", headers={"X-Fragment": "marks"})

    assert response.status_code == 200
    assert "★ Starred" in response.text
    assert "<html" not in response.text


def test_marks_need_an_account_and_a_post(client: Client, reader: Client) -> None:
    url = f"/items/{make_item().pk}/star"

    assert "/accounts/login/" in client.post(url)["Location"]
    assert reader.get(url).status_code == 405
    assert reader.post("/items/99/star").status_code == 404
    assert not Star.objects.exists()


def test_a_closed_account_is_a_stranger(client: Client) -> None:
    charlie()
    item = make_item(article=make_article(html="<p>Full text here.</p>"))

    client.post("/accounts/login/", {"username": "charlie", "password": PASSWORD})
    assert "Full text here." not in client.get(item.get_absolute_url()).text


def test_pages_are_not_for_search_engines_and_stay_with_their_reader(
    client: Client, reader: Client
) -> None:
    item = make_item()

    for path in ("/", item.get_absolute_url(), "/search/"):
        answers = client.get(path), reader.get(path)
        assert {answer["X-Robots-Tag"] for answer in answers} == {"noindex"}
        assert '<meta name="robots" content="noindex">' in answers[0].text
        assert "private" in answers[1]["Cache-Control"]
        assert "Cookie" in answers[1]["Vary"]


def test_hostile_words_stay_words(client: Client) -> None:
    evil = '"><script>alert(1)</script>'
    feed = make_feed(evil, category=make_category(evil, slug="evil"))
    item = make_item(
        evil, feeds=[feed], outlet=evil, snippet=f"{evil} snippet", language=evil,
        no_article_why=evil, article=make_article(description=evil, wall="paywall"),
    )  # fmt: skip
    make_analysis(item, [("happened", evil, evil)], actor=evil)
    make_coverage(item, evil, headline=evil, link="javascript:alert(1)")
    make_story(item, title=evil)

    for path in (
        "/", item.get_absolute_url(), feed.get_absolute_url(), "/categories/evil/",
        item.story.get_absolute_url() if item.story else "", f"/search/?q={evil}",
    ):  # fmt: skip
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "javascript:" not in text


def test_nothing_is_inline_and_nothing_is_from_elsewhere(reader: Client) -> None:
    item = make_item(article=make_article())
    make_analysis(item)

    for path in ("/", item.get_absolute_url(), "/search/?q=x", "/accounts/login/"):
        text = reader.get(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=", text)
        assert (
            re.findall(
                r'<script(?! type="application/ld\+json"| type="module" src="/)', text
            )
            == []
        )
        assert (
            re.findall(r'(?:src|href)="(?:https?:)?//(?!publisher|testserver)', text)
            == []
        )


def test_starred_needs_an_account(client: Client, reader: Client) -> None:
    assert client.get("/starred/").status_code == 302
    assert reader.get("/starred/").status_code == 200


def test_staff_find_the_way_to_the_admin(client: Client) -> None:
    client.force_login(alice())

    assert 'href="/admin/"' in client.get("/").text


def test_first_polls_reload_the_page_without_a_script(client: Client) -> None:
    make_feed(polled_at=None)

    assert '<meta http-equiv="refresh" content="5">' in client.get("/").text


def test_opening_an_item_fetches_its_text_where_the_feed_waits_for_that(
    reader: Client, client: Client
) -> None:
    item = make_item(feeds=[make_feed(full_text="opened")])

    client.get(item.get_absolute_url())
    reader.get(item.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    item.refresh_from_db()
    assert (item.stage, item.text_wanted) == ("ready", False)
    text = reader.get(item.get_absolute_url()).text
    item.refresh_from_db()

    assert "The full text is on its way" in text
    assert (item.stage, item.text_wanted) == ("extract", True)
