"""Is this really the article, or a consent wall, stub or menu?

A wall hides a text from the reader, so every rule wants two signs: tell-tale words,
and a text too short to be the story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.core.sentences import any_of, count_words
from articles.core.types import Wall

TOO_SHORT = 30
"""Words. The shortest reports of agencies have about fifty."""
TEASER = 60
"""Words of a page that says it must be paid for: the teaser, not the story."""
STUB = 150
"""Words. In a text longer than this, words that tell of a wall are the story's."""

OF_TITLE = 0.4
"""Share of a title that words of a wall take up, with an outlet's name beside them."""

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


def why_not(wall: str) -> str:
    """The sentence for a wall as it is kept in the database; "" where there is none."""
    return next((told for known, told in SENTENCES.items() if known == wall), "")


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
    nos \d+ partenaires|(avec|sans) votre (accord|consentement)
    nuestros \d+ socios|(i )?nostri \d+ partner|onze \d+ partners
    nossos \d+ parceiros|nasi(mi)? \d+ partner|vår[ae] \d+ partner
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
    has_prose: bool = True
    """Whether anything on the page is as long as a sentence of a story."""
    has_player: bool = False
    """Whether a film is shown on the page."""


def wall(signals: Signals) -> Wall:
    """Why this page is not the article; "" if it is."""
    count = count_words(signals.text)
    if count >= STUB:
        return "home_page" if signals.is_home and not signals.is_article else ""
    about = f"{signals.title}\n{signals.page_text[:3000]}"
    if _is_all(_BOT, signals.title) or (count < TEASER and _BOT.search(about)):
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
        told = {found[0].lower() for found in _CONSENT.finditer(signals.text[:600])}
        return "consent" if len(told) > 1 else ""
    return "consent" if _CONSENT.search(about) else _stub(signals, count, pays)


def _is_all(pattern: re.Pattern[str], title: str) -> bool:
    """Does the title say little but that? One that says more may be a story on it."""
    found = pattern.search(title)
    return found is not None and len(found[0]) > len(title) * OF_TITLE


def _stub(signals: Signals, count: int, pays: bool) -> Wall:
    """What is behind a page that has hardly any text."""
    if _SCRIPT.search(signals.text):
        return "video_only" if signals.has_player else "script_only"
    if count >= TOO_SHORT and signals.has_prose:
        return ""
    is_bare = count_words(signals.page_text) < TOO_SHORT
    if is_bare and not signals.has_player:
        return "script_only"
    if pays:
        return "paywall"
    if signals.asks_password or _LOGIN.search(signals.page_text):
        return "login"
    if signals.has_player:
        return "video_only"
    return "script_only" if _SCRIPT.search(signals.page_text) else "too_short"
