"""Which hub a feed is subscribed at follows what the feed says when it is polled."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import ingest
from feeds import poll, record, websub_record
from feeds.models import Feed, PushSubscription
from newsreader.lib.steps import Step, run_batch
from tests.factories import make_feed, make_google_feed
from tests.fakes import Web, response
from tests.feeds.websub_case import HUB, NOW, TOPIC

pytestmark = pytest.mark.django_db
TOGETHER = partial(record.record, store=ingest.prepare)
POLL = Step("feeds.poll", "", Feed.objects.due, poll.run, 25, together=TOGETHER)
OTHER = "https://other.example/hub"
State = PushSubscription.State


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    make_feed(url=TOPIC, due_at=NOW)
    return Web().install(monkeypatch)


def atom(hub: str = "", own: str = "", title: str = "x") -> str:
    links = [f'<link rel="{rel}" href="{href}"/>'
             for rel, href in (("hub", hub), ("self", own)) if href]  # fmt: skip
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>'
        f"{''.join(links)}<entry><id>1</id><title>{title}</title></entry></feed>"
    )


def polled(web: Web, body: str, **headers: str) -> None:
    web.feed(TOPIC, body, **headers)
    Feed.objects.update(due_at=NOW)
    run_batch(POLL, now=NOW)


def wanted() -> list[tuple[str, str]]:
    rows = PushSubscription.objects.filter(is_wanted=True)
    return list(rows.values_list("hub", "topic"))


def test_a_hub_is_found_in_the_header_before_the_feed(web: Web) -> None:
    header = f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"'

    polled(web, atom(OTHER, "https://paper.example/atom"), Link=header)

    assert wanted() == [(HUB, TOPIC)]
    row = PushSubscription.objects.get()
    assert (row.state, row.due_at) == (State.OFF, NOW)
    assert row.token != row.secret
    assert len(row.token) == 43


@pytest.mark.parametrize(
    "body",
    [
        atom(HUB, TOPIC),
        atom(HUB, "/feed.xml"),
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f'<title>P</title><atom:link rel="self" href="{TOPIC}"/>'
        f'<atom:link rel="hub" href="{HUB}"/>'
        "<item><title>x</title><guid>1</guid></item></channel></rss>",
        '{"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": [],'
        f' "feed_url": "{TOPIC}",'
        f' "hubs": [{{"type": "rssCloud", "url": "{OTHER}"}}, 7,'
        f' {{"type": "WebSub", "url": "{HUB}"}}]}}',
    ],
)
def test_a_hub_is_found_in_feeds_of_every_format(web: Web, body: str) -> None:
    polled(web, body)

    assert wanted() == [(HUB, TOPIC)]


@pytest.mark.parametrize(
    "hub", ["", "javascript:alert(1)", "ftp://hub.example/", "mailto:a@b.example"]
)
def test_what_is_no_hub_makes_no_subscription(web: Web, hub: str) -> None:
    polled(web, atom(hub, TOPIC))

    assert not PushSubscription.objects.exists()


def test_a_feed_of_googles_has_no_hub(web: Web) -> None:
    url = "https://news.google.com/rss/search?q=x"
    Feed.objects.all().delete()
    make_google_feed(url=url, due_at=NOW)
    web.feed(url, atom(HUB, TOPIC))

    run_batch(POLL, now=NOW)

    assert not PushSubscription.objects.exists()


def test_the_same_offer_changes_nothing(web: Web) -> None:
    polled(web, atom(HUB, TOPIC))
    PushSubscription.objects.update(state=State.ACTIVE, due_at=None)

    polled(web, atom(HUB, TOPIC, title="y"))

    row = PushSubscription.objects.get()
    assert (row.state, row.due_at, row.is_wanted) == (State.ACTIVE, None, True)


def test_a_feed_that_is_unchanged_or_away_says_nothing_of_its_hub(web: Web) -> None:
    polled(web, atom(HUB, TOPIC))
    polled(web, atom(HUB, TOPIC))
    Feed.objects.update(etag='"x"', due_at=NOW)
    for status in (304, 500):
        web.sites[TOPIC] = response(TOPIC, status=status)
        Feed.objects.update(due_at=NOW)
        run_batch(POLL, now=NOW)

    assert wanted() == [(HUB, TOPIC)]


def test_another_hub_takes_the_place_of_the_one_before(web: Web) -> None:
    polled(web, atom(HUB, TOPIC))
    PushSubscription.objects.update(
        state=State.ACTIVE, is_relied_on=True, due_at=NOW + dt.timedelta(days=5)
    )

    polled(web, atom(OTHER, TOPIC, title="y"))

    assert wanted() == [(OTHER, TOPIC)]
    left = PushSubscription.objects.get(is_wanted=False)
    assert (left.hub, left.due_at, left.is_relied_on) == (HUB, NOW, False)

    polled(web, atom(HUB, TOPIC, title="z"))
    assert wanted() == [(HUB, TOPIC)]
    assert PushSubscription.objects.count() == 2


@pytest.mark.parametrize("how", [{"state": "refused"}, {"state": "asked", "tries": 4}])
def test_another_hub_of_the_feed_is_tried_where_one_does_not_deliver(
    web: Web, how: dict[str, object]
) -> None:
    both = atom(HUB, TOPIC).replace(
        "<entry>", f'<link rel="hub" href="{OTHER}"/><entry>'
    )
    polled(web, both)
    assert wanted() == [(HUB, TOPIC)]
    PushSubscription.objects.filter(is_wanted=True).update(**how)

    polled(web, both.replace(">x<", ">y<"))

    assert wanted() == [(OTHER, TOPIC)]


def test_a_hub_that_is_lost_is_left(web: Web) -> None:
    polled(web, atom(HUB, TOPIC))

    polled(web, atom(title="y"))

    assert wanted() == []
    assert PushSubscription.objects.get().due_at == NOW


def test_a_feed_that_names_new_hubs_all_the_time_is_not_followed(web: Web) -> None:
    for number in range(9):
        hub = f"https://hub{number}.example/"
        polled(web, atom(hub, TOPIC, title=str(number)))

    assert PushSubscription.objects.count() == websub_record.MAX_OF_A_FEED


def test_what_is_told_of_many_feeds_takes_one_query() -> None:
    feeds = [make_feed() for _ in range(20)]
    for feed in feeds[:10]:
        PushSubscription.objects.create(feed=feed, hub=HUB, topic=feed.url)

    with CaptureQueriesContext(connection) as queries:
        websub_record.after_polls({feed.pk: None for feed in feeds}, (), now=NOW)
        websub_record.after_polls({}, (), now=NOW)

    assert len(queries) == 1
