"""Link ids decoded offline; the decode request built and its answer read."""

from __future__ import annotations

import base64
import csv
import json
from contextlib import suppress
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core import google_link as gl
from feeds.core.google_editions import DEFAULT
from feeds.core.protobuf import pack, write
from tests.shared import shared

URL = "https://example.com/a?b=c&d=e"
HANDLE_HEAD = bytes.fromhex("014ff2a8b3")


def handle_for(url: str) -> bytes:
    raw = HANDLE_HEAD + bytes(16) + bytes(len(url.encode()))
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def article_id(payload: bytes, second: bytes = b"", kind: int = 19) -> str:
    return pack(write([(1, kind), (4, payload), (26, second)]))


def test_every_recorded_id_is_decoded_or_recognised() -> None:
    index = shared("internet/data/links/INDEX.tsv")
    with index.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))

    held = [row for row in rows if row["format"].startswith("v1")]
    opaque = [row for row in rows if row["format"].startswith("v2")]

    assert (len(held), len(opaque)) == (379, 46)
    for row in held:
        found = gl.decode(row["id"])
        assert (found.kind, found.url) == ("url", row["url"])
        assert bool(found.amp_url) == row["format"].endswith("+amp")
        assert gl.verdict(found.url, found) == "ok"
    for row in opaque:
        found = gl.decode(row["id"])
        assert (found.kind, found.url_length) == ("handle", len(row["url"].encode()))
        assert gl.verdict(row["url"], found) == "ok"
        assert gl.verdict(row["url"] + "x", found) == "length_mismatch"


@pytest.mark.parametrize("length", [30, 126, 127, 128, 129, 255, 256, 300, 2000])
def test_addresses_of_every_length_come_out_whole(length: int) -> None:
    url = "https://example.com/".ljust(length, "a")
    longer = url + "/amp"

    assert gl.decode(article_id(url.encode())) == gl.Decoded("url", url)
    assert gl.decode(article_id(url.encode(), longer.encode())).amp_url == longer
    assert gl.decode(article_id(handle_for(url))).url_length == length


def test_an_address_may_stand_alone() -> None:
    alone = pack(write([(1, 19), (4, URL.encode())]))

    assert gl.decode(alone) == gl.Decoded("url", URL)
    assert gl.decode(pack(write([(1, 19)]))) == gl.Decoded("unknown")


def test_an_address_with_foreign_letters_is_decoded() -> None:
    url = "https://example.com/Grüße/日本"

    assert gl.decode(article_id(url.encode())).url == url


def test_a_video_is_decoded() -> None:
    found = gl.decode(article_id(b"abcdefghi-_", kind=32))

    assert found.url == "https://www.youtube.com/watch?v=abcdefghi-_"


@pytest.mark.parametrize(
    "payload",
    [
        b"javascript:alert(1)",
        b"https://example.com/\xff",
        b"https://example.com/a b",
        b"https://example.com/\n",
        b"",
        b"hello",
    ],
)
def test_other_payloads_are_unknown(payload: bytes) -> None:
    assert gl.decode(article_id(payload)).kind == "unknown"


def test_an_old_opaque_id_is_a_handle_without_a_length() -> None:
    assert gl.decode(article_id(bytes(16), kind=2)) == gl.Decoded("handle")


def test_a_handle_under_another_key_is_still_a_handle() -> None:
    raw = b"\x01\xaa\xbb\xcc\xdd" + bytes(16 + 40)
    payload = base64.urlsafe_b64encode(raw).rstrip(b"=")

    assert gl.decode(article_id(payload)) == gl.Decoded("handle", url_length=40)


@given(st.one_of(st.text(), st.binary().map(pack)))
def test_decoding_never_raises(google_id: str) -> None:
    assert gl.decode(google_id).kind in {"url", "handle", "unknown"}


@given(st.binary(), st.binary(), st.integers(0, 100))
def test_decoding_well_formed_ids_never_raises(
    payload: bytes, second: bytes, kind: int
) -> None:
    for start in (b"", b"https://", b"AU_yqL"):
        gl.decode(article_id(start + payload, second, kind))


@given(st.integers(1, 200))
def test_a_cut_id_never_gives_a_cut_address(cut: int) -> None:
    url = "https://example.com/" + "a" * 150

    found = gl.decode(article_id(url.encode())[:-cut])

    assert found.url in {"", url}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://example.com/",
        "https://",
        "https://localhost/x",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "https://news.google.com/rss/articles/x",
        "https://google.com/",
        "https://www.google.co.uk/sorry",
        "https://example.com/a\x00b",
        "https://example.com/a\nb",
        "https://user@example.com/",
        "https://example.com:99999/",
        "https://example.com/" + "a" * 4000,
    ],
)
def test_what_cannot_be_an_article_is_invalid(url: str) -> None:
    assert gl.verdict(url, gl.Decoded("handle")) == "invalid_url"


def test_a_good_address_without_a_known_length_is_ok() -> None:
    assert gl.verdict("https://blog.google/x", gl.Decoded("handle")) == "ok"
    assert gl.verdict(URL, gl.Decoded("handle")) == "ok"


@given(st.text())
def test_the_verdict_never_raises(url: str) -> None:
    gl.verdict(url, gl.Decoded("handle", url_length=10))


# ---- the article page


def page(inner: str) -> bytes:
    return f"<!doctype html><html><body>{inner}</body></html>".encode()


ELEMENT = '<div data-n-a-id="X&amp;1" data-n-a-ts="17" data-n-a-sg="AV-_1"></div>'
SIGNED = gl.Signature("X&1", 17, "AV-_1")


def test_the_signature_is_read_from_one_element_past_decoys() -> None:
    decoys = (
        '<!-- <div data-n-a-id="no" data-n-a-ts="1" data-n-a-sg="no"></div> -->'
        '<script>\'<div data-n-a-id="no" data-n-a-ts="1" data-n-a-sg="no">\'</script>'
        '<div data-n-a-sg="other"></div><div data-n-a-ts="3"></div>'
        '<div data-n-a-sg="without-id" data-n-a-ts="5"></div>'
    )

    assert gl.read_article_page(page(decoys + ELEMENT)) == SIGNED


def test_a_page_of_2022_gives_the_address_itself() -> None:
    found = gl.read_article_page(page(f'<c-wiz data-n-au="{URL}"></c-wiz>{ELEMENT}'))

    assert found == URL


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("<p>nothing</p>", "no_signature"),
        ('<div data-n-a-sg="a b" data-n-a-ts="1">', "no_signature"),
        ('<div data-n-a-sg="ab" data-n-a-ts="x">', "no_signature"),
        ("<title>Before you continue</title>", "consent"),
        ('<form action="https://consent.google.com/save">', "consent"),
        ('<a href="/sorry/index?continue=x">', "blocked"),
        ("unusual traffic from your network", "blocked"),
        ('<a href="/httpservice/retry/enablejs?sei=x">', "blocked"),
    ],
)
def test_a_page_without_a_signature_says_why(inner: str, kind: str) -> None:
    with pytest.raises(gl.NoSignature) as caught:
        gl.read_article_page(page(inner))

    assert caught.value.kind == kind


def test_recorded_pages_are_read() -> None:
    folder = shared("internet/data/google-news-extra")

    old = (folder / "page_2022_rss-articles_data-n-au.html").read_bytes()
    new = (folder / "page_2026-06_article_fragment.html").read_bytes()
    wall = (folder / "page_2026-02_google_enablejs_challenge_head.html").read_bytes()

    address = gl.read_article_page(old)
    assert isinstance(address, str)
    assert address.startswith("https://apnews.com/article/")
    signature = gl.read_article_page(new)
    assert isinstance(signature, gl.Signature)
    assert signature.timestamp == 1782841548
    assert gl.decode(signature.google_id).kind == "handle"
    with pytest.raises(gl.NoSignature):
        gl.read_article_page(wall)


def test_part_of_a_page_is_enough_only_when_nothing_is_cut() -> None:
    whole = page(f"<p>1 > 0</p><!-- data-n-a-sg data-n-a-ts -->{ELEMENT}<p>rest</p>")

    enough = [size for size in range(len(whole)) if gl.page_is_enough(whole[:size])]

    assert enough
    assert {gl.read_article_page(whole[:size]) for size in enough} == {SIGNED}
    assert enough[0] <= whole.index(b"rest")


@given(st.binary())
def test_no_page_breaks_the_reader(body: bytes) -> None:
    for each in (body, page(ELEMENT)[:60] + body):
        gl.page_is_enough(each)
        with suppress(gl.NoSignature):
            gl.read_article_page(each)


def test_the_page_is_asked_for_with_its_edition() -> None:
    assert gl.article_page_url("CBMiabc", DEFAULT) == (
        "https://news.google.com/rss/articles/CBMiabc?hl=en-US&gl=US&ceid=US:en"
    )


# ---- the decode call


def answer(*frames: list[object]) -> bytes:
    tail: list[object] = [["di", 12], ["af.httprm", 12, "-3", 21]]
    return b")]}'\n\n" + json.dumps([*frames, *tail]).encode()


def frame(tag: str, url: str | None) -> list[object]:
    inner = json.dumps(["garturlres", url, 1]) if url else None
    return ["wrb.fr", "Fbv4je", inner, None, None, None, tag]


def test_the_call_holds_all_signatures_three_levels_deep() -> None:
    body = gl.build_call([SIGNED, gl.Signature("Y", 18, "s")], "US:en")

    (calls,) = json.loads(parse_qs(body.decode())["f.req"][0])
    assert [(call[0], call[2], call[3]) for call in calls] == [
        ("Fbv4je", None, "0"),
        ("Fbv4je", None, "1"),
    ]
    inner = json.loads(calls[0][1])
    assert inner[0] == "garturlreq"
    assert inner[2:] == ["X&1", 17, "AV-_1"]
    assert inner[1][0][7] == "US:en"


def test_frames_are_paired_by_their_tag_alone() -> None:
    frames = [frame(tag, f"https://example.com/{tag}") for tag in "31042"]
    frames[2] = frame("0", None)

    found = gl.read_answer(answer(*frames), 6)

    assert found == {
        3: "https://example.com/3",
        1: "https://example.com/1",
        0: None,
        4: "https://example.com/4",
        2: "https://example.com/2",
    }


def test_escapes_in_an_address_are_undone() -> None:
    inner = '["garturlres","https://example.com/?a\\u003db\\u0026c",1]'
    body = answer(["wrb.fr", "Fbv4je", inner, None, None, None, "0"])

    assert gl.read_answer(body, 1) == {0: "https://example.com/?a=b&c"}


def test_an_answer_in_chunks_is_read_too() -> None:
    chunks = [
        json.dumps([frame("1", URL)]),
        json.dumps([frame("0", URL)]),
        '[["di",1]]',
    ]
    text = ")]}'\n\n" + "".join(f"{len(chunk)}\n{chunk}\n" for chunk in chunks)

    assert gl.read_answer(text.encode(), 2) == {0: URL, 1: URL}


@pytest.mark.parametrize("inner", ["no json", "[" * 100_000, '["other","x"]', 5])
def test_a_frame_of_another_form_gives_no_address(inner: object) -> None:
    body = answer(["wrb.fr", "Fbv4je", inner, None, None, None, "0"])

    assert gl.read_answer(body, 1) == {0: None}


def test_tags_that_were_not_asked_for_are_passed_over() -> None:
    body = answer(frame("9", URL), frame("generic", URL), frame("1", None))

    assert gl.read_answer(body, 2) == {1: None}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>sorry</html>",
        b")]}'\n\n[",
        b")]}'\n\n" + b"[" * 100_000,
        b')]}\'\n\n[["er",null,null,null,null,400,null,null,null,3]]',
        b"\xff\xfe",
    ],
)
def test_other_answers_are_bad(body: bytes) -> None:
    with pytest.raises(gl.BadAnswer):
        gl.read_answer(body, 1)


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_no_answer_breaks_the_reader(value: object) -> None:
    body = json.dumps([["wrb.fr", "Fbv4je", json.dumps(value), 0, 0, 0, "0"], value])
    assert gl.read_answer(body.encode(), 1) is not None
    with suppress(gl.BadAnswer):
        gl.read_answer(json.dumps(value).encode(), 1)


def test_recorded_answers_are_read() -> None:
    folder = shared("internet/data/google-news-extra")

    found = [gl.read_answer(each.read_bytes(), 1) for each in folder.glob("rpc_*.txt")]

    assert len(found) == 2
    assert all((each[0] or "").startswith("https://www.") for each in found)
