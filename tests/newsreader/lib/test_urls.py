from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.lib import urls
from newsreader.lib.urls import BadAddress, clean, from_typed, join, normalise

ODD = st.text(
    st.one_of(st.characters(), st.sampled_from("/:.?#@%[]\\ \t0x127e２。ß☃&=_utm")),
    max_size=60,
)
ADDRESSES = st.one_of(
    ODD,
    st.builds("http://{}".format, ODD),
    st.builds("https://{}/{}".format, ODD, ODD),
    st.builds("http://example.org/{}?{}".format, ODD, ODD),
    st.builds("http://example.org:{}/".format, st.integers(-1, 70_000)),
)


@pytest.mark.parametrize(
    ("given_url", "normal"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("http://example.org./a#part", "http://example.org/a"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/a/%2E%2e/b/..", "http://example.org/"),
        ("http://example.org/?b=2&a=1", "http://example.org/?b=2&a=1"),
        ("http://example.org/a?", "http://example.org/a"),
        ("http://example.org/a b/é?q=é", "http://example.org/a%20b/%C3%A9?q=%C3%A9"),
        ("http://example.org/%2f%zz", "http://example.org/%2f%zz"),
        ("  http://exam\nple.org\t/a\r\n", "http://example.org/a"),
        ("http:\\\\example.org\\a", "http://example.org/a"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://☃.example/", "http://xn--n3h.example/"),
        ("http://a_b.example/", "http://a_b.example/"),
        ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
        ("http://example.org:/", "http://example.org/"),
        ("http://example.org/caf\udce9", "http://example.org/caf%E9"),
        ("http://example.org/\ud800", "http://example.org/%3F"),
    ],
)
def test_one_address_has_one_form(given_url: str, normal: str) -> None:
    assert normalise(given_url) == normal


@pytest.mark.parametrize(
    "notation",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0x7f000001",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "127.0.0.1.",
    ],
)
def test_an_ipv4_address_in_any_notation_is_seen_for_what_it_is(notation: str) -> None:
    assert urls.host(f"http://{notation}/") == "127.0.0.1"


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "   ",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:example.org",
        "http:///path",
        "http://",
        "http://user@example.org/",
        "http://user:pass@example.org/",
        "http://a..b/",
        "http://exa mple.org/",
        "http://example.org:99999/",
        "http://example.org:0/",
        "http://example.org:8o/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[zz]/",
        "http://[fe80::1%25eth0]/",
        "http://1.2.3.4.5/",
        "http://256.0.0.1/",
        "http://example.0x/",
        "http://%31.example/",
        f"http://{'a' * 64}.example/",
        f"http://{'a.' * 127}example/",
        f"http://example.org/{'a' * 4000}",
        f"http://example.org/{'é' * 1000}",
        f"http://{'é' * 300}.example/",
    ],
)
def test_what_is_no_web_address_is_refused_with_a_sentence(nonsense: str) -> None:
    with pytest.raises(BadAddress, match=r"^[A-Z].*\.$"):
        normalise(nonsense)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("example.org", "https://example.org/"),
        (" <https://example.org/feed> ", "https://example.org/feed"),
        ("http://example.org/feed", "http://example.org/feed"),
        ("feed://example.org/rss", "https://example.org/rss"),
        ("feed:http://example.org/rss", "http://example.org/rss"),
        ("FEED:https://example.org/rss", "https://example.org/rss"),
        ("//example.org/rss", "https://example.org/rss"),
        ("example.org:8080/rss", "https://example.org:8080/rss"),
        (
            "example.org/a?u=http://b.example",
            "https://example.org/a?u=http://b.example",
        ),
    ],
)
def test_what_was_typed_becomes_an_address(typed: str, meant: str) -> None:
    assert from_typed(typed) == meant


@pytest.mark.parametrize("typed", ["", "mailto:a@b.example", "two words", "feed:"])
def test_what_was_typed_and_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        from_typed(typed)


@pytest.mark.parametrize(
    ("tracked", "plain"),
    [
        ("http://a.example/?utm_source=x&id=1&UTM_medium=y", "http://a.example/?id=1"),
        ("http://a.example/p?fbclid=1", "http://a.example/p"),
        ("http://a.example/p?at_medium=RSS&at_campaign=K", "http://a.example/p"),
        ("http://a.example/p?utm%5Fsource=x&&b=", "http://a.example/p?b="),
        (
            "http://a.example/?at=1&id=utm_source",
            "http://a.example/?at=1&id=utm_source",
        ),
    ],
)
def test_cleaning_takes_off_what_only_tracks(tracked: str, plain: str) -> None:
    assert clean(tracked) == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.a.example/x/", "https://a.example/x?utm_source=y#z", True),
        ("http://a.example/x?id=1", "http://a.example/x?id=2", False),
        ("http://a.example/x", "http://b.example/x", False),
        ("http://a.example/x", "nonsense", False),
    ],
)
def test_two_addresses_of_one_page(one: str, other: str, *, same: bool) -> None:
    assert urls.same_page(one, other) is same


def test_the_host_of_nonsense_is_empty() -> None:
    assert urls.host("nonsense") == ""


@pytest.mark.parametrize(
    ("href", "absolute"),
    [
        ("../c", "http://a.example/c"),
        ("?q=1", "http://a.example/x/b?q=1"),
        ("//b.example/c", "http://b.example/c"),
        ("\\\\b.example\\c", "http://b.example/c"),
        ("https://b.example/c?d=\\e#f", "https://b.example/c?d=%5Ce"),
        ("#part", "http://a.example/x/b"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("http://[b", ""),
        ("x" * 5000, ""),
    ],
)
def test_a_link_is_joined_to_its_page(href: str, absolute: str) -> None:
    assert join("http://a.example/x/b", href) == absolute


@given(ADDRESSES)
def test_normalising_anything_gives_a_stable_ascii_address(text: str) -> None:
    try:
        normal = normalise(text)
    except BadAddress:
        return

    assert normal.isascii()
    assert normal.isprintable()
    assert " " not in normal
    assert normalise(normal) == normal
    parts = urlsplit(normal)
    assert parts.scheme in ("http", "https")
    assert parts.hostname
    assert parts.username is None
    assert not parts.fragment


@given(ADDRESSES)
def test_cleaning_anything_is_stable_and_the_same_page(text: str) -> None:
    try:
        cleaned = clean(text)
    except BadAddress:
        return

    assert clean(cleaned) == cleaned
    assert urls.same_page(text, cleaned)


@given(ODD)
def test_typing_anything_gives_a_stable_address_or_is_refused(text: str) -> None:
    try:
        address = from_typed(text)
    except BadAddress:
        return

    assert from_typed(address) == address


@given(st.one_of(ADDRESSES, st.just("http://a.example/x")), ADDRESSES)
def test_joining_anything_gives_an_address_or_nothing(base: str, href: str) -> None:
    joined = join(base, href)

    assert joined == "" or normalise(joined) == joined
