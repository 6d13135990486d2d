"""`manage.py feeds`: what it prints, and what it tells a script."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from feeds import poll
from feeds.models import Feed
from newsreader.lib import http
from newsreader.management.commands import feeds as command
from tests.factories import make_category, make_feed
from tests.fakes import Answer, Web
from tests.feeds.test_lookup import URL, page, rss

pytestmark = pytest.mark.django_db
FRONT = "https://paper.example/"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


def feeds(*words: str) -> tuple[int, str]:
    """The exit code, and all that was printed."""
    out = io.StringIO()
    try:
        call_command("feeds", *words, stdout=out, stderr=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_feed_is_added_once_and_put_in_its_category(web: Web) -> None:
    web.feed(URL, rss())
    first = feeds("add", URL, "--category", "News", "--title", "Mine")
    again = feeds("add", URL)

    assert first[0] == again[0] == 0
    assert first[1].startswith("added\t")
    assert again[1].startswith("known\t")
    feed = Feed.objects.get()
    assert (feed.title, str(feed.category)) == ("Mine", "News")


def test_of_several_feeds_one_must_be_chosen(web: Web) -> None:
    web.page(FRONT, page(("/feed.xml", "News"), ("/sport.xml", "Sport")))
    web.feed(URL, rss())
    code, printed = feeds("add", FRONT)

    assert code == 1
    assert f"{URL}\tNews" in printed
    assert feeds("add", FRONT, "--first")[0] == 0
    assert Feed.objects.get().url == URL


def test_an_address_without_a_feed_is_told_in_a_sentence(web: Web) -> None:
    with pytest.raises(CommandError, match="no such host"):
        feeds("add", "https://nowhere.example/")


def test_a_list_goes_out_and_comes_in_again(tmp_path: Path) -> None:
    make_feed("A", category=make_category("News"))
    make_feed("B")
    file = tmp_path / "list.opml"
    feeds("export", str(file))
    Feed.objects.all().delete()
    code, printed = feeds("import", str(file))

    assert code == 0
    assert "2 of 2" in printed
    assert "2 added, 0 already there, 0 skipped." in printed
    assert feeds("export")[1].count("<outline") == 3


def test_a_file_that_is_no_list_or_is_not_there_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text("<html>no")

    with pytest.raises(CommandError, match="web page"):
        feeds("import", str(file))
    with pytest.raises(CommandError, match="No such file"):
        feeds("import", str(tmp_path / "none"))


def test_strictly_a_skipped_entry_is_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text('<opml><outline text="A" xmlUrl="vfolder"/></opml>')

    assert feeds("import", str(file))[0] == 0
    assert feeds("import", "--strict", str(file))[0] == 1


def test_a_poll_waits_for_its_result(web: Web) -> None:
    web.feed(URL, rss())
    good = make_feed("Good", url=URL)
    bad = make_feed("Bad", url="https://nowhere.example/feed")

    code, printed = feeds("poll", str(good.pk))
    assert code == 0
    assert "1 of 1" in printed
    assert good.items.count() == 7

    code, printed = feeds("poll", "--all")
    assert code == 1
    assert "There is no such host." in printed
    bad.refresh_from_db()
    assert bad.health == "failing"


def test_a_paused_feed_is_not_polled(web: Web) -> None:
    make_feed("Paused", url=URL, is_paused=True)

    assert feeds("poll", "--all") == (0, "")
    code, printed = feeds("poll", str(Feed.objects.get().pk))
    assert (code, web.asked) == (1, [])
    assert "Not polled: it is paused." in printed


def test_a_poll_asks_a_slow_host_a_second_time(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = make_feed("Slow", url=URL, polled_at=None)
    web.feed(URL, rss())
    patient = web.sites[URL]

    def answer(request: http.Request) -> Answer:
        if request.timeout_s < poll.TIMEOUT_S:
            return http.FetchError("timeout", URL, "Too slow.")
        return patient(request) if callable(patient) else patient

    web.sites[URL] = answer
    monkeypatch.setattr(poll, "SLOW_AFTER_S", 0)

    code, printed = feeds("poll", str(slow.pk))

    assert (code, slow.items.count()) == (0, 7)
    assert "1 of 1" in printed


def test_a_poll_does_not_wait_for_what_is_put_off_for_long(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = make_feed("Busy", url=URL, polled_at=None)
    monkeypatch.setattr(command, "PATIENCE_S", 5.0)
    web.sites[URL] = http.FetchError("busy", URL, "Busy.")

    code, printed = feeds("poll", str(feed.pk))

    assert code == 1
    assert "Not polled yet" in printed


def test_a_feed_that_is_not_there_is_an_error() -> None:
    with pytest.raises(CommandError, match="no feed 99"):
        feeds("poll", "99")


def test_feeds_are_listed_with_their_health() -> None:
    make_feed("Good")
    make_feed("Bad", failures=2, error="dns", last_error="No such host.")

    assert len(feeds("list")[1].splitlines()) == 2
    assert "failing\t\tBad" in feeds("list", "--health", "failing")[1]
    assert "Good" not in feeds("list", "--health", "failing")[1]


def test_check_tells_what_fails() -> None:
    make_feed("Good")
    assert feeds("check")[0] == 0

    make_feed("Bad", failures=2, error="dns", last_error="No such host.")
    code, printed = feeds("check")
    assert code == 1
    assert "No such host." in printed
    assert "1 of 2 feeds fail" in printed

    make_feed("Ended", is_paused=True, paused_why="It is gone for good (410).")
    assert "It is gone for good (410)." in feeds("check")[1]


def test_check_looks_at_an_address_and_keeps_nothing(web: Web) -> None:
    web.feed(URL, rss())
    code, printed = feeds("check", URL)

    assert code == 0
    assert f"{URL}\tThe Paper" in printed
    assert not Feed.objects.exists()
