"""Who asks, with their preferences, in one question."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsreader.accounts.backend import ReaderBackend
from newsreader.accounts.models import Preferences
from tests.people import alice

pytestmark = pytest.mark.django_db


def _told(model: User | Preferences) -> dict[str, object]:
    return {name: value for name, value in vars(model).items() if name[0] != "_"}


@pytest.mark.parametrize("signed_in", [None, timezone.now()])
def test_the_user_is_as_the_model_has_it(signed_in: object) -> None:
    alice()
    User.objects.update(last_login=signed_in, is_staff=True, first_name="Älice")
    kept = User.objects.get()
    Preferences.objects.create(user=kept, theme="dark", shortcuts=False, endless=True)

    with CaptureQueriesContext(connection) as asked:
        user = ReaderBackend().get_user(kept.pk)
        assert user is not None
        assert _told(user) == _told(kept)
        assert _told(user.preferences) == _told(Preferences(user=kept, theme="dark",
            shortcuts=False, endless=True))  # fmt: skip

    assert len(asked) == 1
    assert user == kept
    user.save()
    user.preferences.save()
    assert User.objects.get().first_name == "Älice"


def test_whoever_has_no_preferences_is_not_asked_for_them_again() -> None:
    pk = alice().pk

    with CaptureQueriesContext(connection) as asked:
        user = ReaderBackend().get_user(pk)
        assert getattr(user, "preferences", None) is None

    assert len(asked) == 1


def test_nobody_and_who_may_no_longer_are_no_readers() -> None:
    user = alice()
    User.objects.update(is_active=False)

    assert ReaderBackend().get_user(user.pk) is None
    assert ReaderBackend().get_user(user.pk + 1) is None
