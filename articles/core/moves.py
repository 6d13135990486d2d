"""The five moves of an analysis, and the words by which a sentence can bear one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.core.sentences import any_of, any_word_of
from articles.core.types import Move

ROOM: dict[Move, int] = {
    "happened": 3, "actor": 2, "context": 3, "means": 2, "outlook": 5,
}  # fmt: skip
ORDER: tuple[Move, ...] = tuple(ROOM)


_OTHER = re.compile("[\u0370-\u1fff\u2e80-\uffff]")
"""A letter of another script than Latin."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that a sentence can bear a move by, apart by script: so most texts are
    looked through for a part of them only."""

    latin: re.Pattern[str]
    others: re.Pattern[str]

    def search(self, text: str) -> re.Match[str] | None:
        found = self.latin.search(text)
        if found is None and _OTHER.search(text):
            return self.others.search(text)
        return found

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self.latin.fullmatch(text) or self.others.fullmatch(text)


def _cues(words: str, anywhere: str) -> Cues:
    """Whole words, and for scripts that part none, or whose marks part them to a
    pattern, what may stand anywhere. A line of `words` is in one script."""
    lines = words.splitlines()
    latin = "\n".join(line for line in lines if not _OTHER.search(line))
    others = "\n".join(line for line in lines if _OTHER.search(line))
    either = f"{any_word_of(others).pattern}|{any_of(anywhere).pattern}"
    return Cues(any_word_of(latin), re.compile(either, re.IGNORECASE))


# Words that let a sentence bear a move: en de fr es it pt nl, pl sv ru uk tr id ar, and
# then hi zh ja ko th. In other languages all that is quoted tells what happened.
ACTOR = _cues(
    r"""
    plans?|planned|bid|expand\w*|invest\w*|aims?|aimed|strateg\w+|launch\w*|goal
    seeks?|sought|acquir\w+|compet\w+|position\w*|announced|pledg\w+|ambitio\w+
    priorit\w+|campaign\w*|vow\w*|want(s|ed)? to|will|push\w*
    plant|planen|plante|ziel\w*|investier\w*|wollen|kündig\w+|setzt auf
    veut|prévoit|objectif|annonc\w+|quiere|planea|objetivo|invert\w*|anunci\w+
    vuole|obiettivo|piano|annunci\w+|quer|plano|wil|doel
    planuj\w+|zamierza\w*|zapowiedzi\w+|chce|planerar|vill|satsar
    план\w+|намерен\w*|объяви\w+|заяви\w+|хоч\w+|стремит\w+|має намір|оголоси\w+
    planlıyor|hedefliyor|açıkladı|berencana|mengumumkan|menargetkan
    (?:وال|و|ال|ل)?(?:تعتزم|يعتزم|أعلن\w*|تخطط|يخطط|تسعى|يسعى|خطة|هدف\w*)
""",
    r"""
    योजना|लक्ष्य|घोषणा|चाहत|निवेश|计划|計劃|计畫|宣布|宣佈|拟|擬|目标|目標|投资|投資|力争
    計画|発表|目指|方針|投資|予定だ|계획|발표|목표|투자|추진|แผน|ประกาศ|ตั้งเป้า
""",
)
CONTEXT = _cues(
    r"""
    since|previous(ly)?|earlier|last (year|month|week|decade)|years? ago|histor\w+
    in (19|20)\d\d|industry|sector|rivals?|competitors?|trend\w*|decades?|analysts?
    experts?|according to|across the|compared (to|with)|record|first time|background
    comes (as|after|amid)|followed|worldwide|nationwide|global\w*
    seit|zuvor|früher|vergangen\w+|im jahr|laut|branche|experten|weltweit|bisher
    depuis|auparavant|selon|l.an dernier|secteur|desde|anterior\w*|según
    el año pasado|en (19|20)\d\d|dal|secondo|negli ultimi|segundo|sinds|volgens|eerder
    wcześniej|według|od (19|20)\d\d|eksper\w+|tidigare|enligt|sedan (19|20)\d\d
    ранее|по данным|в (19|20)\d\d году|эксперт\w*|прошл\w+|раніше|за даними|минул\w+
    daha önce|geçen (yıl|ay|hafta)|uzman\w*|göre|sebelumnya|menurut|sejak|tahun lalu
    (?:و|وال|ال)?(?:سابق\w*|منذ|وفق\w*|بحسب|خبراء|الماضي\w*)
""",
    r"""
    पिछले|पहले|के अनुसार|विशेषज्ञ|此前|去年|以来|以來|据悉|專家|专家|同比|历史|歷史|数据显示
    昨年|これまで|によると|専門家|以来|過去|業界|지난해|이전|에 따르면|전문가|업계
    ก่อนหน้า|ปีที่แล้ว|ผู้เชี่ยวชาญ
""",
)
MEANS = _cues(
    r"""
    means?|meant|because|therefore|result(s|ed|ing)?|impact\w*|effects?|affect\w*
    consequen\w+|lead(s|ing)? to|led to|cause[sd]?|risks?|threat\w*|benefit\w*
    could|would|may|might|allow\w*|enabl\w+|forc(e|es|ed|ing)|cost\w*|jobs?
    so that|in turn|fears?|warn\w*|concern\w*|hope[sd]?
    bedeut\w+|weil|deshalb|dadurch|folgen?|auswirk\w+|führt|könnten?|droht|drohen
    signifie|parce que|conséquen\w+|pourrai\w+|risque\w*|significa|porque
    consecuen\w+|podría\w*|riesgo\w*|perché|conseguen\w+|potrebbe\w*|poderia\w*
    betekent|omdat|kunnen
    oznacza|ponieważ|może|skut\w+|ryzyk\w+|betyder|eftersom|kan leda|risk\w*
    означа\w+|поэтому|потому что|может|привед\w+|последств\w+|риск\w*|угро\w+|через це
    anlamına|çünkü|neden ol\w*|risk\w*|berarti|karena|dampak|dapat|risiko
    (?:و|ال|ل|ب)?(?:يعني|بسبب|لأن|قد|تأثير\w*|خطر\w*|مخاطر|يؤدي|تؤدي)
""",
    r"""
    मतलब|क्योंकि|कारण|असर|प्रभाव|खतर|सकता है|सकते हैं|意味着|意味著|因此|导致|導致|影响|影響
    可能|风险|風險|担忧|擔憂|ため|影響|おそれ|恐れ|可能性|懸念|때문|영향|우려|위험|가능성
    ส่งผล|เพราะ|อาจ|ความเสี่ยง
""",
)
OUTLOOK = _cues(
    r"""
    (is|are) (expected|due|scheduled|set|likely|slated) to|next (year|month|week)
    tomorrow|upcoming|later this (year|month|week)|by (the end of|early|late)
    will (be|begin|start|take|decide|meet|continue|vote|hold|open|release)
    in the coming|from now on|by 20[2-9]\d
    nächste\w* (woche|monat|jahr)|künftig|soll(en)? .{0,60}(werden|beginnen)
    bis (ende|anfang|mitte)|prochain\w*|d.ici|próxim[oa]\w*|prossim[oa]\w*|volgend\w*
    w przyszł\w+|następn\w+|nästa (vecka|månad|år)
    gelecek|önümüzdeki|bulan depan|tahun depan|akan
    следующ\w+|будет|ожида\w+|наступн\w+
    (?:ال)?(?:المقبل\w*|القادم\w*)|سوف
""",
    r"""
    अगले|आगामी|होगा|होगी|明年|下周|下週|下月|下个月|下個月|预计|預計|将于|將於|即将
    来年|来週|来月|予定|見通し|내년|다음 달|다음 주|예정|전망|ปีหน้า|เดือนหน้า|สัปดาห์หน้า
""",
)
DATED = _cues(
    r"""
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
    январ\w+|феврал\w+|март\w*|апрел\w+|ма[йя]|июн\w+|июл\w+|август\w*|сентябр\w+
    октябр\w+|ноябр\w+|декабр\w+|понедельник\w*|вторник\w*|сред[уы]|четверг\w*
    пятниц\w+|суббот\w+|воскресень\w+
    يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر
    الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت
""",
    r"""
    \d{1,2} ?[月日월일]|明年|来年|내년|下[周週月]|来[週月]|다음 [달주]|अगले|20[2-9]\d
    सोमवार|मंगलवार|बुधवार|गुरुवार|शुक्रवार|शनिवार|रविवार|周[一二三四五六日]|[月火水木金土日]曜
""",
)
"""A next step has a date."""
