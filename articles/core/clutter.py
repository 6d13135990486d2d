"""The blocks of an article that are no part of the story: by-lines, share buttons,
newsletters, further reading, and links to other stories.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from articles.core.leaves import Leaf
from articles.core.sentences import any_of, count_words, words

Kind = Literal["p", "h", "li", "quote", "pre", "row", "figure"]

LAST_PART = 0.25
"""Share of a text that further reading may take up at its end."""
WHOLLY = 0.9
"""Share of the characters of a block that is nothing but a link."""
HEADLINE = 6
"""Words. A link as long as that names another story."""
TEASER_LINE = 140
"""Characters. Further reading comes in lines, on average no longer than this."""

_CLUTTER = any_of(r"""
    (read (also|more|next)|see (also|more)|watch|listen)\b.{0,80}:|also read
    read (also|more|next)\b|(related|recommended|more on)\b.{0,60}:
    lesen sie (auch|mehr)|mehr zum thema|(à )?lire aussi|lea también|\(?leggi anche
    lees ook|läs (även|också)|leia (mais|também)|czytaj (też|także|więcej)$
    les (også|mer)\b|læs også|lue myös|читайте также|читайте також|также по теме
    (also|more) on [\w.]+\.(com|org|net)|up next|okuyun|ayrıca (bkz|oku)|关连阅读
    noticia relacionada|you (may|might) also like|like this story|don.t miss
    sign up (for|to)|thanks for signing up|subscribe to (our|the|\w+ premium)
    get .{0,40}newsletter|newsletter|for the latest .{0,80}(newsletter|sign up)
    esta funcionalidad es|externer inhalt|join (our|thought-provoking)
    want to (bookmark|join|comment)|there was an error processing
    follow (us|me|him|her|@|\w+ on (twitter|x|facebook|instagram))
    share (this|on|via)|print (this )?article|article content$|send (us )?tips
    (.{0,80}personal,? (and )?non-?commercial use only)
    .{0,80}may not be (published|reproduced|copied)
    all rights reserved|copyright|©|\(c\) ?\d{4}|click here|our standards:
    (advertisement|anzeige|publicidad|publicité|pubblicità|reklama)$
    photo(graph)?( by|s?:)|image (credit|source|:)|getty images
    (foto|bild|quelle|crédits?) ?:|download (our|the) app
    this (article|story) (was|is) (originally )?(published|appeared)
    (editing|reporting|writing|compiled) by .{3,80}$|contact .{0,50}@|\S+@\S+\.\w+$
    \w+ [\w.’'-]+ is an? [\w ,-]{0,40}(reporter|writer|editor|journalist|correspondent)
    (first |last )?(published|updated|posted|modified)( on| at|:)? .{0,60}\d{4}
    \d+ ?(min|minutes?|minuten)\.? (read|lesezeit|de lecture|leestijd)$|[\W_]+$
    \d{4}-\d\d-\d\dt[\d:.+z-]+$
""")
_ADDRESS = re.compile(r"https?://\S+")
_BY_LINE = any_of(r"""
    (by|von|par|por|door|av|af|di)\s+[\w.’'-]+(\s+[\w.,’'&|-]+){0,8}$
    \d{1,2}[:.]\d{2}\s*(uhr|am|pm|h)?$
    (\w+,?\s+)?\d{1,2}\.?\s+\w+\.?,?\s+\d{4}([ ,|–-]+[\d:.apm ]+\w{0,4})?$
    (\w+,?\s+)?\w+\.?\s+\d{1,2},?\s+\d{4}([ ,|–-]+[\d:.apm ]+\w{0,4})?$
""")
_MORE = any_of(r"""
    related|more (from|on|stories|news|in)|read (more|next|also)|recommended
    you (may|might) (also )?like|trending|most (read|popular)|latest|see also
    mehr (zum thema|aus|von)|weitere (artikel|themen|nachrichten)|auch interessant
    lesen sie auch|lire aussi|sur le même sujet|leggi anche|te puede interesar
    relacionad|lees ook|läs mer|about the author|comments?$|kommentare|share this
    leave a (reply|comment)|関連記事
""")
_LABEL = any_of(r"""
    (auch|mehr) interessant|lesen sie (auch|mehr)|(read|see) (also|more|next)|also read
    related( (articles?|stories|content|posts?|news|coverage|topics?|links?))?:?
    (you )?(may|might) also like|recommended( for you| stories| reading)?
    most (read|popular|viewed)|trending( now)?|mehr zum thema
    das könnte sie auch .{5,30}
    (à )?lire aussi|sur le même sujet|leggi anche|te puede interesar|lea también
    lees ook|läs (mer|också)|les også|leia (mais|também)|czytaj (też|także)|関連記事
""")
"""Headings that never stand over a part of a story."""
_CONTENTS = any_of(r"""
    (table of )?contents$|(in|on) this (article|page|story|post|guide)|jump to|overview$
    inhalt(sverzeichnis|sübersicht)?$|in diesem (artikel|beitrag)|sommaire$
    dans cet article|índice$|en este artículo|indice$|in questo articolo
    inhoud(sopgave)?$|in dit artikel|spis treści$|conteúdo$|neste artigo|目次$|目录$
""")
_TERMS = any_of(r"republish (this|our) (article|story|content|work)|republish!?$")
"""After these words an outlet says who may print the story again, and how."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, item, quotation, table or picture of an article."""

    kind: Kind
    text: str
    leaf: Leaf | None = None
    """Where the page holds it."""


def without_clutter(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks that are the story: no by-lines, share buttons, further reading."""
    blocks = _without_links(_before_more(blocks))
    heading = set(words(title))
    kept = [
        block
        for place, block in enumerate(blocks)
        if not _is_clutter(block, place, len(blocks), heading)
    ]
    while kept and kept[-1].kind in {"h", "figure"}:
        kept.pop()
    return kept if any(block.text for block in kept) else list(blocks)


def _before_more(blocks: Sequence[Block]) -> Sequence[Block]:
    """Without what follows "Related" or "More from", if that is a small last part, and
    without the terms on which others may print the story."""
    sizes = [len(block.text) for block in blocks]
    place, after, room = len(blocks), 0, sum(sizes) * LAST_PART
    for at in range(len(blocks) // 3, len(blocks)):
        if len(blocks[at].text) < 90 and _TERMS.match(blocks[at].text):
            return blocks[:at]
    for at in range(len(blocks) - 1, 0, -1):
        after += sizes[at]
        if after > room or _is_told(blocks[at]):
            break
        is_list = after < TEASER_LINE * (len(blocks) - at)
        if is_list and blocks[at].kind in {"h", "p"} and _is_more(blocks[at].text):
            place = at
    return blocks[:place]


def _is_told(block: Block) -> bool:
    """Whether it is too long for a teaser: the story goes on here."""
    is_long = len(block.text) > 3 * TEASER_LINE
    return block.kind == "p" and is_long and not _is_link(block)


def _without_links(blocks: Sequence[Block]) -> list[Block]:
    """Without what only leads elsewhere: teaser cards, and headlines of other stories
    that stand between paragraphs, as headings over nothing or in a list."""
    worded = [block for block in blocks if block.text]
    linked = [_is_link(block) for block in worded]
    paragraphs = [at for at, block in enumerate(worded) if block.kind == "p"]
    are_few = 4 * sum(linked[at] for at in paragraphs) <= len(paragraphs)
    gone = {
        id(block)
        for place, block in enumerate(worded)
        if linked[place] and _leads_away(worded, linked, place, are_few=are_few)
    }
    for label, after in pairwise(worded):
        if id(after) in gone and _is_label(label):
            gone.add(id(label))
        if after.kind == "pre" and _names_language(label, after):
            gone.add(id(label))
    return [block for block in blocks if id(block) not in gone]


def _leads_away(
    blocks: Sequence[Block], linked: Sequence[bool], place: int, *, are_few: bool
) -> bool:
    """Whether this link is no part of the story, by what stands around it."""
    block = blocks[place]
    if block.kind == "li" and block.leaf is not None and block.leaf.leads_within():
        return True  # a table of contents, which readers get made of the headings
    is_card = block.leaf is not None and block.leaf.link is not None
    if block.kind == "li":
        return is_card or _is_list_of_links(blocks, linked, place)
    is_headline = count_words(block.text) >= HEADLINE
    before, after = (
        not 0 <= at < len(blocks) or (blocks[at].kind == "p" and not linked[at])
        for at in (place - 1, place + 1)
    )
    if block.kind == "p":
        return is_card or (is_headline and are_few and before and after)
    return block.kind == "h" and is_headline and not after


def _is_link(block: Block) -> bool:
    return block.leaf is not None and block.leaf.link_share() > WHOLLY


def _is_label(block: Block) -> bool:
    """Whether this says what the links after it are: "Related", "More on this:"."""
    text = block.text
    is_short = count_words(text) <= 6 and block.kind in {"h", "p"}
    return is_short and (
        text.endswith(":") or _is_more(text) or _CONTENTS.match(text) is not None
    )


def _names_language(label: Block, code: Block) -> bool:
    """Whether this only says in which language the code after it is, as its class does
    too: "language-html", "brush: css"."""
    name = label.text.strip().lower()
    if label.kind != "p" or len(name) > 20 or " " in name or code.leaf is None:
        return False
    said: list[str] = []
    for piece in code.leaf.pieces:
        if not isinstance(piece, str):
            around = (piece, piece.getparent(), *piece.iterchildren("code"))
            said += [node.get("class") or "" for node in around if node is not None]
    return name in re.split(r"[\s:-]+", " ".join(said).lower())


def _is_list_of_links(
    blocks: Sequence[Block], linked: Sequence[bool], place: int
) -> bool:
    """Whether all items around this one are links as long as headlines."""
    start = end = place
    while start > 0 and blocks[start - 1].kind == "li":
        start -= 1
    while end < len(blocks) and blocks[end].kind == "li":
        end += 1
    sizes = [count_words(block.text) for block in blocks[start:end]]
    return all(linked[start:end]) and sum(sizes) >= HEADLINE * len(sizes)


def _is_more(text: str) -> bool:
    is_label = 0 < len(text) < 60 and count_words(text) <= 6 and text[-1] not in ".?!"
    return is_label and _MORE.match(text) is not None


def _is_clutter(block: Block, place: int, total: int, heading: set[str]) -> bool:
    text = block.text
    if block.kind == "figure":
        return False
    if place < 4 and _ADDRESS.fullmatch(text):
        return True
    if place < 6 and heading and len(text) < 400 and set(words(text)) == heading:
        return True
    if len(text) > 220 or block.kind in {"row", "pre"}:
        return False
    if block.kind == "h" and _LABEL.fullmatch(text):
        return True
    at_edge = place < 4 or place >= total - 3
    if at_edge and len(text) < 100 and _BY_LINE.match(text):
        return True
    return count_words(text) <= 28 and _CLUTTER.match(text) is not None
