"""The five moves of an analysis, and the words by which a sentence can bear one."""

from __future__ import annotations

from articles.core.sentences import any_word_of
from articles.core.types import Move

ROOM: dict[Move, int] = {
    "happened": 3, "actor": 2, "context": 3, "means": 2, "outlook": 5,
}  # fmt: skip
ORDER: tuple[Move, ...] = tuple(ROOM)

# Words that let a sentence bear a move (en de fr es it pt nl). In other languages all
# that is quoted tells what happened.
ACTOR = any_word_of(r"""
    plans?|planned|bid|expand\w*|invest\w*|aims?|aimed|strateg\w+|launch\w*|goal
    seeks?|sought|acquir\w+|compet\w+|position\w*|announced|pledg\w+|ambitio\w+
    priorit\w+|campaign\w*|vow\w*|want(s|ed)? to|will|push\w*
    plant|planen|plante|ziel\w*|investier\w*|wollen|kündig\w+|setzt auf
    veut|prévoit|objectif|annonc\w+|quiere|planea|objetivo|invert\w*|anunci\w+
    vuole|obiettivo|piano|annunci\w+|quer|plano|wil|doel
""")
CONTEXT = any_word_of(r"""
    since|previous(ly)?|earlier|last (year|month|week|decade)|years? ago|histor\w+
    in (19|20)\d\d|industry|sector|rivals?|competitors?|trend\w*|decades?|analysts?
    experts?|according to|across the|compared (to|with)|record|first time|background
    comes (as|after|amid)|followed|worldwide|nationwide|global\w*
    seit|zuvor|früher|vergangen\w+|im jahr|laut|branche|experten|weltweit|bisher
    depuis|auparavant|selon|l.an dernier|secteur|desde|anterior\w*|según
    el año pasado|en (19|20)\d\d|dal|secondo|negli ultimi|segundo|sinds|volgens|eerder
""")
MEANS = any_word_of(r"""
    means?|meant|because|therefore|result(s|ed|ing)?|impact\w*|effects?|affect\w*
    consequen\w+|lead(s|ing)? to|led to|cause[sd]?|risks?|threat\w*|benefit\w*
    could|would|may|might|allow\w*|enabl\w+|forc(e|es|ed|ing)|cost\w*|jobs?
    so that|in turn|fears?|warn\w*|concern\w*|hope[sd]?
    bedeut\w+|weil|deshalb|dadurch|folgen?|auswirk\w+|führt|könnten?|droht|drohen
    signifie|parce que|conséquen\w+|pourrai\w+|risque\w*|significa|porque
    consecuen\w+|podría\w*|riesgo\w*|perché|conseguen\w+|potrebbe\w*|poderia\w*
    betekent|omdat|kunnen
""")
OUTLOOK = any_word_of(r"""
    (is|are) (expected|due|scheduled|set|likely|slated) to|next (year|month|week)
    tomorrow|upcoming|later this (year|month|week)|by (the end of|early|late)
    will (be|begin|start|take|decide|meet|continue|vote|hold|open|release)
    in the coming|from now on|by 20[2-9]\d
    nächste\w* (woche|monat|jahr)|künftig|soll(en)? .{0,60}(werden|beginnen)
    bis (ende|anfang|mitte)|prochain\w*|d.ici|próxim[oa]\w*|prossim[oa]\w*|volgend\w*
""")
DATED = any_word_of(r"""
    january|february|march|april|may|june|july|august|september|october|november
    december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|20[2-9]\d|tomorrow
    (next|coming) (week|month|year|spring|summer|autumn|fall|winter)
    monday|tuesday|wednesday|thursday|friday|saturday|sunday
    later this (week|month|year)
    januar|februar|märz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch
    donnerstag|freitag|samstag|sonntag|nächste\w* (woche|monat|jahr)
    janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre
    lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche
    enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre
    diciembre|lunes|martes|miércoles|jueves|viernes|sábado|domingo
""")
"""A next step has a date."""
