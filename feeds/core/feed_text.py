"""Bytes of a stranger to feed text: decoded, bounded, and rid of what breaks parsers.

feedparser is patient but not armoured: a lone surrogate or an odd codec name makes it
raise, a hundred thousand attributes make it count for minutes, and a document type
makes it think of entities. All of that ends here, in a few linear passes over the
text; what leaves has no declaration, no document type, and only XML's five entities.
"""

from __future__ import annotations

import codecs
import html
import re
from html.entities import html5
from typing import Literal

MAX_BYTES = 10_000_000
MAX_ENTITY = 100
MAX_EXPANDED = 1_000_000
MAX_ATTRIBUTE_WORK = 4_000_000
MAX_NAMESPACES = 200
MAX_MARKUP = 600_000
MAX_REFERENCES = 1_000_000

Kind = Literal[
    "html", "empty", "not_a_feed", "parse", "too_large", "google_unsupported"
]


class NotAFeed(Exception):  # noqa: N818 - it reads as what it is
    """These bytes give no feed; `message` says so in a sentence for a person."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


# ---- bytes to text

# Names of text encodings as feeds write them; nothing else is ever looked up, since
# Python also knows codecs that unpack archives or run escapes. Wider relatives stand
# in for those that feeds declare too narrowly.
_CODECS = {
    label: codec
    for codec, labels in (
        ("utf-8", "utf-8 utf8"),
        ("cp1252", "windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 latin-1 us-ascii "
                   "ascii ansi"),
        ("cp1250", "windows-1250 cp1250"), ("cp1251", "windows-1251 cp1251 win-1251"),
        ("cp1253", "windows-1253 cp1253"), ("cp1255", "windows-1255 cp1255"),
        ("cp1254", "windows-1254 cp1254 iso-8859-9 latin5"),
        ("cp1256", "windows-1256 cp1256"), ("cp1257", "windows-1257 cp1257"),
        ("cp1258", "windows-1258 cp1258"), ("cp866", "ibm866 cp866"),
        ("cp874", "windows-874 cp874 tis-620 iso-8859-11"),
        ("koi8-r", "koi8-r koi8r"), ("koi8-u", "koi8-u"), ("mac-roman", "macintosh"),
        ("cp932", "shift-jis shift-jis-2004 sjis x-sjis windows-31j cp932 ms932"),
        ("euc-jp", "euc-jp x-euc-jp"), ("iso2022-jp", "iso-2022-jp"),
        ("gb18030", "gb18030 gb2312 gbk gb-2312-80 cp936"), ("hz", "hz-gb-2312"),
        ("big5hkscs", "big5 big5-hkscs cn-big5 x-x-big5"),
        ("cp949", "euc-kr cp949 ks-c-5601-1987 ksc5601 windows-949"),
        *((f"iso8859-{part}", f"iso-8859-{part} iso8859-{part}")
          for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    )
    for label in labels.split()
}  # fmt: skip
_SEVEN_BIT = {"iso2022-jp", "hz"}
# A byte order mark, or the first letter of XML or JSON
_WIDE = tuple(
    (re.compile(pattern), codec)
    for pattern, codec in (
        (rb"\xff\xfe\0\0|[<{]\0\0\0", "utf-32-le"),
        (rb"\0\0\xfe\xff|\0\0\0[<{]", "utf-32-be"),
        (rb"\xff\xfe|[<{]\0", "utf-16-le"),
        (rb"\xfe\xff|\0[<{]", "utf-16-be"),
    )
)
_DECLARED = re.compile(
    rb"[\s\xef\xbb\xbf]*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})"
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';]{1,40})", re.IGNORECASE)


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, read as what they nearly always are then."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("newsreader.one_byte", _one_byte)


def decoded(body: bytes, content_type: str) -> str:
    """The text of a body. Raises `NotAFeed` for none and for too much."""
    return _decoded(body, content_type).lstrip("\ufeff")


def _decoded(body: bytes, content_type: str) -> str:
    if len(body) > MAX_BYTES:
        raise NotAFeed(
            "too_large", f"This feed is larger than {MAX_BYTES // 1_000_000} MB."
        )
    if not body.strip(b"\0 \t\r\n"):
        raise NotAFeed("empty", "The address answered with nothing at all.")
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace")
    named = _named(body, content_type)
    try:
        # Hardly any other text happens to be UTF-8, whatever is said of it
        if not (b"\x1b" in body or b"~{" in body) or not _SEVEN_BIT & set(named):
            return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for codec in named:
        text = body.decode(codec, "replace")
        if codec != "utf-8" and text.count("\ufffd") * 100 <= len(text):
            return text
    return body.decode("utf-8", "newsreader.one_byte")


def _wide(body: bytes) -> str:
    """The encoding with several bytes a letter that the first bytes give away."""
    return next((codec for first, codec in _WIDE if first.match(body)), "")


def _named(body: bytes, content_type: str) -> list[str]:
    """The encodings that the header and the declaration name, if they are known."""
    header, declared = _CHARSET.search(content_type), _DECLARED.match(body)
    labels = [header[1]] if header else []
    labels += [declared[1].decode("ascii", "replace")] if declared else []
    known = (_CODECS.get(label.lower().replace("_", "-")) for label in labels)
    return [codec for codec in known if codec]


# ---- text to harmless text

_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_HEAD = 65_536
_FEED_ROOT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(rss|feed|rdf|channel)(?=[\s>/])", re.IGNORECASE
)
_FIRST_ELEMENT = re.compile(r"<(?:[\w.-]{1,40}:)?([a-z][\w.-]{0,40})", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ENTITY = re.compile(
    rf"<!ENTITY\s+([\w.-]{{1,40}})\s+([\"'])([^<>&%\"']{{0,{MAX_ENTITY}}}|&#\w{{1,8}};)\2"
)
_REFERENCE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);)(#(?:[xX][0-9a-fA-F]+|[0-9]+);?|[A-Za-z][\w.-]{0,40};)"
)
_BARE_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{200,}")
_NAMESPACE = re.compile(r"xmlns[^<>=]{0,60}=\s*[\"'][^\"'<>]{0,200}")
_OTHER_DOCUMENTS = {
    "opml": "This is a list of feeds (OPML). Import it instead of subscribing to it.",
    "urlset": "This is a sitemap, not a feed.",
    "sitemapindex": "This is a list of sitemaps, not a feed.",
    "svg": "This is a picture, not a feed.",
}
_WEB_PAGE = (
    "This address is a web page, not a feed. If the site has a feed, its address is "
    "another one."
)


def storable(text: str) -> str:
    """Text without NUL, control characters, lone surrogates and non-characters."""
    return _FORBIDDEN.sub("", text)


def harmless(text: str) -> str:
    """The feed in this text, from its root element on, ready to be parsed.

    Raises `NotAFeed` where there is none, or one that would take for ever.
    """
    text = storable(text)
    start = _root(text)
    declared = {name: value for name, _, value in _ENTITY.findall(text[:start][:_HEAD])}
    text = text[start:]
    end = max(text.rfind(close) for close in ("</rss>", "</feed>", "</rdf:RDF>"))
    if end >= 0:  # whatever stands behind the feed is not read
        text = text[: text.index(">", end) + 1]
    text = _without_bare_ampersands(_resolved(text, declared))
    _refuse_costly(text)
    return text


def _root(text: str) -> int:
    """Where the feed begins, past declarations, warnings and what else comes first."""
    head = text[:_HEAD]
    page = _PAGE.search(head)
    for found in _FEED_ROOT.finditer(head):
        if page is not None and page.start() < found.start():
            break
        if head.rfind("<!--", 0, found.start()) <= head.rfind("-->", 0, found.start()):
            return found.start()
    first = _FIRST_ELEMENT.search(head)
    message = _OTHER_DOCUMENTS.get(first[1].lower() if first else "")
    if page is not None and message is None:
        raise NotAFeed("html", _WEB_PAGE)
    raise NotAFeed(
        "not_a_feed", message or "This address holds something, but no feed."
    )


def _resolved(text: str, declared: dict[str, str]) -> str:
    """References to characters as these characters, except those of markup. Unknown
    names stay. Inside CDATA that is the same HTML."""
    expanded = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal expanded
        name = found[1].rstrip(";")
        if name.startswith("#"):
            value = html.unescape(f"&{name};") if len(name) <= 10 else "\ufffd"
        elif name in declared:
            value = html.unescape(declared[name])
        else:
            value = html5.get(f"{name};", "")
        if not value:
            return "" if name.startswith("#") else found[0]
        expanded += len(value)
        if expanded > MAX_EXPANDED + len(text):
            raise NotAFeed("too_large", "The entities of this feed never end.")
        return html.escape(storable(value)).replace("&#x27;", "&apos;")

    return _REFERENCE.sub(replace, text) if "&" in text else text


def _without_bare_ampersands(text: str) -> str:
    """An ampersand that begins nothing known is meant as itself; in CDATA all are."""
    if not _BARE_AMPERSAND.search(text):
        return text
    first, *parts = text.split("<![CDATA[")
    kept = [_BARE_AMPERSAND.sub("&amp;", first)]
    for part in parts:
        section, closing, rest = part.partition("]]>")
        rest = _BARE_AMPERSAND.sub("&amp;", rest)
        kept.append(f"<![CDATA[{section}{closing}{rest}")
    return "".join(kept)


def _refuse_costly(text: str) -> None:
    if text.count("<") > MAX_MARKUP or text.count("&") > MAX_REFERENCES:
        raise NotAFeed("too_large", "This feed holds more markup than can be read.")
    work = 0
    for tag in _LONG_TAG.finditer(text):
        attributes = tag[0].count('="') + tag[0].count("='")
        work += attributes * attributes  # what looking them up by name costs
    if work > MAX_ATTRIBUTE_WORK:
        raise NotAFeed("too_large", "An element of this feed has too many attributes.")
    if text.count("xmlns") > MAX_NAMESPACES:
        different = {found[0] for found in _NAMESPACE.finditer(text)}
        if len(different) > MAX_NAMESPACES:
            raise NotAFeed("too_large", "This feed declares too many namespaces.")
