"""Where the door lets a request go; seen from outside, with a small internet."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from newsreader.lib.http import FetchError, Request, Response, fetch
from tests.fakes_http import PUBLIC, Internet, Site, late, moved, page

HOME = "http://site.example/"


def fails(request: Request) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(request)
    assert caught.value.message.endswith(".")
    assert not caught.value.message.startswith(" ")
    return caught.value


def test_redirects_are_followed_and_told(site: Site, internet: Internet) -> None:
    site.pages["/"] = moved("/b", "301 Moved Permanently")
    site.pages["/b"] = moved("http://other.example/c#part")
    site.pages["/c"] = page(b"here")

    answer = fetch(Request(url=HOME))

    assert (answer.status, answer.body) == (200, b"here")
    assert answer.url == "http://other.example/c"
    assert [(hop.status, hop.url_from, hop.url_to) for hop in answer.hops] == [
        (301, HOME, "http://site.example/b"),
        (302, "http://site.example/b", "http://other.example/c"),
    ]
    assert internet.connected[0] == (PUBLIC, 80)


PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://2130706433/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://100.100.100.200/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://metadata.google.internal/",
    "http://router/",
    "http://127.0.0.1#@site.example/",
    "http://127.0.0.1\t:80/",
    "http://site.example:22/",
    "http://site.example:6379/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused_and_the_setting_is_named(
    url: str, internet: Internet
) -> None:
    error = fails(Request(url=url))

    assert error.kind == "blocked"
    assert "FETCH_ALLOW" in error.message
    assert internet.connected == internet.reached == []


@pytest.mark.parametrize("url", PRIVATE)
def test_redirects_to_private_addresses_are_refused(
    url: str, site: Site, internet: Internet
) -> None:
    site.pages["/"] = moved(url)

    assert fails(Request(url=HOME)).kind == "blocked"
    assert internet.connected == [(PUBLIC, 80)]
    assert internet.reached == []


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://site.example/",
        "javascript:1",
        "data:text/xml,x",
        "",
        "   ",
        "http://",
        "http://a@127.0.0.1/",
        "http://[::1%25lo]/",
        "http://a b/",
    ],
)
def test_redirects_to_no_web_address_are_refused(
    location: str, site: Site, internet: Internet
) -> None:
    site.pages["/"] = moved(location)

    assert fails(Request(url=HOME)).kind == "redirect"
    assert internet.reached == []


@pytest.mark.parametrize(
    "answers",
    [
        [["10.1.2.3"]],
        [["::ffff:127.0.0.1"]],
        [["fd00::1", "10.0.0.1"]],
        [[PUBLIC, "127.0.0.1"]],
    ],
)
def test_names_with_private_addresses_are_refused(
    answers: list[list[str]], internet: Internet
) -> None:
    internet.know("inside.example", *answers)

    assert fails(Request(url="http://inside.example/")).kind == "blocked"
    assert internet.connected == internet.reached == []


def test_a_private_ipv6_address_beside_a_public_ipv4_one_is_left_aside(
    site: Site, internet: Internet
) -> None:
    internet.know("home.example", ["fd00::1", PUBLIC])
    site.pages["/"] = page(b"here")

    assert fetch(Request(url="http://home.example/")).body == b"here"
    assert internet.reached == []


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(
    site: Site, internet: Internet
) -> None:
    internet.know("rebind.example", [PUBLIC], ["127.0.0.1"])
    site.pages["/"] = page(b"here")

    assert fetch(Request(url="http://rebind.example/")).body == b"here"
    assert internet.asked == ["rebind.example"]
    assert internet.reached == []


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1:{}", "http://127.0.0.1:{}/"),
        ("127.0.0.1:{}", "http://127.1:{}/"),
        ("nas.local:{}", "http://NAS.local:{}/"),
    ],
)
def test_an_exception_for_exactly_that_host_and_port_is_honoured(
    entry: str, url: str, site: Site, internet: Internet, door: Settings
) -> None:
    internet.know("nas.local", ["127.0.0.1"])
    door.FETCH_ALLOW = frozenset({entry.format(site.port)})
    site.pages["/"] = page(b"here")

    assert fetch(Request(url=url.format(site.port))).body == b"here"
    assert fails(Request(url=url.format(site.port + 1))).kind == "blocked"


def test_an_exception_with_the_default_port_is_honoured(
    internet: Internet, door: Settings
) -> None:
    internet.know("nas.local", ["127.0.0.1"])
    door.FETCH_ALLOW = frozenset({"nas.local:80", "[::1]:443"})

    assert fails(Request(url="http://nas.local/")).kind == "connect"
    assert fails(Request(url="https://[::1]/")).kind == "connect"
    assert internet.reached == [("127.0.0.1", 80), ("::1", 443)]


def test_an_address_that_is_none_is_refused_with_its_reason() -> None:
    error = fails(Request(url="http://user@site.example/"))

    assert error.kind == "address"
    assert "user name" in error.message


def test_going_in_a_circle_is_noticed(site: Site, internet: Internet) -> None:
    site.pages["/"] = moved("/b")
    site.pages["/b"] = moved("/")

    assert fails(Request(url=HOME)).kind == "redirect"
    assert len(site.seen) == 2


def test_redirects_come_to_an_end(site: Site, internet: Internet) -> None:
    for number in range(9):
        site.pages[f"/{number}"] = moved(f"/{number + 1}")
    site.pages["/9"] = page(b"here")

    assert fetch(Request(url=f"{HOME}3")).body == b"here"
    assert fails(Request(url=f"{HOME}2")).kind == "redirect"


@pytest.mark.parametrize(
    ("only", "is_followed"),
    [
        ({"other.example"}, True),
        ({".example"}, True),
        ({".other.example"}, True),
        ({"site.example"}, False),
        ({"ther.example"}, False),
        (set(), False),
    ],
)
def test_redirects_stay_where_they_must(
    only: set[str], is_followed: bool, site: Site, internet: Internet
) -> None:
    site.pages["/"] = moved("http://other.example/b")
    site.pages["/b"] = page(b"here")
    request = Request(url=HOME, only_hosts=frozenset(only))

    if is_followed:
        assert fetch(request).body == b"here"
    else:
        assert fails(request).kind == "redirect"
        assert len(site.seen) == 1


def test_keys_are_not_told_to_another_host(site: Site, internet: Internet) -> None:
    site.pages["/"] = moved("/b")
    site.pages["/b"] = moved("http://other.example/c")
    site.pages["/c"] = page()
    secret = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "y"}

    fetch(Request(url=HOME, headers={**secret, "If-None-Match": '"e"'}))

    first, second, third = (seen.headers for seen in site.seen)
    assert first["authorization"] == second["authorization"] == "Bearer x"
    assert not {"authorization", "cookie", "x-api-key"} & third.keys()
    assert third["if-none-match"] == '"e"'


@pytest.mark.parametrize(
    ("status", "method"),
    [("303 See Other", "GET"), ("302 Found", "GET"), ("307 Temporary", "POST")],
)
def test_what_was_posted_is_sent_again_only_if_the_status_says_so(
    status: str, method: str, site: Site, internet: Internet
) -> None:
    site.pages["/"] = moved("/b", status)
    site.pages["/b"] = page(b"here")

    fetch(Request(url=HOME, method="POST", body=b"f=1"))

    assert [seen.method for seen in site.seen] == ["POST", method]
    assert site.seen[1].body == (b"f=1" if method == "POST" else b"")


def test_time_is_limited_for_the_whole_chain(site: Site, internet: Internet) -> None:
    for number in range(5):
        site.pages[f"/{number}"] = late(0.2, moved(f"/{number + 1}"))

    error = fails(Request(url=f"{HOME}0", timeout_s=0.5))

    assert error.kind == "timeout"
    assert 1 <= len(site.seen) <= 3  # each takes a fifth of a second, and all a half


def through_proxy(
    proxy: Site, monkeypatch: pytest.MonkeyPatch, url: str
) -> Response | FetchError:
    monkeypatch.setenv("HTTP_PROXY", f"127.0.0.1:{proxy.port}")
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", "direct.example")
    try:
        return fetch(Request(url=url))
    except FetchError as error:
        return error


def test_the_proxy_of_the_environment_is_used_and_looks_names_up(
    site: Site, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["http://unknown.example/a"] = page(b"by proxy")

    answer = through_proxy(site, monkeypatch, "http://unknown.example/a")

    assert isinstance(answer, Response)
    assert answer.body == b"by proxy"
    assert internet.asked == []


def test_hosts_without_proxy_are_asked_directly(
    site: Site, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet.know("direct.example")
    site.pages["/a"] = page(b"directly")

    answer = through_proxy(site, monkeypatch, "http://direct.example/a")

    assert isinstance(answer, Response)
    assert answer.body == b"directly"


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused_behind_a_proxy_too(
    url: str, site: Site, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = through_proxy(site, monkeypatch, url)

    assert isinstance(answer, FetchError)
    assert answer.kind == "blocked"
    assert site.seen == []


def test_a_proxy_that_refuses_is_named(
    site: Site, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["unknown.example:443"] = page(b"", "403 Forbidden")

    answer = through_proxy(site, monkeypatch, "https://unknown.example/a")

    assert isinstance(answer, FetchError)
    assert answer.kind == "connect"
    assert "HTTPS_PROXY" in answer.message


def test_what_the_owner_named_may_be_inside_for_that_one_request(
    site: Site, door: Settings
) -> None:
    door.FETCH_ALLOW = frozenset()
    site.pages["/"] = page(b"here")
    named = frozenset({f"127.0.0.1:{site.port}"})

    assert fetch(Request(url=site.url()), trusted=named).body == b"here"
    assert fails(Request(url=site.url())).kind == "blocked"


def test_nothing_else_inside_is_reached_by_a_redirect_from_there(
    site: Site, door: Settings
) -> None:
    door.FETCH_ALLOW = frozenset()
    site.pages["/"] = moved("http://169.254.169.254/latest/")
    named = frozenset({f"127.0.0.1:{site.port}"})

    with pytest.raises(FetchError) as caught:
        fetch(Request(url=site.url()), trusted=named)

    assert caught.value.kind == "blocked"


def test_what_is_inside_is_not_asked_through_a_proxy(
    site: Site, door: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.FETCH_ALLOW = frozenset()
    site.pages["/"] = page(b"here")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    answer = fetch(
        Request(url=site.url()), trusted=frozenset({f"127.0.0.1:{site.port}"})
    )

    assert answer.body == b"here"
