"""What reaches standard error: one line an event, whatever strangers wrote."""

from __future__ import annotations

import logging

from newsreader.logs import Line


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("feeds.poll", logging.INFO, "", 0, message, args, None)


def test_a_line_break_in_a_message_starts_no_new_line() -> None:
    line = Line().format(record("title: %s", "x\n2026-01-01 INFO forged\x1b[2J\u2028"))

    assert line.endswith(
        r"INFO feeds.poll: title: x\n2026-01-01 INFO forged\x1b[2J\u2028"
    )
    assert len(line.splitlines()) == 1


def test_a_traceback_keeps_its_lines() -> None:
    broken = record("failed")
    broken.exc_text = "Traceback:\n  line 1"

    assert Line().format(broken).endswith("failed\nTraceback:\n  line 1")
