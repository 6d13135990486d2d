"""What is not for everybody is nowhere to be seen without an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles.models import Item
from articles.search import get_search
from articles.urls import urlpatterns
from feeds.models import Feed
from tests.factories import (
    make_analysis,
    make_article,
    make_category,
    make_coverage,
    make_feed,
    make_item,
    make_story,
)
from tests.people import bob

pytestmark = pytest.mark.django_db
SECRET, BY_LINK = "Zanzibar", "Quokka"


@pytest.fixture
def site() -> dict[str, Sequence[object]]:
    """Open items beside hidden ones, entangled in every way there is; what can stand
    in addresses."""
    category = make_category("World", slug="world")
    feeds = {
        how: make_feed(f"The {how}", category=category, visibility=how)
        for how in ("public", "link", "members")
    }
    gone = make_feed("Once", visibility="members")
    shown = make_item("Open water", feeds=[feeds["public"]], outlet="Herald")
    both = make_item("Shared news", feeds=[feeds["public"], feeds["members"]])
    items = [shown, both]
    for word, feed in ((SECRET, feeds["members"]), (BY_LINK, feeds["link"])):
        article = make_article(title=f"{word} article", text=f"{word} it is.")
        for n in range(2):
            item = make_item(
                f"{word} number {n}", feeds=[feed], outlet="Herald", article=article,
                snippet=f"{word} has news of water",
            )  # fmt: skip
            make_analysis(item, [("happened", f"{word} happened.", word)])
            items.append(item)
    items.append(make_item(f"{SECRET} left behind", feeds=[gone], outlet="Herald"))
    gone.delete()
    removed = make_item(f"{SECRET} removed", feeds=[feeds["members"]])
    removed_pk = removed.pk
    story = make_story(*items, title=f"{SECRET} number 0", lead=items[2], voices=5)
    make_coverage(shown, "Herald", key=items[2].key, headline="Elsewhere")
    get_search().index([item.pk for item in items])
    removed.delete()
    return {
        "pk": sorted({*(i.pk for i in items), removed_pk,
                      *(f.pk for f in feeds.values()), story.pk}),
        "value": [*{*(f.pk for f in feeds.values()), story.pk}, "world", "Herald"],
        "slug": ["world"],
        "name": ["Herald"],
        "stamp": ["x"], "signature": ["x"], "sealed": ["x"], "host": ["herald.example"],
        "form": ["atom"],
    }  # fmt: skip


def _addresses(site: dict[str, Sequence[object]]) -> Iterator[str]:
    """Every route of ours, with everything that can stand in it."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert isinstance(pattern.pattern, RoutePattern)
        made = ["/" + str(pattern.pattern)]
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = "str" if kind == "string" else kind
            # A new kind of address has to be thought about here
            values = [
                value
                for value in site[name]
                if not (kind == "int" and isinstance(value, str))
            ]
            made = [
                address.replace(f"<{kind}:{name}>", str(value))
                for address in made
                for value in values
            ]
        yield from made


def test_no_address_tells_a_visitor_what_is_hidden(
    site: dict[str, Sequence[object]], client: Client
) -> None:
    addresses = list(_addresses(site))
    addresses += [f"/{query}" for query in ("?order=top", "?show=unread")]
    addresses += [f"/search/{more}?q=water" for more in ("", "feed.atom", "feed.json")]
    addresses += ["/search/?q=source:herald", "/search/?q=has:article"]
    pks = site["pk"]
    addresses += [f"/oembed.json?url=http://testserver/items/{pk}/x/" for pk in pks]
    assert len(addresses) > 100

    for address in addresses:
        for method in (client.get, client.post):
            answer = method(address)

            told = answer.content.decode(errors="replace")
            told += "\n".join(f"{name}: {value}" for name, value in answer.items())
            for word in (SECRET, BY_LINK):
                assert word.casefold() not in told.casefold(), (address, word)


@pytest.fixture
def shared(client: Client) -> tuple[Item, Feed]:
    """An item without an outlet that a hidden feed brought before an open one did."""
    secret = make_feed(
        "SECRET Club feed", visibility="members", category=make_category(slug="club")
    )
    open_feed = make_feed("Open feed", visibility="public")
    item = make_item("Shared news", feeds=[secret, open_feed])
    make_story(item)
    get_search().index([item.pk])
    return item, open_feed


def test_no_outgoing_feed_names_a_hidden_one(
    shared: tuple[Item, Feed], client: Client
) -> None:
    item, feed = shared
    Item.objects.filter(pk=item.pk).update(sort_at=timezone.now())
    assert item.story
    places = (
        "/", "/today/", feed.get_absolute_url(), f"/stories/{item.story.pk}/",
    )  # fmt: skip

    for form in ("atom", "rss", "json"):
        addresses = [f"{place}feed.{form}" for place in places]
        for address in (*addresses, f"/search/feed.{form}?q=shared"):
            told = client.get(address)
            assert "Shared news" in told.text, address
            assert "Open feed" in told.text, address
            assert "SECRET" not in told.text, address
    visitors = client.get("/feed.atom")["ETag"]
    client.force_login(bob())
    mine = client.get("/feed.atom", headers={"If-None-Match": visitors})
    assert "SECRET Club feed" in mine.text


def test_no_search_tells_what_hidden_feeds_are_called(
    shared: tuple[Item, Feed], client: Client
) -> None:
    def finds(typed: str) -> bool:
        return "data-item" in client.get("/search/", {"q": typed}).text

    assert not finds("feed:secret")
    assert not finds("source:secret")
    assert finds("shared -feed:secret")
    assert finds("feed:open")
    client.force_login(bob())
    assert finds("feed:secret")
    assert not finds("shared -feed:secret")


def test_a_hidden_category_has_no_feed_for_visitors(
    shared: tuple[Item, Feed], client: Client
) -> None:
    assert client.get("/categories/club/").status_code == 302
    assert client.get("/categories/club/feed.atom").status_code == 403
    client.force_login(bob())
    assert client.get("/categories/club/feed.atom").status_code == 200


def test_a_hidden_word_finds_nothing(
    site: dict[str, Sequence[object]], client: Client
) -> None:
    for word in (SECRET, BY_LINK):
        page = client.get("/search/", {"q": word}).text

        assert "Nothing was found" in page
        assert "data-item" not in page


def test_who_signs_in_sees_all(
    site: dict[str, Sequence[object]], client: Client
) -> None:
    client.force_login(bob())

    assert SECRET in client.get("/unread/").text
    assert SECRET in client.get(f"/search/?q={SECRET.lower()}").text
    item = Item.objects.filter(headline__startswith=SECRET)[0]
    assert client.get(item.get_absolute_url()).status_code == 200


def test_the_more_open_feed_of_two_decides(client: Client) -> None:
    feeds = [make_feed(visibility=how) for how in ("members", "public")]
    item = make_item("Shared news", feeds=feeds)

    assert "Shared news" in client.get("/").text
    assert client.get(item.get_absolute_url()).status_code == 200
    assert feeds[0].get_absolute_url() not in client.get(item.get_absolute_url()).text


def test_a_link_opens_an_item_that_no_list_shows(client: Client) -> None:
    item = make_item("Only for friends", feeds=[make_feed(visibility="link")])

    assert "Only for friends" in client.get(item.get_absolute_url()).text
    assert "Only for friends" not in client.get("/").text
    guessed = client.get(f"/items/{item.pk}/")
    assert guessed.status_code == 302
    assert guessed["Location"].startswith("/accounts/login/")


def test_a_link_from_before_the_headline_changed_still_opens(client: Client) -> None:
    item = make_item("Only for friends", feeds=[make_feed(visibility="link")])
    url = item.get_absolute_url()
    item.headline_changes.create(headline=item.headline, changed_at=item.sort_at)
    Item.objects.filter(pk=item.pk).update(headline="For good friends")

    answer = client.get(url)

    assert answer.status_code == 301
    assert "For good friends" in client.get(answer["Location"]).text


def test_the_sites_own_word_holds_where_a_feed_says_none(
    client: Client, settings: Settings
) -> None:
    settings.VISIBILITY = "members"
    quiet, loud = make_feed("Quiet"), make_feed("Loud", visibility="public")
    make_item("A whisper", feeds=[quiet])
    make_item("A shout", feeds=[loud])

    page = client.get("/").text

    assert "A shout" in page
    assert "A whisper" not in page
    assert "Quiet" not in page
    assert client.get(quiet.get_absolute_url()).status_code == 302


def test_what_a_feed_hid_stays_hidden_when_it_is_removed(client: Client) -> None:
    feed = make_feed(visibility="members")
    item = make_item("A whisper", feeds=[feed])
    open_feed = make_feed()
    kept = make_item("A shout", feeds=[open_feed])
    Feed.objects.all().delete()

    assert client.get(item.get_absolute_url()).status_code == 302
    assert client.get(kept.get_absolute_url()).status_code == 200
    assert "A whisper" not in client.get("/").text


def test_a_reader_counts_what_visitors_do_not_see(client: Client) -> None:
    client.force_login(User.objects.create(username="bob"))
    make_item(feeds=[make_feed(visibility="members")])

    assert 'class="count">1<' in client.get("/").text
