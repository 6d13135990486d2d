"""Feeds of every kind become the same thing, and nothing a stranger sends breaks it."""

from __future__ import annotations

import csv
import datetime as dt
import re
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html

from feeds.core.parse import MAX_BYTES, NotAFeed, body_hash, parse
from feeds.core.types import ParsedEntry, ParsedFeed
from tests.shared import shared

URL = "https://example.com/feed.xml"
GOOGLE = "https://news.google.com/rss?hl=en-US&gl=US&ceid=US:en"
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def read(text: str | bytes, content_type: str = "", url: str = URL) -> ParsedFeed:
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return parse(body, content_type=content_type, url=url)


def rss(items: str = "", channel: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel><title>News</title>{channel}{items}</channel></rss>"
    )


def item(inside: str) -> str:
    return f"<item><title>Title</title><guid>1</guid>{inside}</item>"


def only(text: str, url: str = URL) -> ParsedEntry:
    (entry,) = read(text, url=url).entries
    return entry


def why(text: str | bytes, url: str = URL) -> str:
    with pytest.raises(NotAFeed) as caught:
        read(text, url=url)
    assert caught.value.message.endswith(".")
    return caught.value.kind


# ---- what is recorded


def test_every_recorded_feed_gives_its_entries() -> None:
    folder = shared("internet/data/feeds")
    with (folder / "INDEX.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))

    for row in rows:
        body = (folder / row["file"]).read_bytes()
        expected = int(row["items"])
        if not expected and "json" not in row["type"]:
            assert why(body) in {"not_a_feed", "parse"}, row["file"]
            continue
        feed = parse(body, content_type=row["type"], url=row["url"])
        # The index counts what feedparser finds, which is nothing in JSON
        assert len(feed.entries) == expected or feed.version.startswith("json")
        assert feed.entries, row["file"]
        assert feed.title, row["file"]


def google_feeds() -> list[Path]:
    folders = ("internet/data/google-news", "internet/data/google-news-extra")
    return [path for each in folders for path in sorted(shared(each).glob("gn_*.xml"))]


def independent(path: Path) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Title, outlet, outlet's address and the other members, read with lxml alone."""
    found = []
    root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
    for node in root.iter("item", "{*}entry"):
        source = node.find("source")
        outlet = "" if source is None else str(source.text).strip()
        address = "" if source is None else source.get("url", "")
        markup = node.findtext("description") or node.findtext("{*}content") or ""
        members = []
        listed = html.fromstring(markup).iter("li") if "<li>" in markup else ()
        for member in list(listed)[1:]:
            name = member.find("font")
            if name is not None:
                link = member.find("a")
                assert link is not None
                texts = ("".join(map(str, each.itertext())) for each in (link, name))
                headline, outlet_name = (" ".join(text.split()) for text in texts)
                members.append((headline, outlet_name))
        title = node.findtext("title") or node.findtext("{*}title") or ""
        found.append((title.strip(), outlet, address, members))
    return found


def test_every_recorded_google_feed_gives_headlines_outlets_and_coverage() -> None:
    paths = google_feeds()

    assert len(paths) == 12
    for path in paths:
        feed = read(path.read_bytes(), url=GOOGLE)
        expected = independent(path)
        assert len(feed.entries) == len(expected), path.name
        for entry, (title, outlet, address, members) in zip(
            feed.entries, expected, strict=True
        ):
            assert entry.title == " ".join(title.split())
            assert entry.coverage == entry.coverage[:30]
            found = [(each.headline, each.outlet) for each in entry.coverage]
            assert found == members, path.name
            assert (entry.summary, entry.content) == ("", "")
            if outlet:
                assert entry.outlet == outlet
                assert entry.headline == title.removesuffix(f" - {outlet}")
                host = urlsplit(entry.outlet_url).hostname
                assert host == urlsplit(address).hostname


def test_every_recorded_google_link_of_the_new_kind_has_its_id() -> None:
    for path in google_feeds():
        if "2012" in path.name:
            continue
        for entry in read(path.read_bytes(), url=GOOGLE).entries:
            assert entry.google_id.startswith("CBM"), path.name
            assert not {c.google_id for c in entry.coverage} & {entry.google_id}


# ---- entries


def test_a_feed_tells_what_it_is() -> None:
    feed = read(
        rss(
            channel="<link>/home</link><language>de-at</language><ttl>60</ttl>"
            '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" '
            'href="https://example.com/feed"/>'
        )
    )

    assert (feed.title, feed.language, feed.version) == ("News", "de-at", "rss20")
    assert feed.site_url == "https://example.com/home"
    assert feed.self_url == "https://example.com/feed"
    assert (feed.ttl_s, feed.entries) == (3600, ())
    assert len(feed.body_hash) == 64


def test_an_entry_keeps_text_html_people_and_times() -> None:
    entry = only(
        rss(
            item(
                "<link>/a</link><description>Short &amp;amp; plain</description>"
                "<content:encoded><![CDATA[<p>All of it</p>]]></content:encoded>"
                "<dc:creator>Ann Author</dc:creator>"
                "<pubDate>Wed, 06 May 2026 10:00:00 +0200</pubDate>"
            )
        )
    )

    assert entry == ParsedEntry(
        id="1",
        link="https://example.com/a",
        title="Title",
        headline="Title",
        author="Ann Author",
        summary="Short & plain",
        content="<p>All of it</p>",
        published_at=dt.datetime(2026, 5, 6, 8, tzinfo=dt.UTC),
    )


def test_an_atom_entry_is_read_with_its_source_and_language() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>P</title>'
        '<entry xml:lang="fr"><id>urn:1</id><title type="text">a &lt;b&gt; c</title>'
        '<link rel="alternate" href="https://example.com/1"/>'
        "<source><title>Planet</title><link href='https://planet.example/'/></source>"
        "<updated>2026-05-06T00:00:00Z</updated>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div>'
        "</content></entry></feed>"
    )

    (entry,) = feed.entries
    assert feed.language == "en"
    assert (entry.title, entry.language) == ("a <b> c", "fr")
    assert (entry.outlet, entry.outlet_url) == ("Planet", "https://planet.example/")
    assert entry.content == "<p>x</p>"
    assert (
        entry.published_at == entry.updated_at == dt.datetime(2026, 5, 6, tzinfo=dt.UTC)
    )


def test_a_description_with_markup_is_the_content_if_there_is_no_other() -> None:
    entry = only(rss(item("<description>&lt;p&gt;One&lt;/p&gt;Two</description>")))

    assert (entry.summary, entry.content) == ("One Two", "<p>One</p>Two")


def test_a_description_that_repeats_the_title_says_nothing() -> None:
    entry = only(rss(item("<description>&lt;b&gt;title...&lt;/b&gt;</description>")))

    assert entry.summary == ""


def test_an_entry_without_a_title_has_a_headline_from_its_text() -> None:
    entry = only(rss("<item><description>Some words</description></item>"))

    assert (entry.title, entry.headline) == ("", "Some words")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://[::1", "", "data:,x"]
)
def test_only_web_addresses_become_links(link: str) -> None:
    assert only(rss(item(f"<link>{link}</link>"))).link == ""


def test_an_id_is_a_link_only_if_it_looks_like_one() -> None:
    assert only(rss(item(""))).link == ""
    guid = "<item><guid>https://example.com/x</guid></item>"
    assert only(rss(guid)).link == "https://example.com/x"


def test_long_ids_that_differ_at_their_end_stay_different() -> None:
    items = "".join(f"<item><guid>{'g' * 65_000}{n}</guid></item>" for n in (1, 2))

    first, second = read(rss(items)).entries

    assert first.id != second.id
    assert len(first.id) < 100


@pytest.mark.parametrize(
    "date",
    [
        "",
        "last tuesday",
        "Mon, 01 Jan 0001 00:00:00 +1400",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9" * 400,
        "NaN",
    ],
)
def test_useless_dates_are_none(date: str) -> None:
    assert only(rss(item(f"<pubDate>{date}</pubDate>"))).published_at is None


@pytest.mark.parametrize("date", ["1777000000", "1777000000000"])
def test_seconds_since_1970_are_a_date(date: str) -> None:
    when = only(rss(item(f"<pubDate>{date}</pubDate>"))).published_at

    assert when == dt.datetime.fromtimestamp(1_777_000_000, dt.UTC)


@pytest.mark.parametrize(
    ("channel", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>99999999</ttl>", 30 * 86_400),
        ("<ttl>&lt;script&gt;</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod>"
            "<sy:updateFrequency>4</sy:updateFrequency>",
            6 * 3600,
        ),
    ],
)
def test_the_wish_to_be_left_alone_is_bounded(
    channel: str, seconds: int | None
) -> None:
    assert read(rss(channel=channel)).ttl_s == seconds


# ---- Google News


def google_item(title: str, inside: str) -> str:
    return f"<item><title>{title}</title>{inside}</item>"


def test_a_google_entry_has_headline_outlet_and_id_but_no_text() -> None:
    link = "https://news.google.com/rss/articles/CBMiabc"
    entry = only(
        rss(
            google_item(
                "A - B - The Sun",
                f"<link>{link}?oc=5</link><guid>CBMiabc</guid>"
                "<pubDate>Wed, 06 May 2026 07:00:00 GMT</pubDate>"
                "<description>&lt;a href='x'&gt;A - B&lt;/a&gt;</description>"
                '<source url="https://sun.example">The Sun</source>',
            )
        ),
        url=GOOGLE,
    )

    assert (entry.headline, entry.outlet) == ("A - B", "The Sun")
    assert (entry.google_id, entry.day_only) == ("CBMiabc", True)
    assert entry.outlet_url == "https://sun.example/"
    assert (entry.summary, entry.content) == ("", "")


def test_a_google_feed_that_came_another_way_is_known_by_its_generator() -> None:
    source = '<source url="https://sun.example">Sun</source>'
    text = rss(google_item("A - Sun", source), "<generator>NFE/5.0</generator>")

    assert only(text).headline == "A"


def test_googles_feed_of_unsupported_addresses_is_no_feed() -> None:
    text = rss(google_item("This feed is not available.", ""))

    assert why(text, url=GOOGLE) == "google_unsupported"
    assert why(rss(), url="https://news.google.com/rss/unsupported") == (
        "google_unsupported"
    )
    assert read(text).entries


# ---- what is no feed


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        (b"<!doctype html><html><body><rss></rss></body></html>", "html"),
        (b"<html>", "html"),
        (b"hello world", "not_a_feed"),
        (b"<", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not_a_feed"),
        (b'<opml version="2.0"><body></body></opml>', "not_a_feed"),
        (b"<urlset></urlset>", "not_a_feed"),
        (b"<feed></feed", "parse"),
        (b"<rss><channel><title>x", "parse"),
        (b"<rdf:RDF xmlns:rdf='x'></rdf:RDF>", "not_a_feed"),
        (b"<rss>" + b" " * MAX_BYTES, "too_large"),
        (b"<rss version='2.0'><channel>" + b"<item>" * 700_000, "too_large"),
        (b"<rss version='2.0'><channel>" + b"<a>" * 600, "too_large"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, kind: str) -> None:
    assert why(body) == kind


def test_a_feed_after_a_warning_and_before_an_advertisement_is_read() -> None:
    text = "<br />\n<b>Warning</b>: x\n" + rss(item("")) + "<div>ad</div><!-- c -->"

    assert only(text).title == "Title"


def test_a_feed_with_undeclared_entities_and_bare_ampersands_is_read() -> None:
    entry = only(
        rss("<item><title>caf&eacute;&nbsp;&mdash; AT&T & co &foo;</title></item>")
    )

    assert entry.title == "café — AT&T & co &foo;"


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    whole = rss(item("") + item(""))

    assert len(read(whole[: whole.rindex("<guid>")]).entries) >= 1


def test_entities_of_a_document_type_are_read_if_they_are_harmless() -> None:
    types = (
        '<!DOCTYPE rss [<!ENTITY c "(C)"><!ENTITY d "&#233;">'
        '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&c;&c;">'
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>'
    )

    entry = only(types + rss("<item><title>&c; &d; &x; &y;</title></item>"))

    assert entry.title == "(C) é &x; &y;"


def test_references_to_what_is_no_character_do_no_harm() -> None:
    references = "&#xD800;&#0;&#x110000;&#99999999999999999999;&#5;"

    entry = only(rss(f"<item><title>a{references}b</title></item>"))

    assert UNSTORABLE.search(entry.title) is None
    assert entry.title[0] + entry.title[-1] == "ab"


def test_a_short_entity_cannot_be_blown_up_by_use() -> None:
    types = f'<!DOCTYPE rss [<!ENTITY c "{"x" * 100}">]>'
    text = types + rss(f"<item><title>{'&c;' * 100_000}</title></item>")

    assert why(text) == "too_large"


def test_a_hundred_thousand_attributes_are_refused() -> None:
    many = " ".join(f'a{number}="1"' for number in range(100_000))

    assert why(rss(f"<item {many}></item>")) == "too_large"


def test_many_namespaces_are_refused() -> None:
    many = " ".join(f'xmlns:n{number}="urn:{number}"' for number in range(1000))

    assert why(rss(f"<item {many}></item>")) == "too_large"


def test_many_categories_and_long_authors_take_no_time() -> None:
    many = "".join(f"<category>{number}</category>" for number in range(20_000))
    author = f"<author>{'a' * 500_000}</author>"

    assert only(rss(item(many + author))).title == "Title"


def test_just_the_first_5000_entries_are_kept() -> None:
    items = "".join(f"<item><guid>{number}</guid></item>" for number in range(5_010))

    entries = read(rss(items)).entries

    assert len(entries) == 5_000
    assert entries[-1].id == "4999"
    assert len(read(rss(items)[:-100]).entries) == 5_000


def test_texts_are_bounded() -> None:
    long = "word " * 200_000
    entry = only(
        rss(
            f"<item><title>{long}</title><author>{long}</author>"
            f"<description>{long}</description></item>"
        )
    )

    assert len(entry.title) <= 1_000
    assert len(entry.summary) <= 5_000
    assert len(entry.content) <= 500_000
    assert len(entry.author) <= 200


@pytest.mark.parametrize(
    ("codec", "declared", "content_type"),
    [
        ("utf-16", "utf-16", "text/xml"),
        ("utf-16-be", "utf-16", "application/xml"),
        ("utf-32", "utf-32", "text/xml"),
        ("utf-8-sig", "utf-8", ""),
        ("shift_jis", "Shift_JIS", "text/xml"),
        ("iso2022_jp", "ISO-2022-JP", ""),
        ("euc_jp", "", "text/xml; charset=EUC-JP"),
        ("gb18030", "gb2312", "application/xml"),
        ("utf-8", "utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", "punycode", "text/xml; charset=undefined"),
        ("utf-8", "x-unknown-9", "text/xml; charset=zlib_codec"),
    ],
)
def test_letters_come_out_right(codec: str, declared: str, content_type: str) -> None:
    said = f' encoding="{declared}"' if declared else ""
    text = rss("<item><title>日本語のニュース</title></item>")
    body = text.replace(' encoding="utf-8"', said).encode(codec)

    assert read(body, content_type).entries[0].title == "日本語のニュース"


def test_single_bytes_among_utf8_are_read_as_western_letters() -> None:
    body = rss("<item><title>QQQ ü</title></item>").encode()

    entry = read(body.replace(b"QQQ", b"caf\xe9 \x93x\x94")).entries[0]

    assert entry.title == "café “x” ü"


def walk(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list | tuple):
        return [text for part in parts for text in walk(part)]  # type: ignore[attr-defined]
    return []


ODD_TEXT = st.text(
    st.one_of(st.sampled_from("<>&;'\"/=!-[]?#x0 \n\x00\ud800\u202e"), st.characters())
)
PIECES = st.lists(
    st.sampled_from(
        [
            "<item>", "</item>", "<title>", "</title>", "<entry>", "<![CDATA[", "]]>",
            "<!--", "-->", "&#xD800;", "&amp;", "&nbsp;", "&", "<", "<a b='", "<rss:x>",
            "<content type='xhtml'>", "<author>", "<source url='x'>", "<link/>",
            "</rss>", "<svg>", "<image>", "<?x?>", "<!DOCTYPE x [", "<category>",
            "<content:encoded>", "<itunes:keywords>", "<media:content url='x'>",
            "<pubDate>", "<updated>", "a@b.c", "</author>", "<name>", "<textinput>",
        ]
    )
).map("".join)  # fmt: skip


@given(st.one_of(ODD_TEXT, PIECES), st.booleans())
@example("<item><textinput><media:content url='x'>", False)
def test_no_text_breaks_the_parser(inside: str, is_google: bool) -> None:
    for text in (inside, rss(inside), rss(f"<item><title>{inside}")):
        with suppress(NotAFeed):
            feed = read(text, url=GOOGLE if is_google else URL)
            bad = [each for each in walk(asdict(feed)) if UNSTORABLE.search(each)]
            assert not bad


@given(st.binary(), st.text(max_size=40))
def test_no_bytes_break_the_parser(body: bytes, content_type: str) -> None:
    for each in (body, b"<rss version='2.0'><channel><item>" + body):
        with suppress(NotAFeed):
            read(each, f"text/xml; charset={content_type}")


# ---- the hash


def test_the_time_of_making_does_not_change_the_hash() -> None:
    def made(at: str) -> bytes:
        times = f"<pubDate>{at}</pubDate><lastBuildDate>{at}</lastBuildDate>"
        return (rss(item("<pubDate>x</pubDate>"), times) + f"<!-- {at} -->").encode()

    assert body_hash(made("1")) == body_hash(made("2"))


def test_anything_else_changes_the_hash() -> None:
    bodies = [
        rss(item("<pubDate>1</pubDate>")),
        rss(item("<pubDate>2</pubDate>")),
        rss(item("")),
        rss(),
        "",
    ]

    assert len({body_hash(each.encode()) for each in bodies}) == len(bodies)


@given(st.binary())
def test_any_body_has_a_hash(body: bytes) -> None:
    assert len(body_hash(body)) == 64
