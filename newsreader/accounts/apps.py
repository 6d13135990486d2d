"""App config; notes each sign-in."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "newsreader.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        signing_in = import_module("newsreader.accounts.signing_in")
        user_logged_in.connect(signing_in.note, dispatch_uid="accounts.note")
