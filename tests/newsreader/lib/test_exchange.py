from __future__ import annotations

import pickle

import pytest

from newsreader.lib.exchange import FetchError, Headers


def test_header_names_are_found_in_any_case() -> None:
    headers = Headers([("Content-Type", "text/xml"), ("ETag", '"a"')])

    assert headers["CONTENT-TYPE"] == "text/xml"
    assert headers.get("etag") == '"a"'
    assert headers.get("x") is None
    assert "Etag" in headers
    assert len(headers) == 2
    assert sorted(headers) == ["content-type", "etag"]
    with pytest.raises(KeyError):
        headers["x"]


def test_a_header_sent_twice_is_joined() -> None:
    assert Headers([("Link", "<a>"), ("link", "<b>")])["link"] == "<a>, <b>"


def test_header_values_hold_nothing_that_a_database_refuses() -> None:
    headers = Headers([("ETag", '"\x00\udcff\x01"'), ("X", "caf\udcc3\udca9")])

    assert headers["etag"] == '" \N{REPLACEMENT CHARACTER} "'
    assert headers["x"] == "café"
    headers["etag"].encode()


def test_a_fetch_error_is_its_sentence_and_can_be_sent_between_processes() -> None:
    error = FetchError("dns", "http://a.example/", "The name is not known.")

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made on the line itself

    assert str(copy) == "The name is not known."
    assert (copy.kind, copy.url) == ("dns", "http://a.example/")
