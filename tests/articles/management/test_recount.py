"""The command that counts what is unread anew."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles import tallies
from articles.models import Tally
from tests.factories import make_item


@pytest.mark.django_db
def test_wrong_numbers_are_put_right() -> None:
    make_item()
    Tally.objects.update(count=7)
    said = StringIO()

    call_command("recount", stdout=said)

    assert tallies.unread(User.objects.create(username="bob")).total == 1
    assert "wrong" in said.getvalue()
