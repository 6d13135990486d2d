"""HTML in, safe HTML or plain text out; the only user of nh3 and bleach. Pure.

nh3 is the cleaner and always the last to touch what leaves here. What it lacks is
done before it: addresses are made absolute, headings shifted, tracking pixels
dropped (lxml), bare addresses made links (bleach). Every input is bounded first, so
that no stranger's markup costs more than a part of a second.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import MutableMapping
from urllib.parse import quote

import bleach
import nh3
from lxml import etree

from newsreader.lib import urls

VERSION = "2"
"""Goes up when the same input would give another output; stored with what is kept."""

MAX_HTML = 400_000
"""Characters of HTML that are looked at. Quadratic costs per attribute stay small."""
MAX_TAGS = 20_000
MAX_ENTITIES = 100_000
"""Of more tags or entities, whose cost grows quadratically, only the text is kept."""
MAX_LINK_TEXT = 20_000

_DROPPED_WHOLE = {
    "script", "style", "template", "noscript", "noembed", "noframes", "iframe",
    "object", "svg", "math", "form", "select", "textarea", "button", "title",
    "audio", "video", "canvas", "xmp", "plaintext",
}  # fmt: skip
_TAGS = {
    "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
    "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
_LANDMARKS = {
    "address", "article", "aside", "center", "footer", "header", "hgroup", "main",
    "nav", "section",
}  # fmt: skip
"""Would mislead the page around it; they become plain divs."""
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "col": {"span"},
    "img": {"alt", "height", "loading", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_LAZY = ("data-src", "data-lazy-src", "data-original", "srcset", "data-srcset")
_NUMBERS = {"colspan", "height", "rowspan", "span", "start", "width"}
_FRAGMENT_SAFE = "!$%&'()*+,-./:;=?@_~"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_TOP_HEADING = 3  # the page's own headings are h1 and h2


def _narrow(_tag: str, name: str, value: str) -> str | None:
    """The value of an allowed attribute, or None where it makes no sense."""
    if name in _NUMBERS:
        return value if re.fullmatch(r"[0-9]{1,4}", value) else None
    if name == "loading":
        return "lazy"
    if name == "dir":
        return value if value in {"ltr", "rtl", "auto"} else None
    return value


_bounding = nh3.Cleaner(  # makes any input well-formed and small; not yet safe
    tags=_TAGS | _LANDMARKS | {"h1", "h2"},
    clean_content_tags=_DROPPED_WHOLE,
    attributes={**_ATTRIBUTES, "img": _ATTRIBUTES["img"] | set(_LAZY)},
    link_rel=None,
)
_last_wall = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WHOLE,
    attributes=_ATTRIBUTES,
    attribute_filter=_narrow,
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
_no_tags = nh3.Cleaner(
    tags=set(), attributes={}, clean_content_tags=_DROPPED_WHOLE - {"form", "button"}
)
_links_only = nh3.Cleaner(
    tags={"a"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)

_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\ud800-\udfff\ufffe\uffff"  # what no database and no encoder takes
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides: text that reads as another
    "\u200b\u2060\ufeff]"  # invisible spaces
)
_SPACE = re.compile(r"\s+")
_BLOCK = re.compile(
    r"<(?=/?(?:address|article|aside|blockquote|br|caption|dd|div|dl|dt|fieldset|"
    r"figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|option|p|pre|"
    r"section|table|td|th|tr|ul)\b)",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)


def safe_html(html: str, *, base_url: str) -> str:
    """Hostile HTML as a fragment that is safe to show inside our own page.

    Only semantic elements stay. Addresses are absolute http(s), relative ones being
    resolved against `base_url`; headings start at h3; tracking pixels are gone.
    """
    html = _UNSTORABLE.sub("", html[:MAX_HTML])
    if _is_too_much(html):
        return _last_wall.clean(
            f"<p>{entities.escape(plain_text(html)[:MAX_ENTITIES])}</p>"
        )
    bounded = _UNSTORABLE.sub("", _bounding.clean(html))  # entities are decoded now
    return _last_wall.clean(_mended(bounded, base_url))


def link_text(text: str) -> str:
    """Plain text as safe HTML in which bare web addresses are links."""
    escaped = entities.escape(_UNSTORABLE.sub("", text[:MAX_LINK_TEXT]), quote=False)
    linked = bleach.linkify(escaped, callbacks=[_only_web])
    return _links_only.clean(linked)


def plain_text(html: str) -> str:
    """The words of some HTML: entities decoded, white space folded, no scripts."""
    html = _UNSTORABLE.sub("", html[:MAX_HTML])
    if "<" in html:
        if _is_too_much(html):
            html = _ANY_TAG.sub(" ", _without_scripts(html))
        else:
            # Text comes out escaped, as nh3 writes HTML
            html = _no_tags.clean(_BLOCK.sub(" <", html))
    if "&" in html:
        html = _UNSTORABLE.sub("", entities.unescape(html))
    return _SPACE.sub(" ", html).strip()


def clean_text(text: str, limit: int) -> str:
    """Text of a stranger as one line that can be stored and shown, cut at `limit`."""
    # Thrice the limit leaves room for what is folded away, and bounds the work
    text = " ".join(text[: limit * 3 + 100].split())
    if not text.isprintable():  # far cheaper than to look for each
        text = " ".join(_UNSTORABLE.sub("", text).split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rfind(" ", limit * 3 // 4)
    return (cut[:at_word] if at_word > 0 else cut).rstrip() + "…"


def _is_too_much(html: str) -> bool:
    return html.count("<") > MAX_TAGS or html.count("&") > MAX_ENTITIES


def _mended(html: str, base_url: str) -> str:
    """Well-formed HTML with addresses made absolute and headings shifted."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    document = etree.fromstring(f"<body>{html}</body>".encode(), parser)
    levels = [_HEADINGS[node.tag] for node in document.iter(*_HEADINGS)]
    shift = max(0, _TOP_HEADING - min(levels, default=_TOP_HEADING))
    for node in list(document.iter(etree.Element)):
        tag = str(node.tag)
        if tag in _HEADINGS:
            node.tag = f"h{min(6, _HEADINGS[tag] + shift)}"
        elif tag in _LANDMARKS:
            node.tag = "div"
        elif tag == "a":
            _mend_address(node, "href", node.get("href", ""), base_url)
        elif tag == "img" and not _mend_image(node, base_url):
            _drop(node)
    return etree.tostring(document, method="html", encoding="unicode")


def _mend_address(node: etree._Element, name: str, address: str, base_url: str) -> bool:
    absolute = _absolute(address, base_url)
    if absolute:
        node.set(name, absolute)
    elif name in node.attrib:
        del node.attrib[name]
    return bool(absolute)


def _mend_image(image: etree._Element, base_url: str) -> bool:
    """Give the image its real address; False where there is nothing to see."""
    if {image.get("width"), image.get("height")} & {"0", "1", "0px", "1px"}:
        return False  # a tracking pixel
    # nh3 has taken out data: placeholders, so a lazy image has no src by now
    lazy = next((image.get(name, "") for name in _LAZY if image.get(name)), "")
    image.set("loading", "lazy")
    address = image.get("src") or lazy.strip().split(" ")[0].rstrip(",")
    return _mend_address(image, "src", address, base_url)


def _drop(node: etree._Element) -> None:
    """Take out a void element, but leave the text that follows it."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        parent.text = (parent.text or "") + (node.tail or "")
    parent.remove(node)


def _absolute(address: str, base_url: str) -> str:
    """The address as an absolute http(s) one without what tracks readers, or ""."""
    page = urls.join(base_url, address) if address.strip() else ""
    page = urls.clean(page) if page else ""
    _, mark, place = address.partition("#")
    return page + mark + quote(place, safe=_FRAGMENT_SAFE) if page else ""


def _only_web(
    attributes: MutableMapping[tuple[str | None, str], str], _new: bool = False, /
) -> MutableMapping[tuple[str | None, str], str]:
    """bleach's callback: a link that is not to a web address gets no address."""
    if not attributes.get((None, "href"), "").startswith(("http://", "https://")):
        attributes.pop((None, "href"), None)
    return attributes


def _without_scripts(html: str) -> str:
    """Crude and linear: for input with too many tags to be parsed."""
    kept, at = [], 0
    while found := _SCRIPT.search(html, at):
        kept.append(html[at : found.start()])
        closing = f"</{found[1].lower()}"
        end = html.find(closing, found.end())
        if end < 0:
            return " ".join(kept)
        at = end
    return " ".join([*kept, html[at:]])
