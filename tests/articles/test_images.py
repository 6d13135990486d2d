"""Pictures come through us: once, checked, and with nothing that can run."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from articles import images
from newsreader.lib import http
from tests.articles.core.test_images import GIF, JPEG, PNG
from tests.fakes import Answer, Web, response
from tests.people import bob

URL = "https://cdn.example/photo.png"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    return Web().install(monkeypatch)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "images"


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(bob())
    return client


def test_a_picture_is_asked_for_once_and_then_kept(web: Web) -> None:
    web.sites[URL] = response(URL, PNG, Content_Type="text/html")

    first, second = images.show(URL), images.show(URL)

    assert first == second
    assert (first.raster.kind, first.body) == ("image/png", PNG)
    assert len(web.asked) == 1
    assert images.sizes([URL, "https://cdn.example/other.png"]) == {URL: first.raster}


def test_a_burst_of_views_asks_once(web: Web) -> None:
    def slow(request: http.Request) -> Answer:
        threading.Event().wait(0.1)
        return response(URL, JPEG)

    web.sites[URL] = slow
    found: list[images.Picture] = []
    threads = [
        threading.Thread(target=lambda: found.append(images.show(URL)))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 5
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/png"),
        (b"<!doctype html><script>alert(1)</script>", "image/x-icon"),
        (PNG[:16] + b"\0\0\x4e\x20\0\0\x4e\x20" + PNG[24:], "image/png"),
        (b"\0\0\x01\0garbage", "image/x-icon"),
        (b"", "image/png"),
    ],
    ids=["svg", "svg as png", "html", "bomb", "broken icon", "nothing"],
)
def test_what_is_no_picture_is_refused_and_remembered(
    web: Web, body: bytes, kind: str
) -> None:
    web.sites[URL] = response(URL, body, Content_Type=kind)

    for _ in range(2):
        with pytest.raises(images.NoPicture):
            images.show(URL)

    assert len(web.asked) == 1


def test_a_failure_is_asked_again_after_a_while(web: Web, folder: Path) -> None:
    web.sites[URL] = response(URL, b"no", status=500)
    with pytest.raises(images.NoPicture):
        images.show(URL)
    web.sites[URL] = response(URL, PNG)
    past = time.time() - images.FAILED_FOR.total_seconds() - 1
    (file,) = folder.glob("*/*")
    os.utime(file, (past, past))

    assert images.show(URL).body == PNG


def test_reading_ends_where_it_turns_out_to_be_no_picture(web: Web) -> None:
    web.sites[URL] = response(URL, PNG)
    images.show(URL)
    until = web.asked[0].until

    assert until is not None
    assert until(b"<html>" + b" " * 100)
    assert not until(b"<html>")
    assert not until(PNG + b" " * 100)


def test_a_full_disk_costs_the_cache_and_not_the_picture(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    web.sites[URL] = response(URL, PNG)
    monkeypatch.setattr(Path, "write_bytes", full)

    assert images.show(URL).body == PNG


def test_the_cache_keeps_within_its_bound_and_forgets_the_unused(
    web: Web, folder: Path
) -> None:
    now = timezone.now()
    addresses = [f"https://cdn.example/{number}.gif" for number in range(6)]
    for age, url in enumerate(addresses):
        web.sites[url] = response(url, GIF + b" " * 1000)
        images.show(url)
        at = now.timestamp() - 7200 * (age + 1)
        os.utime(images._path(url), (at, at))
    images.show(addresses[5])  # used again, so not the oldest any more
    (folder / "00").mkdir(exist_ok=True)
    (folder / "00" / "left.new").write_bytes(b"x")

    gone = images.prune(limit=3500, now=now + dt.timedelta(hours=2))

    assert gone == 3
    assert set(images.sizes(addresses)) == {addresses[n] for n in (0, 1, 5)}
    assert not (folder / "00" / "left.new").exists()


@pytest.mark.django_db
def test_a_picture_is_served_with_headers_that_let_nothing_run(
    web: Web, reader: Client
) -> None:
    web.sites[URL] = response(URL, PNG, Content_Type="text/html")

    answer = reader.get(images.address(URL))
    again = reader.get(images.address(URL), headers={"If-None-Match": answer["ETag"]})

    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; form-action 'none'; sandbox"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, max-age=604800"
    assert "Content-Encoding" not in answer
    assert (again.status_code, again.content) == (304, b"")
    assert "sandbox" in again["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_address_that_we_did_not_sign_is_not_asked(web: Web, reader: Client) -> None:
    signature, _, sealed = images.address(URL).removeprefix("/img/").partition("/")
    other = images.address("http://10.0.0.1/").rpartition("/")[2]

    for path in (f"/img/{signature}/{other}", f"/img/x/{sealed}", "/img/é/ü"):
        assert reader.get(path).status_code == 404
    assert reader.post(images.address(URL)).status_code == 405
    assert web.asked == []


@pytest.mark.django_db
def test_strangers_get_pictures_only_where_they_get_full_texts(
    web: Web, client: Client, settings: Settings
) -> None:
    web.sites[URL] = response(URL, PNG)

    assert client.get(images.address(URL)).status_code == 404
    settings.FULL_TEXT_PUBLIC = True
    assert client.get(images.address(URL))["Cache-Control"] == "public, max-age=604800"
    settings.PUBLIC = False
    assert client.get(images.address(URL)).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["off", "direct"])
def test_without_the_proxy_there_is_none(
    web: Web, reader: Client, settings: Settings, choice: str
) -> None:
    settings.IMAGES = choice

    assert reader.get(images.address(URL)).status_code == 404
    assert web.asked == []


@pytest.mark.django_db
def test_a_refusal_is_a_plain_word_under_the_same_headers(
    web: Web, reader: Client
) -> None:
    message = "The name <script>alert(1)</script> is private."
    web.sites[URL] = http.FetchError("blocked", URL, message)

    answer = reader.get(images.address(URL))

    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_when_too_many_are_on_their_way_the_next_is_told_to_come_again(
    web: Web, reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_places", threading.BoundedSemaphore(1))
    with images._places:
        answer = reader.get(images.address(URL))

    assert (answer.status_code, answer["Cache-Control"]) == (503, "private, no-store")
    assert web.asked == []
