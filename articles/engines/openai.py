"""Chat Completions, as OpenAI, Ollama, llama.cpp, vLLM, LM Studio and others have
them. Pure.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from articles.core.prompt import Prompt
from articles.engines import Manner, Post, Reply, next_shape

SHAPES = ("json_schema", "json_object_schema", "json_object", "text")
"""From the strictest to none. llama-cpp-python knows only the second of these and
answers 500 to the first; others take a schema and do not keep to it."""
TEMPERATURE = 0.2


class OpenAI:
    """See the module."""

    name = "openai"
    home = "https://api.openai.com/v1"

    def post(
        self, asked: Prompt, *, base: str, key: str, model: str, manner: Manner,
        most: int,
    ) -> Post:  # fmt: skip
        limit = "max_completion_tokens" if manner.new_limit else "max_tokens"
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": asked.system},
                {"role": "user", "content": asked.user},
            ],
            "stream": False,
            limit: most,
        }
        if manner.temperature:
            body["temperature"] = TEMPERATURE
        if form := _form(asked, manner.shape or SHAPES[0]):
            body["response_format"] = form
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        home = base.rstrip("/")
        if not urlsplit(home).path:  # all of them have it there
            home += "/v1"
        return Post(f"{home}/chat/completions", headers, body)

    def milder(self, manner: Manner, status: int, complaint: str) -> Manner | None:
        if status not in (400, 415, 422, 500, 501):
            return None
        if "max_tokens" in complaint and not manner.new_limit:
            return replace(manner, new_limit=True)
        if "temperature" in complaint and manner.temperature:
            return replace(manner, temperature=False)
        shape = next_shape(SHAPES, manner.shape or SHAPES[0])
        return replace(manner, shape=shape) if shape else None

    def read(self, body: bytes) -> Reply:
        given = json.loads(body)
        try:
            choice = given["choices"][0]
            message = choice["message"]
        except (LookupError, TypeError):
            raise ValueError("no choices") from None
        if not isinstance(message, dict):
            raise ValueError("no message")
        ended = choice.get("finish_reason")
        if message.get("refusal") or ended == "content_filter":
            end = "refusal"
        else:
            end = "length" if ended == "length" else "stop"
        usage = given.get("usage")
        return Reply(
            _text(message.get("content")),
            end,  # type: ignore[arg-type]  # one of the three words above
            _counted(usage, "prompt_tokens"),
            _counted(usage, "completion_tokens"),
        )


def _form(asked: Prompt, shape: str) -> dict[str, Any] | None:
    match shape:
        case "json_schema":
            schema = {"name": asked.purpose, "strict": True, "schema": asked.schema}
            return {"type": "json_schema", "json_schema": schema}
        case "json_object_schema":
            return {"type": "json_object", "schema": asked.schema}
        case "json_object":
            return {"type": "json_object"}
    return None


def _text(content: object) -> str:
    """Plain, or in parts as some endpoints give it."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def _counted(usage: object, name: str) -> int:
    """A count of tokens, or -1 for anything that is none."""
    value = usage.get(name) if isinstance(usage, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return -1
    return min(value, 1_000_000_000)
