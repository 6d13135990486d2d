"""Sessions are Django's, found in one question of our own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsreader.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_what_django_kept_is_there() -> None:
    theirs = db.SessionStore()
    theirs["name"] = "Älice"
    theirs.save()

    ours = SessionStore(theirs.session_key)
    assert ours["name"] == "Älice"
    ours["name"] = "Bob"
    ours.save()

    assert db.SessionStore(theirs.session_key)["name"] == "Bob"
    assert ours.session_key == theirs.session_key


def test_a_session_that_has_ended_is_none() -> None:
    kept = SessionStore()
    kept["name"] = "Alice"
    kept.save()
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))

    gone = SessionStore(kept.session_key)

    assert gone.get("name") is None
    assert gone.session_key is None


def test_a_key_that_nobody_has_is_none() -> None:
    made_up = SessionStore("a" * 32)

    assert made_up.is_empty() or not dict(made_up.items())
    assert made_up.session_key is None
