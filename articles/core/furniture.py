"""Sentences that are no news: a page's own words, and words to its reader or to a
machine."""

from __future__ import annotations

import re
import unicodedata

from articles.core.sentences import any_of, any_word_of


def _any_of(alternatives: str) -> re.Pattern[str]:
    """One on each line; a line that begins with + goes on with the one before."""
    return any_of(re.sub(r"\n\s*\+", "", alternatives))


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
)
"""Marks that change what is seen without being seen. Not the two joiners, which
Persian and the scripts of India need inside words."""
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED = re.compile("[\u0600-\u06ff\u0900-\u0dff\U0001f300-\U0001faff\u2600-\u27bf]")
_ADDRESS = re.compile(
    r"https?:|www\.|[\w.+-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+\s?"
    r"(?:\.|\[dot\]|\(dot\))\s?\w"
    r"|\b[a-z0-9-]+\.(?:com|net|org|info|biz|io|ru|xyz|top|cn|co|example|test|zip|link)\b"
    r"|\b(?:data|javascript|mailto|ftp|hxxps?):|\[\.\]|(?:^|\s)@\w{3,}|\bt\.me/",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<[/!a-z][^>]{0,200}>|<!--|-->|&[a-z]{2,8};|\[/?(?:INST|SYS|system|user|assistant)"
    r"|<\|[^|]{1,40}\|>|<<\s*/?SYS|```|\{\{|\}\}|\$\{|\]\(|^\s*[#>*]{1,6}\s"
    r'|^\s*[{\[]|["\']\s*:\s*["\'\[{]|\[\^?[A-Z]?\d+(?:\.\d+)?\]|【|†|\\u[0-9a-f]{4}|\\n'
    r"|\bS\d+\.\d+\b",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"^\W*(?:system|user|human|assistant|developer|ai|bot|instructions?|prompt|tool"
    r"|note to|important|attention|warning|reminder|admin(?:istrator)?"
    r"|系统|系統|用户|助手|システム|ユーザー|система|система|sistema|système|anweisung|hinweis)"
    r"(?:\s+\w+){0,4}\s*[:：\]>]",
    re.IGNORECASE,
)
# Words about or to a machine that reads: nobody's news is lost with them, since the
# same thing is told by other sentences of an article about such machines.
_MACHINE = _any_of(r"""
    (?:ignore|disregard|forget|override|bypass|discard|skip|overwrite)\W+(?:\w+\W+){0,4}
    +(?:previous|prior|above|earlier|preceding|foregoing)\s+(?:\w+\s+){0,2}
    +(?:instructions?|prompts?|directions?|rules|messages?|commands?|guidelines|context)
    (?:your|these|those|any|all|my|new|hidden|following)\s+(?:\w+\s+){0,3}instructions?
    system\s*(?:prompt|message|instruction|override|notice)
    (?:as|you are|act as|pretend|imagine)\s+(?:an?|the|to be)\s+(?:\w+\s+){0,3}
    +(?:ai|a\.i\.|assistant|language model|llm|chat ?bot|summari[sz]er
    +|summari[sz]ation)\b
    (?:language|ai|summari[sz]ation) (?:model|assistant|system|tool|engine)s?\b.{0,60}
    +\b(?:must|should|shall|please|need to|has to|have to|are to|is to|will)\b
    \b(?:summari[sz]e|rewrite|translate|respond|reply|repeat|output|print|write|say
    +|append
    +|insert|include|add|cite|quote|mention|state|conclude|report|reveal|send
    +|recommend)\b
    +.{0,60}\b(?:this (?:article|text|page|summary)|in (?:your|the) (?:summary|answer
    +|reply
    +|response|output|analysis)|verbatim|the (?:reader|user)s?\b|as follows
    +|word for word)
    (?:in|for|into|to|of) (?:your|the) (?:summary|answer|analysis|response|reply|output)
    \b(?:any|an?|the|this|every) summari[sz](?:er|ation|ing)\b|\bsummari[sz]ers?\b
    \b(?:summary|output|answer|response) (?:must|should|shall|has to|is to|needs to)\b
    jailbreak|prompt injection|developer mode|\bDAN mode|do anything now|base64
    \b(?:dear|hey|hello|hi|attention|note to)\W+(?:\w+\s+){0,3}
    +(?:ai|assistant|chatgpt|claude|gpt|gemini|llama|model|bot|llm|summari[sz]er
    +|crawler)s?\b
    \b(?:assistant|chatgpt|claude|gpt-?\d?|gemini|copilot|model)\s*[,:]\s*\w+
    (?:when|if) (?:you|an? (?:ai|assistant|model)) (?:summari[sz]e|read|process
    +|analy[sz]e)
    according to (?:passage|source|citation|system)\s*\w?\d
    ignorier\w*|vergiss|missachte\w*|systemnachricht|anweisung(?:en)?
    ignore[zr]?\b|oublie[zr]?\b|consignes? (?:précédente|système)
    +|instructions précédentes
    ignor[ae]\b|olvida|instrucciones|instruções|istruzioni|dimentica|desconsidere
    negeer|vergeet|instructies|игнорируй\w*|забудь\w*|инструкци\w+|інструкц\w+
    忽略|无视|無視|忘记|指示|指令|提示词|プロンプト|命令|무시하|지시|تجاهل|التعليمات|निर्देश|अनदेखा
    คำสั่ง|talimat|önceki|abaikan|instruksi|instrukcj\w+|zignoruj|instruktion\w*
""")
_READER = _any_of(r"""
    ^\W*(?:please|kindly|now|just|simply|first|then|don'?t|do not|never|always|also)?\W*
    +(?:click|tap|subscribe|sign up|sign in|log in|register|download|install|visit|call
    +|buy|order|donate|share|follow|join|email|e-mail|send|enter|type|paste|copy|open
    +|run
    +|read|see|watch|listen|check|scroll|enable|disable|turn|reply|respond|answer|ignore
    +|disregard|forget|summari[sz]e|translate|output|print|repeat|write|say|tell
    +|remember
    +|consider|contact|get|use|learn|find out|discover|support|act|pretend|insert|append
    +|include|add|mention|state|end|begin|start|replace|delete|remove|make sure|execute
    +|transfer|verify|confirm|update|upgrade|claim|apply|invest|text|dial|scan
    +|follow us)
    +(?:\s+(?:as|here|now|us|the|this|that|these|those|your|our|all|any|it|to|for|on
    +|at|in|up
    +|with|more|less|only|out|free|about|over|from|instead|today|a|an|each|every|me
    +|my)\b)
    \b(?:your|you(?:'re| are|'ll| will| must| should| can| may| need| have)?)\b.{0,80}
    +\b(?:browser|inbox|subscription|account|password|cookies?|javascript|device|e-?mail
    +|wallet|credit card|bank details|newsletter|consent|privacy|ad ?blocker|download
    +|click)
    this (?:copy|content|article|story|page|material|email|newsletter|link|site)
    +\s(?:is for|may not|has been (?:updated|corrected|amended)|was (?:originally|first)
    +|contains|is (?:part|available|published|produced|sponsored|subject|brought)
    +|will open)
    distribution and use of this|personal,? non-commercial use|all rights reserved
    +|copyright
    ©|terms (?:of (?:use|service)|and conditions)|privacy policy|cookie policy
    (?:affiliate|sponsored) (?:link|content|post|commission)|we may (?:earn|receive)
    newsletter|subscribers? only|advertisement|supported by|story continues|read more
    (?:click|tap|swipe) (?:here|on|to|through)|sign up|log in|photo(?:graph)?s?(?: by|:)
    (?:image|picture) (?:credit|caption|source)s?|getty images|file photo
    follow (?:us|me|him|her|them) on|join the conversation|leave a comment|share this
    contributed (?:to|from|reporting)|reporting by|editing by|written by|compiled by
    (?:reported|wrote) from (?:\w+ ){1,3}and|copyright \d{4}|originally appeared
    watch (?:the )?(?:video|live|below)|\d\s?(?:am|pm) et\b.{0,30}\bon (?:cnn|fox|nbc
    +|abc)
    the opinions expressed|views expressed|solely (?:his|hers|those)
    +|for more (?:information
    +|on this|stories|news)|related (?:stories|articles|content|coverage)
    +|breaking news alert
    (?:enable|disable) (?:javascript|cookies)|your browser|loading\.\.\.|please wait
    (?:jetzt|hier) (?:klicken|abonnieren|lesen|anmelden)|newsletter abonnieren
    +|alle rechte
    abonnez-vous|cliquez|lire aussi|tous droits|suscr[ií]b|haga clic|lea también
    +|todos los
    iscriviti|clicca|leggi anche|inscreva|clique|leia (?:também|mais)|meld je aan
    +|lees ook
    点击|订阅|訂閱|關注|关注我们|クリック|登録|購読|著作権|無断転載
    続きを読む|подпис\w+ на|подробнее
    читайте также|구독|클릭|무단|اشترك|اضغط|सब्सक्राइब|क्लिक|abone ol|tıklay|klik di sini
    baca juga|kliknij|subskryb|czytaj (?:też|także)|prenumerera|läs (?:mer|också)
    +|læs også
""")
LONGEST = 1_500
"""Characters. What is longer is no sentence, and patterns take too long over it."""
_YOU = any_word_of(
    r"you|your|yours|yourself|du|dich|dein\w*|ihr|euch|vous|votre|vos|usted"
)
_MOST_MARKS = 20
_ORNAMENT = re.compile(rf"\W{{{_MOST_MARKS + 1},}}")
"""Endless rows of marks, over which patterns that begin with some take too long."""
_SPEECH = re.compile('["“„«「『]')


def clean(text: str) -> str:
    """For comparing: as it is seen, without marks that are not."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


def is_furniture(text: str) -> bool:
    """Is this a word of the page to its reader, or to a machine, and no news?

    Strict on purpose: an article has other sentences, and a reader none too few.
    """
    if len(text) > LONGEST or has_hidden_marks(text) or _is_in_two_scripts(text):
        return True
    seen = _ORNAMENT.sub(lambda found: found[0][:_MOST_MARKS], clean(text))
    if _ADDRESS.search(seen) or _MARKUP.search(seen) or _TURN.search(seen):
        return True
    if _MACHINE.search(seen) or _READER.search(seen):
        return True
    return _YOU.search(seen) is not None and not _SPEECH.search(seen)


def has_hidden_marks(text: str) -> bool:
    if _INVISIBLE.search(text):
        return True
    if _JOINERS.search(text) and not _JOINED.search(text):
        return True
    return any(unicodedata.category(letter) in ("Cc", "Co", "Cn") for letter in text)


def _is_in_two_scripts(text: str) -> bool:
    """A word of Latin and Cyrillic or Greek letters, as nobody writes."""
    return _MIXED.search(text) is not None


_LATIN, _OTHERS = "A-Za-z", "\u0370-\u03ff\u0400-\u04ff"
_MIXED = re.compile(f"[{_LATIN}][{_OTHERS}][{_LATIN}]|[{_OTHERS}][{_LATIN}][{_OTHERS}]")
