"""Who asks, with their preferences, in one question to the database."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from newsreader.accounts.models import Preferences
from newsreader.lib.questions import Columns, ask

_USER, _LIKES = Columns(User, "u"), Columns(Preferences, "p")
_READER = (
    f"SELECT {_USER.sql}, {_LIKES.sql} FROM {User._meta.db_table} u"  # noqa: S608
    f" LEFT JOIN {Preferences._meta.db_table} p ON p.user_id = u.id WHERE u.id = %s"
)


class ReaderBackend(ModelBackend):
    """Django's own, whose users bring their preferences along, and soon: every page
    begins with this."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as Django has it
        for row in ask(_READER, user_id):
            if user := _USER.made(row[: _USER.count]):
                likes = _LIKES.made(row[_USER.count :])
                # Known to be none where there are none, too
                User._meta.get_field("preferences").set_cached_value(user, likes)
                return user if self.user_can_authenticate(user) else None
        return None
