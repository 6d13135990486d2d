"""Language models that answer as told: well, badly, or not at all.

`Model` is an endpoint over real HTTP; what it says is made by a `Mind`, a function
from the question to the words of the answer.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from articles.core.prompt import Prompt
from articles.engines import Reply
from tests.fakes_http import Seen, Site, page

Question = Mapping[str, Any]
"""The JSON document with the passages, as a model finds it in what it is told."""
Mind = Callable[[str, Question], str]
"""From the whole of what was told, and the document in it, to an answer."""


def question_in(told: str) -> Question:
    found: Question = json.loads(told[told.index("{") : told.rindex("}") + 1])
    return found


def passages_of(question: Question) -> list[tuple[str, str]]:
    return [
        (name, text)
        for source in question["sources"]
        for name, text in source["passages"].items()
    ]


def honest(told: str, question: Question) -> str:
    """Quotes passages word for word, some under each of three moves."""
    found = passages_of(question)
    if "moves" not in told and "chosen passages" in told:
        return json.dumps({"passages": [name for name, _ in found[:4]]})
    moves = [
        {
            "move": move,
            "sentences": [sentence(text, name) for name, text in found[at : at + 2]],
        }
        for at, move in ((0, "happened"), (2, "context"), (4, "means"))
    ]
    return json.dumps({"moves": moves, "actor": "", "counterparty": ""})


def chooser(told: str, question: Question) -> str:
    """Honest, and knows both questions apart by the form that is asked for."""
    if "choose passages" in told:
        names = [name for name, _ in passages_of(question)][:4]
        return json.dumps({"passages": names})
    return honest(told, question)


def sentence(text: str, *cites: str, evidence: str = "") -> dict[str, Any]:
    words = text.split()
    copied = evidence or (" ".join(words[:6]) if len(words) > 2 else text)
    return {"text": text, "cites": list(cites), "evidence": copied}


def analysis(*sentences: dict[str, Any], move: str = "happened") -> str:
    moves = [{"move": move, "sentences": list(sentences)}]
    return json.dumps({"moves": moves, "actor": "", "counterparty": ""})


@dataclass
class Voice:
    """A `talk` for an engine, without any network."""

    mind: Mind = honest
    end: str = "stop"
    asked: list[Prompt] = field(default_factory=list)

    def __call__(self, asked: Prompt) -> Reply:
        self.asked.append(asked)
        said = self.mind(asked.system + "\n" + asked.user, question_in(asked.user))
        return Reply(said, self.end, 1000, 100)  # type: ignore[arg-type]


class Model(Site):
    """An OpenAI-compatible endpoint, and one of Anthropic's kind, in one.

    `before` is looked at first: a whole HTTP answer for this request, or None to let
    the mind speak. What was asked is in `seen`.
    """

    def __init__(self, mind: Mind = chooser) -> None:
        super().__init__()
        self.mind = mind
        self.before: Callable[[dict[str, Any], int], bytes | None] = lambda *_: None
        self.tokens = (1200, 150)
        self.end = ""
        self.takes_s = 0.0
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        for target in ("/v1/chat/completions", "/v1/messages"):
            self.pages[target] = self._answer_question

    @property
    def base(self) -> str:
        return self.url("/v1")

    @property
    def questions(self) -> list[dict[str, Any]]:
        return [json.loads(seen.body) for seen in self.seen]

    async def _answer_question(self, seen: Seen, writer: asyncio.StreamWriter) -> None:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            if self.takes_s:
                await asyncio.sleep(self.takes_s)
            asked = json.loads(seen.body)
            answer = self.before(asked, len(self.seen))
            writer.write(answer or self._said(seen, asked))
            await writer.drain()
        finally:
            self._now -= 1

    def _said(self, seen: Seen, asked: dict[str, Any]) -> bytes:
        told = "\n".join(
            [asked.get("system", ""), *(one["content"] for one in asked["messages"])]
        )
        user = asked["messages"][-1]["content"]
        text = self.mind(told, question_in(user))
        if seen.target.endswith("messages"):
            return answered(self._as_anthropic(asked, text))
        return answered(
            {
                "id": "1",
                "object": "chat.completion",
                "model": asked["model"],
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": self.end or "stop",
                        "message": {"role": "assistant", "content": text},
                    }
                ],
                "usage": {
                    "prompt_tokens": self.tokens[0],
                    "completion_tokens": self.tokens[1],
                },
            }
        )

    def _as_anthropic(self, asked: dict[str, Any], text: str) -> dict[str, Any]:
        block: dict[str, Any] = {"type": "text", "text": text}
        if "tools" in asked:
            name = asked["tools"][0]["name"]
            block = {
                "type": "tool_use", "id": "t", "name": name, "input": json.loads(text),
            }  # fmt: skip
        return {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "content": [block],
            "stop_reason": self.end or "end_turn",
            "usage": {
                "input_tokens": self.tokens[0],
                "output_tokens": self.tokens[1],
            },
        }


def answered(given: object, status: str = "200 OK", *headers: str) -> bytes:
    body = json.dumps(given).encode()
    return page(body, status, "Content-Type: application/json", *headers)


def error(status: str, message: str = "no", *headers: str) -> bytes:
    return answered({"error": {"message": message}}, status, *headers)


def wait_until(is_so: Callable[[], bool], *, at_most_s: float = 10.0) -> None:
    until = time.monotonic() + at_most_s
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)
