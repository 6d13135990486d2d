"""App config."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete, pre_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        burial = import_module("articles.burial")
        pre_delete.connect(burial.bury, self.get_model("Item"))
        pre_delete.connect(burial.leave, sender="feeds.Feed")
        tallies = import_module("articles.tallies")
        pre_migrate.connect(tallies.stand_aside, sender=self)
        post_migrate.connect(tallies.take_up, sender=self)
