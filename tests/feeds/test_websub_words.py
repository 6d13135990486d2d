"""The sentence on a feed's page: which hub delivers, and how that goes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from feeds.models import Feed, PushSubscription
from feeds.websub_words import at_a_glance, told
from tests.factories import make_feed, make_google_feed
from tests.feeds.websub_case import HUB, NOW, TOPIC, subscription
from tests.people import alice

pytestmark = pytest.mark.django_db
State = PushSubscription.State
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _public(settings: Settings) -> None:
    settings.BASE_URL = "https://reader.example.org"


def after(**fields: object) -> str:
    mine = subscription()
    PushSubscription.objects.filter(pk=mine.pk).update(**fields)
    return told(Feed.objects.get(), now=NOW)


def test_a_feed_without_a_hub_is_polled() -> None:
    assert told(make_feed(), now=NOW) == "It names no hub; it is polled."
    assert told(make_google_feed(), now=NOW).startswith("Google News has no hub")


def test_a_hub_that_is_new_is_about_to_be_asked() -> None:
    assert after() == "hub.example is about to be asked to deliver."


def test_a_hub_that_does_not_answer_is_named_with_what_went_wrong() -> None:
    asked = after(
        state=State.ASKED, asked_at=NOW - HOUR, last_error="The hub answered 500."
    )

    assert asked.replace("\xa0", " ") == (
        "hub.example was asked 1 hour ago and has not agreed yet. The hub answered 500."
    )


def test_a_hub_that_delivers_is_named_with_its_lease_and_last_delivery() -> None:
    text = after(
        state=State.ACTIVE,
        lease_until=dt.datetime(2036, 5, 6, 12, tzinfo=dt.UTC),
        pushed_at=NOW - HOUR,
        is_relied_on=True,
        mistrusted_at=NOW - 2 * HOUR,
    )

    assert text.replace("\xa0", " ") == (
        "hub.example delivers what is new, until 2036-05-06 12:00; renewed before. "
        "Last delivery 1 hour ago. So it is polled rarely. "
        "A delivery with a wrong signature was ignored 2 hours ago."
    )


def test_a_refusal_is_told() -> None:
    text = after(state=State.REFUSED, last_error="The hub refused: no.")

    assert text == "hub.example does not deliver. The hub refused: no."


def test_a_paused_feed_has_nobody_deliver() -> None:
    Feed.objects.all().delete()
    subscription(feed=make_feed(is_paused=True))

    assert "While it is paused" in told(Feed.objects.get(), now=NOW)


@pytest.mark.parametrize("base_url", ["", "http://reader.example.org", "https://nas"])
def test_it_is_said_that_hubs_need_a_public_address(
    settings: Settings, base_url: str
) -> None:
    settings.BASE_URL = base_url

    assert "cannot reach this site" in after()


def test_all_hubs_are_summed_up(settings: Settings) -> None:
    assert at_a_glance(NOW) == ""
    subscription()
    other = PushSubscription.objects.create(feed=make_feed(), hub=HUB, topic=TOPIC)
    PushSubscription.objects.create(
        feed=make_feed(is_paused=True), hub=HUB, topic=TOPIC
    )
    assert at_a_glance(NOW) == "0 of 2 feeds with hubs are delivered"

    settings.BASE_URL = ""
    assert at_a_glance(NOW).startswith("2 feeds name hubs, which cannot reach")
    PushSubscription.objects.filter(pk=other.pk).update(
        state=State.ACTIVE, lease_until=NOW + HOUR
    )
    assert at_a_glance(NOW) == "1 of 2 feeds with hubs are delivered"
    assert at_a_glance(NOW + HOUR).startswith("2 feeds name hubs")


def test_the_first_page_of_the_admin_says_it(client: Client) -> None:
    client.force_login(alice())
    subscription()

    assert "0 of 1 feed with a hub is delivered" in client.get("/admin/").text


def test_the_page_of_a_feed_says_it(client: Client) -> None:
    client.force_login(alice())
    mine = subscription()
    PushSubscription.objects.update(
        state=State.ACTIVE, lease_until=timezone.now() + HOUR
    )

    page = client.get(reverse("admin:feeds_feed_change", args=[mine.feed_id]))

    assert "hub.example delivers what is new" in page.text
    assert mine.token not in page.text
    assert mine.secret not in page.text
