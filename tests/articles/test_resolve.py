"""Behind a Google link: what the id holds, what is known, what Google may be asked."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from articles import resolve
from articles.core import identity
from articles.models import GoogleLink, GoogleQuota, Item
from newsreader.lib.steps import Step, run_batch
from tests.fakes import Google, Web, response

pytestmark = pytest.mark.django_db
NOW = timezone.now()
URL = "https://paper.example/news/bridge-opens"


def link_id(payload: bytes) -> str:
    """A link id as Google writes it: a protobuf of kind 19 in url-safe base64."""
    size, varint = len(payload), b""
    while size > 127:
        varint, size = varint + bytes([size & 127 | 128]), size >> 7
    inner = b"\x08\x13\x22" + varint + bytes([size]) + payload + b"\xd2\x01\x00"
    return base64.urlsafe_b64encode(inner).rstrip(b"=").decode()


def handle(url: str, seed: int = 0) -> str:
    """An opaque id whose length tells the address's."""
    raw = bytes.fromhex("014ff2a8b3") + bytes([seed]) * (len(url) + 16)
    return link_id(base64.urlsafe_b64encode(raw).rstrip(b"="))


def item(google_id: str, **columns: Any) -> Item:
    return Item.objects.create(
        key=identity.google_key(google_id or columns.get("link", "")),
        google_id=google_id,
        headline="Bridge opens",
        content_hash="",
        first_seen_at=NOW,
        sort_at=NOW,
        due_at=NOW,
        **columns,
    )


STEP = Step(
    "articles.resolve",
    "",
    lambda now: Item.objects.due_for(Item.Stage.RESOLVE, now),
    resolve.run,
    100,
)


def run(now: dt.datetime = NOW) -> Item:
    run_batch(STEP, now=now)
    return Item.objects.order_by("pk")[0]


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Google:
    settings.GOOGLE_LINKS = True
    settings.GOOGLE_LINK_BUDGET = 40
    settings.GOOGLE_LINK_SPACING = 0
    return Google(Web().install(monkeypatch))


def test_an_id_that_holds_its_address_is_read_without_asking(google: Google) -> None:
    item(link_id(URL.encode()))

    found = run()

    assert (found.url, found.url_method, found.stage) == (URL, "offline", "extract")
    assert google.web.asked == []


def test_a_handle_is_asked_for_once_and_kept_for_ever(google: Google) -> None:
    google.knows(handle(URL), URL)
    first = item(handle(URL))
    run()
    Item.objects.all().delete()
    item(handle(URL))

    found = run()

    assert first.pk != found.pk
    assert (found.url, found.url_method) == (URL, "cache")
    assert (google.pages, google.calls) == (1, 1)


def test_handles_share_one_call(google: Google) -> None:
    for seed in range(5):
        url = f"{URL}/{seed}"
        google.knows(handle(url, seed), url)
        item(handle(url, seed))

    run()

    assert set(Item.objects.values_list("url_method", flat=True)) == {"google"}
    assert (google.pages, google.calls) == (5, 1)
    assert all(row.url == google.addresses[row.google_id] for row in Item.objects.all())


def test_an_address_of_another_length_is_not_believed(google: Google) -> None:
    google.knows(handle(URL), URL + "/other")
    item(handle(URL))

    found = run()

    assert (found.url, found.url_status) == ("", "length_mismatch")
    assert found.stage == "extract"


@pytest.mark.parametrize(
    "answer",
    [
        "javascript:alert(1)",
        "http://127.0.0.1/x",
        "https://news.google.com/x",
        "no address",
    ],
)
def test_an_answer_that_is_no_publishers_address_is_refused(
    google: Google, answer: str
) -> None:
    google.knows(handle(answer), answer)
    item(handle(answer))

    found = run()

    assert found.url == ""


def test_beyond_the_budget_an_item_goes_on_and_comes_back(
    google: Google, settings: Any
) -> None:
    settings.GOOGLE_LINK_BUDGET = 2
    for seed in range(4):
        url = f"{URL}/{seed}"
        google.knows(handle(url, seed), url)
        item(handle(url, seed))

    run()

    assert google.pages == 2
    waiting = Item.objects.filter(url="")
    assert set(waiting.values_list("stage", "url_status")) == {("extract", "waiting")}
    assert all(row.resolve_at and row.resolve_at > NOW for row in waiting)
    assert GoogleQuota.objects.get().used == 2


def test_at_the_end_of_its_way_a_waiting_item_returns_to_this_step(
    google: Google, settings: Any
) -> None:
    settings.GOOGLE_LINK_BUDGET = 0
    item(handle(URL))
    found = run()
    Item.objects.update(stage=Item.Stage.ANALYSE)
    last = Step("", "", lambda now: Item.objects.all(), _skip_all, 10)

    run_batch(last, now=NOW)

    after = Item.objects.get()
    assert (after.stage, after.due_at) == ("resolve", found.resolve_at)


def _skip_all(rows: Any, *, now: dt.datetime) -> Any:
    from newsreader.lib.steps import Skip

    for row in rows:
        yield row, Skip(why="no text")


def test_the_first_block_opens_the_breaker_for_everybody(google: Google) -> None:
    google.block_after = 1
    for seed in range(4):
        url = f"{URL}/{seed}"
        google.knows(handle(url, seed), url)
        item(handle(url, seed))

    run()
    item(handle(URL, 9))
    google.knows(handle(URL, 9), URL)
    run_batch(STEP, now=NOW + dt.timedelta(minutes=1))

    assert google.pages == 2
    assert Item.objects.exclude(url="").count() == 1
    quota = GoogleQuota.objects.get()
    assert quota.open_until
    assert quota.open_until >= NOW + dt.timedelta(hours=1)


def test_pages_without_a_signature_open_the_breaker_too(google: Google) -> None:
    for seed in range(9):
        url = f"{URL}/{seed}"
        google.knows(handle(url, seed), url)
        page = f"https://news.google.com/rss/articles/{handle(url, seed)}"
        google.web.sites[page] = response(page, "<html><p>shell</p></html>")
        item(handle(url, seed))

    run()

    assert GoogleQuota.objects.get().open_until is not None
    assert len(google.web.asked) == 4


def test_what_google_will_not_tell_is_asked_again_twice_then_never(
    google: Google,
) -> None:
    google.knows(handle(URL), "")
    item(handle(URL))
    now = NOW
    seen = []
    for _ in range(3):
        found = run(now)
        seen.append(found.resolve_at - now if found.resolve_at else None)
        now += dt.timedelta(days=8)
        Item.objects.update(stage="resolve", due_at=now)

    assert [wait and wait.days for wait in seen] == [1, 7, None]


def test_a_signature_that_is_paid_for_is_not_paid_for_twice(google: Google) -> None:
    google.knows(handle(URL), URL)
    item(handle(URL))
    GoogleLink.objects.create(
        key=identity.google_key(handle(URL)),
        google_id=handle(URL),
        status="signed",
        signature="sg",
        signed_at=int(NOW.timestamp()) - 60,
        checked_at=NOW,
    )

    found = run()

    assert (found.url, google.pages, google.calls) == (URL, 0, 1)
    assert GoogleQuota.objects.get().used == 0


def test_switched_off_google_is_not_asked(google: Google, settings: Any) -> None:
    settings.GOOGLE_LINKS = False
    item(handle(URL), link="https://news.google.com/rss/articles/x")

    found = run()

    assert (found.url, found.url_status, found.resolve_at) == ("", "off", None)
    assert found.original_url == found.link
    assert google.web.asked == []


def test_any_other_link_is_the_address_itself_without_its_tracking(
    google: Google,
) -> None:
    item("", link=URL + "?utm_source=rss")

    found = run()

    assert (found.url, found.url_method) == (URL, "feed")


def test_an_item_without_a_link_goes_on_without_an_address(google: Google) -> None:
    item("", link="")

    found = run()

    assert (found.url, found.stage) == ("", "extract")
