"""Lists of feeds as other readers write them, and as we do."""

from __future__ import annotations

import csv
import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core import opml
from feeds.core.opml import BadOpml, Outline, read, write
from tests.shared import shared

NOW = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)


def listed(*outlines: str) -> bytes:
    return f"<opml><body>{''.join(outlines)}</body></opml>".encode()


def one(outline: str) -> Outline:
    (feed,) = read(listed(outline)).feeds
    return feed


def why(outline: str) -> str:
    (unused,) = read(listed(outline)).unused
    return unused.why


@pytest.mark.parametrize(
    "outline",
    [
        '<outline text="A" xmlUrl="https://a.example/x?b=1&c=2"/>',
        '<outline title="A" xmlURL="https://a.example/x?b=1&amp;c=2"/>',
        "<OUTLINE TEXT='A' XMLURL=' a.example/x?b=1&c=2 ' type='pie'/>",
        '<outline text="A" xmlUrl="feed://a.example/x?b=1&c=2">',
        '<outline a:b="c" text="A" xmlUrl="https://a.example/x?b=1&c=2" category=""/>',
    ],
)
def test_one_feed_in_many_hands(outline: str) -> None:
    feed = one(outline)

    assert (feed.url, feed.title) == ("https://a.example/x?b=1&c=2", "A")


def test_entities_of_html_and_bare_marks_in_titles_are_understood() -> None:
    feed = one('<outline text="The "Big" A&nbsp;&amp; B &copy" xmlUrl="a.example/f" />')

    assert feed.title == 'The "Big" A & B &copy'
    assert feed.url == "https://a.example/f"


def test_folders_in_folders_become_one() -> None:
    feed = '<outline xmlUrl="https://a.example/f"/>'
    body = f'<outline text="X"><outline title="Y" type="rss">{feed}</outline></outline>'

    found = read(listed(body))

    assert found.feeds[0].folder == "X / Y"
    assert found.unused == ()


def test_an_empty_folder_is_told() -> None:
    found = read(listed('<outline text="Empty"/>'))

    assert [each.title for each in found.unused] == ["Empty"]


def test_a_category_stands_for_a_folder_where_there_is_none() -> None:
    feed = one(
        '<outline text="A" category="/news/world,x" xmlUrl="https://a.example"/>'
    )

    assert feed.folder == "news / world"


def test_a_feed_with_others_in_it_is_a_feed_and_a_folder() -> None:
    inner = '<outline text="B" xmlUrl="https://b.example/"/>'
    found = read(
        listed(f'<outline text="A" xmlUrl="https://a.example/">{inner}</outline>')
    )

    assert [(f.title, f.folder) for f in found.feeds] == [("A", ""), ("B", "A")]


@pytest.mark.parametrize(
    ("outline", "word"),
    [
        ('<outline text="A" type="include" url="https://a.example/b.opml"/>', "list"),
        ('<outline text="A" type="rss" htmlUrl="https://a.example/"/>', "web page"),
        ('<outline text="A" type="rss"/>', "no address"),
        ('<outline text="A" xmlUrl="vfolder"/>', "no web address"),
        ('<outline text="A" xmlUrl="|~/script.py"/>', "no web address"),
        ('<outline text="A" xmlUrl="https:///x"/>', "host"),
    ],
)
def test_what_gives_no_feed_is_told_with_the_reason(outline: str, word: str) -> None:
    assert word in why(outline)


def test_a_feed_that_stands_there_twice_is_in_its_first_folder() -> None:
    feed = '<outline text="{}" xmlUrl="https://a.example/f"/>'
    both = (
        f'<outline text="{name}">{feed.format(name)}</outline>' for name in ("X", "Y")
    )
    found = read(listed("\n".join(both)))

    assert [feed.folder for feed in found.feeds] == ["X"]
    assert [(each.line, each.title) for each in found.unused] == [(2, "Y")]


@pytest.mark.parametrize(
    "body",
    [b"", b"plain text", b"<html><p>x", b" " * (opml.MAX_BYTES + 1),
     b'<!DOCTYPE o [<!ENTITY x "y">]><opml/>', b"<opml " + b"a='' " * 400 + b"/>"],
    ids=["empty", "text", "html", "large", "entities", "attributes"],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(BadOpml) as refused:
        read(body)

    assert refused.value.message.endswith(".")


def test_no_more_than_so_many_are_read() -> None:
    feeds = [f'<outline xmlUrl="https://a.example/{n}"/>' for n in range(25_100)]

    found = read(listed(*feeds))

    assert len(found.feeds) == opml.MAX_OUTLINES
    assert "25,000" in found.unused[-1].why


def test_a_deep_nest_of_folders_is_no_trouble() -> None:
    deep = '<outline text="x">' * 5_000 + "</outline>" * 5_000

    read(listed(deep))


titles = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split()))
plain = titles.filter(lambda text: text and text.isprintable())
addresses = st.integers(0, 10**6).map(lambda n: f"https://a.example/{n}?a=1&b=2")


@given(
    st.lists(
        st.builds(
            Outline, addresses, plain, st.just("https://a.example/"),
            plain.filter(lambda name: len(name) < 40) | st.just(""), st.booleans(),
        ),
        max_size=8, unique_by=lambda feed: feed.url,
    ),
)  # fmt: skip
def test_what_is_written_is_read_again(feeds: list[Outline]) -> None:
    written = write("List", feeds, now=NOW)
    found = read(written)
    again = write("List", found.feeds, now=NOW)

    def plainly(each: Outline) -> tuple[object, ...]:
        return each.url, each.title, each.site_url, each.folder, each.is_paused

    assert set(map(plainly, found.feeds)) == set(map(plainly, feeds))
    assert again == written


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: t.encode()))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    for text in (body, b"<opml><outline " + body):
        with suppress(BadOpml):
            read(text)


def test_every_feed_of_real_lists_is_found() -> None:
    folder = shared("corpora/opml")
    with (folder / "SOURCES.tsv").open(encoding="utf-8") as rows:
        files = [
            row
            for row in csv.DictReader(rows, delimiter="\t")
            if row["file"].startswith("real/") and (folder / row["file"]).exists()
        ]
    assert files
    for row in files:
        found = read((folder / row["file"]).read_bytes())
        excused = [u for u in found.unused if "twice" in u.why or "vfolder" in u.why]
        assert len(found.feeds) + len(excused) == int(row["xmlUrl"]), row["file"]


def test_no_odd_list_makes_it_fail() -> None:
    for path in (shared("corpora/opml") / "odd").iterdir():
        found = read(path.read_bytes())
        again = read(write("", found.feeds, now=NOW))
        assert {f.url for f in again.feeds} == {f.url for f in found.feeds}, path.name
