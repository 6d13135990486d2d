"""Words too common to tell one event from another, by language.

The common words of `lexicon`, those that only headlines use besides, and a few
languages that it has not.
"""

from __future__ import annotations

from articles.core.lexicon import STOP_WORDS

_MORE = {
    "en": """
        ahead amid live making news report reports see set takes three today
        update updates video vs watch week
        """,
    "de": """
        ab bin erst etwas ja jahr jahre mal neue neuen neuer warum zwei
        """,
    "fr": """
        ans c d eux font j jour l m n pourquoi qu s t va veut vont
        """,
    "es": """
        año años aún cómo después día e hoy nueva nuevo tres
        """,
    "it": """
        anni anno c col cosa così d degli nell no nostro sei sull suoi tre
        """,
    "pt": """
        ano anos antes deve dia duas durante eu hoje nova novo pode são só três
        vai veja
        """,
    "nl": """
        af eerste haar heb hoe jaar mijn nieuwe twee weer
        """,
    "sv": """
        die er flera hela igen kom mer ny nya något sa två vill år
        """,
    "da": """
        denne dog få får går ha hvem igen kun mere må ned ny nye to år
        """,
    "pl": """
        co dwa go ile kto lat nowy on ona rok roku tu wie wszystko
        """,
    "tr": """
        biri bunu ilk mu neden son yeni yıl
        """,
    "id": """
        baru hari hingga jadi lagi tahun tak tentang usai
        """,
    "vi": """
        bị cho các có cùng của do hai khi không là làm lại một mới người nhiều
        những này năm qua ra sau sẽ theo thì trong trên trước tại từ và vào vì
        về với đang đã được đến để ở
        """,
    "ru": """
        всё год года ещё её лет про этой
        """,
    "uk": """
        зі коли ли між на над не ні о по при про під після року рік того хто яка
        """,
    "el": """
        ένα ένασ αν από για γιατί δεν είναι εν ενώ και κατά με μετά μη μια μόνο
        να ο οι που πριν πωσ σε στα στη στην στησ στο στον στουσ συν τα τη την
        τησ τι τισ το τον του τουσ των ωσ όλα όταν ότι
        """,
    "ar": """
        بن به بها تم حتى حول خلال غير كيف له لها منذ هل يوم
        """,
    "he": """
        אחרי אך אל אם אמר אני את בין גם הוא הזה היא היה הם זה זו יש כי כל כמה לא
        לו לפני מה מי עד עוד על עם רק של שלא
        """,
    "hi": """
        अब आज ओर करने किया क्या गई जा जो तक नहीं बाद रहा रही रहे हुआ हुई
        """,
    "fa": """
        آن از است اما این با باید بر برای به بود تا در دو را شد شده می نیست هر
        هم و پس چه کرد که یا یک
        """,
}  # fmt: skip

_COUSINS = {"nb": "da", "nn": "da", "no": "da", "be": "ru", "ms": "id"}
"""Languages that get on with a neighbour's list."""

STOPWORDS = {
    language: frozenset(
        f"{STOP_WORDS.get(language, '')} {_MORE.get(language, '')}".casefold().split()
    )
    for language in {**STOP_WORDS, **_MORE}
}


def stopwords(language: str) -> frozenset[str]:
    """The list of that language tag; an unknown one gets the English list."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return STOPWORDS.get(_COUSINS.get(code, code)) or STOPWORDS["en"]
