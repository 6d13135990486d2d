"""Words too common to tell one event from another, by language."""

from __future__ import annotations

_WORDS = {
    "en": """
        a about after again against ahead all also am amid among an and any are as at
        back be because been before behind being between but by can could did do does
        down during each every first for from get gets getting go goes going got had has
        have he her here him his how i if in into is it its just last like live made
        make makes making many may me more most much my new news no not now of off on
        one only or other our out over own per report reports s said say says see set
        she should since so some still such take takes than that the their them then
        there these they this those three through to today too two under until up
        update updates upon us very via video vs was watch we week were what when where
        which while who whom whose why will with without would year years yet you your
        """,
    "de": """
        ab aber alle allem allen aller als also am an auch auf aus bei beim bin bis da
        damit dann das dass dem den denn der des die dies diese diesem diesen dieser
        doch dort durch ein eine einem einen einer eines er erst es etwas für gegen
        gibt haben hat hatte ich ihm ihn ihr ihre im in ins ist ja jahr jahre jetzt
        kann kein keine können mal mehr mit muss nach neue neuen neuer nicht noch nun
        nur ob oder ohne sein seine seit sich sie sind so soll sollen über um und uns
        unter vom von vor war warum was weil wenn wer werden wie wieder will wir wird
        wurde zu zum zur zwei zwischen
        """,
    "fr": """
        à après au aucun aussi autre aux avant avec avoir ans c ce ces cet cette chez
        comme comment contre d dans de depuis des deux dont du elle elles en encore
        entre est et été être eux fait font il ils j je jour l la le les leur leurs
        lors lui m mais même mes moins n ne non nos notre nous on ont ou où par pas
        pendant plus pour pourquoi qu quand que quel quelle qui s sa sans se selon ses
        si son sont sous sur t très tous tout toute toutes un une va vers veut vont
        votre vous y
        """,
    "es": """
        a al ante antes año años así aún bajo cada como cómo con contra cual cuando de
        del desde después día donde dos durante e el ella ellos en entre era es esa ese
        esta está están este esto estos fue fueron ha había han hasta hay hoy la las le
        les lo los más me mi mientras muy ni no nos nueva nuevo o otra otro para pero
        por porque qué que quien se según ser será si sin sobre son su sus también
        tiene todo todos tras tres tu un una uno unos ya yo
        """,
    "it": """
        a ad ai al alla alle allo anche ancora anni anno c che chi ci col come con
        contro cosa così cui d da dai dal dalla dalle degli dei del dell della delle
        dello di dopo dove due e è ed era essere fa fino fra gli ha hanno ho i il in
        io l la le lo loro ma nei nel nell nella nelle nello no noi non nostro o ogni
        per perché più poi prima può quando quanto quella quello questa questo se sei
        senza si sia siamo sono su sua sue sui sul sull sulla suo suoi tra tre tutti
        tutto un una uno
        """,
    "pt": """
        a à ainda ano anos antes ao aos após as até com como contra da das de depois
        desde deve dia do dois dos duas durante e é ela ele eles em entre era essa esse
        esta está este eu foi foram há hoje isso já mais mas me mesmo muito na nas não
        nem no nos nova novo o os ou para pela pelas pelo pelos pode por porque qual
        quando que quem são se sem ser será seu seus sobre só sua suas também tem ter
        têm todos tudo três um uma veja vai
        """,
    "nl": """
        aan af al alle als bij dan dat de deze die dit door een eerste en er geen haar
        had heb hebben heeft het hij hoe ik in is jaar kan maar meer met mijn na naar
        niet nieuwe nog nu of om omdat onder ons ook op over te tegen tot twee uit van
        veel voor waar was wat we weer wel werd wie wil worden wordt ze zich zijn zo
        zou
        """,
    "sv": """
        alla allt att av de dem den denna det detta die din där då efter eller en er
        ett flera får för från före ha hade han har hela här hon hur i igen inte ja jag
        kan kom kommer man med men mer mot mycket när nu ny nya någon något och om
        oss på sa sedan sig sin ska som så till två under upp ut vad var vi vid vill
        år är över
        """,
    "da": """
        af alle at de den denne der deres det dig dog du efter eller en er et for fra
        få får før går ha han har hun hvad hvem hvor i igen ikke ind jeg kan kom kun
        man med meget men mere mod må ned nu ny nye når og også om op os over på sig
        sin skal som så til to ud under var ved vi vil være år
        """,
    "pl": """
        a aby ale bez był była było być co czy dla do dwa gdy go i ich ile im ja jak
        jako je jest jego jej już kto która które który lat ma mają może na nad nie
        nowy o od on ona po pod podczas przed przez przy rok roku się są ta tak także
        te tego tej ten to tu tylko tym u w we wie więc wszystko z za ze że
        """,
    "tr": """
        ama ancak bir biri bu bunu da daha de diye en gibi hem her için ile ilk ise
        kadar ki mi mu ne neden o olan olarak oldu olduğu son sonra şu ve veya ya yeni
        yıl
        """,
    "id": """
        ada adalah akan antara atau bagi bahwa baru bisa dalam dan dari dengan di dua
        hari hingga ini itu jadi juga karena ke kepada lagi lebih oleh pada para saat
        sebagai secara sudah tahun tak telah tentang tidak untuk usai yang
        """,
    "vi": """
        bị các cho có của cùng do đã đang để đến được hai khi không là lại làm mới một
        năm này người nhiều những ở qua ra sau sẽ tại thì theo trên trong trước từ và
        vào về với vì
        """,
    "ru": """
        а без более бы был была были было быть в во вот все всё где год года для до его
        ее её если еще ещё же за и из или им их к как когда кто ли лет на над не него
        нет но о об он она они от по под после при про с со так также там то только у
        уже чем что чтобы это этого этой этом
        """,
    "uk": """
        а або але без був була були було бути в вже від він вона вони все де для до є
        з за зі й його її їх і із коли ли між на над не ні о по під після при про рік
        року та так також те то того у хто це цього чи що щоб як який яка які
        """,
    "el": """
        αν από για γιατί δεν ένα ένας είναι εν ενώ και κατά με μετά μη μια μόνο να ο οι
        όλα όταν ότι που πριν πως σε στα στη στην στης στο στον στους συν τα τη την της
        τι τις το τον του τους των ως
        """,
    "ar": """
        إلى أن إن أو أي بعد بن بين بها به تم ثم حتى حول خلال ذلك على عن عند غير في قال
        قبل قد كان كانت كل كما كيف لا لم لن له لها ما مع من منذ هذا هذه هل هو هي و يوم
        """,
    "he": """
        אחרי אך אל אם אמר אני את בין גם הוא היא היה הם הזה זה זו יש כי כל כמה לא לו
        לפני מה מי של על עד עוד עם רק שלא
        """,
    "hi": """
        अब आज इस उस एक ओर और कर करने का कि किया की के को क्या गया गई जा जो तक तो था थी
        ने नहीं पर बाद भी में यह रहा रही रहे लिए वह से हुआ हुई है हैं हो
        """,
    "fa": """
        است از این آن اما با باید برای بر به بود پس تا چه در دو را شد شده کرد که می
        نیست و هم هر یا یک
        """,
}  # fmt: skip

_COUSINS = {"nb": "da", "nn": "da", "no": "da", "be": "ru", "ms": "id"}
"""Languages that get on with a neighbour's list."""

STOPWORDS = {
    language: frozenset(words.casefold().split()) for language, words in _WORDS.items()
}


def stopwords(language: str) -> frozenset[str]:
    """The list of that language tag; an unknown one gets the English list."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return STOPWORDS.get(_COUSINS.get(code, code)) or STOPWORDS["en"]
