"""Three people with fixed roles: Alice runs the site, Bob reads, Charlie has left."""

from __future__ import annotations

from django.contrib.auth.models import User

PASSWORD = "correct horse battery staple"


def alice() -> User:
    """Staff and superuser: adds feeds, sees what fails."""
    return User.objects.create_superuser("alice", "alice@example.org", PASSWORD)


def bob() -> User:
    """A reader with an account."""
    return User.objects.create_user("bob", "bob@example.org", PASSWORD)


def charlie() -> User:
    """Whose account was closed: must see no more than a stranger."""
    return User.objects.create_user(
        "charlie", "charlie@example.org", PASSWORD, is_active=False
    )
