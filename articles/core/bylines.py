"""Who wrote it: names out of by-lines, cleaned of everything else that stands there.

Names come from the first of these that gives any: the JSON-LD author, the author
`<meta>` elements, elements marked as author (microdata, `rel`), elements whose class
says by-line, and a line of text near the top that starts with "By".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import lxml.html

from articles.core.linked_data import Said, as_list, text_of
from newsreader.lib.html import clean_text, plain_text

MAX_AUTHORS = 10
MAX_NAME = 100
MAX_LOOKED_AT = 40
"""Elements of each kind. The author of the story stands among the first."""

_META = (
    "author", "article:author", "parsely-author", "dc.creator", "dcterms.creator",
    "citation_author", "sailthru.author", "cxenseparse:author", "byl", "og:author",
    "article:author_name", "dcsext.author", "shareaholic:article_author_name",
)  # fmt: skip
_BY = re.compile(
    r"^\W*(?:(?:article|story|post(?:ed)?|written|reported|words|text|authored|"
    r"published|reviewed|created|submitted|geschrieben|escrito|écrit|artikel|beitrag)"
    r"\s+)?(?:by|von|par|por|door|av|af|di|przez|автор|text|words|autor(?:in)?|"
    r"author|auteur|autore|skribent|tekst|tekijä|redaktion|作者|記者|责任编辑|文)"
    r"(?:\s*[:：|]\s*|\s+)",
    re.IGNORECASE,
)
_STARTS_BY = re.compile(
    r"^(?:(?:written|posted|article|story|words|text|reviewed)\s+)?"
    r"(?:by|von|par|por|door|text|autor(?:in)?|author|auteur|作者|文)(?:\s*[:：]\s*|\s+)"
    r"(?=\S)",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:[;|•·/]|\s[-–—]\s|,?\s(?:and|und|et|y|e|en|og|och|i|&)\s|,)\s*"
)
_ENDS = re.compile(
    r"\s*(?:[|•·(\[]|\s[-–—]\s|\b(?:updated|published|posted|last|veröffentlicht|"
    r"aktualisiert|on\s+\w+\s+\d|\w+\s+\d{1,2},\s+\d{4}|\d{1,2}\.?\s+\w+\.?\s+\d{4}|"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d|\d+\s+(?:min|hour|day|stunden|comments?))"
    r"\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_NO_NAME = re.compile(
    r"https?:|www\.|[@{}<>=$%]|\w+\.\w+\.\w+|\d{3,}|^\W*$|"
    r"^(?:admin(?:istrator)?|author|authors?:?|by|follow|share|view|read|more|see|"
    r"editor|redaktion|staff|user|guest|none|null|undefined|name|about|contact|"
    r"facebook|twitter|email|all posts|archiv|home|subscribe|comments?|anonymous)\b"
    r"\W*(?:\w+\W*)?$",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|authors|autor|autoren|auteur|verfasser|"
    r"writer|reporter|journalist|contributor|posted-by|submitted-by|post-?author|"
    r"article-?author|author-?name|entry-?author|redakteur)(?=$|[\s_-])|"
    r"(?:by|B)yline|[a-z]Author(?:$|[\sA-Z_-])|^author|(?:post|article|entry)author",
)
_OTHER_CLASS = re.compile(
    r"comment|bio\b|avatar|image|photo|picture|social|related|follow|reply|sidebar|"
    r"footer|teaser|card|description|about|social|share|icon|link-list|recommend|job|"
    r"title|role|date|time|count|meta-sep",
    re.IGNORECASE,
)


def find(
    said: Said, metas: dict[str, Sequence[str]], tree: lxml.html.HtmlElement
) -> tuple[str, ...]:
    """The authors of the page, in the order in which it names them."""
    names = _names(_said_names(said))
    if not names or _is_house(names, said):
        told = [name for key in _META for name in metas.get(key, ())]
        for found in (told[:MAX_AUTHORS], _marked(tree)):
            if persons := _names(found):
                return persons
    return names or _names(_classed(tree)) or _names(_spoken(tree))


def _is_house(names: Sequence[str], said: Said) -> bool:
    """Whether JSON-LD names only the outlet itself; perhaps a person signs as well."""
    outlet = said.followed(said.get("publisher"))
    name = text_of(outlet.get("name")) if isinstance(outlet, dict) else ""
    return len(names) == 1 and names[0].casefold() == name.casefold()


def _said_names(said: Said) -> list[str]:
    authors = as_list(said.get("author")) or as_list(said.get("creator"))
    found = []
    for author in map(said.followed, authors[:MAX_AUTHORS]):
        if isinstance(author, dict):
            found += [text_of(name) for name in as_list(author.get("name"))]
        else:
            found.append(text_of(author))
    return found


def _marked(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """Microdata and links that are said to be the author's."""
    nodes = tree.xpath(
        "//*[@itemprop='author' or @itemprop='creator' or @rel='author'"
        " or contains(concat(' ', @rel, ' '), ' author ')]"
    )
    for node in nodes[:MAX_LOOKED_AT]:
        if _is_of_another(node):
            continue
        inner = node.xpath(".//*[@itemprop='name']")
        named = inner[0] if inner else node
        yield named.get("content") or _line(named)


def _classed(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """What stands in elements whose class says author; the innermost first."""
    nodes = tree.xpath("//body//*[@class or @id or @data-testid or @data-component]")
    seen = 0
    for node in nodes:
        said = " ".join(
            filter(
                None, map(node.get, ("class", "id", "data-testid", "data-component"))
            )
        )[:300]
        if not _CLASS.search(said) or _OTHER_CLASS.search(said):
            continue
        if _is_of_another(node):
            continue
        links = [_line(link) for link in islice(node.iter("a"), 5)]
        links = [line for line in links if _is_name(_bare(line))]
        text = _line(node)
        if links and len(text) < 400:
            yield from links[:3]
            return
        if 2 < len(text) < 160:
            yield text
        seen += 1
        if seen > MAX_LOOKED_AT:
            return


def _spoken(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """A line near the top that says "By Some Name"."""
    for node in islice(tree.iter("p", "span", "div", "h2", "h3", "h4", "li"), 1500):
        start = (node.text or "").strip()
        if start and len(start) < 200 and _STARTS_BY.match(start + " "):
            text = _line(node)
            if len(text) < 160:
                name = _bare(text)
                if _is_name(name) and name[:1].isupper() and 1 < len(name.split()) < 5:
                    yield name
                    return


def _is_of_another(node: lxml.html.HtmlElement) -> bool:
    """Whether it stands in a comment, a list of other stories or the page's foot."""
    for above in islice(node.iterancestors(), 12):
        if above.tag in {"aside", "footer", "nav"}:
            return True
        said = f"{above.get('class') or ''} {above.get('id') or ''}"[:300].lower()
        if above.tag != "body" and re.search(r"comment|related|sidebar|teaser", said):
            return True
    return False


def _line(node: lxml.html.HtmlElement) -> str:
    return clean_text(
        " ".join(
            text for text in islice(node.itertext(), 40) if not isinstance(text, bytes)
        ),
        500,
    )


def _names(found: Iterable[str]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for text in islice(found, MAX_LOOKED_AT):
        for name in _parted(clean_text(plain_text(text[:2000]), 500)):
            if _is_name(name):
                names.setdefault(name.casefold(), name)
    return tuple(list(names.values())[:MAX_AUTHORS])


def _parted(text: str) -> list[str]:
    """The names in "By Jane Doe and John Roe, Staff Writers"."""
    text = _bare(text)
    parts = [part.strip() for part in _JOINED.split(text)]
    # "Doe, Jane" and "Jane Doe, PhD" are one person each
    if len(parts) > 1 and all(len(part.split()) >= 2 for part in parts):
        return [_bare(part) for part in parts]
    return [text]


def _bare(text: str) -> str:
    text = _BY.sub("", text.strip())
    cut = _ENDS.sub("", text).strip(" ,;:.–—-\u00a0")
    return clean_text(cut or text, MAX_NAME)


def _is_name(text: str) -> bool:
    return (
        1 < len(text) <= MAX_NAME
        and len(text.split()) <= 9
        and not _NO_NAME.search(text)
    )
