"""`manage.py prepare`: what `run` does before it starts, for services apart."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from newsreader import runner


class Command(BaseCommand):
    help = (
        "Bring the database up to date and, the first time, make the administrator "
        "and the first feeds. For services that run apart; `run` does it by itself."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # Any: as Django has it
        try:
            runner.prepare(say=self.stdout.write)
        except runner.StartError as error:
            sys.exit(f"Newsreader cannot start: {error}")
