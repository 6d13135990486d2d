"""The topic and publication tokens of Google News addresses, read and made offline.

A token is a protobuf message in base64 in a protobuf message in base64. A topic's
holds a Knowledge Graph entity, a language and perhaps a country; a publication's
holds just the domain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from feeds.core.google_editions import Edition
from feeds.core.protobuf import BadMessage, first, pack, read, unpack, write

# Names of topics and their entities; the first seven are Google's own sections.
_TOPICS = """
World=/m/09nm_ Business=/m/09s1f Technology=/m/07c1v Entertainment=/m/02jjt
Sports=/m/06ntj Science=/m/06mq7 Health=/m/0kt51
Politics=/m/05qt0 Celebrities=/m/01rfz TV=/m/07c52 Music=/m/04rlf Movies=/m/02vxn
Theater=/m/03qsdpk Soccer=/m/02vx4 Cycling=/m/01sgl Motor_sports=/m/0410tth
Tennis=/m/07bs0 Combat_sports=/m/05kc29 Basketball=/m/018w8 Baseball=/m/018jz
Football=/m/0jm_ Sports_betting=/m/04t39d Water_sports=/m/02fhdf Hockey=/m/03tmr
Golf=/m/037hz Cricket=/m/09xp_ Rugby=/m/06br8 Economy=/m/0gfps3
Personal_finance=/m/01y6cq Finance=/m/02_7t Digital_currencies=/m/0r8lyw7
Mobile=/m/050k8 Energy=/m/02mm_ Gaming=/m/01mw1 Internet_security=/m/03jfnx
Gadgets=/m/02mf1n Virtual_reality=/m/07_ny Robotics=/m/02p0t5f Nutrition=/m/05djc
Public_health=/m/02cm61 Mental_health=/m/03x69g Medicine=/m/04sh3 Space=/m/01833w
Wildlife=/g/13bb_ts Environment=/m/02py09 Neuroscience=/m/05b6c Physics=/m/05qjt
Geology=/m/036hv Paleontology=/m/05rjl Social_sciences=/m/06n6p
Education=/g/121p6d90 Jobs=/m/04115t2 Online_education=/m/05tjrb
Higher_education=/m/03r55 Vehicles=/m/0k4j Art_and_design=/m/0jjw Beauty=/m/01f43
Food=/m/02wbm Travel=/m/014dsx Shopping=/m/0hhdb Home=/m/01l0mw Outdoors=/m/05b0n7k
Fashion=/m/032tl Bitcoin=/m/05p0rrx Cryptocurrencies=/m/0vpj4_b
"""
TOPICS: dict[str, str] = {
    name.replace("_", " "): entity
    for name, _, entity in (pair.partition("=") for pair in _TOPICS.split())
}
"""Readable name -> entity, for a form to choose from."""
_NAMES = {entity: name for name, entity in TOPICS.items()}

_OUTER_KIND, _TOPIC, _OTHER = 10, 16, 18
_ENTITY = re.compile(r"/[a-z]/[0-9a-z_]{1,30}")
_TAG = re.compile(r"[A-Za-z]{1,3}(-[A-Za-z0-9]{1,8})*|")


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: a topic's entity, or a publication's domain, as `value`."""

    kind: Literal["topic", "publication"]
    value: str
    language: str = ""
    region: str = ""

    @property
    def name(self) -> str:
        """The topic's name where it is known, else the entity or the domain."""
        return _NAMES.get(self.value, self.value)


def read_token(text: str) -> Token | None:
    """What the token says, or None where it is another or none at all."""
    try:
        outer = read(unpack(text))
        inner = _message(_message(outer, 5), 4, packed=True)
        said = _message(inner, 2)
        if first(inner, 1) == _TOPIC:
            parts = [_text(said, number) for number in (1, 2, 3)]
            known = _ENTITY.fullmatch(parts[0]) and all(map(_TAG.fullmatch, parts[1:]))
            return Token("topic", *parts) if known else None
        domain = _text(_message(said, 13), 1)
    except (BadMessage, UnicodeDecodeError):
        return None
    shown = domain.isprintable() and " " not in domain and len(domain) <= 253
    return Token("publication", domain) if domain and shown else None


def topic_token(entity: str, language: str, region: str = "") -> str:
    """The token of a topic; `language` is an `hl`, but plain "en" for English."""
    said: list[tuple[int, int | bytes]] = [(1, entity.encode()), (2, language.encode())]
    if region:
        said.append((3, region.encode()))
    return _wrapped(_TOPIC, write(said))


def topic_token_for(entity: str, e: Edition) -> str:
    """The token of a topic in an edition."""
    return topic_token(entity, "en" if e.language == "en" else e.hl, e.gl)


def publication_token(domain: str) -> str:
    """The token of the publication at that domain."""
    return _wrapped(_OTHER, write([(1, 12), (13, write([(1, domain.encode())]))]))


def _wrapped(kind: int, said: bytes) -> str:
    inner = pack(write([(1, kind), (2, said), (5, 0)]))
    body = write([(1, _OUTER_KIND), (4, inner.encode()), (10, 1)])
    return pack(write([(1, 0), (5, body)]))


def _message(
    fields: list[tuple[int, int | bytes]], number: int, *, packed: bool = False
) -> list[tuple[int, int | bytes]]:
    value = first(fields, number)
    if not isinstance(value, bytes):
        raise BadMessage("a part is missing")
    return read(unpack(value.decode("ascii")) if packed else value)


def _text(fields: list[tuple[int, int | bytes]], number: int) -> str:
    value = first(fields, number)
    return value.decode("utf-8") if isinstance(value, bytes) else ""
