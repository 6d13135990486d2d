"""Normalise, compare and clean URLs. Pure.

Addresses are read as browsers read them (the URL standard, url.spec.whatwg.org), so
that what is checked, what is fetched and what a reader's browser opens are the same.
What a browser would open only by guessing is refused with `BadAddress`.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

import idna

MAX_LENGTH = 4000
"""The longest address that is kept; database columns are that wide."""

DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING = re.compile(
    # whole families: Google Analytics, Matomo, BBC, HubSpot
    r"utm_.*|mtm_.*|pk_(campaign|kwd|source|medium|content|keyword|cid)"
    r"|ns_(campaign|fee|linkname|mchannel|source)|_?hs(enc|mi|fp)|hsctatracking"
    r"|at_(bbc_team|campaign|campaign_type|custom\d|format|link_\w+|medium|ptr_name)"
    # the click identifiers of advertising networks
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|ysclid"
    r"|li_fat_id|igshid?|rb_clickid|wickedid|_openstat|srsltid|epik|scclid"
    # newsletters and publishers' own counters
    r"|mc_[ce]id|mkt_tok|vero_(id|conv)|oly_(anon|enc)_id|__s|_ke|smid|cmpid|ncid"
    r"|xtor|ftag|guccounter|guce_referrer(_sig)?|traffic_source|mbid|sh_kit"
)
"""Query parameters that say where a reader came from and nothing about the page."""

_AROUND = "".join(map(chr, range(0x21)))
_DROPPED = str.maketrans("", "", "\t\r\n")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:[/?#]|$))", re.IGNORECASE)
_PATH_SAFE = "!$%&'()*+,-./:;=@[]^_|~"
_QUERY_SAFE = _PATH_SAFE + "?`{}"


class BadAddress(ValueError):  # noqa: N818 - it reads as what it is
    """The text is no web address; `message` says why, in a sentence for a person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def normalise(url: str) -> str:
    """The one form of this absolute http(s) address: pure ASCII, without fragment.

    Raises BadAddress for anything else, and for user names and passwords.
    """
    text = url.strip(_AROUND).translate(_DROPPED)
    if not text:
        raise BadAddress("The address is empty.")
    if len(text) > MAX_LENGTH:
        raise BadAddress("The address is longer than 4,000 characters.")
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in DEFAULT_PORTS:
        raise BadAddress("The address must begin with http:// or https://.")
    rest, _, _fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    rest = rest.replace("\\", "/")
    if not rest.startswith("//"):
        raise BadAddress("Two slashes must follow http: or https: in the address.")
    authority, _, path = rest[2:].partition("/")
    clean = f"{scheme}://{_authority(authority, scheme)}{_path(path)}"
    if query:
        clean += "?" + _quote(query, _QUERY_SAFE)
    if len(clean) > MAX_LENGTH:
        raise BadAddress("The address is longer than 4,000 characters.")
    return clean


def from_typed(text: str) -> str:
    """What a person typed or pasted, as an address; raises BadAddress."""
    typed = text.strip(_AROUND + "<>\"'")
    if typed[:5].lower() == "feed:":
        inner = typed[5:]
        typed = f"https:{inner}" if inner.startswith("//") else inner
    if typed.startswith("//"):
        typed = f"https:{typed}"
    elif typed and not _HAS_SCHEME.match(typed):
        typed = f"https://{typed}"
    return normalise(typed)


def clean(url: str) -> str:
    """The address without what only tracks readers; raises BadAddress."""
    address, _, query = normalise(url).partition("?")
    kept = [part for part in query.split("&") if part and not _tracks(part)]
    return address + ("?" + "&".join(kept) if kept else "")


def same_page(one: str, other: str) -> bool:
    """Do both lead to one page? Scheme, "www.", tracking, last slash do not count."""
    try:
        return page_key(one) == page_key(other)
    except BadAddress:
        return False


def page_key(url: str) -> str:
    """What all spellings of one page's address have in common; raises BadAddress."""
    _, _, rest = clean(url).partition("://")
    address, mark, query = rest.removeprefix("www.").partition("?")
    return address.rstrip("/") + mark + query


def host(url: str) -> str:
    """The host name of an address, or "" if it is none."""
    try:
        return urlsplit(normalise(url)).hostname or ""
    except BadAddress:
        return ""


def join(base: str, href: str) -> str:
    """The absolute http(s) address that `href` means on the page `base`, or ""."""
    link = href.strip(_AROUND).translate(_DROPPED)
    if len(link) > MAX_LENGTH:
        return ""
    path = re.split(r"[?#]", link, maxsplit=1)[0]
    link = path.replace("\\", "/") + link[len(path) :]
    try:
        return normalise(urljoin(base, link))
    except ValueError:  # BadAddress, and urljoin's own for broken brackets
        return ""


def _tracks(parameter: str) -> bool:
    name = unquote(parameter.partition("=")[0])
    return TRACKING.fullmatch(name.lower()) is not None


def _authority(text: str, scheme: str) -> str:
    if "@" in text:
        raise BadAddress("The address holds a user name, which is not supported.")
    if text.startswith("["):
        name, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise BadAddress("The address has an unfinished IPv6 address.")
        shown, port = f"[{_ipv6(name)}]", rest[1:]
    else:
        name, _, port = text.partition(":")
        shown = _host_name(name)
    if not port:
        return shown
    if not (port.isascii() and port.isdigit() and len(port) <= 5):
        raise BadAddress("The port in the address is not a number up to 65535.")
    number = int(port)
    if not 0 < number < 65_536:
        raise BadAddress("The port in the address is not a number up to 65535.")
    return shown if number == DEFAULT_PORTS[scheme] else f"{shown}:{number}"


@lru_cache(maxsize=1_000)  # the links of a page have few hosts
def _host_name(text: str) -> str:
    name = (text if text.isascii() else _ascii(text)).lower().removesuffix(".")
    if not name:
        raise BadAddress("The address has no host name.")
    labels = name.split(".")
    if len(name) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise BadAddress("The host name in the address is not valid.")
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        return _ipv4(labels)
    return name


def _ascii(name: str) -> str:
    if len(name) > 253:  # both encoders need more than linear time
        raise BadAddress("The host name in the address is not valid.")
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except UnicodeError:
        pass
    try:  # older rules know names that idna refuses, such as those with emoji
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadAddress("The host name in the address is not valid.") from None


def _ipv4(labels: list[str]) -> str:
    """Dotted form of any notation that C libraries take for an IPv4 address."""
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        numbers = []
    last = numbers[-1] if numbers else 0
    small = all(number < 256 for number in numbers[:-1])
    if not 0 < len(numbers) <= 4 or not small or last >= 256 ** (5 - len(numbers)):
        raise BadAddress("The host in the address looks like a number and is none.")
    for place, number in enumerate(numbers[:-1]):
        last += number << (8 * (3 - place))
    return ".".join(str(last >> shift & 255) for shift in (24, 16, 8, 0))


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label.startswith("0") else 10)


def _ipv6(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise BadAddress("The IPv6 address in the address is not valid.") from None
    if address.scope_id is not None:
        raise BadAddress("An IPv6 address with a zone cannot be opened.")
    return address.compressed


def _path(text: str) -> str:
    kept: list[str] = []
    parts = text.split("/")
    for place, part in enumerate(parts):
        plain = part.lower().replace("%2e", ".")
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(part)
            continue
        if place == len(parts) - 1:
            kept.append("")
    return "/" + _quote("/".join(kept), _PATH_SAFE)


def _quote(text: str, safe: str) -> str:
    try:  # bytes that were no UTF-8 in a header come back as they were
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "replace")
    return quote(raw, safe=safe)
