"""Is this really the article, or a consent wall, stub or menu?

Whole pages are judged by `wall`, single blocks by `without_clutter`. A wall hides a
text from the reader, so every rule wants two signs: tell-tale words, and a text too
short to be the story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from articles.core.leaves import Leaf
from articles.core.sentences import any_of, count_words, words
from articles.core.types import Wall

Kind = Literal["p", "h", "li", "quote", "pre", "row", "figure"]

TOO_SHORT = 30
"""Words. The shortest reports of agencies have about fifty."""
TEASER = 60
"""Words of a page that says it must be paid for: the teaser, not the story."""
STUB = 150
"""Words. In a text longer than this, words that tell of a wall are the story's."""

LAST_PART = 0.25
"""Share of a text that further reading may take up at its end."""

TEASER_LINE = 140
"""Characters. Further reading comes in lines, on average no longer than this."""

SENTENCES: dict[Wall, str] = {
    "": "",
    "paywall": "The publisher shows this article to subscribers only.",
    "consent": "The publisher asks for consent to cookies before it shows the article.",
    "bot_check": "The publisher lets only browsers in, not a news reader.",
    "login": "The publisher shows this article only to people who have signed in.",
    "script_only": "The page shows its article only by running scripts.",
    "home_page": "The link leads to the publisher's front page, not to an article.",
    "video_only": "The page shows a video and hardly any text.",
    "not_found": "The publisher says that this page does not exist.",
    "too_short": "The page holds too little text to be an article.",
    "not_html": "The link leads to a file, not to a web page.",
    "too_large": "The page is too large to be read.",
    "no_copy": "The publisher does not allow copies of this article to be kept.",
    "unreachable": "The publisher's site could not be reached.",
}
"""What a reader is told of each wall."""

_BOT = any_of(r"""
    just a moment|attention required|pardon our interruption|security check
    checking (your|the) browser|verify(ing)? (that )?you are (a )?human
    enable javascript and cookies to continue|enable js and disable any ad ?blocker
    are you a (robot|human)|you.re not a robot|unusual traffic|human verification
    access (to this page )?(has been |is )?denied|request blocked|ddos protection
    complete the captcha|captcha-delivery|incapsula incident|bot detection
""")
_CONSENT = any_of(r"""
    before you continue|bevor sie (zu|fortfahren)|avant d.accéder
    prima di continuare|antes de continuar|voordat je verdergaat
    we value your privacy|your privacy choices|we and our (\d+ )?partners
    wir und unsere (bis zu )?\d* ?partner|cookie.{0,40}consent|consent.{0,60}cookie
    accept (all )?cookies|alle(n)? (cookies )?akzeptieren|cookies zustimmen
    mit werbung (weiterlesen|und tracking)|tout accepter
    accepter et (continuer|fermer)|aceptar (todas las )?cookies|accetta tutt
""")
_PAY = any_of(r"""
    subscribe (now )?to (continue|read|unlock|keep reading)|subscribers? only
    (already|not) a subscriber|unlock this article|become a member to
    to (read|continue reading) (this|the) (full )?(article|story)
    this (article|content) is (reserved )?for (paying )?(subscribers|members)
    (start|begin) your (free )?trial|jetzt weiterlesen|mit .{0,20}abo .{0,20}lesen
    nur für abonnenten|réservé (à nos |aux )abonnés|il vous reste [\d.,]+ ?%
    suscr[ií]bete para|solo para suscriptores|contenuto riservato
    exclusivo para assinantes|alleen voor abonnees|有料会員
""")
_LOGIN = any_of(r"""
    (log|sign) ?in to (continue|read|view|see|access)|please (log|sign) in
    you (must|need to) (be logged|log|sign) ?in|inicia sesi[oó]n para
    bitte (melden sie sich|einloggen)|connectez-vous pour
    (create|register) (a |an )?(free )?account to|register (now )?to (read|continue)
""")
_SCRIPT = any_of(r"""
    (enable|turn on|activate|requires?|need) java ?script
    java ?script (is |must be |has been )?(disabled|required|enabled|not)
    javascript (aktivieren|activer|habilitar)|activ(er|ar|ate) javascript
""")
_GONE = any_of(r"""
    \b404\b|page (not|could not be|cannot be|can.t be) found|not found$
    page (no longer|does ?n.t|does not) exist|strona nie (istnieje|została znaleziona)
    (article|story) (is )?(not found|no longer)|seite (wurde )?nicht gefunden
    page (introuvable|non trouvée)|p[aá]gina (no|não) (encontrada|existe)
    pagina non trovata|pagina niet gevonden|ページが見つかりません
""")

_CLUTTER = any_of(r"""
    (read (also|more|next)|see (also|more)|watch|listen)\b.{0,80}:|also read
    read (also|more|next)\b|(related|recommended|more on)\b.{0,60}:
    lesen sie (auch|mehr)|mehr zum thema|(à )?lire aussi|lea también|\(?leggi anche
    lees ook|läs (även|också)|leia (mais|também)|czytaj (też|także)
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


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, item, quotation, table or picture of an article."""

    kind: Kind
    text: str
    leaf: Leaf | None = None
    """Where the page holds it."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What the judgement of a page rests on; texts are plain."""

    title: str
    text: str
    page_text: str
    is_home: bool = False
    is_free: bool = True
    is_article: bool = False
    is_video: bool = False
    asks_password: bool = False


def wall(signals: Signals) -> Wall:
    """Why this page is not the article; "" if it is."""
    count = count_words(signals.text)
    if count >= STUB:
        return "home_page" if signals.is_home and not signals.is_article else ""
    about = f"{signals.title}\n{signals.page_text[:3000]}"
    if _BOT.search(signals.title) or (count < TEASER and _BOT.search(about)):
        return "bot_check"
    if _GONE.search(signals.title):
        return "not_found"
    if count < TEASER and _GONE.search(signals.page_text[:400]):
        return "not_found"
    if signals.is_home and not signals.is_article:
        return "home_page"
    pays = _PAY.search(signals.page_text) is not None
    breaks_off = signals.text.rstrip().endswith(("...", "…"))
    if not signals.is_free and (count < TEASER or (pays and breaks_off)):
        return "paywall"
    if signals.is_video and count < TEASER:
        return "video_only"
    if count >= TEASER:
        return "consent" if _CONSENT.search(signals.text[:600]) else ""
    if _CONSENT.search(about):
        return "consent"
    return _stub(signals, count, pays)


def _stub(signals: Signals, count: int, pays: bool) -> Wall:
    """What is behind a page that has hardly any text."""
    if count >= TOO_SHORT:
        return ""
    if count_words(signals.page_text) < TOO_SHORT:
        return "script_only"
    if pays:
        return "paywall"
    if signals.asks_password or _LOGIN.search(signals.page_text):
        return "login"
    return "script_only" if _SCRIPT.search(signals.page_text) else "too_short"


def without_clutter(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks that are the story: no by-lines, share buttons, further reading."""
    blocks = _before_more(blocks)
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
    """Without what follows "Related" or "More from", if that is a small last part."""
    sizes = [len(block.text) for block in blocks]
    place, after, room = len(blocks), 0, sum(sizes) * LAST_PART
    for at in range(len(blocks) - 1, 0, -1):
        after += sizes[at]
        if after > room:
            break
        is_list = after < TEASER_LINE * (len(blocks) - at)
        if is_list and blocks[at].kind in {"h", "p"} and _is_more(blocks[at].text):
            place = at
    return blocks[:place]


def _is_more(text: str) -> bool:
    is_label = 0 < len(text) < 60 and count_words(text) <= 6 and text[-1] not in ".?!"
    return is_label and _MORE.match(text) is not None


def _is_clutter(block: Block, place: int, total: int, heading: set[str]) -> bool:
    text = block.text
    if block.kind == "figure":
        return False
    if place < 6 and heading and len(text) < 400 and set(words(text)) == heading:
        return True
    if len(text) > 220 or block.kind in {"row", "pre"}:
        return False
    at_edge = place < 4 or place >= total - 3
    if at_edge and len(text) < 100 and _BY_LINE.match(text):
        return True
    return count_words(text) <= 28 and _CLUTTER.match(text) is not None
