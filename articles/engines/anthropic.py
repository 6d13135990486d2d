"""Anthropic's Messages API. Pure."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from articles.core.prompt import Prompt
from articles.engines import Manner, Post, Reply, next_shape

SHAPES = ("json_schema", "tool", "text")
"""Structured output, then a tool that must be used (older models), then none."""
VERSION = "2023-06-01"


class Anthropic:
    """See the module."""

    name = "anthropic"
    home = "https://api.anthropic.com"

    def post(
        self, asked: Prompt, *, base: str, key: str, model: str, manner: Manner,
        most: int,
    ) -> Post:  # fmt: skip
        body: dict[str, Any] = {
            "model": model,
            "max_tokens": most,
            "system": asked.system,
            "messages": [{"role": "user", "content": asked.user}],
        }
        match manner.shape or SHAPES[0]:
            case "json_schema":
                form = {"type": "json_schema", "schema": asked.schema}
                body["output_config"] = {"format": form}
            case "tool":
                body["tools"] = [
                    {
                        "name": asked.purpose,
                        "description": "Hands in the answer.",
                        "input_schema": asked.schema,
                    }
                ]
                body["tool_choice"] = {"type": "tool", "name": asked.purpose}
        home = base.rstrip("/").removesuffix("/v1")
        headers = {"anthropic-version": VERSION}
        if key:
            headers["x-api-key"] = key
        return Post(f"{home}/v1/messages", headers, body)

    def milder(self, manner: Manner, status: int, complaint: str) -> Manner | None:
        if status not in (400, 422):
            return None
        shape = next_shape(SHAPES, manner.shape or SHAPES[0])
        return replace(manner, shape=shape) if shape else None

    def read(self, body: bytes) -> Reply:
        given = json.loads(body)
        blocks = given.get("content") if isinstance(given, dict) else None
        if not isinstance(blocks, list):
            raise ValueError("no content")
        ended = given.get("stop_reason")
        if ended == "refusal":
            end = "refusal"
        elif ended in ("max_tokens", "model_context_window_exceeded"):
            end = "length"
        else:
            end = "stop"
        usage = given.get("usage")
        return Reply(
            "".join(_text(block) for block in blocks if isinstance(block, dict)),
            end,  # type: ignore[arg-type]  # one of the three words above
            _counted(usage, "input_tokens"),
            _counted(usage, "output_tokens"),
        )


def _text(block: dict[str, Any]) -> str:
    if block.get("type") == "tool_use":
        return json.dumps(block.get("input"))
    text = block.get("text")
    return text if block.get("type") == "text" and isinstance(text, str) else ""


def _counted(usage: object, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return -1
    return min(value, 1_000_000_000)
