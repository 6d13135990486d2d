"""Port: AnalysisEngine protocol, the table of engines, get_engine()."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from articles.core.types import AnalysisRequest, AnalysisResult

ENGINES = {"extractive": "articles.engines.extractive.ExtractiveEngine"}
"""Name to dotted path of a class without arguments. Another engine is a line here."""


class AnalysisEngine(Protocol):
    """Writes analyses. `version` goes up when the same request would give another."""

    name: str
    version: str

    def analyse(self, request: AnalysisRequest) -> AnalysisResult:
        """An analysis in which every sentence cites the passages it rests on.

        No sentences where the sources do not hold enough to rest one on.
        """
        ...


def get_engine(name: str = "extractive") -> AnalysisEngine:
    """The engine of that name; KeyError if the table has none."""
    module, _, attribute = ENGINES[name].rpartition(".")
    engine: AnalysisEngine = getattr(import_module(module), attribute)()
    return engine
