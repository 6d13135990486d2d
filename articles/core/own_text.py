"""Does a feed's own content hold the whole article, or a teaser?"""

from __future__ import annotations

from itertools import pairwise

from articles.core.sentences import any_of, count_words, words
from newsreader.lib.html import plain_text

WORDS = 150
"""Less than this is a teaser, or so short that its page is worth a look."""

COVERED = 0.8
"""Share of a page's pairs of words that the whole article has too. Captions, by-lines
and boxes are the rest; of a teaser it is a third at best."""

_END = 200  # characters
_TEASER = any_of(r"""
    (\[…\]|\[\.\.\.\]|\(…\)|…|\.\.\.)\s*$
    (read|continue|keep) (on|more|reading|the (rest|full)\b)[^.]{0,120}$
    (view|see|full) (the )?(full )?(article|story|post|text)[^.]{0,60}$
    (weiterlesen|mehr lesen|zum (ganzen )?artikel|den (ganzen|vollständigen) artikel)
    (lire (la suite|plus|l.article)|la suite sur)[^.]{0,60}$
    (leer|seguir leyendo|sigue leyendo|leggi (tutto|l.articolo)|continua a leggere)
    (lees (verder|meer)|läs mer|leia mais|czytaj (dalej|więcej)|続きを読む)[^.]{0,60}$
    (subscribers? only|subscribe to (read|continue)|nur für abonnenten)
""")
_FOOTER = any_of(r"(the post .{1,200} (first appeared|appeared first) on .{1,100}$)")


def looks_whole(html: str) -> bool:
    """Long enough for an article, and without a word that the rest is elsewhere."""
    text = _FOOTER.sub("", plain_text(html)).rstrip()
    return count_words(text) >= WORDS and not _TEASER.search(text[-_END:])


def covers(own_html: str, page_text: str) -> bool:
    """Does the feed's content say nearly all that the page says?"""
    page = _pairs(page_text)
    return bool(page) and len(page & _pairs(plain_text(own_html))) >= COVERED * len(
        page
    )


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(words(text)))
