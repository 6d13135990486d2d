"""Whom a text is about, and who stands on the other side, by counting names."""

from __future__ import annotations

import re

from articles.core import sentences
from articles.core.furniture import is_furniture
from articles.core.types import AnalysisRequest

CLEAR = 3
"""Mentions that make a name the one it is about, if the headline has none."""
TEXT = 12_000
LONGEST = 60


def people(request: AnalysisRequest) -> tuple[str, str]:
    """Whom it is about, and the other side; "" where that is not clear."""
    if not request.sources:
        return "", ""
    text = request.sources[0].text[:TEXT]
    heading = {name.casefold() for name in re.findall(r"\w+", request.headline)}
    weights = {
        name: times * (3 if _parts(name) & heading else 1)
        for name, times in sentences.names(text).items()
        if times > 1 and len(name) < LONGEST and not is_furniture(name)
    }
    ranked = sorted(weights, key=lambda name: (-weights[name], text.find(name)))
    often = [name for name in ranked if weights[name] >= CLEAR][:1]
    named = (name for name in ranked if _parts(name) & heading)
    actor = next(named, "" if heading else "".join(often))
    other = next((n for n in ranked if actor and not _parts(n) & _parts(actor)), "")
    return actor, other


def _parts(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))
