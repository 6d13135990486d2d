"""Hubs named by feeds, leases and signatures by hubs: all of it from strangers."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.core import websub
from feeds.core.websub import Offer

URL = "https://paper.example/feed"
HUB = "https://hub.example/"
SELF = "https://paper.example/feed.xml"


def offer(links: str = "", *hubs: str, topic: str = "", url: str = URL) -> Offer:
    return websub.offer(links=links, hubs=hubs, topic=topic, url=url)


# ---- discovery


def test_link_headers_come_before_what_the_feed_says() -> None:
    links = f'<{HUB}>; rel="hub", <{SELF}>; rel="self"'

    found = offer(links, "https://other.example/", topic="https://paper.example/other")

    assert found == Offer((HUB,), SELF)


def test_without_link_headers_the_feed_itself_tells() -> None:
    assert offer("", HUB, topic=SELF) == Offer((HUB,), SELF)


def test_a_hub_in_the_header_may_come_with_a_topic_in_the_feed_or_with_none() -> None:
    assert offer(f"<{HUB}>; rel=hub", topic=SELF).topic == SELF
    assert offer(f"<{HUB}>; rel=hub").topic == URL


def test_a_feed_without_a_hub_offers_nothing() -> None:
    assert offer(f"<{SELF}>; rel=self", topic=SELF) == Offer()


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"<{HUB}>; rel=hub", [("hub", HUB)]),
        (f'<{HUB}> ; REL = "Hub self"', [("hub", HUB), ("self", HUB)]),
        ('</a,b;c>; title="x, <y>"; rel=self', [("self", "/a,b;c")]),
        (f'<{HUB}>; rel=hub; rel="self"', [("hub", HUB)]),
        (f'<{HUB}>; rel=hub; anchor="/elsewhere"', []),
        (f"<{HUB}>; rel", []),
        ("<https://a.example/>", []),
        ("no link at all; rel=hub", []),
        ("<unfinished; rel=hub", []),
        (f'<{HUB}>; rel="hub', []),
    ],
)
def test_link_headers_are_read_as_they_are_written(
    header: str, found: list[tuple[str, str]]
) -> None:
    assert list(websub.link_header(header)) == found


@given(st.text(max_size=300))
def test_no_link_header_is_too_odd(text: str) -> None:
    for rel, _ in websub.link_header(text):
        assert rel == rel.lower()
    offer(text)


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"https://[a-z]{1,9}\.example/[a-z,;=]{0,9}", fullmatch=True),
            st.sampled_from(["hub", "self", "next"]),
            st.sampled_from(["", '; title="a, b; <c>"', "; type=text/xml"]),
        ),
        max_size=6,
    )
)
def test_what_is_written_into_a_link_header_is_read_from_it(
    links: list[tuple[str, str, str]],
) -> None:
    header = ", ".join(f'<{href}>{more}; rel="{rel}"' for href, rel, more in links)

    assert list(websub.link_header(header)) == [(rel, href) for href, rel, _ in links]


@pytest.mark.parametrize(
    "href",
    ["", "javascript:alert(1)", "ftp://hub.example/", "https://user:key@hub.example/",
     "https://hub.example/a b", "https://[broken/", "\ud800", "a\x00b",
     "https://hub.example/" + "x" * websub.MAX_ADDRESS],
)  # fmt: skip
def test_what_is_no_web_address_is_no_hub(href: str) -> None:
    assert offer("", href) == Offer()


def test_addresses_stay_as_they_are_written_for_hubs_compare_letters() -> None:
    written = "https://Paper.example:443/Feed?b=2&a=%7e"

    assert offer("", "/hub", topic=written) == Offer(
        ("https://paper.example/hub",), written
    )
    assert websub.is_topic("https://paper.example/Feed?b=2&a=%7e", written)
    assert not websub.is_topic("https://paper.example/feed", written)
    assert not websub.is_topic("", written)


def test_no_more_than_a_few_hubs_are_looked_at() -> None:
    many = [f"https://hub{number}.example/" for number in range(50)]

    assert len(offer("", *many).hubs) == websub.MAX_HUBS


def test_the_present_hub_is_kept_and_a_safe_one_preferred() -> None:
    named = Offer(("http://a.example/", "https://b.example/"), URL)

    assert websub.choose(named, current="http://a.example/") == "http://a.example/"
    assert websub.choose(named, current="https://gone.example/") == "https://b.example/"
    assert websub.choose(Offer(), current=HUB) == ""


def test_another_hub_is_chosen_where_one_was_asked_in_vain() -> None:
    one, two = "https://a.example/", "http://b.example/"
    named = Offer((one, two), URL)

    assert websub.choose(named, current=one, in_vain={one}) == two
    assert websub.choose(named, current=one, in_vain={one, two}) == one
    assert websub.choose(named, current=two) == two


def test_a_hub_is_tried_under_https_first_where_it_may_have_it() -> None:
    assert websub.secured("http://hub.example/x") == "https://hub.example/x"
    assert websub.secured("http://127.0.0.1:8080/") == "http://127.0.0.1:8080/"
    assert websub.secured(HUB) == HUB


@pytest.mark.parametrize(
    ("base_url", "is_public"),
    [
        ("https://news.example.org", True),
        ("https://8.8.8.8", True),
        ("http://news.example.org", False),
        ("https://127.0.0.1:8000", False),
        ("https://10.0.0.1", False),
        ("https://nas.local", False),
        ("https://nas", False),
        ("https://[::1]", False),
        ("", False),
    ],
)
def test_hubs_can_only_reach_a_public_address_with_https(
    base_url: str, is_public: bool
) -> None:
    assert websub.is_public(base_url) == is_public
    assert websub.is_reachable(base_url, HUB, allowed=()) == is_public


def test_a_hub_in_the_same_network_needs_no_public_address() -> None:
    home, hub = "http://10.0.0.1:8000", "http://10.0.0.2:9000/hub"

    assert websub.is_reachable(home, hub, allowed={"10.0.0.2:9000"})
    assert not websub.is_reachable("", hub, allowed={"10.0.0.2:9000"})
    assert websub.is_reachable(home, "https://nas/hub", allowed={"nas:443"})


def test_a_request_to_a_hub_says_what_is_wanted_and_for_how_long() -> None:
    told = {"topic": SELF, "callback": "https://us.example/websub/x", "secret": "s&="}

    asked = parse_qs(websub.form("subscribe", **told).decode())
    ended = parse_qs(websub.form("unsubscribe", **told).decode())

    assert asked == {
        "hub.mode": ["subscribe"],
        "hub.topic": [SELF],
        "hub.callback": ["https://us.example/websub/x"],
        "hub.lease_seconds": ["864000"],
        "hub.secret": ["s&="],
    }
    assert set(ended) == {"hub.mode", "hub.topic", "hub.callback"}


# ---- leases


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("864000", 864_000), ("60", 60), (str(10**12), websub.LONGEST_LEASE_S)],
)
def test_a_lease_is_bounded(told: str, seconds: int) -> None:
    assert websub.lease_s(told) == seconds


@pytest.mark.parametrize(
    "told", ["", "0", "59", "-5", "1e9", "3.5", "٣٦٠٠", "9" * 21, "forever"]
)
def test_what_gives_no_time_is_no_lease(told: str) -> None:
    assert websub.lease_s(told) is None


@given(st.text(max_size=30) | st.integers().map(str))
def test_whatever_a_hub_says_a_lease_stays_within_its_bounds(told: str) -> None:
    lease = websub.lease_s(told)

    if lease is not None:
        assert websub.SHORTEST_LEASE_S <= lease <= websub.LONGEST_LEASE_S
        assert websub.renew_after_s(lease) >= websub.SOONEST_RENEWAL_S
        assert websub.renew_after_s(lease) <= lease // 2 or lease < 1200


def test_half_of_a_lease_is_left_when_it_is_renewed() -> None:
    assert websub.renew_after_s(864_000) == 432_000


# ---- signatures


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
@given(body=st.binary(max_size=200), secret=st.text("abcXYZ019-_", min_size=1))
def test_a_signature_is_that_of_the_body_under_the_secret(
    method: str, body: bytes, secret: str
) -> None:
    digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()

    def is_signed(told: str, *, of: bytes = body, by: str = secret) -> bool:
        return websub.is_signed(of, header=told, secret=by)

    assert is_signed(f"{method}={digest}")
    assert is_signed(f" {method.upper()}={digest.upper()} ")
    assert not is_signed(f"{method}={digest}", of=body + b"x")
    assert not is_signed(f"{method}={digest}", by=secret + "x")
    assert not is_signed(f"{method}={digest[:-1]}")


@pytest.mark.parametrize(
    "header",
    ["", "sha1", "sha1=", "md5=" + "0" * 32, "sha256=é", "=", "sha256=\udcff",
     "shake_128=00", "new=00"],
)  # fmt: skip
def test_what_is_no_signature_signs_nothing(header: str) -> None:
    assert not websub.is_signed(b"body", header=header, secret="s")


@pytest.mark.parametrize("text", ["", "x" * 2001, "a\nb", "<b>ü", "a\x00b"])
def test_only_plain_and_short_challenges_are_said_back(text: str) -> None:
    assert not websub.is_challenge(text)
    assert websub.is_challenge("Zm9v-_~.<script>")


# ---- the next move


@pytest.mark.parametrize(
    ("is_wanted", "is_kept", "is_asked", "tries", "move"),
    [
        (True, True, False, 0, "subscribe"),
        (True, True, True, 0, "subscribe"),
        (False, True, True, 0, "unsubscribe"),
        (False, False, True, 2, "unsubscribe"),
        (False, False, True, 3, "forget"),
        (False, True, True, 3, "rest"),
        (False, True, False, 0, "rest"),
        (False, False, False, 0, "forget"),
    ],
)
def test_the_next_move(
    is_wanted: bool, is_kept: bool, is_asked: bool, tries: int, move: str
) -> None:
    assert move == websub.next_move(
        is_wanted=is_wanted, is_kept=is_kept, is_asked=is_asked, tries_to_leave=tries
    )
