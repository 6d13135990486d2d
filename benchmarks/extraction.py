"""How good and how dear extraction is, beside plain trafilatura, on pages with answers.

    .venv/bin/python benchmarks/extraction.py EVALUATE.PY PAGES [--only SOURCE,SOURCE]

EVALUATE.PY is the scorer and PAGES its folder of saved pages. It calls the functions
here, each in a process of its own, and prints scores, CPU times and peak memory, by
source and paired with trafilatura.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import lxml.html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from trafilatura import bare_extraction  # noqa: E402

from articles.core.extraction import extract  # noqa: E402
from articles.core.types import Extracted  # noqa: E402
from newsreader.lib.html import safe_html  # noqa: E402

Answer = dict[str, object]


def plain_trafilatura(html: str, url: str | None) -> Answer:
    """trafilatura without comments, with its metadata."""
    found = bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return {"text": "", "title": "", "authors": [], "date": ""}
    authors = [name.strip() for name in (found.author or "").split(";")]
    return {
        "text": found.text,
        "title": found.title,
        "authors": [name for name in authors if name],
        "date": found.date,
    }


def ours(html: str, url: str | None) -> Answer:
    """Text, metadata, HTML and sanitising, as the pipeline does it.

    Of a paywall it is the teaser that counts, which is stored as the description.
    """
    found = _extracted(html, url)
    safe_html(found.html, base_url=url or "")
    day = found.published_at.date().isoformat() if found.published_at else ""
    return {
        "text": found.text or found.teaser,
        "title": found.title,
        "authors": list(found.authors),
        "date": day,
    }


def our_html(html: str, url: str | None) -> Answer:
    """The text of the HTML that is stored, without the captions of its pictures."""
    return _read_again(html, url, without=("figcaption",))


def our_html_with_captions(html: str, url: str | None) -> Answer:
    """The same with the captions, which the answers of most sources leave out."""
    return _read_again(html, url, without=())


def _read_again(html: str, url: str | None, *, without: tuple[str, ...]) -> Answer:
    found = _extracted(html, url)
    stored = safe_html(found.html, base_url=url or "")
    if not stored:
        return {"text": found.teaser}
    tree = lxml.html.fragment_fromstring(stored, create_parent="div")
    for node in list(tree.iter(*without)) if without else ():
        node.drop_tree()
    blocks = ("p", "h3", "h4", "h5", "h6", "li", "td", "th", "pre", "br", "figcaption")
    for node in tree.iter(*blocks):
        node.tail = " " + (node.tail or "")
    return {"text": tree.text_content()}


def _extracted(html: str, url: str | None) -> Extracted:
    kind = "text/html; charset=utf-8"
    return extract(html.encode(), url=url or "", content_type=kind)


def main() -> int:
    scorer, pages, *more = sys.argv[1:]
    names = ("plain_trafilatura", "ours", "our_html", "our_html_with_captions")
    functions = [f"{Path(__file__).resolve()}:{name}" for name in names]
    chosen = [word for name in functions for word in ("--ext", name)]
    compared = ["--base", functions[0], "--by-source", *more]
    return subprocess.call([sys.executable, scorer, pages, *chosen, *compared])


if __name__ == "__main__":
    sys.exit(main())
