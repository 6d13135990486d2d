"""OPML text to feeds in folders, and back.

Lists of feeds come from every reader there ever was: with bare ampersands, HTML's
entities, attributes in any case, folders without a type, feeds without a title. What
can be understood is taken, and for the rest it is told why it was not.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from feeds.core.feed_text import NotAFeed, decoded
from newsreader.lib import urls
from newsreader.lib.html import clean_text

MAX_BYTES = 5_000_000
MAX_OUTLINES = 25_000
MAX_ATTRIBUTES = 300
"""Of one element; a parser compares each with each."""
MAX_TITLE = 300
MAX_FOLDER = 100
MAX_URL = 2_000
SEPARATOR = " / "
"""Folders in folders become one: "Europe / Sport"."""

NAMESPACE = "urn:newsreader:opml"
_PAUSED = f"{{{NAMESPACE}}}paused"

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(\[)?[^>]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|(\w{1,32});)?")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_ADDRESS = re.compile(r"feed:|https?:|//|[^\s:/]+\.[^\s:/]+(?:[:/]|$)", re.IGNORECASE)
_TAG = re.compile(r"<outline(?=[\s/>])[^<]*>", re.IGNORECASE)
_SOUND_TAG = re.compile(
    r"<\w+(?:\s+[^\s=<>\"']++\s*=\s*(?:\"[^\"]*+\"|'[^']*+'))*+\s*/?>[^<>]*"
)
_ATTRIBUTE = re.compile(r"\s([\w:.-]+)\s*=\s*([\"'])")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class BadOpml(Exception):  # noqa: N818 - it reads as what it is
    """The file is no list of feeds; `message` says why in a sentence for a person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; `folder` is "" for none, `line` where it stands."""

    url: str
    title: str
    site_url: str = ""
    folder: str = ""
    is_paused: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Unused:
    """An entry that gives no feed, and why."""

    line: int
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Opml:
    """A list of feeds."""

    title: str = ""
    feeds: tuple[Outline, ...] = ()
    unused: tuple[Unused, ...] = ()


# ---- in


def read(body: bytes) -> Opml:
    """The feeds in this file. Raises `BadOpml` where it is no XML at all."""
    if len(body) > MAX_BYTES:
        raise BadOpml("This file is larger than 5 MB.")
    try:
        text = decoded(body, "")
    except NotAFeed:
        raise BadOpml("This file is empty.") from None
    root = _root(_mended(text))
    feeds: dict[str, Outline] = {}
    unused: list[Unused] = []
    for number, (node, folder) in enumerate(_outlines(root)):
        if number >= MAX_OUTLINES:
            why = f"No more than {MAX_OUTLINES:,} entries are read from one file."
            unused.append(Unused(_line(node), "", why))
            break
        match _read(node, folder):
            case Outline() as found if found.url in feeds:
                why = "It stands in this file twice."
                unused.append(Unused(found.line, found.title, why))
            case Outline() as found:
                feeds[found.url] = found
            case Unused() as found:
                unused.append(found)
    return Opml(_name(root), tuple(feeds.values()), tuple(unused))


def _name(root: etree._Element) -> str:
    title = root.find("{*}head/{*}title")
    text = "".join(map(str, title.itertext())) if title is not None else ""
    return clean_text(text, MAX_TITLE)


def _mended(text: str) -> str:
    """The text without what a parser stumbles over; every line stays where it is."""
    if any(tag.count("=") > MAX_ATTRIBUTES for tag in text.split("<")):
        raise BadOpml("This file holds more in one place than any list of feeds does.")
    declaration = _DECLARATION.match(text)
    if declaration:
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    doctype = _DOCTYPE.search(text[:10_000])
    if doctype and doctype[1]:
        raise BadOpml("This file defines a language of its own, which is not read.")
    if doctype:
        lines = "\n" * doctype[0].count("\n")
        text = text[: doctype.start()] + lines + text[doctype.end() :]
    text = _REFERENCE.sub(_reference, _FORBIDDEN.sub("", text))
    return _TAG.sub(_sound_tag, text)


def _sound_tag(found: re.Match[str]) -> str:
    """The tag with the quotation marks inside of its values written as such.

    Where one is broken, a value goes as far as the last mark before the next name.
    """
    tag = found[0]
    if _SOUND_TAG.fullmatch(tag):
        return tag
    names = list(_ATTRIBUTE.finditer(tag))
    if not names:
        return tag
    end = re.compile(r"/?>[^>]*$").search(tag)
    ends = [*(name.start() for name in names[1:]), end.start() if end else len(tag)]
    parts = [tag[: names[0].start()]]
    for name, stop in zip(names, ends, strict=True):
        mark = name[2]
        value = tag[name.end() : stop].rstrip().removesuffix(mark)
        value = value.replace(mark, "&quot;" if mark == '"' else "&apos;")
        parts.append(f" {name[1]}={mark}{value}{mark}")
    return "".join(parts) + (end[0] if end else ">")


def _reference(found: re.Match[str]) -> str:
    """HTML's entities as letters; an ampersand that begins none as such."""
    name = found[1]
    if name is None:
        return "&amp;" if found[0] == "&" else found[0]
    if name in _XML_ENTITIES:
        return found[0]
    letters = html.unescape(found[0])
    return html.escape(letters) if letters != found[0] else f"&amp;{name};"


def _root(text: str) -> etree._Element:
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise BadOpml("This file is no OPML: it holds no XML.")
    if etree.QName(root).localname.lower() == "html":
        raise BadOpml("This file is a web page, not OPML.")
    return root


def _outlines(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each outline in the file's order, with the folder it stands in."""
    waiting = [(root, "")]
    while waiting:
        node, folder = waiting.pop()
        if _is_outline(node):
            yield node, folder
            if _children(node):
                folder = _joined(folder, _title(_attributes(node)))
        waiting += [(child, folder) for child in reversed(_elements(node))]


def _read(node: etree._Element, folder: str) -> Outline | Unused | None:
    """A feed, or why it is none; None for a folder that holds something."""
    said = _attributes(node)
    title, line = _title(said), _line(node)
    address = said.get("xmlurl", "").strip()
    if address:
        return _feed(address, title, said, folder or _category(said), node)
    if _children(node):
        return None
    link = said.get("htmlurl") or said.get("url") or ""
    kind = said.get("type", "").strip().lower()
    if link and kind in {"include", "link"}:
        return Unused(line, title or link, "It leads to another list or page.")
    if link:
        why = "It names a web page and no feed. Add the page by its address."
        return Unused(line, title or link, why)
    return Unused(line, title, "It has no address.")


def _feed(
    address: str, title: str, said: dict[str, str], folder: str, node: etree._Element
) -> Outline | Unused:
    line = _line(node)
    shown = title or clean_text(address, MAX_TITLE)
    if not _ADDRESS.match(address):
        return Unused(line, shown, f"“{clean_text(address, 60)}” is no web address.")
    try:
        url = urls.from_typed(address)
    except urls.BadAddress as error:
        return Unused(line, shown, error.message)
    if len(url) > MAX_URL:
        return Unused(line, shown, "Its address is longer than can be kept.")
    site = urls.join("", said.get("htmlurl", ""))
    return Outline(
        url=url,
        title=title or urls.host(url),
        site_url=site if len(site) <= MAX_URL else "",
        folder=folder,
        is_paused=node.get(_PAUSED, "") == "true",
        line=line,
    )


def _attributes(node: etree._Element) -> dict[str, str]:
    """By name in small letters; others' own ones, in a namespace, left out."""
    found: dict[str, str] = {}
    for name, value in node.attrib.items():
        if str(name)[:1] != "{" and ":" not in str(name):
            found.setdefault(str(name).lower(), str(value))
    return found


def _title(said: dict[str, str]) -> str:
    text = clean_text(said.get("text", ""), MAX_TITLE)
    return text or clean_text(said.get("title", ""), MAX_TITLE)


def _category(said: dict[str, str]) -> str:
    """The first of a list such as "news,/world/europe" for a feed in no folder."""
    first = said.get("category", "").partition(",")[0]
    parts = (clean_text(part, MAX_FOLDER) for part in first.split("/")[:10])
    return _joined("", SEPARATOR.join(filter(None, parts)))


def _joined(folder: str, name: str) -> str:
    joined = f"{folder}{SEPARATOR}{name}" if folder and name else folder or name
    return clean_text(joined, MAX_FOLDER)


def _is_outline(node: etree._Element) -> bool:
    return etree.QName(node).localname.lower() == "outline"


def _elements(node: etree._Element) -> list[etree._Element]:
    return [child for child in node if isinstance(child.tag, str)]


def _children(node: etree._Element) -> bool:
    return any(_is_outline(child) for child in _elements(node))


def _line(node: etree._Element) -> int:
    line = node.sourceline
    return line if isinstance(line, int) else 0


# ---- out


def write(title: str, feeds: Sequence[Outline], *, now: dt.datetime) -> bytes:
    """An OPML 2.0 file of these feeds, the ones in no folder first."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"newsreader": NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _plain(title)
    etree.SubElement(head, "dateCreated").text = email.utils.format_datetime(now)
    body = etree.SubElement(root, "body")
    places = {"": body}
    for folder in dict.fromkeys(feed.folder for feed in feeds):
        if folder:
            name = _plain(folder)
            places[folder] = etree.Element("outline", {"text": name, "title": name})
    for feed in feeds:
        name = _plain(feed.title)
        said = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url}
        said["htmlUrl"] = feed.site_url
        node = etree.SubElement(places[feed.folder], "outline", said)
        if feed.is_paused:
            node.set(_PAUSED, "true")
    body.extend(node for folder, node in places.items() if folder)
    return etree.tostring(
        root, encoding="utf-8", xml_declaration=True, pretty_print=True
    )


def _plain(text: str) -> str:
    return _FORBIDDEN.sub("", text)
