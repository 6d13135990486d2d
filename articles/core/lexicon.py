"""Words as data, by language: stop words, negations, opposites, number words.

Small on purpose: a language that is missing here is still split, ranked, cited and
checked, only with less help from its words.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

STOP_WORDS = {
    "en": """a about above across after again against all along also although always am
    among an and another any are around as at away back be because been before behind
    being below between both but by can cannot could did do does doing done down during
    each either else even ever every few for from further get gets getting go goes going
    got had has have having he her here hers herself him himself his how however i if in
    into is it its itself just last least less like made make makes many may me might
    more most much must my myself near neither no nor not now of off often on once one
    only onto or other others our ours out over own per put rather s same say says said
    saying shall she should since so some still such t take taken than that the their
    theirs them themselves then there these they this those though through thus to told
    too toward under until up upon us very via was way we well were what when where
    whether which while who whom whose why will with within without would yet you your
    yours don't didn't doesn't isn't wasn't won't can't it's that's i'm he's she's we're
    they're i've we've they've there's according new
    first two year years day days people time including""",
    "de": """aber alle allem allen aller alles als also am an andere anderen auch auf
    aus
    bei beim bereits bis bisher bleibt da dabei damit dann das dass dazu dem den denen
    denn der deren des dessen deshalb die dies diese diesem diesen dieser dieses doch
    dort du durch ein eine einem einen einer eines er es etwa für gegen gibt habe haben
    hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer
    in
    ins ist jede jeder jetzt kann kein keine keinen können könnte man mehr mit muss
    müssen nach neben nicht noch nun nur ob oder ohne sagte schon sehr sei sein seine
    seinem seinen seiner seit sich sie sind so soll sollen sondern sowie über um und uns
    unter vom von vor war waren was wegen weil weiter welche wenn wer werden wie wieder
    will wir wird wo worden wurde wurden zu zum zur zwischen""",
    "fr": """à afin ai ainsi alors après au aucun aussi autre autres aux avait avant
    avec
    avoir c'est car ce cela celle celui ces cet cette ceux chez comme comment contre
    d'un
    d'une dans de depuis des deux dont du elle elles en encore entre est et étaient
    était
    été être eu fait faire faut il ils j'ai je jusqu'à l'on la le les leur leurs lors
    lui
    mais même mes moins mon n'a n'est ne non nos notre nous on ont ou où par pas pendant
    peu peut plus pour quand que quel quelle qui qu'il s'est sa sans se selon sera ses
    si
    son sont sous sur ta tous tout toute toutes très un une vers vos votre vous y""",
    "es": """a además al algo algunos ante antes aquí así aunque bajo bien cada casi
    como
    con contra cual cuando de del desde donde dos durante el él ella ellas ellos en
    entre
    era eran es esa ese eso esta está están estas este esto estos fue fueron ha había
    han
    hasta hay la las le les lo los más me mi mientras muy nada ni no nos o otra otras
    otro otros para pero poco por porque puede pues que qué quien se según ser será si
    sí
    sido sin sobre solo son su sus también tan tanto te tiene tienen todo todos tras tu
    un una uno unos y ya yo""",
    "it": """a ad ai al alla alle allo anche ancora aveva c'è che chi ci come con contro
    cui da dai dal dalla dalle dei del dell della delle dello di dopo dove due e è ed
    era
    erano essere fa fino fra gli ha hanno ho i il in io l la le lei li lo loro lui ma
    mai
    me meno mentre mi molto ne nei nel nella nelle nello noi non o ogni oltre per perché
    però più poi prima proprio può quale quando quanto quella quelle quello questa
    queste questi questo qui se sempre senza si sia siamo sono sta stata stati stato su
    sua sue sugli sui sul sulla suo tra tutti tutto un una uno vi""",
    "pt": """a à ainda além ao aos apenas após aqui as às até cada com como contra da
    das
    de dela dele depois desde do dois dos e é ela elas ele eles em entre era essa esse
    esta está estão este foi for foram há isso isto já lhe mais mas me mesmo meu muito
    na
    não nas nem no nos o os ou para pela pelas pelo pelos por porque qual quando que
    quem
    se segundo sem ser será seu seus sob sobre sua suas também tem têm ter todos tudo um
    uma você""",
    "nl": """aan al alle als bij daar dan dat de deze die dit doen door dus een en er ge
    geen had hebben heeft hem het hier hij hun ik in is je kan kon kunnen maar me meer
    men met mij moet na naar niet nog nu of om omdat onder ons ook op over te tegen toch
    toen tot uit van veel voor waar waren was wat we wel werd werden wie wij wil worden
    wordt zal ze zei zich zij zijn zo zonder zou""",
    "sv": """alla allt att av blev blir bli de dem den denna det detta dig din dock du
    då
    där efter eller en enligt ett från får för före ha hade han har hon hur här i icke
    inte ja jag kan kommer kunde man med mellan men mot mycket men när nu någon och om
    oss också på sade samma sedan sig sin ska skulle som så till under upp ut utan vad
    var vara varit vi vid vilka är även över""",
    "da": """af alle andre at blev bliver da de dem den der deres det dette dig din du
    efter eller en end er et for fra før ham han har havde hende her hun hvad hvis hvor
    i ikke ind jeg kan kom kunne man med meget men mod når nu og også om op os over på
    sagde samt sig sin skal som så til ud under var ved vi vil være været""",
    "pl": """a aby ale bardzo bez bo był była było były być chce czy dla do gdy gdzie i
    ich im innych ja jak jako je jego jej jest jeszcze jeśli już kiedy która które który
    którzy ma mają może można na nad nie nich niż o od oraz po pod podczas przed przez
    przy są się swoje ta tak także tam te tego tej ten to też tylko tym u w we więc
    według z za ze że został została""",
    "ru": """а без более будет бы был была были было быть в вам во вот все всех вы где
    да
    даже для до его ее если есть еще же за и из или им их к как когда который которые ко
    кто ли лишь меня мне может мы на над не него нее нет ни них но о об однако он она
    они
    оно от очень по под после при с сам свой себя со так также там то того тоже только
    том ты у уже чем что чтобы это этого этом я""",
    "uk": """а але без би був була були було бути в вже ви від він вона вони все всі
    де для до є ж за з і із або й його її їх та так також там те ти то тому у уже у це
    цей цього чи що щоб як який які я""",
    "tr": """ama ancak bir bu bunun çok da daha de değil diye en gibi göre hem her için
    ile ise kadar ki mi ne o olan olarak oldu olduğu olduğunu olan sonra şu tarafından
    üzere var ve veya ya yok""",
    "id": """ada adalah agar akan antara atas atau bagi bahwa banyak bisa dalam dan dari
    dengan di dia dua ini itu jika juga kami karena kata ke kepada lebih mereka oleh
    pada
    para saat sebagai secara sejak seperti serta setelah sudah telah tersebut tidak
    untuk
    yang""",
    "ar": """في من على إلى عن أن إن كان كانت هذا هذه ذلك التي الذي مع بعد قبل بين كما
    لا ما
    لم لن قد هو هي و أو ثم حيث عند كل أي قال وقال""",
    "hi": """का के की को में से है हैं और यह वह इस उस पर ने कि था थे थी भी तो ही एक कर
    कहा लिए
    अपने साथ या हो गया""",
}

NEGATIONS = {
    "en": """not no never none nobody nothing neither nor without cannot can't won't
    don't
    doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't wouldn't couldn't
    shouldn't ain't mustn't needn't dont wont nowhere""",
    "de": "nicht kein keine keinen keiner keinem keines nie niemals niemand nichts "
    "ohne",
    "fr": "ne pas n' jamais rien aucun aucune personne sans ni non n'a n'est n'ont",
    "es": "no nunca jamás nada nadie ningún ninguna ninguno sin tampoco",
    "it": "non mai nessun nessuno nessuna niente nulla senza né",
    "pt": "não nunca jamais nada ninguém nenhum nenhuma sem nem",
    "nl": "niet geen nooit niemand niets zonder",
    "sv": "inte icke ej aldrig ingen inga inget utan",
    "da": "ikke ej aldrig ingen intet uden",
    "pl": "nie nigdy nikt nic bez żaden żadna",
    "ru": "не нет никогда никто ничего без ни нельзя",
    "uk": "не ні ніколи ніхто нічого без",
    "tr": "değil yok hiç asla",
    "id": "tidak bukan tanpa tak belum jangan",
    "ar": "لا لم لن ليس ليست غير دون",
    "hi": "नहीं न मत बिना",
}
UNSPACED_NEGATIONS = (
    "不",
    "没",
    "沒",
    "无",
    "無",
    "未",
    "非",
    "ない",
    "ません",
    "ず",
    "ไม่",
)
"""In Chinese, Japanese and Thai, found inside the run of characters."""

_MARKED = """
largest biggest greatest large big huge top
smallest small tiny little
best top good great finest first
worst bad poor
most more majority
least less few
fewest fewer few
highest high tall tallest record
lowest low
longest long
shortest short
oldest old
youngest young
richest rich wealthy
poorest poor
strongest strong
weakest weak
fastest fast quick
slowest slow
mother mom mum mothers maternal parents
father dad fathers paternal parents
son sons boy boys child children baby
daughter daughters girl girls child children baby
brother brothers sibling siblings
sister sisters sibling siblings
husband married spouse
wife married spouse
men man male males boys him his
women woman female females girls her she
"""
"""Words too telling to be somebody's own: the first of each line, and what else may
stand for it in the source."""

NEGATIVE_VERBS = {
    "en": """deny denies denied denying refuse refuses refused refusing reject rejects
    rejected fail fails failed failing failure lack lacks lacked lacking unable unlikely
    unclear avoid avoided stop stopped prevent prevented barely hardly rarely little few
    absent halt halted neither ruled decline declined declines cancel cancelled canceled
    impossible dismiss dismissed dispute disputed ban banned block blocked unwilling
    unaware unknown yet out off against instead contrary despite rather except""",
    "de": "bestreitet bestritt dementiert lehnt ablehnte scheitert scheiterte "
    "verweigert",
    "fr": "nie dément démenti refuse refusé rejette rejeté manque échoué",
    "es": "niega negó desmiente rechaza rechazó falta fracasó",
}

OPPOSITES = """
rise/rises/rose/risen/rising fall/falls/fell/fallen/falling
rise/rises/rose/rising drop/drops/dropped/dropping
rise/rises/rose/rising decline/declines/declined/declining
increase/increases/increased/increasing decrease/decreases/decreased/decreasing
increase/increases/increased/increasing reduce/reduces/reduced/reducing
increase/increases/increased decline/declines/declined/fall/falls/fell
grow/grows/grew/growing/growth shrink/shrinks/shrank/shrinking
gain/gains/gained lose/loses/lost/losses/loss
up down
higher/high/highest lower/low/lowest
more/most fewer/less/least/fewest
many few
largest/biggest/large/big/larger/bigger smallest/small/smaller
before after
earlier later
early late
first last
open/opens/opened/opening close/closes/closed/closing
begin/begins/began/start/starts/started end/ends/ended/finish/finished
win/wins/won/winning/winner lose/loses/lost/losing/loser
victory/triumph defeat/loss
accept/accepts/accepted/accepting reject/rejects/rejected/refuse/refuses/refused
agree/agrees/agreed disagree/disagrees/disagreed
approve/approves/approved/approval reject/rejects/rejected/rejection/disapprove
support/supports/supported/supporting oppose/opposes/opposed/opposing
allow/allows/allowed/permit/permits/permitted forbid/forbids/banned/ban/bans/prohibit
legal illegal
lawful unlawful
guilty innocent
convicted/convict acquitted/acquit
arrested/arrest/detained released/freed/release
alive dead
live/lives/lived/survive/survives/survived die/dies/died
life death
born died
buy/buys/bought/buying/purchase/purchased sell/sells/sold/selling
arrive/arrives/arrived/arrival depart/departs/departed/departure
enter/enters/entered leave/leaves/left
join/joins/joined leave/leaves/left/quit/quits
man woman
men women
male female
boy girl
boys girls
boyfriend girlfriend
father/dad mother/mom/mum
fathers mothers
son daughter
sons daughters
brother sister
brothers sisters
husband wife
king queen
uncle aunt
grandfather grandmother
groom bride
north south
northern southern
northeast southwest
northwest southeast
east west
eastern western
left right
top bottom
above below
over under
inside outside
good/better/best bad/worse/worst
strong/stronger/strongest weak/weaker/weakest
strengthen/strengthens/strengthened weaken/weakens/weakened
young/younger/youngest old/older/oldest
new old
newest oldest
fast/faster/fastest slow/slower/slowest
hot/hotter/hottest/warm/warmer cold/colder/coldest/cool/cooler
rich/richer/richest poor/poorer/poorest
happy sad/unhappy
easy/easier difficult/hard/harder
safe dangerous/unsafe
success/successful/succeed/succeeded failure/unsuccessful/fail/failed
same different
always never
often rarely/seldom
public private
positive negative
possible impossible
likely unlikely
known unknown
true/correct false/incorrect/untrue
love/loves/loved hate/hates/hated
friend/friends enemy/enemies
ally/allies foe/foes/enemy/enemies
war peace
attack/attacks/attacked defend/defends/defended/defence/defense
remember/remembers/remembered forget/forgets/forgot
full empty
heavy light
long/longer/longest short/shorter/shortest
wide/wider/widest narrow/narrower/narrowest
deep/deeper/deepest shallow/shallower
near/close far/distant
begin/began/beginning end/ended/ending
import/imports/imported export/exports/exported
profit/profits loss/losses
majority minority
maximum/maximal minimum/minimal
increase/expand/expands/expanded cut/cuts/contract/contracts/reduce
tighten/tightens/tightened ease/eases/eased/loosen/loosens/loosened
lift/lifts/lifted/ease/easing impose/imposes/imposed
confirm/confirms/confirmed deny/denies/denied
admit/admits/admitted deny/denies/denied
praise/praises/praised criticise/criticize/criticises/criticizes/criticised/criticized
optimistic pessimistic
optimism pessimism
day night
morning evening
daytime nighttime
present/presence absent/absence
present past
future past
include/includes/included exclude/excludes/excluded
remain/remains/remained/stay/stays/stayed leave/leaves/left
push/pushed pull/pulled
give/gave/gives/given take/took/takes/taken
send/sent/sends receive/received/receives
lend/lent borrow/borrowed
employer employee
teacher student
doctor patient
parent/parents child/children
victim/victims attacker/attackers/perpetrator
guest host
offense/offence defense/defence
democrat/democrats/democratic republican/republicans
liberal conservative
domestic foreign/international
rural urban
temporary/temporarily permanent/permanently
voluntary/voluntarily forced/compulsory
on off
upper lower
front back/rear
ancient modern
clear unclear
able unable
fair unfair
stable unstable
certain uncertain
popular unpopular
usual/common unusual/uncommon/rare
experienced inexperienced
aware unaware
willing unwilling
married divorced/single/unmarried
healthy/well sick/ill/unhealthy
wet dry
hard soft
clean dirty
rough smooth
quiet loud
simple complex/complicated
expensive/costly cheap/inexpensive
valuable worthless
careful/carefully careless/carelessly
quick/quickly slow/slowly
everyone/everybody/all none/nobody
everything nothing
everywhere nowhere
both neither
mehr weniger
steigt/stieg/steigen/gestiegen sinkt/sank/sinken/gesunken/fällt/fiel/fallen/gefallen
vor nach
höher/höchste niedriger/niedrigste
größte/größer/groß kleinste/kleiner/klein
gewinnt/gewann/gewonnen/gewinnen verliert/verlor/verloren/verlieren
mann frau
vater mutter
sohn tochter
bruder schwester
norden süden
osten westen
öffnet/geöffnet/öffnen schließt/geschlossen/schließen
erlaubt/erlauben verboten/verbietet/verbieten
früher später
zugestimmt/zustimmt/stimmt abgelehnt/ablehnt/lehnt
augmente/augmenté/augmenter/hausse baisse/baissé/baisser/diminue/diminué
avant après
plus moins
homme femme
père mère
fils fille
frère sœur
nord sud
est ouest
ouvre/ouvert/ouvrir ferme/fermé/fermer
gagne/gagné/gagner perd/perdu/perdre
premier dernier
sube/subió/aumenta/aumentó/aumentar/subir baja/bajó/disminuye/disminuyó/cae/cayó/bajar
antes después
más menos
hombre mujer
padre madre
hijo hija
hermano hermana
norte sur
este oeste
abre/abrió/abrir cierra/cerró/cerrar
gana/ganó/ganar pierde/perdió/perder
mayor menor
aumenta/aumentato/sale/salito cala/calato/scende/sceso/diminuisce
prima dopo
più meno
uomo donna
sobe/subiu/aumenta/aumentou cai/caiu/desce/desceu/diminui/diminuiu
depois antes
mais menos
homem mulher
meer minder
stijgt/steeg/gestegen daalt/daalde/gedaald
voor na
man vrouw
"""

_NUMBER_WORDS = """
0 zero
2 two zwei deux dos due dois twee
3 three drei trois tres tre três drie
4 four vier quatre cuatro quattro quatro
5 five fünf cinq cinco cinque vijf
6 six sechs seis sei zes
7 seven sieben sept siete sette sete zeven
8 eight acht huit ocho otto oito
9 nine neun neuf nueve nove negen
10 ten zehn dix diez dieci dez tien
11 eleven elf onze once undici
12 twelve zwölf douze doce dodici doze twaalf dozen dutzend
13 thirteen dreizehn treize trece tredici treze dertien
14 fourteen vierzehn quatorze catorce quattordici veertien
15 fifteen fünfzehn quinze quince quindici vijftien
16 sixteen sechzehn seize dieciséis sedici zestien
17 seventeen siebzehn diecisiete diciassette zeventien
18 eighteen achtzehn dieciocho diciotto achttien
19 nineteen neunzehn diecinueve diciannove negentien
20 twenty zwanzig vingt veinte venti vinte twintig
30 thirty dreißig trente treinta trenta trinta dertig
40 forty vierzig quarante cuarenta quaranta veertig
50 fifty fünfzig cinquante cincuenta cinquanta cinquenta vijftig
60 sixty sechzig soixante sesenta sessanta sessenta zestig
70 seventy siebzig setenta settanta zeventig
80 eighty achtzig ochenta ottanta oitenta tachtig
90 ninety neunzig noventa novanta negentig
"""
MAGNITUDES = {
    "hundred": 100, "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9,
    "trillion": 1e12, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "b": 1e9,
    "hundert": 100, "tausend": 1e3, "millionen": 1e6, "milliarde": 1e9,
    "milliarden": 1e9, "mio": 1e6, "mrd": 1e9, "billionen": 1e12, "mille": 1e3,
    "milliard": 1e9, "milliards": 1e9, "cent": 100, "mil": 1e3, "millón": 1e6,
    "millones": 1e6, "milioni": 1e6, "milione": 1e6, "miliardi": 1e9, "miliardo": 1e9,
    "mila": 1e3, "milhão": 1e6, "milhões": 1e6, "bilhões": 1e9, "miljoen": 1e6,
    "miljard": 1e9, "duizend": 1e3, "lakh": 1e5, "crore": 1e7, "тысяч": 1e3,
    "млн": 1e6, "млрд": 1e9, "百": 100, "千": 1e3, "万": 1e4, "萬": 1e4, "億": 1e8,
    "亿": 1e8, "兆": 1e12,
}  # fmt: skip
DEMONYMS = """
france french
spain spanish spaniard spaniards
britain british uk briton britons england english
netherlands dutch holland
denmark danish dane danes
sweden swedish swede swedes
poland polish pole poles
turkey turkish turk turks türkiye
switzerland swiss
greece greek greeks
wales welsh
ireland irish
scotland scottish scots
us u.s usa america american americans states
eu european europe
china chinese
thailand thai
iraq iraqi iraqis
israel israeli israelis
finland finnish finn finns
norway norwegian
germany german germans
philippines filipino philippine
ukraine ukrainian
palestine palestinian palestinians
"""
MONTHS = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre
dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
"""
_GUESSED_FROM = 4_000


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Words of that language that tell nothing; none where it is not known."""
    return frozenset(STOP_WORDS.get(base(language), "").split())


@lru_cache(maxsize=64)
def negations(language: str) -> frozenset[str]:
    return frozenset(NEGATIONS.get(base(language), "").split())


@lru_cache(maxsize=64)
def denials(language: str) -> frozenset[str]:
    """Words that turn a statement round without being a negation."""
    return frozenset(NEGATIVE_VERBS.get(base(language), "").split())


def base(language: str) -> str:
    """`pt-BR` to `pt`."""
    return re.split(r"[-_]", language.lower(), maxsplit=1)[0]


def guess(text: str) -> str:
    """The language whose small words the text uses; English where none is clear."""
    said = re.findall(r"[^\W\d_]+", text[:_GUESSED_FROM].lower())
    if not said:
        return "en"
    spoken = _languages()
    hits = Counter(language for word in said for language in spoken.get(word, ()))
    best = max(STOP_WORDS, key=lambda language: hits[language])
    return best if hits[best] > len(said) / 10 else "en"


@cache
def _languages() -> dict[str, list[str]]:
    """Of each small word the languages that have it."""
    found: dict[str, list[str]] = {}
    for language in STOP_WORDS:
        for word in stop_words(language):
            found.setdefault(word, []).append(language)
    return found


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in OPPOSITES.split("\n"):
        if not line.strip():
            continue
        one, other = (group.split("/") for group in line.split())
        for words, others in ((one, other), (other, one)):
            for word in words:
                found.setdefault(word, set()).update(others)
    return {word: frozenset(others - {word}) for word, others in found.items()}


def _number_words() -> dict[str, int]:
    lines = [line.split() for line in _NUMBER_WORDS.strip().splitlines()]
    return {word: int(value) for value, *words in lines for word in words}


def _demonyms() -> dict[str, frozenset[str]]:
    lines = [frozenset(line.split()) for line in DEMONYMS.strip().splitlines()]
    return {word: line for line in lines for word in line}


def _marked() -> dict[str, frozenset[str]]:
    lines = [line.split() for line in _MARKED.strip().splitlines()]
    return {line[0]: frozenset(line) for line in lines}


MARKED = _marked()
OPPOSITE = _opposites()
NUMBERS = _number_words()
SAME_PLACE = _demonyms()
