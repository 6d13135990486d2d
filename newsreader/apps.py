"""App config, so that run/ and checks are found."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class NewsreaderConfig(AppConfig):
    name = "newsreader"

    def ready(self) -> None:
        import_module("newsreader.checks")  # registers them
        import_module("newsreader.naming").translate()
        if settings.REDIS_URL:
            # `lib.wake` rings through the current Celery app, so there has to be one.
            # Without a broker nobody rings, and the web server need not carry Celery.
            import_module("newsreader.celery")
