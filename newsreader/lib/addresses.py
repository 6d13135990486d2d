"""Which network addresses are public, by our own list. Pure.

The list follows the special-purpose registries of IANA for IPv4 and IPv6, and adds
what clouds use inside. Python's own `is_global` is not asked: what it says changes
with its version, and it lets some of these through.
"""

from __future__ import annotations

import ipaddress

_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT, and metadata services of clouds
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # the host's own service in Azure
        "169.254.0.0/16",  # link-local, and metadata services of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocol assignments
        "192.0.2.0/24",  # documentation
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # IETF protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "3ffe::/16",  # the old test network
        "3fff::/20",  # documentation
    )
)
# An IPv4 address in its last 32 bits, which is what is asked in the end: mapped by
# the operating system, translated by the network where it has only IPv6 (NAT64).
_CARRIERS = (
    ipaddress.IPv6Network("::ffff:0:0/96"),
    ipaddress.IPv6Network("64:ff9b::/96"),
)
_ISATAP = (0x00005EFE, 0x02005EFE)

_INSIDE = ("localhost", "localdomain", "local", "internal", "intranet", "lan")

_SERVICES = frozenset(
    {
        # the "bad ports" of the fetch standard (fetch.spec.whatwg.org, 2.9)
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69,
        77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119,
        123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
        526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
        993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000,
        6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
        # shells, databases, queues and container hosts, which it leaves out
        445, 873, 1433, 1521, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5672,
        5900, 6379, 6380, 9042, 9300, 10250, 11211, 27017,
    }
)  # fmt: skip


def is_public(address: str) -> bool:
    """May a stranger's link lead to this IP address? False for what is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _SPECIAL_V4)
    if parsed.scope_id is not None:
        return False
    low = int(parsed) & 0xFFFFFFFF
    if any(parsed in network for network in _CARRIERS):
        return is_public(str(ipaddress.IPv4Address(low)))
    if int(parsed) >> 32 & 0xFFFFFFFF in _ISATAP:
        return False
    special = any(parsed in network for network in _SPECIAL_V6)
    return parsed in _PUBLIC_V6 and not special


def is_literal(host: str) -> bool:
    """Is this normalised host an IP address and not a name?"""
    return ":" in host or host.replace(".", "").isdecimal()


def is_inside_name(host: str) -> bool:
    """Is this a name that only means something inside a network?"""
    last = host.rpartition(".")[2]
    return "." not in host or last in _INSIDE or host.endswith("home.arpa")


def is_web_port(port: int) -> bool:
    """May a web server be asked there, or does another service own that port?"""
    return port not in _SERVICES
