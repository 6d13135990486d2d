"""Who asks, with their preferences, in one question to the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS

from newsreader.accounts.models import Preferences
from newsreader.lib.questions import ask, moment

_USER = [field.attname for field in User._meta.concrete_fields]
_LIKES = [field.attname for field in Preferences._meta.concrete_fields]
_READER = (
    f"SELECT {', '.join(f'u.{name}' for name in _USER)},"  # noqa: S608 (fields' names)
    f" {', '.join(f'p.{name}' for name in _LIKES)} FROM {User._meta.db_table} u"
    f" LEFT JOIN {Preferences._meta.db_table} p ON p.user_id = u.id WHERE u.id = %s"
)


class ReaderBackend(ModelBackend):
    """Django's own, whose users bring their preferences along, and soon: every page
    begins with this."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as Django has it
        for row in ask(_READER, user_id):
            told = [moment(one) if isinstance(one, dt.datetime) else one for one in row]
            user = User.from_db(DEFAULT_DB_ALIAS, _USER, told[: len(_USER)])
            likes = None
            if (of_user := told[len(_USER) :])[0] is not None:
                likes = Preferences.from_db(DEFAULT_DB_ALIAS, _LIKES, of_user)
            # Known to be none where there are none, too
            User._meta.get_field("preferences").set_cached_value(user, likes)
            return user if self.user_can_authenticate(user) else None
        return None
