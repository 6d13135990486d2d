"""App config."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        bury = import_module("articles.burial").bury
        pre_delete.connect(bury, self.get_model("Item"), dispatch_uid="articles.bury")
