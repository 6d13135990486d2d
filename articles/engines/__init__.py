"""Port: AnalysisEngine protocol, the table of engines, get_engine()."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, Protocol

from articles.core.prompt import Prompt
from articles.core.types import AnalysisRequest, AnalysisResult

ENGINES = {"extractive": "articles.engines.extractive.ExtractiveEngine"}
"""Name to dotted path of a class without arguments. Another engine is a line here."""

DIALECTS = {
    "openai": "articles.engines.openai.OpenAI",
    "anthropic": "articles.engines.anthropic.Anthropic",
}
"""How to speak to models, by the names of ANALYSIS_ENGINE (see `engines.chat`)."""


class AnalysisEngine(Protocol):
    """Writes analyses. `version` goes up when the same request would give another."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...

    def analyse(self, request: AnalysisRequest) -> AnalysisResult:
        """An analysis in which every sentence cites the passages it rests on.

        No sentences where the sources do not hold enough to rest one on.
        """
        ...


class NoAnswerError(Exception):
    """A model gave nothing that can be used: a word for programs, a sentence for
    people. `is_passing` says that asking again later may help."""

    def __init__(self, kind: str, why: str, *, is_passing: bool = False) -> None:
        super().__init__(kind, why)
        self.kind = kind
        self.why = why
        self.is_passing = is_passing


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, how it ended, and what it counted; -1 where it did not."""

    text: str
    end: Literal["stop", "length", "refusal"] = "stop"
    tokens_in: int = -1
    tokens_out: int = -1


@dataclass(frozen=True, slots=True)
class Manner:
    """How an endpoint wants to be asked; found out once and kept for it as text."""

    shape: str = ""  # how the form of the answer is demanded; "" for the strictest
    new_limit: bool = False  # OpenAI's newer models call the limit otherwise
    temperature: bool = True  # which they also let nobody choose

    def __str__(self) -> str:
        return f"{self.shape},{self.new_limit:d},{self.temperature:d}"

    @classmethod
    def of(cls, text: str) -> Manner:
        shape, _, rest = text.partition(",")
        return cls(shape, rest[:1] == "1", rest[2:3] != "0")


@dataclass(frozen=True, slots=True)
class Post:
    """What to send: an address, headers beside the content type, and a body."""

    url: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


class Dialect(Protocol):
    """How one kind of endpoint is asked, and how its answers are read. Pure."""

    name: str
    home: str

    def post(
        self, asked: Prompt, *, base: str, key: str, model: str, manner: Manner,
        most: int,
    ) -> Post:  # fmt: skip
        """The request for this question, with an answer of at most `most` tokens."""
        ...

    def milder(self, manner: Manner, status: int, complaint: str) -> Manner | None:
        """How to ask again after this refusal; None where that would not help."""
        ...

    def read(self, body: bytes) -> Reply:
        """Raises ValueError for anything that is no answer of this kind."""
        ...


def get_engine(name: str = "extractive") -> AnalysisEngine:
    """The engine of that name; KeyError if the table has none."""
    engine: AnalysisEngine = _made(ENGINES[name])
    return engine


def get_dialect(name: str) -> Dialect:
    """The dialect of that name; KeyError if the table has none."""
    dialect: Dialect = _made(DIALECTS[name])
    return dialect


def next_shape(shapes: tuple[str, ...], shape: str) -> str | None:
    """The next, milder way to demand the form of an answer."""
    place = shapes.index(shape) if shape in shapes else 0
    return shapes[place + 1] if place + 1 < len(shapes) else None


def _made(path: str) -> Any:  # Any: what the tables name
    module, _, attribute = path.rpartition(".")
    return getattr(import_module(module), attribute)()
