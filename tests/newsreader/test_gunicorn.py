"""The web server's children start from pages that were made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.urls import resolve

from newsreader import gunicorn


def test_what_a_visitor_sees_first_was_made_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    class Answer(HttpResponse):
        def close(self) -> None:
            done.append("closed")

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Answer:
        request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        done.append(f"{request} of {environ['HTTP_HOST']}")
        return Answer()

    # The tests' own connection is to stay; children must not share the parent's
    monkeypatch.setattr(connections, "close_all", lambda: done.append("parted"))
    gunicorn._warm_up(application)

    pages = ["GET / of 127.0.0.1", "GET /accounts/login/ of 127.0.0.1"]
    assert done == [pages[0], "closed", pages[1], "closed", "parted"]
    for path in gunicorn.WARM:
        assert callable(resolve(path).func)
