"""Frozen dataclasses that cross steps: Extracted, AnalysisRequest, AnalysisResult,
Hit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Wall = Literal[
    "", "paywall", "consent", "bot_check", "login", "script_only", "home_page",
    "video_only", "not_found", "too_short", "not_html", "too_large", "unreachable",
    "no_copy",
]  # fmt: skip
"""Why a page gave no article; "" where it gave one."""

Move = Literal["happened", "actor", "context", "means", "outlook"]
Basis = Literal["full_text", "snippet", "headline"]
Role = Literal["item", "coverage", "archive"]
"""Whose text it is: the item's own, another outlet's on the same event, or older."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a publisher's page holds.

    `text` is plain, paragraphs parted by a blank line; `html` is not yet sanitised. A
    `wall` other than "" means: there is no article here, `text` and `html` are empty;
    `teaser` is what a paywall lets everybody read. Times keep the publisher's own zone.
    `direction` is "ltr", "rtl" or "". `is_free` is the page's own word on whether all
    may read it; `noarchive`, that it asks for no copy to be kept.
    """

    wall: Wall
    title: str = ""
    text: str = ""
    teaser: str = ""
    html: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
    published_at: dt.datetime | None = None
    canonical_url: str = ""
    image_url: str = ""
    word_count: int = 0
    updated_at: dt.datetime | None = None
    icon_url: str = ""
    direction: str = ""
    image_width: int = 0
    image_height: int = 0
    is_free: bool = True
    noarchive: bool = False


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
    role: Role = "item"
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """All that an engine may know: the headline and the texts, the item's own first."""

    headline: str
    language: str
    sources: Sequence[Source]
    basis: Basis = "full_text"


@dataclass(frozen=True, slots=True)
class AnalysedSentence:
    """One sentence of an analysis, and the passages it rests on; never without one."""

    move: Move
    text: str
    citations: tuple[Passage, ...]
    is_computed: bool = False  # counted by our own code, not said by a source


@dataclass(frozen=True, slots=True)
class RemovedSentence:
    """A sentence that the check did not let through, and why."""

    move: Move
    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """An analysis. `dropped` counts sentences that the check removed; `model` is the
    model's name where one wrote it, `version` then that of the prompt."""

    engine: str
    version: str
    sentences: tuple[AnalysedSentence, ...]
    actor: str = ""
    counterparty: str = ""
    dropped: int = 0
    removed: tuple[RemovedSentence, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found item; its `excerpt` is plain text in pieces, true where it was hit.

    The next page goes on after the `place` of the last hit.
    """

    item_id: int
    place: int
    excerpt: tuple[tuple[str, bool], ...] = ()
