from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.lib.addresses import is_inside_name, is_literal, is_public, is_web_port

PRIVATE_V4 = [
    "0.0.0.0",  # noqa: S104 - never bound to
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.255",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.52.193.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
PUBLIC_V4 = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "168.63.129.15",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.167.0.1",
    "198.17.0.1",
    "198.20.0.1",
    "223.255.255.255",
]


@pytest.mark.parametrize("address", PRIVATE_V4)
def test_special_ipv4_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC_V4)
def test_ordinary_ipv4_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "::",
        "::1",
        "::7f00:1",
        "100::1",
        "64:ff9b:1::7f00:1",
        "2001:0:7f00:1::80ff:fffe",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3ffe::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
        "4000::1",
        "2001:1::1",
        "fe80::5efe:7f00:1",
        "2a00:1450::5efe:a00:1",
        "2a00:1450::200:5efe:a00:1",
    ],
)
def test_special_ipv6_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["2606:4700::1111", "2a00:1450::1", "2620:0:2d0::1"]
)
def test_ordinary_ipv6_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("carrier", ["::ffff:{}", "64:ff9b::{}"])
def test_a_carried_ipv4_address_counts_as_what_it_is(carrier: str) -> None:
    assert all(is_public(carrier.format(address)) for address in PUBLIC_V4)
    assert not any(is_public(carrier.format(address)) for address in PRIVATE_V4)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    mapped = getattr(address, "ipv4_mapped", None) or address

    if is_public(str(address)) and not str(address).startswith("64:ff9b::"):
        assert mapped.is_global
        assert not mapped.is_multicast


@given(st.text(max_size=40))
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        assert not is_public(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "8.8.8.8"])
def test_literal_addresses_are_told_from_names(host: str) -> None:
    assert is_literal(host)
    assert not is_literal(f"{host}.example".replace(":", "-"))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "router",
        "nas.local",
        "metadata.google.internal",
        "host.docker.internal",
        "printer.home.arpa",
        "home.arpa",
        "box.lan",
    ],
)
def test_names_that_only_mean_something_inside_are_known(host: str) -> None:
    assert is_inside_name(host)


@pytest.mark.parametrize("host", ["example.org", "local.example", "internal.co.uk"])
def test_other_names_are_outside(host: str) -> None:
    assert not is_inside_name(host)


def test_ports_of_other_services_are_not_for_the_web() -> None:
    assert all(map(is_web_port, (80, 443, 8000, 8080, 8443, 3000, 5000)))
    assert not any(map(is_web_port, (22, 25, 5432, 6379, 11211)))
