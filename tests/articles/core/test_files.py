"""Files are called by their name."""

from __future__ import annotations

import pytest

from articles.core.files import name


@pytest.mark.parametrize(
    ("kind", "body", "called"),
    [
        ("application/pdf", b"", "a PDF document"),
        ("text/html", b"%PDF-1.7", "a PDF document"),
        ("", b"\0\0\0\x18ftypmp42", "a video"),
        ("video/mp4; codecs=x", b"", "a video"),
        ("audio/mpeg", b"ID3", "an audio file"),
        ("image/webp", b"RIFF", "a picture"),
        ("application/vnd.ms-excel", b"", "a spreadsheet"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"",
            "a Word document",
        ),
        ("application/x-unheard-of", b"", "a file"),
        ("text/html; charset=utf-8", b"<html>", ""),
        ("application/xhtml+xml", b"<html>", ""),
        ("application/xml", b"<?xml version='1.0'?><html>", ""),
        ("application/xml", b"<urlset>", "an XML file"),
        ("text/plain", b"text", ""),
        ("", b"<!doctype html>", ""),
    ],
)
def test_a_file_is_called_what_it_is_and_a_page_nothing(
    kind: str, body: bytes, called: str
) -> None:
    assert name(kind, body) == called
