"""App config, so that run/ and checks are found."""

from django.apps import AppConfig


class NewsreaderConfig(AppConfig):
    name = "newsreader"
