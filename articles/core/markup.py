"""Leaves of a page to clean semantic HTML; not yet sanitised, but with nothing idle.

Addresses are absolute, pictures have their real source and size, and only elements
that mean something are left.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Sequence
from itertools import groupby, islice

from lxml import etree

from articles.core.captions import is_portrait, spoken
from articles.core.inline import code_of, text_of
from articles.core.leaves import Leaf
from newsreader.lib import urls
from newsreader.lib.html import plain_text

MAX_PICTURES = 40
MAX_DEPTH = 30
MAX_ROWS = 400
MAX_CELLS = 40
MAX_SPAN = 50
MAX_CAPTION = 1_000
"""Characters. What is longer is no caption."""
SMALLEST = 80
"""Pixels. A smaller picture is a button, an icon or a spy."""

_INLINE = {
    "em": "em", "i": "em", "strong": "strong", "b": "strong", "code": "code",
    "kbd": "kbd", "samp": "samp", "var": "var", "tt": "code", "sub": "sub",
    "sup": "sup", "mark": "mark", "q": "q", "cite": "cite", "abbr": "abbr", "s": "s",
    "del": "del", "ins": "ins", "u": "u", "dfn": "dfn", "small": "small",
}  # fmt: skip
_UNSEEN = {
    "script", "style", "noscript", "template", "svg", "iframe", "button", "select",
    "textarea", "input", "object", "video", "audio", "canvas", "math", "img",
}  # fmt: skip
_NO_PICTURE = re.compile(
    r"logo|icon|avatar|sprite|pixel|spacer|placeholder|blank\.|emoji|badge|button|"
    r"gravatar|tracking|1x1|/ads?/|doubleclick|transparent|author",
    re.IGNORECASE,
)
_LAZY = (
    "data-src", "data-lazy-src", "data-original", "data-full-src", "data-img-src",
    "data-lazy", "data-url", "data-hi-res-src", "data-large-src",
)  # fmt: skip
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_WIDEST = 1600


class Writer:
    """Writes leaves of one page; remembers which pictures it has shown."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._shown: set[str] = set()

    def write(self, leaves: Sequence[Leaf]) -> str:
        """The HTML of these leaves; one list or quotation stays in one piece."""
        parts = []
        for key, group in groupby(leaves, key=_group):
            inner = [self._one(leaf) for leaf in group]
            body = "".join(part for part in inner if part)
            if not body:
                continue
            if key[0] == "li":
                body = f"<{key[1]}>{body}</{key[1]}>"
            elif key[0] == "quote":
                body = f"<blockquote>{body}</blockquote>"
            parts.append(body)
        return "\n".join(parts)

    def picture(self, address: str, width: int = 0, height: int = 0) -> str:
        """A figure of one picture at a known address, once."""
        key = address.partition("?")[0]
        if not address or key in self._shown or len(self._shown) >= MAX_PICTURES:
            return ""
        self._shown.add(key)
        size = f' width="{width}" height="{height}"' if width and height else ""
        return f'<figure><img src="{entities.escape(address)}" alt=""{size}></figure>'

    def _one(self, leaf: Leaf) -> str:
        if leaf.kind == "figure":
            return self._figure(leaf.pieces[0])
        if leaf.kind == "table":
            return self._table(leaf.pieces[0])
        if leaf.kind == "pre":
            text = leaf.text
            if leaf.pieces and not isinstance(leaf.pieces[0], str):
                text = code_of(leaf.pieces[0]).strip("\n")
            return (
                f"<pre><code>{entities.escape(text[:20_000], quote=False)}</code></pre>"
            )
        inner = self._inline(leaf.pieces, 0).strip() or entities.escape(leaf.text)
        if leaf.kind == "h":
            level = min(6, max(2, leaf.level or 2))
            return f"<h{level}>{inner}</h{level}>"
        return f"<li>{inner}</li>" if leaf.kind == "li" else f"<p>{inner}</p>"

    def _inline(self, pieces: Sequence[str | etree._Element], depth: int) -> str:
        parts = []
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(entities.escape(re.sub(r"\s+", " ", piece), quote=False))
                continue
            tag = str(piece.tag)
            if tag == "br":
                parts.append("<br>")
                continue
            if tag in _UNSEEN:
                continue
            if depth >= MAX_DEPTH:
                parts.append(entities.escape(text_of([piece]), quote=False))
                continue
            parts.append(self._wrapped(piece, tag, depth))
        return "".join(parts)

    def _wrapped(self, node: etree._Element, tag: str, depth: int) -> str:
        inner = self._inline(_pieces(node), depth + 1)
        if tag == "a" and inner.strip():
            address = urls.join(self.url, node.get("href", "").strip())
            if address and not node.get("href", "").startswith("#"):
                return f'<a href="{entities.escape(address)}">{inner}</a>'
        name = _INLINE.get(tag)
        return f"<{name}>{inner}</{name}>" if name and inner.strip() else inner

    def _table(self, piece: str | etree._Element) -> str:
        if isinstance(piece, str):
            return ""
        rows = []
        for row in islice(piece.iter("tr"), MAX_ROWS):
            cells = [
                self._cell(cell)
                for cell in islice(row, MAX_CELLS)
                if cell.tag in {"td", "th"}
            ]
            if cells:
                rows.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(rows)}</table>" if rows else ""

    def _cell(self, cell: etree._Element) -> str:
        spans = ""
        for name in ("colspan", "rowspan"):
            value = cell.get(name, "")
            if re.fullmatch(r"[1-9]\d?", value) and 1 < int(value) <= MAX_SPAN:
                spans += f' {name}="{value}"'
        inner = self._inline(_spaced(cell), 0).strip()
        return f"<{cell.tag}{spans}>{inner}</{cell.tag}>"

    def _figure(self, piece: str | etree._Element) -> str:
        if isinstance(piece, str):
            return ""
        caption = _caption_of(piece)
        words = text_of(_spaced(caption)) if caption is not None else ""
        if is_portrait(words):
            return ""
        images = [piece] if piece.tag == "img" else piece.iter("img", "amp-img")
        shown = [
            image for image in (self._image(i) for i in islice(images, 6)) if image
        ]
        if not shown:
            return ""
        said = spoken(words)
        if caption is not None and said == words:
            said = self._inline(_spaced(caption), 0).strip()
        else:
            said = entities.escape(said, quote=False)
        if not words or len(words) >= MAX_CAPTION or not said:
            return f"<figure>{''.join(shown)}</figure>"
        return f"<figure>{''.join(shown)}<figcaption>{said}</figcaption></figure>"

    def _image(self, image: etree._Element) -> str:
        width, height = _pixels(image.get("width")), _pixels(image.get("height"))
        if (width and width < SMALLEST) or (height and height < SMALLEST):
            return ""
        said = f"{image.get('class') or ''} {image.get('alt') or ''}"[:200]
        address = urls.join(self.url, source_of(image))
        if not address or _NO_PICTURE.search(f"{address[:500]} {said.split(' ')[0]}"):
            return ""
        if address.lower().partition("?")[0].endswith(".svg"):
            return ""
        key = address.partition("?")[0]
        if key in self._shown or len(self._shown) >= MAX_PICTURES:
            return ""
        self._shown.add(key)
        alt = entities.escape(plain_text((image.get("alt") or "")[:1000])[:500])
        size = f' width="{width}" height="{height}"' if width and height else ""
        return f'<img src="{entities.escape(address)}" alt="{alt}"{size}>'


def _caption_of(figure: etree._Element) -> etree._Element | None:
    """The innermost element that says of itself to be the caption."""
    if (said := next(figure.iter("figcaption"), None)) is not None:
        return said
    marked = [
        node
        for node in islice(figure.iterdescendants("p", "div", "span", "dd"), 40)
        if _is_marked((node.get("class") or "").lower())
    ]
    return marked[-1] if marked else None


def _is_marked(name: str) -> bool:
    """Whether a class names a caption; some generators of pages call it the title."""
    return "caption" in name or name == "title"


def source_of(image: etree._Element) -> str:
    """The real address of a picture that may be loaded late, or ""."""
    for name in _LAZY:
        value = (image.get(name) or "").strip()
        if value and not value.startswith(("data:", "{", "[")):
            return value
    source = (image.get("src") or "").strip()
    if source and not source.startswith("data:"):
        return source
    near = [image]
    parent = image.getparent()
    if parent is not None and parent.tag == "picture":
        near += parent.iterchildren("source")
    for node in near:
        for name in _SETS:
            if best := _of_set(node.get(name) or ""):
                return best
    return ""


def _of_set(srcset: str) -> str:
    """The largest picture of a set that is no larger than any screen needs."""
    best, best_width = "", -1.0
    for part in re.split(r",\s+|,(?=https?:|//|/)", srcset[:8000])[:40]:
        address, _, said = part.strip().partition(" ")
        number = re.match(r"\s*([\d.]{1,8})", said)
        try:
            width = float(number[1]) if number else 0.0
        except ValueError:
            width = 0.0
        is_better = best_width < width and (width <= _WIDEST or not best)
        if address and not address.startswith("data:") and is_better:
            best, best_width = address, width
    return best


def _group(leaf: Leaf) -> tuple[str, str, int]:
    """Leaves with the same key are written into one list or one quotation."""
    if leaf.kind == "li":
        return (
            "li",
            leaf.list_tag or "ul",
            id(leaf.group) if leaf.group is not None else 0,
        )
    if leaf.kind == "quote":
        return "quote", "", id(leaf.group) if leaf.group is not None else 0
    return leaf.kind, "", 0


def _pieces(node: etree._Element) -> list[str | etree._Element]:
    pieces: list[str | etree._Element] = [node.text] if node.text else []
    for child in node:
        pieces.append(child)
        if child.tail:
            pieces.append(child.tail)
    return pieces


def _spaced(node: etree._Element) -> list[str | etree._Element]:
    """The content of a cell or caption; what were blocks are parted by a blank."""
    pieces: list[str | etree._Element] = [node.text or ""]
    for child in node:
        pieces += [child, " " if child.tag in {"p", "div", "li", "ul"} else ""]
        pieces.append(child.tail or "")
    return pieces


def _pixels(value: str | None) -> int:
    found = re.fullmatch(r"\s*(\d{1,4})(?:\.\d+)?(?:px)?\s*", value or "")
    return int(found[1]) if found else 0
