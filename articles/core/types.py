"""Frozen dataclasses that cross steps: Extracted, AnalysisRequest, AnalysisResult,
Hit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Wall = Literal[
    "", "paywall", "consent", "bot_check", "login", "script_only", "home_page",
    "not_found", "too_short", "not_html", "too_large", "unreachable",
]  # fmt: skip
"""Why a page gave no article; "" where it gave one."""

Move = Literal["happened", "actor", "context", "means", "outlook"]
Basis = Literal["full_text", "snippet", "headline"]


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a publisher's page holds.

    `text` is plain, paragraphs parted by a blank line; `html` is not yet sanitised. A
    `wall` other than "" means: there is no article here, `text` and `html` are empty.
    """

    wall: Wall
    title: str = ""
    text: str = ""
    html: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
    published_at: dt.datetime | None = None
    canonical_url: str = ""
    image_url: str = ""
    word_count: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one source: `text == source.text[start:end]`."""

    source: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """One text an analysis may rest on. `id` is the Article's pk."""

    id: int
    outlet: str
    text: str


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """All that an engine may know: the headline and the texts, the item's own first."""

    headline: str
    language: str
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class AnalysedSentence:
    """One sentence of an analysis, and the passages it rests on; never without one."""

    move: Move
    text: str
    citations: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """An analysis. `dropped` counts sentences that the check removed."""

    engine: str
    version: str
    sentences: tuple[AnalysedSentence, ...]
    actor: str = ""
    counterparty: str = ""
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A found item; `excerpt` is plain text."""

    item_id: int
    excerpt: str
    rank: float
