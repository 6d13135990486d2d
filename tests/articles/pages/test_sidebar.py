"""Where one can go from a list, and what is unread there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from articles import marking, tallies
from articles.pages.sidebar import feed_lines, sidebar
from articles.tallies import Unread
from tests.factories import NOON, make_category, make_feed, make_item

pytestmark = pytest.mark.django_db


def test_the_sidebar_groups_feeds_and_knows_where_one_is() -> None:
    category = make_category("Technology", slug="technology")
    make_feed("Loose")
    inside = make_feed("Inside", category=category, error="timeout")
    feeds = feed_lines()

    shown = sidebar(
        feeds, user=AnonymousUser(), unread=Unread(), path=inside.get_absolute_url()
    )

    names = [
        (g.category and g.category.name, [f.name for f in g.feeds])
        for g in shown.groups
    ]
    assert names == [("Technology", ["Inside"]), (None, ["Loose"])]
    (line,) = shown.groups[0].feeds
    assert line.is_current
    assert not line.is_failing  # what fails is the owner's to know
    assert [link.name for link in shown.links] == ["All headlines", "Today"]


def test_with_very_many_feeds_only_the_open_category_lists_its_own() -> None:
    near, far = make_category("Near"), make_category("Far")
    for _ in range(40):
        make_feed(category=near)
        make_feed(category=far)
    feeds = feed_lines()

    shown = sidebar(
        feeds, user=AnonymousUser(), unread=Unread(), path="/", category_pk=near.pk
    )

    sizes = {g.category.name: len(g.feeds) for g in shown.groups if g.category}
    assert sizes == {"Far": 0, "Near": 40}


def test_each_line_says_how_much_is_unread_there() -> None:
    reader = User.objects.create(username="bob")
    category = make_category("Technology")
    first, second = make_feed("A", category=category), make_feed("B", category=category)
    make_item(feeds=[first, second])
    make_item(feeds=[first])
    marking.mark_read(reader, make_item(feeds=[second]), now=NOON)

    shown = sidebar(
        feed_lines(),
        user=reader,
        unread=tallies.unread(reader),
        path="/",
    )

    (group,) = shown.groups
    assert group.category
    assert group.category.unread == 2
    assert [line.unread for line in group.feeds] == [2, 1]
    assert {link.name: link.unread for link in shown.links}["Unread"] == 2


def test_the_page_shows_the_numbers_and_says_what_they_are(client: Client) -> None:
    client.force_login(User.objects.create(username="bob"))
    make_item()

    page = client.get("/").text

    assert '<span class="count">1<span class="visually-hidden"> unread</span>' in page
