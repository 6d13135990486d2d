"""Who asks, with their preferences, in one question to the database."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class ReaderBackend(ModelBackend):
    """Django's own, whose users bring their preferences along."""

    def get_user(self, user_id: Any) -> User | None:  # Any: as Django has it
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
